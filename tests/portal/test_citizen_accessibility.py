"""axe finds nothing on a resident's pages and the public ones, in three languages and elder mode, 320 px wide."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.house import AT, Family

from .axe import EVERYTHING, LOOKS, look_at
from .residents import MOBILE, apply, begin, public_id, sign_in

pytestmark = pytest.mark.usefixtures("house_time")


@pytest.fixture(
    params=[("zh-hans", "standard"), ("zh-hans", "elder"), ("zh-hant", "standard"), ("en", "standard")], ids="-".join
)
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    language, mode = request.param
    return language, mode


def _check(client: Client, look: tuple[str, str], addresses: list[str]) -> None:
    client.cookies["django_language"], client.cookies["lingnan_mode"] = look
    pages = {address: client.get(address) for address in addresses}
    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(addresses, 200)
    rules = EVERYTHING if look == ("zh-hans", "standard") else LOOKS
    shown = {address: page.content.decode() for address, page in pages.items()}
    assert look_at(shown, rules=rules, assets=settings.ENVIRONMENT.assets) == {}


def test_the_daughters_pages(family: Family, look: tuple[str, str]) -> None:
    client = sign_in(family.daughter)
    card, _ = apply(client, family)
    draft, unasked = begin(client, family.father_key), begin(client, family.father_key)
    dispute = reverse("apply_dispute", args=[draft])
    client.post(dispute, {"element": "person.name", "note": "少一个字"})
    client.post(reverse("apply_ask", args=[draft, "contact"]), MOBILE)
    pages = [reverse(name) for name in ("home", "apply", "apply_later", "cases", "family", "delegate")]
    pages += [reverse(name, args=[draft]) for name in ("apply_facts", "apply_check")]
    pages += [f"{dispute}?element=person.name", reverse("apply_ask", args=[unasked, "contact"])]
    pages += [reverse("application", args=[card.application])]
    pages += [f"{reverse('licences')}?holder={public_id(family.father_key)}"]
    _check(client, look, pages)


def test_the_fathers_pages(family: Family, look: tuple[str, str]) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.outreach import api as outreach

    card, _ = apply(sign_in(family.daughter), family)
    (mandate,) = identity.list_delegations(person_key=family.father_key)
    outreach.send_message(
        person_key=family.father_key, kind="case-granted", link="/", cause="1", at=AT,
        params={"service": "senior-card", "case_number": card.number},
    )  # fmt: skip
    pages = [reverse(name) for name in ("my_code", "licences", "messages", "accesses", "me")]
    pages += [reverse(name, args=[card.licence]) for name in ("licence", "licence_code", "licence_paper")]
    pages += [reverse("case", args=[card.uuid]), reverse("end_delegation", args=[mandate.uuid])]
    _check(sign_in(family.father), look, pages)


@pytest.mark.usefixtures("published", "db")
def test_the_public_pages(look: tuple[str, str]) -> None:
    _check(Client(), look, ["/", "/services/", "/services/?q=zzz", "/services/senior-allowance/", "/verify/"])
