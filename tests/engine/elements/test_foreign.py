"""Values out of foreign records: the first source that has one, codes of one system alone, and what can't be used."""

from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements import Problem
from lingnan.engine.elements.foreign import ForeignSource, Told, find_other, first_value

RESULT = ForeignSource(path=("value", "coding"), system="s", codes={"260373001": "2"})
DAY = ForeignSource(path=("at",), pattern=r"\d{4}-\d\d-\d\d")
NAMES = ["value", "coding", "system", "at"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
)


def coded(*codings: tuple[str, str]) -> dict:
    return {"value": {"coding": [{"system": system, "code": code} for system, code in codings]}}


def test_only_the_codes_of_the_system_are_looked_at():
    assert first_value(coded(("t", "1"), ("s", "260373001")), [RESULT]) == Told("2")
    assert first_value(coded(("t", "260373001")), [RESULT]) == Told("")


def test_a_code_that_is_not_mapped_is_named_unless_another_source_has_a_value():
    found = first_value(coded(("s", "9")), [RESULT])
    assert isinstance(found, Problem)
    assert (found.code, found.params) == ("foreign.code", {"path": "value.coding", "found": "9"})
    assert first_value({**coded(("s", "9")), "at": "2021-08-02"}, [RESULT, DAY]) == Told("2021-08-02")


def test_a_value_of_another_form_is_named():
    found = first_value({"at": "2021-08"}, [DAY])
    assert isinstance(found, Problem)
    assert found.code == "foreign.form"


def test_a_record_of_something_else_is_told_by_what_it_says():
    assert find_other(coded(("s", "260373001")), RESULT) is None
    other = find_other(coded(("s", "1"), ("s", "2")), RESULT)
    assert other is not None
    assert other.params["found"] == "1、2"


@given(ANYTHING)
def test_nothing_that_json_can_say_breaks_it(value):
    record = {"value": value, "at": value}
    assert isinstance(first_value(record, [RESULT, DAY]), Told | Problem)
    find_other(record, RESULT)


def identifier(value: str, *types: tuple[str, str]) -> dict:
    return {"value": value, "type": {"coding": [{"system": system, "code": code} for system, code in types]}}


NUMBER = ForeignSource(path=("identifier",), type_system="t", types={"PPN": "414", "PRC": "553"})


def test_a_number_comes_with_the_kind_of_the_identifier_that_has_it():
    record = {
        "identifier": [{"value": "H1"}, identifier("X9", ("u", "PPN")), identifier("P1", ("u", "x"), ("t", "PPN"))]
    }
    assert first_value(record, [NUMBER]) == Told("P1", "414")
    assert first_value({"identifier": identifier("M7", ("t", "MR"))}, [NUMBER]) == Told("")
    assert first_value({"identifier": {"value": "P1", "type": "PPN"}}, [NUMBER]) == Told("")
