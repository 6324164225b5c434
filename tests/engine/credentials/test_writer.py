"""The quick writer: the same bytes as the plain one, whatever was written before, and the same refusals."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lingnan.engine.credentials import InexactValue, exact
from lingnan.engine.credentials.cbor import head
from lingnan.engine.credentials.writer import Form, Writer

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, 1, 250_000, tzinfo=SHANGHAI)
AMBIGUOUS = datetime(1990, 9, 16, 1, 30, tzinfo=SHANGHAI)
NEPAL = timezone(timedelta(hours=5, minutes=45))


class Word(StrEnum):
    RED = "红"


class Number(IntEnum):
    ONE = 1


class Day(date):
    pass


zones = st.one_of(
    st.just(UTC),
    st.sampled_from([SHANGHAI, ZoneInfo("America/St_Johns"), ZoneInfo("UTC"), NEPAL, timezone(-timedelta(hours=9.5))]),
    st.builds(timezone, st.integers(-1439, 1439).map(lambda minutes: timedelta(minutes=minutes))),
)
moments = st.one_of(
    # A province's zone had odd seconds before 1901: those are refused, below.
    st.datetimes(min_value=datetime(1950, 1, 1), timezones=zones),  # noqa: DTZ001 - hypothesis sets the zone
    st.datetimes(timezones=st.just(UTC)),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(1 << 66), 1 << 66),
    st.sampled_from(
        [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**64 - 1, 2**64, -1, -24, -25, -(2**64) - 1]
    ),
    st.text(max_size=40),
    st.text(st.characters(codec="ascii"), min_size=20, max_size=300),
    st.binary(max_size=300),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    moments,
    st.uuids(),
    st.sampled_from([Word.RED, Number.ONE, Day(2026, 1, 2), Decimal("1E+30"), Decimal("-0.00"), Decimal(0)]),
)
keys = st.one_of(st.text(max_size=30), st.text("ab", max_size=4), st.just(Word.RED))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=30),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=30),
        st.dictionaries(keys, inner, max_size=4).map(MappingProxyType),
    ),
    max_leaves=30,
)
# Equal in Python and not in CBOR
TWINS = [
    True, 1, Number.ONE, False, 0, Decimal(1), Decimal("1.0"), Decimal("1.00"), NOON, NOON.astimezone(UTC),
    NOON.astimezone(NEPAL), AMBIGUOUS, AMBIGUOUS.replace(fold=1), Word.RED, "红",
]  # fmt: skip


def plain(value: Any) -> bytes:
    return cbor2.dumps(exact(value), canonical=True)


@given(st.lists(values, min_size=1, max_size=5))
@example([{"b": 1, "a": 2, "aa": 3, "": 4, "红": 5}])
@example([{f"key {number}": number for number in range(300)}])
@example(["x" * 65_536, "红" * 30_000, [None] * 70_000])
def test_any_values_are_written_as_the_plain_writer_does(written: list[Any]) -> None:
    writer = Writer()
    for value in written:
        assert writer.write(value) == plain(value)


@given(st.permutations(TWINS))
def test_values_that_are_equal_and_not_the_same_are_told_apart(twins: list[Any]) -> None:
    writer = Writer()
    for value in [*twins, twins, {"a": twins}]:
        assert writer.write(value) == plain(value)


@given(st.permutations(["id", "subject", "evidence", "红", "a"]))
def test_a_map_is_written_in_one_order(names: list[str]) -> None:
    content = dict.fromkeys(names, 0)
    assert Writer().write(content) == plain(content)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        Decimal("NaN"),
        Decimal("Infinity"),
        datetime(2026, 1, 1),  # noqa: DTZ001
        datetime(2026, 1, 1, microsecond=1),  # noqa: DTZ001
        datetime(1900, 1, 1, tzinfo=SHANGHAI),
        datetime(1900, 1, 1, microsecond=1, tzinfo=SHANGHAI),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(seconds=1))),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1, microseconds=1))),
        "\ud800",
        {1: "number"},
        {None: 1},
        {b"bytes": 1},
        {"\ud800": 1},
        {"a": 1, 2: 3},
        {1, 2},
        pytest.param(object(), id="object"),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "around",
    [lambda each: each, lambda each: [each], lambda each: {"a": [each]}],
    ids=["bare", "in a list", "in a map"],
)
def test_what_could_not_come_back_exactly_is_refused(value: Any, around: Any) -> None:
    writer = Writer()
    for _ in range(2):
        with pytest.raises(InexactValue):
            writer.write(around(value))
    assert writer.write("afterwards") == plain("afterwards")


texts = st.tuples(st.sampled_from(["red", "红", ""]), st.text(max_size=30))


@given(st.lists(st.tuples(texts, st.dictionaries(st.text(max_size=12), values, max_size=4)), min_size=1, max_size=6))
def test_a_form_is_filled_in_as_a_map_of_all_is_written(maps: list[tuple[tuple[str, str], Mapping[str, Any]]]) -> None:
    form = Form("colour", "way_out of this")
    for texts, own in maps:
        content = {**own, "colour": texts[0], "way_out of this": texts[1]}
        rest = {name: value for name, value in own.items() if name not in ("colour", "way_out of this")}
        assert form.fill(texts=texts, own=rest) == plain(content)


def test_a_form_refuses_what_could_not_come_back_exactly() -> None:
    form = Form("colour")
    for texts, own in ((("\ud800",), {}), (("red",), {"a": 0.5}), (("red",), {"\ud800": 1}), (("red",), {1: 1})):
        with pytest.raises(InexactValue):
            form.fill(texts=texts, own=own)  # type: ignore[arg-type]


@given(st.integers(0, 2**64 - 1))
def test_heads_are_those_of_the_standard(number: int) -> None:
    assert head(0, number) == cbor2.dumps(number)


def test_an_identifier_is_an_exact_value() -> None:
    identifier = UUID("0193a6d8-7c1e-7000-8000-000000000001")
    assert cbor2.loads(Writer().write({"id": identifier})) == {"id": identifier}
