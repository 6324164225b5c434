"""Guardianship: a parent acts for a minor child by the kinship registered (Civil Code art. 27), until 18 (art. 17)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from lingnan.engine.elements import citizen_number
from lingnan.kernel import events
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import midnight_of
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7

from . import models
from .accounts import require_role
from .delegations import LONGEST, NotForMe, end_row, list_rows, read_delegation, record_step
from .events import GuardianshipTaken
from .families import list_child_keys
from .people import list_people
from .types import Delegation, Person, Role, Ward

# Whoever stands behind the counter to which the refusals send people.
DESK: Final[Role] = "community-worker"
OF_AGE = 18
RENEWABLE = timedelta(days=30)
LONGEST_DOCUMENT = 100
# GA/T 517: documents whose numbers are written after GB 11643, the day of birth in them.
DATED_KINDS, DATED_LENGTH = ("111", "154", "553"), 18


class NotTheParent(LingnanError):
    """The kinship registered does not make the actor a parent of this person."""

    code = "not-the-parent"
    status = 403
    message = (
        "登记里您不是这个人的父亲或母亲，不能这样替人办。登记有误的，请带户口簿或出生医学证明到就近窗口；"
        "其他亲属要代办的，请由孩子的父母办理。"
    )


class NoMinor(LingnanError):
    """The child is 18, or her document does not tell her age."""

    code = "no-minor"
    status = 409
    message = (
        "不能以父母身份替这位子女办：已经年满18周岁，或者登记的证件上看不出年龄。"
        "成年的子女请本人登录，在「我的家人」里委托给您；没有成年的，请带孩子的证件到就近窗口。"
    )


class GuardianshipBarred(LingnanError):
    """The desk ended the guardianship by a document."""

    code = "guardianship-barred"
    status = 403
    message = "窗口已经按生效的法律文书结束了您的代办，网上不能再接手。文书有变化的，请带上文书和身份证到窗口恢复。"


class DocumentMissing(LingnanError):
    """The desk ends a guardianship, or lets it begin again, by a document only."""

    code = "document-missing"
    message = "要写明依据的法律文书，例如判决书的案号，一百字以内。请补上再办。"


class WardUnknown(LingnanError):
    """At the desk: by the register these two are no parent and minor child."""

    code = "ward-unknown"
    status = 409
    message = (
        "没有办：登记里这两个人不是父母和未成年子女，或者孩子的证件上看不出年龄。"
        "请核对两份证件；登记有误的，请先到派出所更正。"
    )


class NothingToRestore(LingnanError):
    """The desk had not ended it."""

    code = "nothing-to-restore"
    status = 409
    message = "不用恢复：窗口没有结束过这一方的代办。请本人登录，在「我的家人」里由自己接手。"


def list_wards(*, guardian_key: int, at: datetime) -> list[Ward]:
    """Her children by the register who are under 18, the eldest first; nobody whose document has no day of birth."""
    children = list_people(keys=list_child_keys(parent_key=guardian_key)).values()
    minors = [(of_age_at, child) for child in children if (of_age_at := _of_age_at(child)) and at < of_age_at]
    latest = _latest(guardian_key, [child.key for _, child in minors])
    ordered = sorted(minors, key=lambda pair: (pair[0], pair[1].key))
    return [_ward(child, of_age_at, latest.get(child.key), at) for of_age_at, child in ordered]


def get_ward(*, child_key: int, guardian_key: int, at: datetime) -> Ward:
    """One of her minor children. Raises `NotTheParent`, and `NoMinor` for a child who is none any more."""
    if child_key not in list_child_keys(parent_key=guardian_key):
        raise NotTheParent()
    ward = next((each for each in list_wards(guardian_key=guardian_key, at=at) if each.child.key == child_key), None)
    if ward is None:
        raise NoMinor()
    return ward


def take_up_guardianship(
    *, child_key: int, guardian_key: int, services: Sequence[str], by: Actor, at: datetime
) -> Delegation:
    """Let a parent act for a minor child until she is 18, for 366 days at most. Publishes `GuardianshipTaken`.

    What runs stays as it is until it may be renewed, in its last 30 days; the renewed one then takes its place.
    Raises `NotTheParent`, `NoMinor`, `GuardianshipBarred`, `NotForMe`.
    """
    if by.kind == "person" and by.person_key != guardian_key:
        raise NotForMe()
    with transaction.atomic():
        _wait_in_line(guardian_key)
        ward = get_ward(child_key=child_key, guardian_key=guardian_key, at=at)
        if ward.is_barred:
            raise GuardianshipBarred()
        if ward.mandate and not ward.is_renewable:
            return ward.mandate
        if ward.mandate:
            _replace(ward.mandate.uuid, by, at)
        return _begin(ward, guardian_key, services, by, at)


def end_guardianship(*, child_key: int, guardian_key: int, document: str, by: Actor, at: datetime) -> Delegation:
    """The desk ends a parent's guardianship by a document, or bars one that never began; again changes nothing.

    Publishes `DelegationEnded`. Raises `NotAllowed`, `DocumentMissing`, `WardUnknown`.
    """
    document = _document_at_desk(document, by)
    with transaction.atomic():
        ward = _ward_at_desk(child_key, guardian_key, at)
        row = _latest(guardian_key, [child_key]).get(child_key)
        if row is None or not (ward.mandate or ward.is_barred):
            row = _write(ward, guardian_key, (), at)
        if not ward.is_barred:
            end_row(row, by, at, document=document)
        return read_delegation(row)


def restore_guardianship(
    *, child_key: int, guardian_key: int, services: Sequence[str], document: str, by: Actor, at: datetime
) -> Delegation:
    """The desk lets a parent whom it had barred act again, by a document; again changes nothing.

    Publishes `GuardianshipTaken`. Raises `NotAllowed`, `DocumentMissing`, `WardUnknown`, `NothingToRestore`.
    """
    document = _document_at_desk(document, by)
    with transaction.atomic():
        ward = _ward_at_desk(child_key, guardian_key, at)
        if ward.mandate:
            return ward.mandate
        if not ward.is_barred:
            raise NothingToRestore()
        return _begin(ward, guardian_key, services, by, at, document=document)


def _document_at_desk(document: str, by: Actor) -> str:
    """What the desk acts by; the command line is the platform's."""
    if by.kind != "system":
        require_role(by=by, role=DESK)
    named = document.strip()
    if not 0 < len(named) <= LONGEST_DOCUMENT:
        raise DocumentMissing()
    return named


def _ward_at_desk(child_key: int, guardian_key: int, at: datetime) -> Ward:
    _wait_in_line(guardian_key)
    try:
        return get_ward(child_key=child_key, guardian_key=guardian_key, at=at)
    except (NotTheParent, NoMinor) as error:
        raise WardUnknown() from error


def _wait_in_line(guardian_key: int) -> None:
    """Two taps at once are done one after the other."""
    if not models.Person.objects.select_for_update(no_key=True).filter(key=guardian_key).exists():
        raise NotFound()


def _begin(
    ward: Ward, guardian_key: int, services: Sequence[str], by: Actor, at: datetime, *, document: str = ""
) -> Delegation:
    row = _write(ward, guardian_key, services, at)
    record_step(GuardianshipTaken.name, row, by, at, document=document)
    events.publish(
        GuardianshipTaken(
            delegation=str(row.uuid),
            principal_key=ward.child.key,
            delegate_key=guardian_key,
            ends_at=row.ends_at.isoformat(),
        )
    )
    return read_delegation(row)


def _write(ward: Ward, guardian_key: int, services: Sequence[str], at: datetime) -> models.Delegation:
    return models.Delegation.objects.create(
        uuid=uuid7(at=at),
        principal_id=ward.child.key,
        delegate_id=guardian_key,
        ground="guardianship",
        services=sorted(set(services)),
        starts_at=at,
        ends_at=min(at + LONGEST, ward.of_age_at),
        created_at=at,
    )


def _replace(uuid: UUID, by: Actor, at: datetime) -> None:
    """End what the renewed one takes the place of: nothing ends for anyone, so that nobody is told."""
    models.Delegation.objects.filter(uuid=uuid).update(ended_at=at, ended_by=by.ref)


def _latest(guardian_key: int, child_keys: Sequence[int]) -> dict[int, Any]:
    """The newest guardianship of each child, ended or not."""
    rows = list_rows().filter(ground="guardianship", delegate=guardian_key, principal__in=child_keys)
    return {row.principal_id: row for row in rows.order_by("id")}


def _ward(child: Person, of_age_at: datetime, row: Any | None, at: datetime) -> Ward:
    latest = read_delegation(row) if row else None
    mandate = latest if latest and latest.is_active(at=at) else None
    ends_soon = mandate is not None and mandate.ends_at < of_age_at and mandate.ends_at - at <= RENEWABLE
    return Ward(
        child=child,
        of_age_at=of_age_at,
        mandate=mandate,
        is_renewable=ends_soon,
        is_barred=bool(row and row.ending_document),
    )


def _of_age_at(person: Person) -> datetime | None:
    """When her 18th birthday begins in the province; None where her document does not tell."""
    dated = person.id_kind in DATED_KINDS and len(person.id_number) == DATED_LENGTH
    born = citizen_number.read_birth_date(person.id_number) if dated else None
    return midnight_of(_birthday(born)) if born else None


def _birthday(born: date) -> date:
    """Her 18th; who was born on a 29 February is 18 on 1 March (Civil Code art. 202)."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)
