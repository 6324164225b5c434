"""Delegation: given by oneself, for named services, for a time; seen by both, ended by either."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.kernel.errors import NotFound
from tests.house import AT, BOTH, Family

DAY = timedelta(days=1)


def api():
    from lingnan.rooms.identity import api

    return api


def test_both_sides_see_it(family: Family) -> None:
    for actor in (family.father, family.daughter):
        (seen,) = api().list_delegations(person_key=actor.person_key)
        assert (seen.principal.key, seen.delegate.key) == (family.father_key, family.daughter.person_key)
    assert api().list_delegations(person_key=family.stranger.person_key) == []


@pytest.mark.parametrize("side", ["father", "daughter"])
def test_either_side_ends_it(family: Family, side: str, sealed_audit: None) -> None:
    (mandate,) = api().list_delegations(person_key=family.father_key)
    api().end_delegation(uuid=mandate.uuid, by=getattr(family, side), at=AT)
    assert not api().may_act(by=family.daughter, subject_key=family.father_key, services=BOTH, at=AT)


def test_ending_it_twice_is_ending_it_once(family: Family) -> None:
    (mandate,) = api().list_delegations(person_key=family.father_key)
    first = api().end_delegation(uuid=mandate.uuid, by=family.father, at=AT)
    again = api().end_delegation(uuid=mandate.uuid, by=family.daughter, at=AT + DAY)
    assert first.ended_at == again.ended_at == AT


def test_a_stranger_can_neither_see_nor_end_it(family: Family) -> None:
    (mandate,) = api().list_delegations(person_key=family.father_key)
    with pytest.raises(NotFound):
        api().end_delegation(uuid=mandate.uuid, by=family.stranger, at=AT)
    assert api().may_act(by=family.daughter, subject_key=family.father_key, services=BOTH, at=AT)


def test_nobody_gives_in_anothers_name(family: Family) -> None:
    with pytest.raises(api().NotForMe):
        api().grant_delegation(
            principal_key=family.father_key,
            delegate_key=family.stranger.person_key,
            services=BOTH,
            ends_at=AT + DAY,
            by=family.stranger,
            at=AT,
        )
    assert len(api().list_delegations(person_key=family.father_key)) == 1


@pytest.mark.parametrize(
    ("services", "days", "to_self", "code"),
    [
        ([], 1, False, "nothing-delegated"),
        (BOTH, 0, False, "delegation-too-long"),
        (BOTH, 400, False, "delegation-too-long"),
        (BOTH, 1, True, "delegation-to-oneself"),
    ],
)
def test_what_makes_no_sense_is_refused(
    family: Family, services: list[str], days: int, to_self: bool, code: str
) -> None:
    with pytest.raises(api().DelegationRefused) as refused:
        api().grant_delegation(
            principal_key=family.father_key,
            delegate_key=family.father_key if to_self else family.stranger.person_key,
            services=services,
            ends_at=AT + days * DAY,
            by=family.father,
            at=AT,
        )
    assert refused.value.code == code
    assert "请" in str(refused.value)
    assert len(api().list_delegations(person_key=family.father_key)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    hours=st.integers(min_value=-48, max_value=31 * 24 + 48),
    services=st.lists(st.sampled_from([*BOTH, "birth-grant"]), min_size=1, max_size=3, unique=True),
)
def test_it_holds_in_its_time_for_its_services_only(family: Family, hours: int, services: list[str]) -> None:
    at = AT - DAY + timedelta(hours=hours)
    holds = AT - DAY <= at < AT + 30 * DAY and set(services) <= set(BOTH)
    assert api().may_act(by=family.daughter, subject_key=family.father_key, services=services, at=at) is holds


def test_oneself_needs_no_mandate(family: Family) -> None:
    assert api().may_act(by=family.father, subject_key=family.father_key, services=["anything"], at=AT)


def test_the_database_keeps_it_between_two(family: Family) -> None:
    from django.db import IntegrityError, transaction

    from lingnan.rooms.identity.models import Delegation

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.update(delegate=family.father_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.update(ended_at=AT, ended_by="")
