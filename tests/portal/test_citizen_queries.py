"""No page asks the database more than twelve times, however much there is to show."""

import pytest
from django.urls import reverse

from tests.house import AT, Family

from .residents import apply, begin, public_id, send, sign_in

pytestmark = pytest.mark.usefixtures("house_time")
MOST = 12
LISTS = (
    "home", "my_code", "licences", "cases", "family", "delegate", "messages", "accesses", "me", "apply", "apply_later",
    "health",
)  # fmt: skip


@pytest.fixture
def busy(family: Family):
    """The daughter, with cases, forms begun, mandates ended and messages; and the father's case and card."""
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.outreach import api as outreach

    client = sign_in(family.daughter)
    card, allowance = apply(client, family)
    for _ in range(4):
        send(client, begin(client, family.daughter.person_key, ("senior-card",)))
        begin(client, family.father_key)
    for number in range(5):
        outreach.send_message(
            person_key=family.daughter.person_key, kind="case-granted", link="/", cause=str(number), at=AT,
            params={"service": "senior-card", "case_number": str(number)},
        )  # fmt: skip
    for days in (2, 3, 4):
        mandate = identity.grant_delegation(
            principal_key=family.father_key, delegate_key=family.daughter.person_key, services=["senior-card"],
            ends_at=AT.replace(year=AT.year, month=12, day=days), by=family.father, at=AT,
        )  # fmt: skip
        identity.end_delegation(uuid=mandate.uuid, by=family.father, at=AT)
    return client, card, allowance


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_few_queries(busy, name: str, django_assert_max_num_queries) -> None:
    client, *_ = busy
    with django_assert_max_num_queries(MOST):
        assert client.get(reverse(name)).status_code == 200


def test_the_licences_of_another_take_few_queries(busy, family: Family, django_assert_max_num_queries) -> None:
    client, *_ = busy
    with django_assert_max_num_queries(MOST):
        client.get(reverse("licences"), {"holder": public_id(family.father_key)})


@pytest.mark.parametrize("name", ["case", "application", "licence", "licence_code", "licence_paper"])
def test_a_page_of_one_thing_takes_few_queries(busy, name: str, django_assert_max_num_queries) -> None:
    client, card, _ = busy
    key = {"case": card.uuid, "application": card.application}.get(name, card.licence)
    with django_assert_max_num_queries(MOST):
        assert client.get(reverse(name, args=[key])).status_code == 200


def test_the_pages_of_a_form_take_few_queries(family: Family, django_assert_max_num_queries) -> None:
    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    for address in (reverse("apply_facts", args=[draft]), reverse("apply_ask", args=[draft, "contact"])):
        with django_assert_max_num_queries(MOST):
            assert client.get(address).status_code == 200
