"""Two records of one person become one: her orders are the survivor's, and she comes once."""

from procrastinate.contrib.django.models import ProcrastinateJob

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from lingnan.rooms.testing import api, models
from tests.health.evidence import moment, record_test
from tests.house import AT, load
from tests.testing.conftest import SITE
from tests.testing.test_ordering import kinds, mine, order
from tests.testing.test_results import sample


def merge_other(house, other: int) -> None:
    identity.merge_people(
        surviving_key=house.family.father_key, absorbed_key=other, ground="second-document",
        names=("何敏仪", "黄启明"), by=PLATFORM, at=house.now,
    )  # fmt: skip


def register_other() -> int:
    (key,) = identity.register_people(
        people=[NewPerson(id_number="E12345678", name="CHEN GUODONG", id_kind="414")], at=AT
    )
    return key


def test_her_samples_follow_and_of_two_orders_for_one_turn_one_is_called_off(house, sampler):
    other = register_other()
    sample(house, sampler, key=other)
    order(house, moment(2, 15))
    models.Order.objects.create(
        uuid="0193a6d8-7c1e-7000-8000-00000000000b", number="ABCDEFGHJK", subject_key=other, turn=1,
        site=SITE, slot=models.Slot.objects.get(), planned_at=moment(2, 15), ordered_by="person:other",
        ordered_at=house.now,
    )  # fmt: skip
    models.Slot.objects.update(taken=2)
    merge_other(house, other)
    assert sorted(each.state for each in mine(house)) == ["cancelled", "ordered", "sampled"]
    assert models.Slot.objects.get().taken == 1
    assert not models.Order.objects.filter(subject_key=other).exists()


def test_a_load_calls_a_worker_only_to_those_who_gave_a_sample(house, sampler):
    called = ProcrastinateJob.objects.filter(task_name=api.CALL)
    record_test(house.family, "T-ELSEWHERE", day=1, result="1")
    assert not called.exists()
    sample(house, sampler)
    record_test(house.family, "T-ELSEWHERE", day=1, result="2")
    record_test(house.family, "T-0001", day=2, result="1")
    assert [job.args["subject_keys"] for job in called] == [[house.family.father_key]] * 2


def test_a_result_that_is_settled_after_the_merge_ends_the_order_of_whoever_has_it_now(house, sampler):
    other = register_other()
    sample(house, sampler, key=other)
    load("nucleic-acid-test", other, {
        "person.id_number": "E12345678", "health.test_number": "T-0001", "health.test_sampled_at": house.now,
        "health.test_result": "1", "health.test_organisation": "省疾控中心",
    })  # fmt: skip
    merge_other(house, other)
    house.work()  # does what was called for before
    assert [each.state for each in mine(house)] == ["negative"]
    assert "health-test-negative" in kinds(house.family.father_key)
