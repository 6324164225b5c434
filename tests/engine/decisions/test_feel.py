"""FEEL expressions and what they mean, section by section of DMN 1.5, chapter 10.3."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.decisions import (
    FeelSyntaxError,
    Function,
    Range,
    UnknownName,
    YearMonthDuration,
    compile_expression,
    compile_unary,
)
from lingnan.engine.decisions.text import literal_text


def value(text: str, **names: Any) -> Any:
    return compile_expression(text, list(names))(names)


CASES = r"""
# Literals and names
1e3 = 1000 => true
.5 + 1.50 => 2.00
"\u0041\u005C" => "A\\"
@"2020-02-29" => 2020-02-29
@"nonsense" => null
{foo bar: 1}.foo bar => 1
{"foo bar": 1}.foo bar => 1
{foo+bar: 1}.foo+bar => 1
{a: 1, b: a + 1}.b => 2
{a: 1, a: 2} => null
{年龄: 83}.年龄 => 83
1 + /* one */ 1 // two => 2
# Arithmetic
10 + 20 / -5 - 3 => 3
2 ** 3 ** 2 => 64
-3 ** 2 => 9
0 ** 0 => 1
0 ** -1 => null
--5 => 5
1 / 0 => null
1 / 3 => 0.3333333333333333333333333333333333
1 + "a" => null
"a" + "b" => "ab"
null + 1 => null
-"foo" => null
-@"P1D" => -P1D
# Comparison and equality
1 = 1.0 => true
1 = "1" => null
null = null => true
1 = null => false
1 != null => true
[1, 2] = [1, 2] => true
[1, "a"] = [1, 2] => false
{a: 1} = {a: 1.0} => true
"a" < "b" => true
true < false => null
1 < null => null
@"2018-12-08" = @"2018-12-08T00:00:00Z" => null
@"2002-04-02T12:00:00-01:00" = @"2002-04-02T17:00:00+04:00" => true
@"2002-04-02T12:00:00-01:00" < @"2002-04-02T12:00:01" => true
@"10:00:00+08:00" > @"09:00:00" => true
@"10:00:00" = @"10:00:00Z" => false
@"10:00:00" < @"11:00:00" => true
2 between 1 and 3 => true
2 between null and 1 => false
1 in [2, 3, 1] => true
1 in [[2..4], [1..3]] => true
1 in [[1]] => false
[1] in [[1]] => true
5 in (> 0, < 10) => true
5 in (< 5) => false
3 in ]1..3[ => false
3 in (1..3] => true
[3..1] => null
[1.."a"] => null
2 in [3..1] => false
null in [null] => true
# Three-valued logic
true and null => null
false and null => false
null or true => true
"true" or false => null
not(null) => null
# Conditionals, iteration, quantifiers
if null then 1 else 2 => 2
if "a" then 1 else 2 => 2
if false then 1 else if true then 2 else 3 => 2
for i in 3..1 return i => [3, 2, 1]
for i in (1..3] return i => [2, 3]
for i in [1, 2], j in [i, 10] return i * j => [1, 10, 4, 20]
for i in 1..4 return if i = 1 then 1 else partial[-1] * i => [1, 2, 6, 24]
for d in @"2020-02-28"..@"2020-03-01" return d => [2020-02-28, 2020-02-29, 2020-03-01]
for i in null return i => null
for i in 7 return i => [7]
count(for f in (for i in [1, 2] return function(x) x + i) return f(1)) => 2
(for i in [1, 2] return function(x) x + i)[1](10) => 11
some x in [1, 2] satisfies x > 1 => true
every x in [] satisfies false => true
some x in [1, null] satisfies x > 1 => null
some x in [1, 2] satisfies "yes" => null
some x in [1, 2] satisfies if x = 1 then "yes" else true => true
# Lists, filters, paths
[1, 2, 3][-1] => 3
[1, 2, 3][4] => null
[1, 2, 3][item >= 2] => [2, 3]
"a"[1] => "a"
null[1] => null
null[true] => null
[{x: 1, y: 2}, {x: 2, y: 3}][x = 2].y => [3]
[{x: 1}, {x: 2}][item.x > 1] => [{x: 2}]
{a: {b: 1}}.a.b => 1
{a: 1}.b => null
5.b => null
# Functions
(function(a: number, b) a + b)(1, 2) => 3
(function(a, b) a - b)(b: 1, a: 3) => 2
(function(a: number) a)("x") => null
(function(a) a)() => null
(function(a, b) b)(a: 1) => null
(function(a) external {java: {class: "x", method signature: "y"}})(1) => null
sort([3, 1, 2], function(a, b) a > b) => [3, 2, 1]
[1, "a", @"PT1H"] instance of list<Any> => true
[1] instance of list<string> => false
{a: 1} instance of context<a: number> => true
null instance of Any => false
[1..3] instance of range<number> => true
(function(a: number) "x") instance of function<number> -> string => true
# Dates, times, durations
@"2021-01-31" + @"P1M" => 2021-02-28
@"2020-02-29" - @"P1Y" => 2019-02-28
@"2021-01-01" - @"2020-01-01" => P366D
@"2021-01-01" + @"PT36H" => 2021-01-02
@"10:00:00" + @"PT15H" => 01:00:00
@"2021-03-28T01:30:00@Europe/Paris" + @"PT1H" => 2021-03-28T03:30:00@Europe/Paris
@"2021-01-01T00:00:00Z" - @"2021-01-01T00:00:00" => null
@"P1Y" / 2 => P6M
@"P2D" / @"P1D" => 2
@"P1D" * 1.5 => P1DT12H
@"2021-05-06".weekday => 4
@"2021-05-06T10:11:12@Asia/Shanghai".timezone => "Asia/Shanghai"
@"2021-05-06T10:11:12+08:00".time offset => PT8H
@"10:11:12".timezone => null
@"10:11:12.5".second => 12.5
@"-PT61.25S".seconds => -1.25
@"-P1DT2H".hours => -2
@"P2Y3M".months => 3
[1..5).end included => false
@"99999-12-31" > @"9999-12-31" => true
@"99999-12-31" - @"P1D" => 99999-12-30
@"0001-01-01" - @"P1D" => 0000-12-31
@"23:59:59.123456789" + @"PT0.000000001S" => 23:59:59.12345679
@"2021-12-31T24:00:00" => 2022-01-01T00:00:00
# Conversion
date("2020-02-30") => null
date(2020, 2, 29) => 2020-02-29
date(@"2020-02-29T10:00:00") => 2020-02-29
time(11, 22, 33.5, @"PT2H") => 11:22:33.5+02:00
time(@"2020-02-29T10:00:00Z") => 10:00:00Z
date and time("2012-12-24") => 2012-12-24T00:00:00
date and time(@"2017-01-01", @"23:59:01Z") => 2017-01-01T23:59:01Z
date and time(2017, 1, 1, 23, 59, 1) => 2017-01-01T23:59:01
date and time(2017, 1, 1, 23, 59, 1, "Asia/Macau") => 2017-01-01T23:59:01@Asia/Macau
duration("P1Y2M3D") => null
years and months duration(@"2011-12-22", @"2013-08-24") => P1Y8M
years and months duration(@"2013-08-24", @"2011-12-22") => -P1Y8M
number("1 000,5", " ", ",") => 1000.5
number("1,000", ",", ",") => null
string(1.10) => "1.10"
string([1, "a", {b: null}]) => "[1, \"a\", {b: null}]"
string(null) => null
range("[1..3)") => [1..3)
range("[3..1]") => null
range("[\"a\"..\"c\"]") => ["a".."c"]
# Strings
substring("岭南政务", 3) => "政务"
substring("foobar", -2, 1) => "a"
substring("foobar", 0) => null
substring("foobar", 3, 5) => null
substring("foobar", 7) => null
string length("\U01F40E") => 1
upper case("aBc4") => "ABC4"
substring before("foobar", "bar") => "foo"
substring before("foobar", "x") => ""
substring after("foobar", "ob") => "ar"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") => "[1=ab][2=]cd"
replace("abc", "x*", "y") => null
contains("foobar", "ob") => true
split("a;b;;", ";") => ["a", "b", "", ""]
string join(["a", null, "c"], "_") => "a_c"
upper case(["a"]) => "A"
# Lists
list contains([1, [2]], [2]) => true
count([1, null]) => 2
count(null) => null
min(3, 1, 2) => 1
max(["a", "b"]) => "b"
min([]) => null
min(1, "a") => null
sum([@"P1D", @"PT12H"]) => P1DT12H
sum([1, "a"]) => null
mean(1, 2, 3) => 2
all([true, null]) => null
any([null, true]) => true
all([]) => true
any("x") => null
sublist([1, 2, 3], -2) => [2, 3]
sublist([1, 2, 3], 2, 5) => null
append([1], 2, 3) => [1, 2, 3]
concatenate([1], [2]) => [1, 2]
insert before([1, 2], 2, 0) => [1, 0, 2]
remove([1, 2], -1) => [1]
reverse([1, 2]) => [2, 1]
index of([1, 2, 1], 1) => [1, 3]
union([1, 2], [2, 3]) => [1, 2, 3]
flatten([[1, [2]], 3]) => [1, 2, 3]
product([2, 3, 4]) => 24
median([8, 2, 5, 7]) => 6
mode([6, 1, 9, 6, 1]) => [1, 6]
decimal(stddev([2, 4, 7, 5]), 6) => 2.081666
list replace([2, 4, 7], 3, 6) => [2, 4, 6]
list replace([2, 4, 7], function(item, newItem) item < newItem, 5) => [5, 5, 7]
sort([3, 1, 2]) => [1, 2, 3]
# Numbers
decimal(2.5, 0) => 2
decimal(1 / 3, 2) => 0.33
floor(-1.56, 1) => -1.6
ceiling(-1.5) => -1
round up(-5.5, 0) => -6
round half up(5.5, 0) => 6
round half down(-5.5, 0) => -5
round down(1.126, 2) => 1.12
round up(5.5, 7000) => null
abs(-1) => 1
abs(@"-P1M") => P1M
modulo(-12, 5) => 3
modulo(10.1, -4.5) => -3.4
sqrt(-1) => null
log(0) => null
exp(0) => 1
odd(-1) => true
even(1.5) => false
# Dates
day of year(@"2019-09-17") => 260
day of week(@"2019-09-17") => "Tuesday"
month of year(@"2019-09-17") => "September"
week of year(@"2005-01-01") => 53
is(@"23:00:50Z", @"23:00:50+00:00") => true
is(@"23:00:50@Etc/UTC", @"23:00:50Z") => false
# Ranges
before(1, [2..3]) => true
after(point: 3, range: [1..3)) => true
after(range: [5..8], point: 3) => true
meets([1..5], [5..10]) => true
overlaps before([1..5], (1..5]) => true
finished by([1..10], 10) => true
during(5, [1..10]) => true
starts([1..5], [1..10]) => true
coincides([1..5], [1..5]) => true
includes([1..10], null) => null
# Contexts
get value({a: 1}, "a") => 1
get entries({a: 1}) => [{key: "a", value: 1}]
context([{key: "a", value: 1}, {key: "a", value: 2}]) => null
context put({x: 1}, "y", 2) => {x: 1, y: 2}
context put({x: {y: 1}}, ["x", "z"], 2) => {x: {y: 1, z: 2}}
context merge([{a: 1}, {a: 2, b: 3}]) => {a: 2, b: 3}
"""


def cases() -> list[tuple[str, str]]:
    lines = [line for line in CASES.strip().splitlines() if not line.startswith("# ")]
    return [(text, expected) for text, _, expected in (line.rpartition(" => ") for line in lines)]


@pytest.mark.parametrize(("text", "expected"), cases())
def test_expression(text: str, expected: str) -> None:
    assert literal_text(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("1.5", Decimal("1.5")),
        ('@"2020-01-02"', date(2020, 1, 2)),
        ('@"10:11:12"', time(10, 11, 12)),
        ('@"2020-01-02T03:04:05Z"', datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ('@"P1DT1H"', timedelta(days=1, hours=1)),
        ('@"P1Y1M"', YearMonthDuration(13)),
        ("[1..2)", Range(Decimal(1), Decimal(2), True, False)),
        ("[1, null]", [Decimal(1), None]),
        ("{a: true}", {"a": True}),
    ],
)
def test_values_are_pythons_own(text: str, python: Any) -> None:
    found = value(text)
    assert found == python
    assert type(found) is type(python)


def test_names_may_hold_spaces_signs_and_keywords() -> None:
    context = {"Person's age": 83, "a-b": 2, "date and place": "x", "not eligible": False, "T1 (new)": 1}
    names = ["Person's age", "a-b", "date and place", "not eligible"]
    assert compile_expression("Person's   age + a-b", names)(context) == Decimal(85)
    assert compile_expression('date and place = "x" and not eligible = false', names)(context) is True


def test_a_longer_name_goes_before_a_shorter_one() -> None:
    found = compile_expression("loan amount + loan", ["loan", "loan amount"])
    assert found({"loan": 1, "loan amount": 10}) == Decimal(11)


def test_a_variable_hides_a_built_in_function() -> None:
    assert value("date", date=5) == Decimal(5)
    assert value("[{count: 7}][count = 7][1].count") == Decimal(7)


def test_names_of_a_filter_are_the_items_before_the_outer_ones() -> None:
    assert value("xs[n = 2]", xs=[{"n": 1}, {"n": 2}], n=1) == [{"n": Decimal(2)}]
    assert value("xs[item > n]", xs=[1, 2, 3], n=2) == [Decimal(3)]


def test_a_missing_value_is_null() -> None:
    assert compile_expression("age >= 60", ["age"])({}) is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("1 +", 1, 4),
        ("1 +\n  * 2", 2, 3),
        ("if 1 then 2", 1, 12),
        ("[1, 2", 1, 6),
        ("1 2", 1, 3),
        ("x instance of 5", 1, 15),
    ],
)
def test_a_syntax_error_points_at_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text, ["x"])
    assert (caught.value.line, caught.value.column, caught.value.code) == (line, column, "feel-syntax")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownName, match="household size"):
        compile_expression("household size > 3", ["age"])


def test_an_unknown_type_is_refused_where_names_are_known_beforehand() -> None:
    with pytest.raises(UnknownName, match="foo"):
        compile_expression("x instance of foo", ["x"])


def test_nesting_without_end_is_a_syntax_error() -> None:
    with pytest.raises(FeelSyntaxError, match="nested too deeply"):
        compile_expression("(" * 5000 + "1" + ")" * 5000)


def test_a_long_chain_of_else_ifs_compiles() -> None:
    text = " else ".join(f"if x = {number} then {number * 2}" for number in range(300)) + " else -1"
    assert value(text, x=250) == Decimal(500)
    assert value(text, x=999) == Decimal(-1)


def test_now_is_a_date_and_time_with_a_zone() -> None:
    assert value("now() instance of date and time and now().timezone = null") is True
    assert isinstance(value("today()"), date)


@pytest.mark.parametrize(
    ("tests", "given_value", "expected"),
    [
        ("-", None, True),
        ("", 1, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a")', None, True),
        ("not(< 5)", None, None),
        (">= 60, [10..12]", 11, True),
        ("< 5", None, None),
        ("null", None, True),
        ("not(null)", None, False),
        ("false", False, True),
        ("true", False, False),
        ('starts with(?, "44")', "4401", True),
        ("? > 5 and ? < 7", 6, True),
        ("[2, 3]", 3, True),
        ('date("2020-01-01")', date(2020, 1, 1), True),
        ('not(contains(?, "x")) and true', "abc", True),
    ],
)
def test_unary_tests(tests: str, given_value: Any, expected: bool | None) -> None:
    assert compile_unary(tests)(given_value) is expected


def test_a_function_is_a_value() -> None:
    function = value("function(a) a + 1")
    assert isinstance(function, Function)
    assert function(Decimal(1)) == Decimal(2)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_survives_its_text(number: Decimal) -> None:
    assert value("number(string(x))", x=number) == number


@given(st.text())
def test_any_string_can_be_written_as_a_literal(text: str) -> None:
    assert compile_expression(literal_text(text))({}) == text


@given(st.text(max_size=40))
def test_any_text_either_parses_or_is_refused(text: str) -> None:
    with suppress(FeelSyntaxError, UnknownName):
        compile_expression(text, ["x"])({})
