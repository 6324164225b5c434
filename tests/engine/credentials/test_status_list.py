"""Status lists: the examples of the draft, deltas in order, and a hundred million entries."""

import zlib
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    Claims,
    CredentialError,
    Expired,
    IndexOutOfRange,
    KeySet,
    Malformed,
    SequenceGap,
    SignedStatusList,
    SigningKey,
    Status,
    StatusDelta,
    StatusList,
    StatusListBuilder,
    TooLarge,
    open_status_list,
    read_message,
    sign1,
    sign_status_list,
)
from lingnan.engine.credentials.status_list import MEDIA_TYPE

URI = "https://guangdong.example/.well-known/status/1"
statuses = st.sampled_from(Status)


def test_the_packing_is_the_one_of_the_draft() -> None:
    # draft-ietf-oauth-status-list section 4, example with two bits a token
    wanted = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
    builder = StatusListBuilder(size=len(wanted))
    for index, status in enumerate(wanted):
        builder.set(index, Status(status))
    assert builder.snapshot().packed == bytes((0xC9, 0x44, 0xF9))
    assert [builder.get(index) for index in range(len(wanted))] == wanted


@given(st.lists(st.tuples(st.integers(min_value=0, max_value=99), statuses)))
def test_a_list_is_an_array_of_statuses(changes: list[tuple[int, Status]]) -> None:
    builder, expected = StatusListBuilder(size=100), [Status.VALID] * 100
    for index, status in changes:
        builder.set(index, status)
        expected[index] = status
    assert [builder.get(index) for index in range(100)] == expected
    assert [builder.snapshot().get(index) for index in range(100)] == expected


@given(st.integers(min_value=0, max_value=41), st.integers(min_value=0, max_value=41), statuses, statuses)
def test_a_range_sets_what_it_names_and_nothing_else(one: int, two: int, ground: Status, status: Status) -> None:
    start, stop = sorted((one, two))
    builder = StatusListBuilder(size=44)
    builder.set_many(indices=range(44), status=ground)
    builder.set_range(start=start, stop=stop, status=status)
    assert [builder.get(index) for index in range(44)] == [
        status if start <= index < stop else ground for index in range(44)
    ]


@pytest.mark.parametrize("indices", [[3, 100], [-1, 3], [3, 10**12]])
def test_an_index_out_of_range_changes_nothing(indices: list[int]) -> None:
    builder = StatusListBuilder(size=100)
    with pytest.raises(IndexOutOfRange):
        builder.set_many(indices=indices, status=Status.INVALID)
    with pytest.raises(IndexOutOfRange):
        builder.apply(StatusDelta(sequence=1, changes=tuple((index, Status.INVALID) for index in indices)))
    assert builder.snapshot() == StatusList(packed=bytes(25), sequence=0)


@pytest.mark.parametrize("index", [-1, 8])
def test_no_entry_is_read_beyond_the_list(index: int) -> None:
    builder = StatusListBuilder(size=5)
    assert len(builder) == len(builder.snapshot()) == 8
    for each in (builder, builder.snapshot()):
        with pytest.raises(IndexOutOfRange):
            each.get(index)


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (3, 2), (0, 9)])
def test_a_range_beyond_the_list_is_refused(start: int, stop: int) -> None:
    with pytest.raises(IndexOutOfRange):
        StatusListBuilder(size=8).set_range(start=start, stop=stop, status=Status.INVALID)


@given(st.lists(st.lists(st.tuples(st.integers(min_value=0, max_value=39), statuses), max_size=5), max_size=8))
def test_a_gate_that_follows_by_deltas_holds_the_same_list(history: list[list[tuple[int, Status]]]) -> None:
    issuer, gate = StatusListBuilder(size=40), StatusListBuilder(size=40)
    for sequence, changes in enumerate(history, start=1):
        delta = StatusDelta(sequence=sequence, changes=tuple(changes))
        assert issuer.apply(delta)
        assert gate.apply(delta)
        assert not gate.apply(delta)
    latecomer = StatusListBuilder.from_snapshot(issuer.snapshot())
    assert gate.snapshot() == issuer.snapshot() == latecomer.snapshot()


def test_a_missing_delta_is_noticed_and_a_late_one_changes_nothing() -> None:
    builder = StatusListBuilder(size=8)
    first = StatusDelta(sequence=1, changes=((1, Status.INVALID),))
    second = StatusDelta(sequence=2, changes=((1, Status.VALID),))
    third = StatusDelta(sequence=3, changes=((2, Status.SUSPENDED),))
    builder.apply(first)
    with pytest.raises(SequenceGap):
        builder.apply(third)
    assert builder.sequence == 1
    assert builder.get(2) is Status.VALID
    assert builder.apply(second)
    assert not builder.apply(first)
    assert builder.get(1) is Status.VALID


def test_a_snapshot_does_not_change_with_its_builder() -> None:
    builder = StatusListBuilder(size=8)
    snapshot = builder.snapshot()
    builder.set(1, Status.INVALID)
    assert snapshot.get(1) is Status.VALID


def test_a_province_fits() -> None:
    size = 100_000_000
    builder = StatusListBuilder(size=size)
    builder.set_many(indices=range(0, size, 500), status=Status.SUSPENDED)
    builder.set_range(start=7, stop=1_000_007, status=Status.APPLICATION_SPECIFIC)
    builder.set(size - 1, Status.INVALID)
    snapshot = builder.snapshot()
    assert len(snapshot.packed) == 25_000_000
    assert (snapshot.get(0), snapshot.get(500), snapshot.get(1_000_500)) == (2, 3, 2)
    assert snapshot.get(size - 1) is Status.INVALID
    assert len(snapshot.deflated()) < 1_000_000


@pytest.fixture
def signed(now: datetime) -> SignedStatusList:
    builder = StatusListBuilder(size=1000)
    builder.apply(StatusDelta(sequence=1, changes=((7, Status.SUSPENDED), (999, Status.INVALID))))
    return SignedStatusList(
        uri=URI,
        statuses=builder.snapshot(),
        issued_at=now,
        expires_at=now + timedelta(days=1),
        ttl=timedelta(minutes=5),
    )


def test_a_signed_list_comes_back(signed: SignedStatusList, signing_key: SigningKey, keys: KeySet) -> None:
    data = sign_status_list(status_list=signed, key=signing_key)
    assert open_status_list(data=data, uri=URI, keys=keys, at=signed.issued_at) == signed
    with pytest.raises(Expired):
        open_status_list(data=data, uri=URI, keys=keys, at=signed.issued_at + timedelta(days=2))
    with pytest.raises(Malformed):
        open_status_list(data=data, uri=URI + "0", keys=keys, at=signed.issued_at)


def test_a_list_may_state_no_end(signing_key: SigningKey, keys: KeySet, now: datetime) -> None:
    endless = SignedStatusList(
        uri=URI, statuses=StatusList(packed=b"\1", sequence=0), issued_at=now, expires_at=None, ttl=None
    )
    data = sign_status_list(status_list=endless, key=signing_key)
    assert open_status_list(data=data, uri=URI, keys=keys, at=now + timedelta(days=9)) == endless


def test_the_signed_form_is_the_one_of_the_draft(signed: SignedStatusList, signing_key: SigningKey) -> None:
    # draft-ietf-oauth-status-list-21 section 5.2
    message = read_message(sign_status_list(status_list=signed, key=signing_key))
    claims = cbor2.loads(message.payload)
    assert message.header[16] == "application/statuslist+cwt"
    assert claims[2] == URI
    assert (claims[4] - claims[6], claims[65534]) == (86400, 300)
    assert claims[65533]["bits"] == 2
    assert zlib.decompress(claims[65533]["lst"]) == signed.statuses.packed


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
@settings(max_examples=200)
def test_any_byte_changed_is_refused(place: int, flip: int, signing_key: SigningKey, keys: KeySet) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    plain = SignedStatusList(
        uri=URI, statuses=StatusList(packed=bytes(8), sequence=0), issued_at=at, expires_at=None, ttl=None
    )
    data = bytearray(sign_status_list(status_list=plain, key=signing_key))
    data[place % len(data)] ^= flip
    with pytest.raises(CredentialError):
        open_status_list(data=bytes(data), uri=URI, keys=keys, at=at)


@pytest.mark.parametrize(
    ("private", "refusal"),
    [
        ({}, Malformed),
        ({65533: {"bits": 1, "lst": zlib.compress(b"1")}}, Malformed),
        ({65533: {"bits": 2, "lst": "text"}}, Malformed),
        ({65533: {"bits": 2, "lst": b"rubbish"}}, Malformed),
        ({65533: {"bits": 2, "lst": zlib.compress(b"1")}, "sequence": "1"}, Malformed),
        ({65533: {"bits": 2, "lst": zlib.compress(bytes(65 * 1024 * 1024), 1)}}, TooLarge),
    ],
)
def test_other_lists_are_refused(
    private: dict[int | str, object],
    refusal: type[CredentialError],
    signing_key: SigningKey,
    keys: KeySet,
    now: datetime,
) -> None:
    claims = Claims(sub=URI, iat=int(now.timestamp()), private=private)
    data = sign1(payload=claims.encode(), key=signing_key, typ=MEDIA_TYPE)
    with pytest.raises(refusal):
        open_status_list(data=data, uri=URI, keys=keys, at=now)


def test_a_list_says_that_it_is_one(signing_key: SigningKey, keys: KeySet, now: datetime) -> None:
    claims = Claims(sub=URI, iat=1, private={65533: {"bits": 2, "lst": zlib.compress(b"1")}})
    with pytest.raises(Malformed):
        open_status_list(data=sign1(payload=claims.encode(), key=signing_key), uri=URI, keys=keys, at=now)
