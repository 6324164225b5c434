"""One form from many services: the union of asks, less what is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements import UnknownElement, load_dictionary
from lingnan.engine.forms import Ask, build_form, check_answers, json_schema

LABEL = {"zh-Hans": "标签", "zh-Hant": "標籤", "en": "Label"}
DICTIONARY = load_dictionary(
    elements={
        "contact.mobile": {"type": "string", "validator": "mobile", "label": LABEL, "sensitivity": 3},
        "contact.note": {"type": "string", "label": LABEL, "sensitivity": 1, "max_length": 5},
        "person.lives_alone": {"type": "boolean", "label": LABEL, "sensitivity": 2},
        "person.carer": {"type": "string", "label": LABEL, "sensitivity": 2},
    },
    code_lists={},
    divisions=[],
)
TODAY = date(2026, 11, 23)
MOBILE = Ask(service="a", element="contact.mobile", step="contact")
ALONE = Ask(service="a", element="person.lives_alone", step="home")
CARER = Ask(service="b", element="person.carer", step="home", when="person_lives_alone = true")


def form(*asks: Ask, **known: object):
    values = {name.replace("__", "."): value for name, value in known.items()}
    return build_form(asks=asks, known=values, dictionary=DICTIONARY)


def test_two_services_that_ask_the_same_ask_once() -> None:
    built = form(MOBILE, Ask(service="b", element="contact.mobile", step="other", required=False))
    (question,) = built.questions
    assert question.services == ("a", "b")
    assert question.required
    assert [step.id for step in built.steps] == ["contact"]


def test_what_is_known_is_not_asked() -> None:
    assert form(MOBILE, contact__mobile="13800138000").questions == ()


def test_an_element_known_to_have_no_value_is_asked() -> None:
    assert len(form(MOBILE, contact__mobile=None).questions) == 1


def test_a_condition_waits_for_its_answer() -> None:
    built = form(ALONE, CARER)
    assert [q.element.id for step in built.asked({}) for q in step.questions] == ["person.lives_alone"]
    asked = built.asked({"person.lives_alone": True})
    assert [q.element.id for step in asked for q in step.questions] == ["person.lives_alone", "person.carer"]


def test_asked_always_by_one_service_is_asked_always() -> None:
    built = form(ALONE, CARER, Ask(service="c", element="person.carer", step="home"))
    assert built.questions[1].conditions == ()


def test_unknown_elements_are_refused() -> None:
    with pytest.raises(UnknownElement):
        form(Ask(service="a", element="person.unheard_of", step="x"))


def test_answers_come_back_in_normal_form() -> None:
    checked = check_answers(form=form(MOBILE), raw={"contact.mobile": "１３８ 0013 8000"}, today=TODAY)
    assert checked.values == {"contact.mobile": "13800138000"}
    assert checked.are_complete


def test_every_problem_is_told_at_once() -> None:
    built = form(MOBILE, Ask(service="a", element="contact.note", step="contact"))
    checked = check_answers(form=built, raw={"contact.note": "太长的一句话了"}, today=TODAY)
    assert {element: found.code for element, found in checked.problems.items()} == {
        "contact.mobile": "value.missing",
        "contact.note": "value.too_long",
    }


def test_an_answer_to_what_is_not_asked_is_dropped() -> None:
    raw = {"contact.mobile": "13800138000", "person.age": "99", "person.carer": "张三"}
    checked = check_answers(form=form(MOBILE, CARER), raw=raw, today=TODAY)
    assert checked.values == {"contact.mobile": "13800138000"}


def test_an_unmet_condition_is_no_problem() -> None:
    checked = check_answers(form=form(ALONE, CARER), raw={"person.lives_alone": "否"}, today=TODAY)
    assert checked.problems == {}


def test_one_step_is_checked_alone() -> None:
    checked = check_answers(form=form(MOBILE, ALONE), raw={}, today=TODAY, step="home")
    assert list(checked.problems) == ["person.lives_alone"]


def test_the_schema_says_the_same() -> None:
    schema = json_schema(form=form(MOBILE, CARER), locale="zh-Hans")
    assert schema["required"] == ["contact.mobile"]
    assert schema["properties"]["person.carer"]["x-when"] == ["person_lives_alone = true"]
    assert schema["additionalProperties"] is False


@given(st.lists(st.sampled_from([MOBILE, ALONE, CARER]), max_size=8), st.booleans())
def test_a_form_asks_each_element_once_and_nothing_known(asks: list[Ask], is_known: bool) -> None:
    known = {"contact.mobile": "13800138000"} if is_known else {}
    built = build_form(asks=asks, known=known, dictionary=DICTIONARY)
    asked = [question.element.id for question in built.questions]
    assert len(asked) == len(set(asked))
    assert set(asked) == {ask.element for ask in asks} - set(known)
