"""Evidence that is wrong, late, early or contradicts itself, and places that were renamed: what each comes to."""

from datetime import datetime, timedelta

import pytest

from lingnan.engine.elements import Problem
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api
from lingnan.rooms.health.colours import published_rules
from lingnan.rooms.health.types import LOCALES
from tests.health.evidence import moment, travel
from tests.health.test_way_through import kinds
from tests.health.test_way_through import province as _province

province = _province
FATHER, STRANGER = "440104194305121235", "440304199001013458"
COLUMNS = ("id_number", "sample_number", "sampled_at", "result", "laboratory", "as_of")
POSITIVE, NEGATIVE, VOID = "阳性", "阴性", "作废"


def row(number: str, result: str, sampled: datetime, *, of: str = FATHER, lab: str = "省疾控中心", as_of=None):
    texts = (of, number, sampled.isoformat(), result, lab, as_of.isoformat() if as_of else "")
    return dict(zip(COLUMNS, texts, strict=True))


def load(*rows: dict[str, str], at: datetime):
    return exchange.load_table(resource="nucleic-acid-test", columns=COLUMNS, rows=rows, by=PLATFORM, at=at)


def judged(patient, at: datetime):
    return api.colour_of(subject_key=patient.father_key, by=PLATFORM, at=at)


def test_a_sample_of_another_is_voided_and_both_are_told(province, patient):
    father, stranger = patient.father_key, patient.stranger.person_key
    taken = province.now - timedelta(hours=6)
    wrong = row("S1", POSITIVE, taken, as_of=province.now)
    load(wrong, at=province.now)
    province.wait()
    assert (kinds(father), kinds(stranger)) == (["health-red"], [])
    province.now += timedelta(hours=2)
    done = load(row("S1", VOID, taken), row("S1", POSITIVE, taken, of=STRANGER), at=province.now)
    assert (done.loaded, done.refused) == (2, ())
    province.wait()
    assert (kinds(father), kinds(stranger)) == (["health-red", "health-green"], ["health-red"])
    load(wrong, at=province.now + timedelta(hours=1))  # the old table comes again, late
    province.wait(0.1)
    assert (kinds(father), kinds(stranger)) == (["health-red", "health-green"], ["health-red"])


def test_a_false_positive_corrected_restores_and_tells_everyone_coloured_through_it(province, patient):
    people = {FATHER: patient.father_key, STRANGER: patient.stranger.person_key}
    taken = province.now - timedelta(hours=6)
    load(*(row(f"S{of}", POSITIVE, taken, of=of) for of in people), at=province.now)
    province.wait()
    province.now += timedelta(hours=2)
    load(*(row(f"S{of}", NEGATIVE, taken, of=of) for of in people), at=province.now)
    province.wait()
    assert [kinds(key) for key in people.values()] == [["health-red", "health-green"]] * 2


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("negative", [8, 15])
def test_of_two_laboratories_that_disagree_on_one_day_the_positive_one_counts(patient, order, negative):
    rows = [
        row("A1", POSITIVE, moment(2, 11), lab="甲检验所"),
        row("B1", NEGATIVE, moment(2, negative), lab="乙检验所"),
    ][::order]
    for each in rows:
        load(each, at=moment(2, 20))
    found = judged(patient, moment(2, 20))
    assert (found.colour.colour, found.colour.class_code, found.colour.way_out) == ("red", "positive", "two-negatives")
    assert {each.values["health_test_result"] for each in found.evidence} == {"1", "2"}
    said = {"zh-Hans": "以阳性为准", "zh-Hant": "以陽性為準", "en": "the positive one counts"}
    for locale in LOCALES:
        reason, _ = api.reason_in(book=published_rules().book, colour=found.colour, locale=locale)
        assert said[locale] in reason


def test_a_negative_of_the_same_day_is_the_first_of_the_two_only_if_it_was_sampled_later(patient):
    load(row("A1", POSITIVE, moment(2, 11)), row("B1", NEGATIVE, moment(2, 15)), at=moment(2, 20))
    load(row("A2", NEGATIVE, moment(3, 15)), at=moment(3, 20))
    assert judged(patient, moment(3, 20)).colour.colour == "green"
    load(row("A1", POSITIVE, moment(2, 16)), at=moment(3, 21))  # corrected: the positive was sampled after it
    assert judged(patient, moment(3, 21)).colour.colour == "red"


def test_a_result_from_the_future_is_set_aside_with_a_sentence_and_nothing_changes(patient):
    done = load(row("S1", POSITIVE, moment(3)), at=moment(2))
    (refused,) = done.refused
    problem = refused.reasons["sampled_at"]
    assert isinstance(problem, Problem)
    said = {"zh-Hans": "还没有到", "zh-Hant": "還沒有到", "en": "has not come yet"}
    assert all(said[locale] in problem.text(locale) for locale in LOCALES)
    assert (done.loaded, judged(patient, moment(2)).colour.colour) == (0, "green")


def test_a_table_dated_ahead_does_not_shut_out_a_correction_of_today(patient):
    load(row("S1", POSITIVE, moment(2, 8), as_of=moment(30)), at=moment(2))
    load(row("S1", NEGATIVE, moment(2, 8)), at=moment(2, 14))
    assert judged(patient, moment(2, 15)).colour.colour == "green"


@pytest.mark.parametrize(
    ("listed", "stayed", "is_exposed"),
    [
        ("广东省广州市从化市街口街道", "广州市从化区街口街道府前路1号", True),  # renamed in 2014
        ("广东省广州市从化区", "440184", True),  # by the code that it had
        (
            "浙江省杭州市余杭区临平街道",
            "浙江省杭州市临平区临平街道",
            True,
        ),  # split in 2021: listed under the old county
        ("浙江省杭州市临平区临平街道", "浙江省杭州市余杭区临平街道", True),  # and the stay under it
        ("浙江省杭州市余杭区临平街道", "浙江省杭州市余杭区良渚街道", False),
        ("浙江省杭州市余杭区", "浙江省杭州市临平区临平街道", False),  # after the split the county is what is left of it
        ("广东省广州市从化区街口街道", "广州市增城区荔城街道", False),
    ],
)
def test_a_place_that_was_renamed_or_split_is_found_by_either_name(patient, publish_lists, listed, stayed, is_exposed):
    publish_lists(f"2021-08-05,2021-08-18,medium,{listed}")
    travel(patient.father_key, "J1", stayed, first=2, last=3)
    assert judged(patient, moment(6)).colour.colour == ("yellow" if is_exposed else "green")
