"""People: registered once, sealed, found by a keyed index."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lingnan.engine.elements import person_name
from lingnan.engine.elements.folding import fold_identifier
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.rows import insert_new

from . import models
from .types import Document, NewPerson, Person

ID_NUMBER = "identity.person.id_number"
NAME = "identity.person.name"
SOUGHT = "identity.helper.sought"
MOST_TRIES = 10
KEYS_BY_INDEX = """
    SELECT p.id_number_index, p.id_kind, coalesce(m.surviving_id, p.key)
    FROM identity_person p LEFT JOIN identity_merge m ON m.absorbed_id = p.key WHERE p.id_number_index = ANY(%s)
"""


class HelperUnknown(LingnanError):
    """No registered person has both the number and the name."""

    code = "helper-unknown"
    message = "没有找到这个人：姓名和证件号码要和证件上的一致，而且对方要先在这里登记过。请核对后再试。"


class SeveralBearers(LingnanError):
    """Documents of different kinds may have the same number: they are different people's."""

    code = "several-bearers"
    status = 409
    message = "有几种证件都是这个号码。请选证件类型，再查一次。"


class HelperSoughtTooOften(LingnanError):
    """Trying names and numbers one after another would tell who bears which."""

    code = "helper-sought-too-often"
    status = 429
    message = "今天找人的次数多了。为了保护别人的信息，请明天再试；急着委托的，可以和对方一起带证件到就近窗口办理。"


def register_people(*, people: Iterable[NewPerson], at: datetime) -> list[int]:
    """Register those who are new and return every one's key, in the order given."""
    wanted = [_sealed(person, at) for person in people]
    insert_new(model=models.Person, rows=wanted)
    keys = _keys_by_document([row["id_number_index"] for row in wanted])
    return [keys[row["id_number_index"], row["id_kind"]] for row in wanted]


def _sealed(person: NewPerson, at: datetime) -> dict[str, Any]:
    return {
        "uuid": uuid7(at=at),
        "id_kind": person.id_kind,
        "id_number_sealed": settings.VAULT.seal(plain=person.id_number.encode(), purpose=ID_NUMBER),
        "id_number_index": settings.VAULT.index(plain=person.id_number, purpose=ID_NUMBER),
        "name_sealed": settings.VAULT.seal(plain=person.name.encode(), purpose=NAME),
        "created_at": at,
    }


def _keys_by_document(indexes: list[bytes]) -> dict[tuple[bytes, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(KEYS_BY_INDEX, [indexes])
        return {(bytes(index), kind): key for index, kind, key in cursor.fetchall()}


def get_person(*, key: int) -> Person:
    return opened(_one(models.Person.objects.filter(key=key).first()))


def list_people(*, keys: Iterable[int]) -> dict[int, Person]:
    """People by key; keys that nobody has are left out."""
    return {row.key: opened(row) for row in models.Person.objects.filter(key__among=keys)}


def list_uuids(*, keys: Iterable[int]) -> dict[int, UUID]:
    """The uuids of people by key; keys that nobody has are left out."""
    return dict(models.Person.objects.filter(key__among=keys).values_list("key", "uuid"))


def get_person_by_uuid(*, uuid: UUID) -> Person:
    """The person with this uuid, or the one whose record took hers in."""
    return _survivor(_one(_led_on(models.Person.objects.filter(uuid=uuid)).first()))


def find_record(*, id_number: str, id_kind: str | None = None) -> Person | None:
    """The record with this number as it was registered, though another took it in since. Raises `SeveralBearers`."""
    rows = list(_with_number(id_number, [id_kind] if id_kind else None)[:2])
    if len(rows) > 1:
        raise SeveralBearers()
    return opened(rows[0]) if rows else None


def find_person_by_id_number(
    *, id_number: str, id_kinds: Collection[str] | None = None, name: str | None = None
) -> Person | None:
    """The person with this number, or the one whose record took hers in; with a name, only where she bears it.

    `id_kinds` are the kinds of document (GA/T 517) that are looked for, every kind without them. A name is hers however
    it is written. The number of a record that was taken in goes with the name it had, and with the survivor's. Raises
    `SeveralBearers` where documents of more than one person have the number, and tells of none.
    """
    rows = list(_led_on(_with_number(id_number, id_kinds)))
    bearers = {found.key: found for row in rows if (found := _borne(row, name))}
    if len(bearers) > 1:
        raise SeveralBearers()
    return next(iter(bearers.values()), None)


def find_kind(*, key: int, id_number: str) -> str | None:
    """The kind of the person's document with this number, an older one of hers among them; None where she has none."""
    rows = _led_on(_with_number(id_number, None))
    return next((row.id_kind for row in rows if row.survivor == key), None)


def _with_number(id_number: str, id_kinds: Collection[str] | None) -> QuerySet[models.Person]:
    rows = models.Person.objects.filter(id_number_index=settings.VAULT.index(plain=id_number, purpose=ID_NUMBER))
    return rows if id_kinds is None else rows.filter(id_kind__in=id_kinds)


def _borne(row: Any, name: str | None) -> Person | None:
    found = _survivor(row)
    names = {person_name.fold(each) for each in (found.name, opened(row).name)}
    return found if name is None or person_name.fold(name) in names else None


def find_bearers(*, named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The keys of those who bear both a number and a name, however it is written; which of the two is wrong of the
    others is not told.

    Where two people have the same name and, in documents of different kinds, the same number, neither is given.
    """
    wanted = set(named)
    numbers = {settings.VAULT.index(plain=number, purpose=ID_NUMBER) for number, _ in wanted}
    rows = list(_led_on(models.Person.objects.filter(id_number_index__in=numbers)))
    survivors = list_people(keys={row.survivor for row in rows})
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row, own in ((row, opened(row)) for row in rows):
        for name in {own.name, survivors[row.survivor].name}:
            found[own.id_number, person_name.fold(name)].add(int(row.survivor))
    bearers = {(number, name): found[number, person_name.fold(name)] for number, name in wanted}
    return {pair: next(iter(keys)) for pair, keys in bearers.items() if len(keys) == 1}


def find_keys(*, id_numbers: Iterable[str]) -> dict[str, int]:
    """The keys of the people with these numbers on any kind of document, as `find_keys_by_document` gives them."""
    found = find_keys_by_document(documents=[Document(id_number=number) for number in id_numbers])
    return {document.id_number: key for document, key in found.items()}


def find_keys_by_document(*, documents: Iterable[Document]) -> dict[Document, int]:
    """The keys of the people with these documents; those that nobody here has are left out.

    A document without a kind is left out too where documents of more than one person have its number. The number of a
    record that another took in gives the other's key.
    """
    indexes = {
        document: settings.VAULT.index(plain=document.id_number, purpose=ID_NUMBER) for document in set(documents)
    }
    bearers: dict[tuple[bytes, str | None], set[int]] = defaultdict(set)
    for (index, kind), key in _keys_by_document(list(set(indexes.values()))).items():
        bearers[index, kind].add(key)
        bearers[index, None].add(key)
    found = {document: bearers[index, document.id_kind] for document, index in indexes.items()}
    return {document: next(iter(keys)) for document, keys in found.items() if len(keys) == 1}


def find_helper(
    *, id_number: str, name: str, by: Actor, at: datetime, id_kinds: Collection[str] | None = None
) -> Person:
    """The person with both this number and this name; raises `HelperUnknown` without saying which did not fit.

    `id_kinds` are the kinds of document that are looked for, every kind without them; `SeveralBearers` where people of
    that name have the number on several. Whoever tries is on record, and after ten tries in a day gets
    `HelperSoughtTooOften`.
    """
    _count_try(by, at)
    person = find_person_by_id_number(id_number=fold_identifier(id_number), id_kinds=id_kinds, name=name)
    if person is None:
        raise HelperUnknown()
    return person


def _count_try(by: Actor, at: datetime) -> None:
    with transaction.atomic():
        # The seeker's own row is the queue in which her tries wait, so that many at once are counted too.
        _one(models.Person.objects.select_for_update(no_key=True).filter(key=by.person_key or 0).first())
        tries = AuditEntry.objects.filter(subject_key=by.person_key, name=SOUGHT, at__gt=at - timedelta(days=1))
        if tries.count() >= MOST_TRIES:
            raise HelperSoughtTooOften()
        audit.record(kind=AuditEntry.Kind.ACT, name=SOUGHT, subject_key=by.person_key, by=by, at=at)


def _led_on(rows: QuerySet[models.Person]) -> QuerySet[Any]:
    """The rows with the key of the record that each leads to, which is its own unless it was taken in by another."""
    heir = models.Merge.objects.filter(absorbed=OuterRef("key")).values("surviving_id")
    return rows.annotate(survivor=Coalesce(Subquery(heir), "key", output_field=BigIntegerField()))


def _survivor(row: Any) -> Person:
    """The person whom a row of `_led_on` leads to."""
    return opened(row) if row.survivor == row.key else get_person(key=row.survivor)


def opened(row: models.Person) -> Person:
    """Unseal a row."""
    return Person(
        key=row.key,
        uuid=row.uuid,
        name=settings.VAULT.open(sealed=row.name_sealed, purpose=NAME).decode(),
        id_number=settings.VAULT.open(sealed=row.id_number_sealed, purpose=ID_NUMBER).decode(),
        id_kind=row.id_kind,
    )


def _one(row: models.Person | None) -> models.Person:
    if row is None:
        raise NotFound()
    return row
