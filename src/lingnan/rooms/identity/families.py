"""Households and kinship."""

from collections.abc import Iterable
from datetime import datetime

from . import models
from .people import opened
from .types import Kin, NewHousehold, NewKinship

BATCH = 5_000


def record_kinships(*, kinships: Iterable[NewKinship]) -> None:
    rows = [
        models.Kinship(
            person_id=kin.person_key,
            relative_id=kin.relative_key,
            relation=kin.relation,
        )
        for kin in kinships
    ]
    models.Kinship.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def record_households(*, households: Iterable[NewHousehold], at: datetime) -> None:
    wanted = list(households)
    models.Household.objects.bulk_create(
        [models.Household(number=new.number, division=new.division, created_at=at) for new in wanted],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    numbers = [new.number for new in wanted]
    ids = dict(models.Household.objects.filter(number__in=numbers).values_list("number", "id"))
    members = [
        models.HouseholdMember(household_id=ids[new.number], person_id=key, is_head=place == 0)
        for new in wanted
        for place, key in enumerate(new.member_keys)
    ]
    models.HouseholdMember.objects.bulk_create(members, batch_size=BATCH, ignore_conflicts=True)


def list_kin(*, person_key: int) -> list[Kin]:
    rows = models.Kinship.objects.filter(person_id=person_key).select_related("relative").order_by("id")
    return [Kin(person=opened(row.relative), relation=row.relation) for row in rows]  # type: ignore[arg-type]
