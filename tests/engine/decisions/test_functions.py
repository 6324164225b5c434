"""Built-in functions and operators on any values at all: a value or null, never a Python error."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.decisions import Range, YearMonthDuration, arithmetic, operators
from lingnan.engine.decisions.conformance import is_instance
from lingnan.engine.decisions.feel_types import BY_NAME
from lingnan.engine.decisions.functions import BUILTINS
from lingnan.engine.decisions.temporal import LargeDate, LargeDuration, LargeTime
from lingnan.engine.decisions.temporal_text import parse_temporal
from lingnan.engine.decisions.text import literal_text
from lingnan.engine.decisions.values import Function

PARIS = ZoneInfo("Europe/Paris")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([Decimal(n) for n in ("0", "-1", "2", "1.5", "6177", "1E+30", "-0.0")]),
    st.sampled_from(["", "a", "(", "岭南", "2020-01-01", "P1D", "[1..2]", "10:00:00", "$1", "\\", ","]),
    st.sampled_from([date(2020, 2, 29), LargeDate(-5, 1, 1), LargeDate(999_999_999, 12, 31)]),
    st.sampled_from([time(10, 0), time(10, 0, tzinfo=PARIS), LargeTime(1, 2, 3, 4, None)]),
    st.sampled_from([datetime(2020, 1, 1, 1), parse_temporal("-0044-03-15T10:00:00@Europe/Rome")]),  # noqa: DTZ001
    st.sampled_from([timedelta(days=1), timedelta(0), LargeDuration(10**30), YearMonthDuration(-13)]),
    st.just(Function("f", ("a", "b"), lambda a, b: None)),
)
ranges = st.builds(Range, scalars, scalars, st.booleans(), st.booleans())
values = st.recursive(
    scalars | ranges,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "key", "value"]), inner, max_size=2)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=1000)
@given(name=st.sampled_from(sorted(BUILTINS)), arguments=st.lists(values, max_size=4))
def test_a_function_gives_a_value_of_its_type_or_null(name: str, arguments: list[Any]) -> None:
    found = BUILTINS[name](*arguments)
    declared = BUILTINS[name].result
    assert found is None or declared == BY_NAME["Any"] or is_instance(found, declared)
    literal_text(found)


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "power"])
@settings(deadline=None)
@given(left=values, right=values)
def test_arithmetic_never_raises(name: str, left: Any, right: Any) -> None:
    literal_text(getattr(arithmetic, name)(left, right))


@pytest.mark.parametrize("name", ["equal", "unequal", "less", "less_equal", "greater", "greater_equal", "member"])
@settings(deadline=None)
@given(left=values, right=values)
def test_comparison_is_true_false_or_null(name: str, left: Any, right: Any) -> None:
    assert getattr(operators, name)(left, right) in (True, False, None)


@given(values)
def test_equality_is_reflexive(value: Any) -> None:
    assert operators.same(value, value)


@given(values, values)
def test_equality_is_symmetric_and_order_antisymmetric(left: Any, right: Any) -> None:
    assert operators.equal(left, right) == operators.equal(right, left)
    if operators.less(left, right):
        assert operators.less(right, left) is False


def test_the_functions_of_the_specification_are_all_there() -> None:
    names = """abs, after, all, any, append, before, ceiling, coincides, concatenate, contains, context, context merge,
    context put, count, date, date and time, day of week, day of year, decimal, distinct values, duration, during,
    ends with, even, exp, finished by, finishes, flatten, floor, get entries, get value, includes, index of,
    insert before, is, list contains, list replace, log, lower case, matches, max, mean, median, meets, met by, min,
    mode, modulo, month of year, not, now, number, odd, overlaps, overlaps after, overlaps before, product, range,
    remove, replace, reverse, round down, round half down, round half up, round up, sort, split, sqrt, started by,
    starts, starts with, stddev, string, string join, string length, sublist, substring, substring after,
    substring before, sum, time, today, union, upper case, week of year, years and months duration"""
    assert {" ".join(name.split()) for name in names.split(",")} == set(BUILTINS)
