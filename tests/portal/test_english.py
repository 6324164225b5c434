"""Pages in English: what was stored while somebody spoke Chinese is said in English too, names alone stay."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lingnan.portal.templatetags.portal import own_language
from tests.cases.applying import api, filled, send
from tests.house import AT, officer
from tests.world import World, world

from .residents import text_of

__all__ = ["world"]

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
NOT_OURS = re.compile(r'<q>.*?</q>|<[^>]*lang="zh[^>]*>.*?</|<[^>]+>', re.DOTALL)  # people's words, marked names, tags
CHINESE = re.compile(r"[\u3400-\u9fff]+")
NAMES = {"陈", "栋", "岚", "周敏"}


@pytest.fixture
def disputed(world: World) -> UUID:
    """A case that the daughter sent with a word of her own about the address."""
    draft = filled(world.family)
    api().dispute_fact(
        uuid=draft.uuid, element="person.household_address", note="moved", by=world.family.daughter, at=AT
    )
    card, _ = send(world.family, draft.uuid)
    return card.uuid


def chinese_on(client: Client, path: str) -> set[str]:
    page = client.get(path, headers={"accept-language": "en"})
    (main,) = MAIN.findall(page.content.decode())
    return set(CHINESE.findall(NOT_OURS.sub(" ", main))) - NAMES


def test_what_was_stored_in_chinese_is_said_in_english(world: World, disputed: UUID, subtests: pytest.Subtests) -> None:
    world.visitor("clerk").get(reverse("officer_case", args=[disputed]))
    world.visitor("daughter").get(reverse("case", args=[world.card.uuid]))
    world.visitor("daughter").get(reverse("licence", args=[world.card.licence]))
    api().list_recorded_facts(service="senior-card", by=officer("rule-author"), at=AT)
    with subtests.test("desk"):
        assert chinese_on(world.visitor("clerk"), reverse("officer_case", args=[disputed])) == set()
    for path in ("/access/", *(reverse("case", args=[uuid]) for uuid in (world.card.uuid, disputed))):
        with subtests.test(path):
            assert chinese_on(world.visitor("father"), path) == set()
    assert "receipt" not in text_of(world.visitor("father").get("/access/"))  # an id is no word in any language


def test_a_name_that_has_no_english_one_is_marked_as_chinese() -> None:
    with translation.override("en"):
        marked = own_language("洪桥街道, Yuexiu District <1>")
    assert marked == '<span lang="zh-Hans">洪桥街道</span>, Yuexiu District &lt;1&gt;'
    with translation.override("zh-hans"):
        assert own_language("广州市越秀区洪桥街道") == "广州市越秀区洪桥街道"


def test_a_disputed_fact_has_a_reason_of_its_own(world: World, disputed: UUID) -> None:
    page = world.visitor("father").get(reverse("case", args=[disputed])).content.decode()
    assert "您说登记有误：户籍地址" in page
    assert "两处登记的内容对不上" not in page
