"""A minor child's code on a parent's phone: two taps, then every page is the child's; nobody else gets there."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lingnan.kernel import audit, clock
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewKinship, NewPerson
from tests.health.evidence import moment
from tests.house import Family, person
from tests.portal.residents import public_id, sign_in, text_of

MOST = 12


@pytest.fixture
def child(august: Family) -> int:
    """The daughter's own, of eight years, and her grandfather's grandchild."""
    (key,) = identity.register_people(people=[NewPerson(id_number="440104201209012341", name="李嘉怡")], at=moment(1))
    identity.record_kinships(
        kinships=[
            NewKinship(person_key=august.daughter.person_key, relative_key=key, relation="daughter"),
            NewKinship(person_key=august.father_key, relative_key=key, relation="grandchild"),
        ]
    )
    return key


def take_up(child: int) -> str:
    return reverse("take_up_child", args=[public_id(child)])


def test_two_taps_bring_the_childs_code(august, child):
    mother = sign_in(august.daughter)
    listed = mother.get(reverse("family"))
    assert "未成年子女" in text_of(listed)
    assert take_up(child) in listed.content.decode()
    asked = text_of(mother.get(take_up(child)))
    assert "由您替李*怡（女儿）办？" in asked
    assert "2030年9月1日年满18周岁" in asked
    for _ in range(2):
        assert mother.post(take_up(child)).url == reverse("family")
    assert len(identity.list_delegations(person_key=child)) == 1
    page = mother.get(reverse("health"), {"holder": public_id(child)})
    assert "<h1>李*怡的健康码</h1>" in page.content.decode().replace("\n", "")
    assert "health-colour-green" in page.content.decode()
    assert mother.get(reverse("health_code"), {"holder": public_id(child)}).status_code == 200
    looks = audit.list_entries(subject_key=child, kind=AuditEntry.Kind.READ)
    assert {entry.by.person_key for entry in looks if entry.name == "health.colour.read"} == {
        august.daughter.person_key
    }


def test_the_parent_stops_and_the_code_is_gone(august, child):
    mother = sign_in(august.daughter)
    mother.post(take_up(child))
    (mandate,) = identity.list_delegations(person_key=child)
    end = reverse("end_delegation", args=[mandate.uuid])
    assert "不再代办" in text_of(mother.get(end))
    assert mother.post(end).url == reverse("family")
    assert "以父母身份代办：健康码" in text_of(mother.get(reverse("family")))
    assert mother.get(reverse("health"), {"holder": public_id(child)}).status_code == 404


def test_the_child_sees_who_acts_and_has_nothing_to_end(august, child):
    mother = sign_in(august.daughter)
    mother.post(take_up(child))
    (mandate,) = identity.list_delegations(person_key=child)
    own = sign_in(person("child", child))
    page = own.get(reverse("family"))
    assert "登记的父母关系" in text_of(page)
    end = reverse("end_delegation", args=[mandate.uuid])
    assert end not in page.content.decode()
    assert own.post(end).status_code == 403
    assert mother.get(reverse("health"), {"holder": public_id(child)}).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "father"])
def test_neither_a_stranger_nor_a_grandparent_gets_there(august, child, who):
    visitor = sign_in(getattr(august, who))
    for answer in (visitor.get(take_up(child)), visitor.post(take_up(child))):
        assert answer.status_code == 403
        assert "登记里您不是这个人的父亲或母亲" in text_of(answer)
        assert "李" not in text_of(answer)
    assert "未成年子女" not in text_of(visitor.get(reverse("family")))
    assert identity.list_delegations(person_key=child) == []


def test_on_the_eighteenth_birthday_the_page_is_hers_alone(august, child, monkeypatch):
    mother = sign_in(august.daughter)
    monkeypatch.setattr(clock, "now", lambda: datetime(2030, 8, 1, tzinfo=UTC))
    mother.post(take_up(child))
    (mandate,) = identity.list_delegations(person_key=child)
    assert mandate.ends_at == datetime(2030, 8, 31, 16, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: mandate.ends_at)
    assert "未成年子女" not in text_of(mother.get(reverse("family")))
    grown = mother.post(take_up(child))
    assert grown.status_code == 409
    assert "已经年满18周岁" in text_of(grown)


def test_the_family_page_with_a_child_takes_few_queries(august, child, django_assert_max_num_queries):
    mother = sign_in(august.daughter)
    mother.post(take_up(child))
    with django_assert_max_num_queries(MOST):
        assert mother.get(reverse("family")).status_code == 200
