"""Two records found to be of one person: the absorbed one points to the survivor, who has all that it had.

It is an act of the database's owner at the command line, ordered by two officers, and of no page: whoever could make
two records one could take another's account. Every room follows in the same transaction, so that nothing is lost
between two records, and nothing counts twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import get_args

from django.db import connection, transaction
from django.db.models import Q

from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.rows import hand_over

from . import models
from .events import PersonMerged
from .types import MergeFollower, MergeGround

ORDERED_BY = 2
LOCK = "hashtextextended('identity.merges', 0)"
_followers: list[MergeFollower] = []


class TwoOfficersNeeded(LingnanError):
    """It was not ordered by two people."""

    code = "two-officers-needed"
    message = "合并登记要由两名工作人员共同决定。请写出两个不同的姓名。"


class MergeGroundMissing(LingnanError):
    """Records are merged on a ground from the closed list only."""

    code = "merge-ground-missing"
    message = "合并登记要有依据：换发了证件、同一个人的第二种证件，或者号码更正。请选一项。"


class NothingToMerge(LingnanError):
    """One record alone, or one that was taken in by another than the one named."""

    code = "nothing-to-merge"
    status = 409
    message = "这两个号码不是两份可以合并的登记：它们已经是同一份，或者其中一份已经并入了别的登记。请核对号码。"


def connect_follower(follower: MergeFollower) -> None:
    """Add what a room does when two records become one. Called by `config/wiring.py`, in the order of the rooms."""
    _followers.append(follower)


def merge_people(
    *, surviving_key: int, absorbed_key: int, ground: str, names: Sequence[str], by: Actor, at: datetime
) -> None:
    """Make two records one, and have every room follow; the same again changes nothing. The owner alone can do it.

    `names` are the officers who ordered it. Publishes `PersonMerged`. Raises `TwoOfficersNeeded`, `MergeGroundMissing`,
    `NothingToMerge`, `NotFound`.
    """
    ordered_by = sorted({name.strip() for name in names} - {""})
    if len(ordered_by) < ORDERED_BY:
        raise TwoOfficersNeeded()
    if ground not in get_args(MergeGround):
        raise MergeGroundMissing()
    with transaction.atomic():
        _wait_for_readers()
        if _are_two(surviving_key, absorbed_key):
            merge = models.Merge(ground=ground, ordered_by=ordered_by, merged_at=at)
            merge.surviving_id, merge.absorbed_id = surviving_key, absorbed_key
            _merge(merge, by, at)


def hold_merges() -> None:
    """Until the caller's transaction ends no two records become one: what it finds people by stays true."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")


def list_survivors(*, keys: Iterable[int]) -> dict[int, int]:
    """Of these keys, those of records that were taken in, each with the key of the one that has all of it now."""
    rows = models.Merge.objects.filter(absorbed__key__among=set(keys))
    return dict(rows.values_list("absorbed_id", "surviving_id"))


def list_own_keys(*, key: int) -> list[int]:
    """A person's key, and those of the records that hers took in, for what was written under them and stays so."""
    rows = models.Merge.objects.filter(surviving=key).order_by("absorbed_id")
    return [key, *rows.values_list("absorbed_id", flat=True)]


def _wait_for_readers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")


def _are_two(surviving_key: int, absorbed_key: int) -> bool:
    """Whether these are two records; False where they became one before."""
    if models.Person.objects.filter(key__in=[surviving_key, absorbed_key]).count() < len({surviving_key, absorbed_key}):
        raise NotFound()
    led_on = list_survivors(keys=[surviving_key, absorbed_key])
    if led_on == {absorbed_key: surviving_key}:
        return False
    if led_on or surviving_key == absorbed_key:
        raise NothingToMerge()
    return True


def _merge(merge: models.Merge, by: Actor, at: datetime) -> None:
    before, after = merge.absorbed_id, merge.surviving_id
    models.Merge.objects.filter(surviving=before).update(surviving=after)
    merge.save(force_insert=True)
    _hand_over_own(before, after, by, at)
    details = {"absorbed_key": before, "ground": merge.ground, "ordered_by": merge.ordered_by}
    for key in (before, after):
        audit.record(
            kind=AuditEntry.Kind.ACT, name=PersonMerged.name, subject_key=key, by=by, at=at, details=details
        )  # fmt: skip
    for follow in _followers:
        follow(absorbed_key=before, surviving_key=after, by=by, at=at)
    events.publish(PersonMerged(absorbed_key=before, surviving_key=after, ground=merge.ground))


def _hand_over_own(before: int, after: int, by: Actor, at: datetime) -> None:
    """Accounts, mandates, household and kin. What was between the two records ends, for nobody is her own kin."""
    hand_over(model=models.Account, column="person_id", before=before, after=after)
    if not models.HouseholdMember.objects.filter(person=after).exists():
        hand_over(model=models.HouseholdMember, column="person_id", before=before, after=after)
    both = [before, after]
    between = models.Delegation.objects.filter(principal__in=both, delegate__in=both)
    between.filter(ended_at=None).update(ended_at=at, ended_by=by.ref)
    for one, other in (("principal", "delegate"), ("delegate", "principal")):
        rows = models.Delegation.objects.filter(**{one: before}).exclude(**{f"{other}__in": both})
        rows.update(**{one: after})
    models.Kinship.objects.filter(Q(person__in=both) & Q(relative__in=both)).delete()
    for one, other in (("person_id", "relative_id"), ("relative_id", "person_id")):
        hand_over(model=models.Kinship, column=one, before=before, after=after, once_by=[other])
