"""The counter's page: by the documents of both and a judgment a guardianship is ended, and restored."""

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.models import Account
from lingnan.rooms.identity.types import NewKinship, NewPerson
from tests.house import AT, Family, officer
from tests.portal.residents import text_of

CHILD = NewPerson(id_number="440104201209012341", name="李嘉怡")


@pytest.fixture
def child(family: Family, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: AT)
    (key,) = identity.register_people(people=[CHILD], at=AT)
    mother = NewKinship(person_key=key, relative_key=family.daughter.person_key, relation="mother")
    identity.record_kinships(kinships=[mother])
    identity.take_up_guardianship(
        child_key=key, guardian_key=family.daughter.person_key, services=["health-code"], by=family.daughter, at=AT
    )
    return key


@pytest.fixture
def desk(child: int) -> Client:
    officer("community-worker")
    client = Client()
    client.force_login(Account.objects.get(username="community-worker-44-gd-civil-affairs"))
    return client


@pytest.fixture
def typed(family: Family) -> dict[str, str]:
    mother = identity.get_person(key=family.daughter.person_key)
    return {
        "child_name": "李 嘉怡", "child_number": f" {CHILD.id_number[:6]} {CHILD.id_number[6:]}",
        "parent_name": mother.name, "parent_number": mother.id_number, "document": "（2026）粤0104民初1号",
    }  # fmt: skip


def acts(family: Family, child: int) -> bool:
    return identity.may_act(by=family.daughter, subject_key=child, services=["health-code"], at=AT)


def post(desk: Client, typed: dict[str, str], **more: str) -> tuple[int, str]:
    answer = desk.post(reverse("officer_guardianship"), typed | more)
    return answer.status_code, text_of(answer) if answer.status_code != 302 else ""


def test_it_is_ended_and_restored_by_a_document(family, child, desk, typed) -> None:
    for act, may, said in (("end", False, "已经结束"), ("restore", True, "已经恢复")):
        done = desk.post(reverse("officer_guardianship"), typed | {"act": act}, follow=True)
        assert said in text_of(done)
        assert CHILD.id_number not in done.content.decode()
        assert acts(family, child) is may


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"child_name": "李嘉欣"}, "没有找到孩子"),
        ({"parent_number": ""}, "没有找到父亲或母亲"),
        ({"document": " "}, "要写明依据的法律文书"),
        ({"act": ""}, "还没有选要办什么"),
        ({"parent_name": "陈国栋", "parent_number": "440104194305121235"}, "不是父母和未成年子女"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(family, child, desk, typed, changed, said) -> None:
    status, page = post(desk, typed, **{"act": "end"} | changed)
    assert (status, said in page, acts(family, child)) == (422, True, True), page


def test_what_the_parent_ended_herself_is_hers_to_take_up_again(family, child, desk, typed) -> None:
    (mandate,) = identity.list_delegations(person_key=child)
    identity.end_delegation(uuid=mandate.uuid, by=family.daughter, at=AT)
    status, page = post(desk, typed, act="restore")
    assert (status, "不用恢复" in page, acts(family, child)) == (422, True, False)
