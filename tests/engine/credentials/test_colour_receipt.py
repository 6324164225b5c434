"""Receipts of colours and heads of their log: exact, signed, and each taken for nothing but what it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    MACHINE,
    ColourReceipt,
    CredentialError,
    Exhibit,
    InexactValue,
    KeyOutOfPeriod,
    Malformed,
    ManualOrder,
    TreeHead,
    is_colour_receipt,
    is_sunset_certificate,
    open_colour_receipt,
    open_tree_head,
    sign1,
    sign_colour_receipts,
    sign_tree_head,
)
from lingnan.engine.credentials.batch import sign_batch
from lingnan.engine.credentials.cose import TYP, read_message

SAMPLED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
RED = ColourReceipt(
    id=UUID("0193a6d8-7c1e-7000-8000-000000000001"),
    decided_at=datetime(2026, 11, 23, 16, 5, 1, 250_000, tzinfo=timezone(timedelta(hours=8))),
    issuer="guangdong",
    subject="p-7f3a",
    colour="red",
    class_code="positive",
    way_out="two-negatives",
    version="2022-04",
    rule="positive",
    book="ab" * 32,
    evidence=(
        Exhibit(
            resource="nucleic-acid-test",
            record="7",
            as_of=SAMPLED,
            values={"health_test_result": "2", "health_test_sampled_at": SAMPLED, "health_isolation_until": None},
        ),
        Exhibit(resource="close-contact", record="9", as_of=SAMPLED, values={"health_contact_on": date(2026, 11, 20)}),
    ),
    decided_by=MACHINE,
)
# Its payload as it was before there were manual colours.
WITHOUT_HANDS = "1ca6d07f0744ded4530567ff62212e4226191fa444c8538eccd62f494c24fe26"
BY_HAND = replace(
    RED,
    manual=ManualOrder(
        order="0193a6d8-7c1e-7000-8000-000000000002", ground="outbreak-site", place="广州市荔湾区中南街道",
        seen_from=date(2026, 11, 20), seen_until=date(2026, 11, 21), starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 30), proposed_by="officer:1", approved_by="officer:2",
    ),
)  # fmt: skip
HEAD = TreeHead(issuer="guangdong", log="health.colours", size=3, root=bytes(32), at=SAMPLED)


@pytest.mark.parametrize("receipt", [RED, BY_HAND], ids=["by rule", "by hand"])
def test_a_receipt_comes_back_as_it_was(receipt, signing_key, keys):
    signed = sign_colour_receipts(receipts=[receipt], key=signing_key)[0]
    assert is_colour_receipt(signed)
    assert open_colour_receipt(data=signed, keys=keys) == receipt


def test_a_receipt_by_rule_is_byte_for_byte_what_it_was_before_there_were_manual_colours(signing_key):
    signed = sign_colour_receipts(receipts=[RED], key=signing_key)[0]
    assert sha256(read_message(signed).payload).hexdigest() == WITHOUT_HANDS


def test_receipts_signed_together_are_read_alone(signing_key, keys):
    receipts = [replace(RED, subject=f"p-{number}") for number in range(5)]
    signed = sign_colour_receipts(receipts=receipts, key=signing_key)
    assert all(map(is_colour_receipt, signed))
    assert not any(map(is_sunset_certificate, signed))
    assert [open_colour_receipt(data=each, keys=keys) for each in signed] == receipts


def test_a_receipt_alone_is_what_it_was_before_many_were_signed_together(signing_key):
    [signed] = sign_colour_receipts(receipts=[RED], key=signing_key)
    payload = read_message(signed).payload
    before = sign1(payload=payload, key=signing_key, typ="application/vnd.lingnan.colour-receipt+cbor")
    assert signed[:-64] == before[:-64]


def test_nothing_else_is_signed_together(signing_key, keys):
    one = read_message(sign_tree_head(head=HEAD, key=signing_key))
    heads = sign_batch(payloads=[one.payload] * 2, key=signing_key, typ=one.header[TYP])
    with pytest.raises(Malformed, match="critical header"):
        open_tree_head(data=heads[0], keys=keys)


def test_a_head_comes_back_as_it_was(signing_key, keys):
    signed = sign_tree_head(head=HEAD, key=signing_key)
    assert not is_colour_receipt(signed)
    assert open_tree_head(data=signed, keys=keys) == HEAD


@given(data=st.data())
@pytest.mark.parametrize("what", ["receipt", "head"])
def test_any_bit_changed_is_refused(what, signing_key, keys, data):
    is_receipt = what == "receipt"
    signed = bytearray(
        sign_colour_receipts(receipts=[RED], key=signing_key)[0]
        if is_receipt
        else sign_tree_head(head=HEAD, key=signing_key)
    )
    place = data.draw(st.integers(0, len(signed) - 1))
    signed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CredentialError):
        (open_colour_receipt if is_receipt else open_tree_head)(data=bytes(signed), keys=keys)


def test_neither_passes_for_the_other(signing_key, keys):
    with pytest.raises(Malformed, match="not a message of the type"):
        open_tree_head(data=sign_colour_receipts(receipts=[RED], key=signing_key)[0], keys=keys)
    with pytest.raises(Malformed, match="not a message of the type"):
        open_colour_receipt(data=sign_tree_head(head=HEAD, key=signing_key), keys=keys)


def test_neither_states_a_time_at_which_its_key_might_not_sign(signing_key, keys):
    early = datetime(2025, 12, 31, tzinfo=UTC)
    with pytest.raises(KeyOutOfPeriod):
        open_colour_receipt(
            data=sign_colour_receipts(receipts=[replace(RED, decided_at=early)], key=signing_key)[0], keys=keys
        )
    with pytest.raises(KeyOutOfPeriod):
        open_tree_head(data=sign_tree_head(head=replace(HEAD, at=early), key=signing_key), keys=keys)


def test_a_value_that_could_not_be_given_back_is_refused(signing_key):
    exhibit = replace(RED.evidence[0], values={"health_temperature": 36.5})
    with pytest.raises(InexactValue):
        sign_colour_receipts(receipts=[replace(RED, evidence=(exhibit,))], key=signing_key)[0]
