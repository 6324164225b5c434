"""Many people for one journey: a list in, and at once who may travel, who may not and why, who needs a test."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

import yaml
from django.db import transaction

from lingnan.engine.elements import Element, person_name
from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.tables import Table
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Seen
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person

from . import models
from .colours import BOOK
from .recolouring import recolour
from .showing import given_codes, printed_codes, ref_of
from .types import Batch, BatchRow, Boarding, BoardingList, Traveller, Verdict

ROLE: Final = "travel-organiser"
MADE, READ = "health.batch.made", "health.batch.read"
PURPOSE = "成批出行核验：%(title)s"
TRAVEL = "travel.yaml"
ID_NUMBER = "person.id_document_number"
HEADERS = (("name", "id_number"), ("姓名", "身份證號"), ("姓名", "身份证号"))
LONGEST_LIST, LONGEST_TITLE = 5_000, 80
# So many codes are signed, sent and drawn in a second or two.
A_PART = 100


class ListEmpty(LingnanError):
    """A list without a person."""

    code = "list-empty"
    status = 422
    message = "名单里一个人也没有。请写上每个人的姓名和证件号码，一人一行。"


class ListTooLong(LingnanError):
    """More people than one journey takes."""

    code = "list-too-long"
    status = 422
    message = "名单有 %(number)d 人，一次最多核验 %(most)d 人。请按车次分成几份。"


class TitleMissing(LingnanError):
    """A batch that nobody could tell from another."""

    code = "title-missing"
    status = 422
    message = "请写明是哪一趟，例如「G4368 荆州到广州」。本人在「谁看了我的数据」里会看到这个名字。"


class PlaceUnknown(LingnanError):
    """A place of boarding at which no device is enrolled: nobody would ever be seen there."""

    code = "place-unknown"
    status = 422
    message = "没有查验设备登记在「%(place)s」。请照设备登记的地方一字不差地写；不填，就只认本单位的设备。"


def read_list(*, name: str, data: bytes, at: datetime) -> list[BatchRow]:
    """The people of a CSV file called `name`, with the columns 姓名 and 身份证号 (or 身份證號), or name and id_number.

    Numbers are judged by their element. Raises `kernel.tables.TableUnreadable`, `ColumnsMissing`.
    """
    table = Table(name=name, data=data)
    name_column, number_column = table.choose(HEADERS)
    element, today = catalogue.dictionary()[ID_NUMBER], local_date(at)
    return [
        BatchRow(
            line=line, name=person_name.tidy(row[name_column]), id_number=_normal(element, row[number_column], today)
        )
        for line, row in table.rows()
    ]


def make_batch(
    *, title: str, travels_on: date, rows: Sequence[BatchRow], by: Actor, at: datetime, place: str = ""
) -> UUID:
    """Take in the list of a journey, for a travel organiser; the same list again is the same batch.

    Who is scanned at `place`, or without one by a device of her department, counts as seen at the door. Those who were
    never judged are judged now. Raises `NotAllowed`, `TitleMissing`, `PlaceUnknown`, `ListEmpty`, `ListTooLong`.
    """
    role = identity.require_role(by=by, role=ROLE)
    if not title.strip():
        raise TitleMissing()
    place = place.strip()
    if place and not codes.has_devices_at(place=place):
        raise PlaceUnknown(place=place)
    if not rows:
        raise ListEmpty()
    if len(rows) > LONGEST_LIST:
        raise ListTooLong(number=len(rows), most=LONGEST_LIST)
    found = _keys(rows)
    judged = set(models.StandingColour.objects.filter(subject_key__in=found.values()).values_list("pk", flat=True))
    recolour(subject_keys=sorted(set(found.values()) - judged), by=PLATFORM, at=at)
    with transaction.atomic():
        batch, is_new = models.Batch.objects.get_or_create(
            department=role.department, travels_on=travels_on, digest=_digest(title, place, rows),
            defaults={
                "uuid": uuid7(at=at), "title": title.strip()[:LONGEST_TITLE], "place": place, "made_by": by.ref,
                "made_at": at,
            },
        )  # fmt: skip
        if is_new:
            models.BatchTraveller.objects.bulk_create(_travellers(batch, rows, found))
            details = {"batch": str(batch.uuid), "people": len(rows)}
            audit.record(kind=AuditEntry.Kind.ACT, name=MADE, subject_key=None, by=by, at=at, details=details)
    return batch.uuid


def list_batches(*, by: Actor) -> list[Batch]:
    """The journeys of my department, the newest first, without their people. Raises `NotAllowed`."""
    role = identity.require_role(by=by, role=ROLE)
    rows = models.Batch.objects.filter(department=role.department).order_by("-travels_on", "-id")
    return [_told(row, ()) for row in rows]


def get_batch(*, uuid: UUID, by: Actor, at: datetime) -> Batch:
    """A journey with everyone on its list, by the colours of now, and whose health code was scanned at its door on its
    day.

    Each person on the list sees who looked and for which journey. Raises `NotAllowed`, `NotFound`.
    """
    with transaction.atomic():
        batch = _own(uuid, by)
        rows = list(models.BatchTraveller.objects.filter(batch=batch).order_by("line"))
        looked_up = _look_up(batch, rows, by, at)
        seen = codes.list_seen(
            refs=looked_up.refs, day=batch.travels_on, department=batch.department, place=batch.place
        )
        return _told(batch, tuple(looked_up.traveller(row, seen) for row in rows))


def get_boarding(*, uuid: UUID, by: Actor, at: datetime, part: int = 1) -> BoardingList:
    """The boarding list for print, a hundred people of the list at a time: who of them may travel now, each with a code
    for paper, in the order of the list. A person stays in her part, whoever may travel.

    Each person of the part sees who looked. Raises `NotAllowed`, `NotFound`, also for a part that the list lacks.
    """
    with transaction.atomic():
        batch = _own(uuid, by)
        known = list(models.BatchTraveller.objects.filter(batch=batch, subject_key__isnull=False).order_by("line"))
        parts = max(1, -(-len(known) // A_PART))
        if not 1 <= part <= parts:
            raise NotFound()
        rows = known[(part - 1) * A_PART : part * A_PART]
        looked_up = _look_up(batch, rows, by, at)
        lines = {row.subject_key: row.line for row in rows if row.subject_key and looked_up.may_travel(row.subject_key)}
        printed = printed_codes(given={key: looked_up.given[key] for key in lines}, at=at)
    people = tuple(
        Boarding(
            line=line,
            name=looked_up.people[key].name,
            masked_id_number=looked_up.people[key].masked_id_number,
            code=printed[key],
        )
        for key, line in lines.items()
    )
    return BoardingList(
        title=batch.title,
        travels_on=batch.travels_on,
        people=people,
        part=part,
        parts=parts,
        lines=(rows[0].line, rows[-1].line) if rows else (0, 0),
    )


class _LookedUp:
    """What is known of the people on a list, looked up once for all."""

    def __init__(self, keys: list[int]) -> None:
        self.people = identity.list_people(keys=keys)
        self.given = given_codes(people=self.people)
        self.refs = {key: ref_of(given.code) for key, given in self.given.items()}
        declared = yaml.safe_load(catalogue.get_rule_files(code=BOOK).files[TRAVEL])
        self._may_travel, self._needs_test = declared["may_travel"], declared["needs_test"]

    def traveller(self, row: models.BatchTraveller, seen_by_key: Mapping[int, Seen]) -> Traveller:
        key = row.subject_key
        if key is None:
            return Traveller(line=row.line, verdict=Verdict(row.refused))
        given, person, seen = self.given.get(key), self.people[key], seen_by_key.get(key)
        if given is None:
            return _traveller(row, person, Verdict.NOT_JUDGED, seen)
        return _traveller(row, person, self._verdict(given.change), seen, given.change)

    def may_travel(self, key: int) -> bool:
        given = self.given.get(key)
        return given is not None and self._verdict(given.change) is Verdict.MAY_TRAVEL

    def _verdict(self, change: models.ColourChange) -> Verdict:
        if change.colour in self._may_travel:
            return Verdict.MAY_TRAVEL
        return Verdict.NEEDS_TEST if change.way_out in self._needs_test else Verdict.MAY_NOT


def _look_up(batch: models.Batch, rows: Iterable[models.BatchTraveller], by: Actor, at: datetime) -> _LookedUp:
    """What is known of the people of some lines, which leaves an entry for each."""
    keys = [row.subject_key for row in rows if row.subject_key is not None]
    _leave_traces(batch, keys, by, at)
    return _LookedUp(keys)


def _traveller(
    row: models.BatchTraveller,
    person: Person,
    verdict: Verdict,
    seen: Seen | None,
    change: models.ColourChange | None = None,
) -> Traveller:
    return Traveller(
        line=row.line,
        verdict=verdict,
        name=person.name,
        masked_id_number=person.masked_id_number,
        colour=change.colour if change else "",
        class_code=change.class_code if change else "",
        way_out=change.way_out if change else "",
        seen_at=seen.at if seen else None,
        seen_outcome=seen.outcome if seen else None,
    )


def _keys(rows: Sequence[BatchRow]) -> dict[int, int]:
    """The key of each line's person, where the number is that of somebody here and the name is hers."""
    found = identity.find_bearers(named=[(row.id_number, row.name) for row in rows if row.id_number])
    return {row.line: found[row.id_number, row.name] for row in rows if (row.id_number, row.name) in found}


def _travellers(
    batch: models.Batch, rows: Iterable[BatchRow], found: Mapping[int, int]
) -> Iterator[models.BatchTraveller]:
    """One row a line; who stands on it twice travels once."""
    met: set[int] = set()
    for row in rows:
        key = found.get(row.line)
        if not row.id_number:
            refused = Verdict.NUMBER_INVALID
        elif key is None:
            refused = Verdict.UNKNOWN
        else:
            refused = Verdict.TWICE
        is_first = key is not None and key not in met
        if key is not None:
            met.add(key)
        yield models.BatchTraveller(
            batch=batch, line=row.line, subject_key=key if is_first else None, refused="" if is_first else refused
        )


def _leave_traces(batch: models.Batch, keys: Iterable[int], by: Actor, at: datetime) -> None:
    """An entry that each person sees."""
    audit.record_of_many(
        kind=AuditEntry.Kind.READ, name=READ, subjects=[(key, {}) for key in keys], by=by, at=at,
        purpose=PURPOSE % {"title": batch.title},
        details={"resources": ["colour", "scan"], "elements": [], "batch": str(batch.uuid)},
    )  # fmt: skip


def _normal(element: Element, written: str | None, today: date) -> str:
    checked = element.check(written or "", today=today)
    return str(checked.normal) if checked.valid else ""


def _own(uuid: UUID, by: Actor) -> models.Batch:
    role = identity.require_role(by=by, role=ROLE)
    batch = models.Batch.objects.filter(uuid=uuid, department=role.department).first()
    if batch is None:
        raise NotFound()
    return batch


def _told(row: models.Batch, travellers: tuple[Traveller, ...]) -> Batch:
    return Batch(
        uuid=row.uuid,
        title=row.title,
        travels_on=row.travels_on,
        place=row.place,
        made_at=row.made_at,
        travellers=travellers,
    )


def _digest(title: str, place: str, rows: Iterable[BatchRow]) -> bytes:
    lines = [title.strip(), *([place] if place else []), *(f"{row.name}\t{row.id_number}" for row in rows)]
    return sha256("\n".join(lines).encode()).digest()
