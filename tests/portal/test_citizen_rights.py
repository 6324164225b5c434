"""Every resident's page with somebody else's key in its address: not found, and nothing changed."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.portal.citizen.urls import urlpatterns
from tests.house import AT, Family
from tests.world import colour_father, order_test, visit_venue

from .residents import MOBILE, apply, begin, sign_in

pytestmark = pytest.mark.usefixtures("house_time")
# Addresses by a name that is the same for everyone.
NAMED: dict[str, list[object]] = {"health_declare": ["health-declaration"], "venue": ["x"]}


@pytest.fixture
def foreign(family: Family) -> dict[str, list[object]]:
    """By name of the address, what fills it: all the father's and the daughter's, none the stranger's."""
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.outreach import api as outreach

    client = sign_in(family.daughter)
    card, _ = apply(client, family)
    draft = begin(client, family.father_key)
    outreach.send_message(person_key=family.father_key, kind="case-granted", params={}, link="/", cause="1", at=AT)
    (message,) = outreach.list_messages(person_key=family.father_key)
    (mandate,) = identity.list_delegations(person_key=family.father_key)
    change = colour_father(family)
    visit, test = visit_venue(family.father_key, uuid4()), order_test(family)
    return {
        **{name: [draft] for name in ("apply_facts", "apply_dispute", "apply_check", "apply_send")},
        "apply_ask": [draft, "contact"],
        "application": [card.application],
        **{name: [card.licence] for name in ("licence", "licence_code", "licence_paper", "licence_paper_file")},
        "licence_paper_lost": [card.licence],
        **{name: [card.uuid] for name in ("case", "receipt", "rate")},
        "end_delegation": [mandate.uuid],
        "take_up_child": [identity.get_person(key=family.father_key).uuid],
        "open_message": [message.uuid],
        **{name: [change] for name in ("health_receipt", "health_proof", "health_appeal")},
        **{name: [visit] for name in ("visit", "visit_leave")},
        **{name: [test] for name in ("health_test_change", "health_test_cancel")},
    }


def test_each_address_with_a_key_is_tried(foreign: dict[str, list[object]]) -> None:
    assert set(foreign) == {pattern.name for pattern in urlpatterns if "uuid" in pattern.pattern.converters}


def test_another_resident_finds_nothing(family: Family, foreign: dict[str, list[object]]) -> None:
    stranger, before = sign_in(family.stranger), _state(family)
    typed = MOBILE | {"consent": "true", "element": "person.name", "note": "不对"}
    for name, key in foreign.items():
        address = reverse(name, args=key)
        refused = (403,) if name == "take_up_child" else (404, 405)  # who is no parent is told so, and what to do
        assert stranger.get(address).status_code in refused, name
        assert stranger.post(address, typed).status_code in refused, name
    assert _state(family) == before


def test_no_cache_keeps_what_is_hers(family: Family, foreign: dict[str, list[object]]) -> None:
    client = sign_in(family.daughter)
    pages = [reverse(pattern.name, args=(NAMED | foreign).get(pattern.name, [])) for pattern in urlpatterns]
    (receipt,) = foreign["receipt"]
    for page in ("/", *pages, reverse("legal"), "/api/v1/me", f"/api/v1/cases/{receipt}/receipt"):
        answer = client.get(page)
        assert answer.status_code == 405 or "no-store" in answer.headers["Cache-Control"], page


def test_who_is_not_signed_in_is_asked_to(foreign: dict[str, list[object]]) -> None:
    for pattern in urlpatterns:
        page = Client().get(reverse(pattern.name, args=(NAMED | foreign).get(pattern.name, [])))
        assert page.status_code in (302, 405), pattern.name
        assert page.status_code == 405 or page.url.startswith(reverse("account_login")), pattern.name


def _state(family: Family) -> object:
    """Everything of the family's that a stranger might have touched, and who read the father's data."""
    from lingnan.rooms.cases import api as cases
    from lingnan.rooms.exchange import api as exchange
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.outreach import api as outreach

    drafts = cases.list_drafts(by=family.daughter)
    return (
        [cases.get_draft(uuid=draft.uuid, by=family.daughter, at=AT) for draft in drafts],
        cases.list_cases(by=family.daughter),
        identity.list_delegations(person_key=family.father_key),
        outreach.list_messages(person_key=family.father_key),
        exchange.list_accesses(subject_key=family.father_key),
    )
