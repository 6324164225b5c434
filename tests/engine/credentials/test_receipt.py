"""Receipts: exact values, a signature over all of it, and a form that others can read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import cbor2
import cwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    MACHINE,
    Appeal,
    Counterfactual,
    CredentialError,
    DecisionModel,
    FromRecord,
    InexactValue,
    Input,
    KeyOutOfPeriod,
    KeyRevoked,
    KeySet,
    Malformed,
    MatchedRule,
    Receipt,
    ServiceVersion,
    SigningKey,
    Stated,
    UnknownKey,
    Value,
    open_receipt,
    sign1,
    sign_receipt,
)
from lingnan.engine.credentials.receipt import MEDIA_TYPE

ALLOWANCE = Receipt(
    id=UUID("0193a6d8-7c1e-7000-8000-000000000001"),
    decided_at=datetime(2026, 11, 23, 16, 5, 1, 250_000, tzinfo=timezone(timedelta(hours=8))),
    issuer="guangdong",
    case_number="GD20261123000001",
    subject="p-7f3a",
    service=ServiceVersion(code="senior-allowance", number=3, content_hash="ab" * 32),
    decision=DecisionModel(name="SeniorAllowance", model_hash="cd" * 32),
    inputs=(
        Input(
            element="person.birth_date",
            value=date(1941, 3, 8),
            provenance=FromRecord(resource="population", record="r-1", as_of=date(2026, 10, 1)),
        ),
        Input(element="benefit.account", value=None, provenance=Stated()),
        Input(element="person.residence", value="440106", provenance=Stated(by="p-91c2")),
    ),
    matched=(
        MatchedRule(table="Amount", number=2, rule_id="rule-80-89", annotation="粤府〔2011〕23号"),
        MatchedRule(table="Eligible", number=1),
    ),
    outcome={"granted": True, "amount": 10_000, "bands": [Decimal("80"), Decimal("89.50")]},
    explanation=(Counterfactual(element="person.age", condition=">= 90", outcome={"amount": 20_000}),),
    appeal=Appeal(authority="广州市民政局", deadline=date(2027, 1, 22), route="向作出决定的机关申请复核"),
    decided_by=MACHINE,
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole_minutes = st.integers(min_value=-720, max_value=840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | text
    | st.binary(max_size=20)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=whole_minutes, min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1))  # noqa: DTZ001
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=12
)


def same(one: object, other: object) -> bool:
    """Equal and of the same types all the way down: 1 is not True, and 1.10 is not 1.1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Decimal) and isinstance(other, Decimal) and one:
        return one.as_tuple() == other.as_tuple()
    return type(one) is type(other) and one == other


def test_a_receipt_comes_back(signing_key: SigningKey, keys: KeySet) -> None:
    data = sign_receipt(receipt=ALLOWANCE, key=signing_key)
    assert open_receipt(data=data, keys=keys) == ALLOWANCE
    assert open_receipt(data=data, keys=keys.public()) == ALLOWANCE


@given(value=values)
def test_every_value_comes_back_exactly(value: Value, signing_key: SigningKey, keys: KeySet) -> None:
    stated = Input(element="any", value=value, provenance=Stated())
    receipt = replace(ALLOWANCE, inputs=(stated,), outcome={"any": value})
    read = open_receipt(data=sign_receipt(receipt=receipt, key=signing_key), keys=keys)
    assert read == receipt
    assert same(read.inputs[0].value, value)
    assert same(read.outcome["any"], value)


def test_a_referred_case_without_reasons_comes_back(signing_key: SigningKey, keys: KeySet) -> None:
    bare = replace(ALLOWANCE, inputs=(), matched=(), outcome={}, explanation=(), decided_by="officer-12")
    assert open_receipt(data=sign_receipt(receipt=bare, key=signing_key), keys=keys) == bare


def test_the_order_in_which_a_mapping_was_filled_makes_no_difference(signing_key: SigningKey) -> None:
    one = replace(ALLOWANCE, outcome={"granted": True, "amount": 1})
    two = replace(ALLOWANCE, outcome={"amount": 1, "granted": True})
    payloads = [cbor2.loads(sign_receipt(receipt=each, key=signing_key)).value[2] for each in (one, two)]
    assert payloads[0] == payloads[1]


def test_a_tuple_comes_back_as_a_list(signing_key: SigningKey, keys: KeySet) -> None:
    receipt = replace(ALLOWANCE, outcome={"bands": (1, 2)})
    assert open_receipt(data=sign_receipt(receipt=receipt, key=signing_key), keys=keys).outcome == {"bands": [1, 2]}


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        Decimal("NaN"),
        Decimal("Infinity"),
        datetime(2026, 1, 1),  # noqa: DTZ001
        datetime(1900, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
        "\ud800",
        {1: "number"},
        {"\ud800": 1},
        [{"deep": [0.1]}],
        {1, 2},
        object(),
    ],
)
def test_what_could_not_come_back_exactly_is_not_signed(value: Any, signing_key: SigningKey) -> None:
    with pytest.raises(InexactValue):
        sign_receipt(receipt=replace(ALLOWANCE, outcome={"any": value}), key=signing_key)


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_any_byte_changed_is_refused(place: int, flip: int, signing_key: SigningKey, keys: KeySet) -> None:
    data = bytearray(sign_receipt(receipt=ALLOWANCE, key=signing_key))
    data[place % len(data)] ^= flip
    with pytest.raises(CredentialError):
        open_receipt(data=bytes(data), keys=keys)


def test_python_cwt_and_any_cbor_reader_can_read_it(signing_key: SigningKey) -> None:
    data = sign_receipt(receipt=ALLOWANCE, key=signing_key)
    payload = cwt.COSE.new().decode(data, cwt.COSEKey.from_bytes(signing_key.public.to_cose_key()))
    content = cbor2.loads(payload)
    assert content["format"] == 1
    assert content["case_number"] == "GD20261123000001"
    assert content["inputs"][0]["provenance"] == {
        "resource": "population",
        "record": "r-1",
        "as_of": date(2026, 10, 1),
    }


def test_a_receipt_outlives_the_signing_period_of_its_key_but_not_a_revocation(
    signing_key: SigningKey, keys: KeySet
) -> None:
    data = sign_receipt(receipt=ALLOWANCE, key=signing_key)

    def retired_on(day: datetime) -> KeySet:
        return KeySet(entries=tuple(replace(entry, not_after=day) for entry in keys.entries))

    assert open_receipt(data=data, keys=retired_on(datetime(2026, 12, 1, tzinfo=UTC))) == ALLOWANCE
    with pytest.raises(KeyOutOfPeriod):
        open_receipt(data=data, keys=retired_on(datetime(2026, 11, 1, tzinfo=UTC)))
    with pytest.raises(KeyRevoked):
        open_receipt(
            data=data, keys=keys.revoked(thumbprint=signing_key.thumbprint, at=datetime(2027, 1, 1, tzinfo=UTC))
        )
    with pytest.raises(UnknownKey):
        open_receipt(data=data, keys=KeySet())


@pytest.mark.parametrize("content", [[], {}, {"format": 2}, {"format": 1}, {"format": 1, "service": {"code": 1}}])
def test_other_content_is_no_receipt(content: object, signing_key: SigningKey, keys: KeySet) -> None:
    data = sign1(payload=cbor2.dumps(content), key=signing_key, typ=MEDIA_TYPE)
    with pytest.raises(Malformed):
        open_receipt(data=data, keys=keys)


def test_a_receipt_says_that_it_is_one(signing_key: SigningKey, keys: KeySet) -> None:
    payload = cbor2.loads(sign_receipt(receipt=ALLOWANCE, key=signing_key)).value[2]
    with pytest.raises(Malformed):
        open_receipt(data=sign1(payload=payload, key=signing_key), keys=keys)
