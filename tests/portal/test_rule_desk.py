"""Rules on the desk: what an author sees of a faulty model, of a rehearsal, and who may do what."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lingnan.rooms.cases import api as cases
from tests.world import World, forget_published, world

from .residents import text_of

__all__ = ["world"]


@pytest.fixture(autouse=True)
def shelf_asks_anew():
    yield
    forget_published()


def _upload(world: World, data: bytes, *, service: str = "senior-card", who: str = "rule-author"):
    body = {"service": service, "model": SimpleUploadedFile("rule.dmn", data), "note": "按新的文件改"}
    return world.visitor(who).post(reverse("officer_rule_new"), body, follow=True)


def _rule(service: str) -> str:
    from lingnan.rooms.catalogue import api as catalogue

    return catalogue.get_service(code=service).decision_xml


def test_what_is_no_rule_is_told_and_what_is_faulty_is_shown(world: World) -> None:
    assert "还没有选文件" in text_of(world.visitor("rule-author").post(reverse("officer_rule_new"), {}))
    same = _upload(world, _rule("senior-card").encode())
    assert same.status_code == 409
    assert "完全一样" in text_of(same)
    younger = _upload(world, _rule("senior-card").replace("&lt; 60", "&lt; 55").encode())
    words = text_of(younger)
    assert "改好以前不能提交" in words
    assert "有例子的答案和经办人写定的不同" in words
    assert "签名提交" not in words
    broken = text_of(_upload(world, b"<definitions/>"))
    assert "规则文件还读不懂" in broken


def test_a_rehearsal_says_who_moves_by_division_age_and_sex(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "list_recorded_facts", lambda **_: list(_recorded()))
    page = _upload(world, _rule("senior-card").replace("&lt; 60", "&lt; 65").encode())
    path = page.redirect_chain[-1][0]
    answer = world.visitor("rule-author").post(f"{path}rehearse/", follow=True)
    words = text_of(answer)
    for said in ("用 60 人办结的案件", "可以办理 → 暂时不能办", "按户籍地", "广州市", "60-69", "按年龄", "按性别"):
        assert said in words
    assert world.visitor("rule-approver").post(f"{path}rehearse/").status_code == 403
    assert world.visitor("author-of-health").post(f"{path}rehearse/").status_code == 404


def _recorded():
    """Sixty people of Yuexiu, half of them 62 and half of them 70."""
    from lingnan.rooms.catalogue.types.rules import RecordedFacts

    for number in range(60):
        values = {
            "facts_conflict": False,
            "person_alive": True,
            "person_age": 62 if number % 2 else 70,
            "person_household_province": "44",
            "person_residence_division": "440104",
            "person_household_division": "440104",
            "person_sex": "1" if number % 3 else "2",
            "licence_held": False,
        }
        yield RecordedFacts(person=str(number), version=1, decided_on=date(2026, 11, 23), values=values)


def test_an_author_may_not_approve_and_the_second_officer_publishes(world: World) -> None:
    path = reverse("officer_rule_approve", args=[world.submitted])
    assert world.visitor("rule-author").post(path).status_code == 403
    page = world.visitor("rule-approver").post(path, follow=True)
    assert "已经发布" in text_of(page)
    assert "一人二证，" in text_of(world.visitor("nobody").get(reverse("rule", args=["senior-card"])))
