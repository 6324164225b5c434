"""Households and kinship."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from lingnan.kernel.rows import insert_new

from . import models
from .people import opened
from .types import Kin, NewHousehold, NewKinship

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


def list_kin(*, person_key: int) -> list[Kin]:
    rows = models.Kinship.objects.filter(person_id=person_key).select_related("relative").order_by("id")
    return [Kin(person=opened(row.relative), relation=row.relation) for row in rows]  # type: ignore[arg-type]
