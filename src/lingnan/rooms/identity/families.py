"""Households and kinship."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from lingnan.kernel.rows import insert_new

from . import models
from .people import opened
from .types import Kin, NewHousehold, NewKinship, Relation

PARENT: tuple[Relation, ...] = ("father", "mother")
CHILD: tuple[Relation, ...] = ("son", "daughter")
IDS_BY_NUMBER = "SELECT number, id FROM identity_household WHERE number = ANY(%s)"


def record_kinships(*, kinships: Iterable[NewKinship]) -> None:
    rows = (
        {"person_id": kin.person_key, "relative_id": kin.relative_key, "relation": kin.relation} for kin in kinships
    )
    insert_new(model=models.Kinship, rows=rows)


def record_households(*, households: Iterable[NewHousehold], at: datetime) -> None:
    wanted = list(households)
    rows = ({"number": new.number, "division": new.division, "created_at": at} for new in wanted)
    insert_new(model=models.Household, rows=rows)
    ids = _ids_by_number([new.number for new in wanted])
    members = (
        {"household_id": ids[new.number], "person_id": key, "is_head": place == 0}
        for new in wanted
        for place, key in enumerate(new.member_keys)
    )
    insert_new(model=models.HouseholdMember, rows=members)


def _ids_by_number(numbers: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(IDS_BY_NUMBER, [numbers])
        return dict(cursor.fetchall())


def list_child_keys(*, parent_key: int) -> set[int]:
    """The keys of her sons and daughters of any age; a pair that is registered one way is kin."""
    told = Q(person=parent_key, relation__in=CHILD) | Q(relative=parent_key, relation__in=PARENT)
    rows = models.Kinship.objects.filter(told)
    return {key for pair in rows.values_list("person_id", "relative_id") for key in pair} - {parent_key}


def parenthood() -> Exists:
    """Of a delegation: that its delegate is registered as a parent of its principal."""
    child, parent = OuterRef("principal"), OuterRef("delegate")
    told = Q(person=child, relative=parent, relation__in=PARENT) | Q(person=parent, relative=child, relation__in=CHILD)
    return Exists(models.Kinship.objects.filter(told))


def list_kin(*, person_key: int) -> list[Kin]:
    rows = models.Kinship.objects.filter(person_id=person_key).select_related("relative").order_by("id")
    return [Kin(person=opened(row.relative), relation=row.relation) for row in rows]  # type: ignore[arg-type]
