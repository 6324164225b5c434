"""CWT claims: against the examples of RFC 8392, through python-cwt, and against the clock."""

from datetime import UTC, datetime, timedelta

import cbor2
import cwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    LEEWAY,
    Claims,
    Expired,
    Malformed,
    NotYetValid,
    SigningKey,
    StatusReference,
    check_times,
    read_claims,
    sign1,
)

dates = st.integers(min_value=0, max_value=2**33) | st.floats(min_value=0, max_value=2**33)
registered = {1, 2, 3, 4, 5, 6, 7, 65535}
claims = st.builds(
    Claims,
    iss=st.none() | st.text(),
    sub=st.none() | st.text(),
    aud=st.none() | st.text() | st.lists(st.text()).map(tuple),
    exp=st.none() | dates,
    nbf=st.none() | dates,
    iat=st.none() | dates,
    cti=st.none() | st.binary(),
    status=st.none() | st.builds(StatusReference, uri=st.text(), index=st.integers(min_value=0, max_value=2**40)),
    private=st.dictionaries(st.text() | st.integers(max_value=-65537), st.integers() | st.text()),
)


@given(claims)
def test_round_trip(each: Claims) -> None:
    assert read_claims(each.encode()) == each


def test_the_example_of_rfc_8392() -> None:
    # Appendix A.1
    data = bytes.fromhex(
        "a70175636f61703a2f2f61732e6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c69"
        "6768742e6578616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b71"
    )
    example = Claims(
        iss="coap://as.example.com",
        sub="erikw",
        aud="coap://light.example.com",
        exp=1444064944,
        nbf=1443944944,
        iat=1443944944,
        cti=bytes.fromhex("0b71"),
    )
    assert read_claims(data) == example
    assert example.encode() == data


def test_python_cwt_reads_our_claims() -> None:
    key = SigningKey(scalar=bytes(range(1, 33)))
    each = Claims(iss="https://gd.example", exp=4_000_000_000, iat=1_700_000_000, private={"licence": {"ZZMC": "x"}})
    theirs = cwt.COSEKey.from_bytes(key.public.to_cose_key())
    read = cwt.decode(sign1(payload=each.encode(), key=key), theirs)
    assert read == {1: "https://gd.example", 4: 4_000_000_000, 6: 1_700_000_000, "licence": {"ZZMC": "x"}}


def test_the_status_claim_has_the_form_of_the_draft() -> None:
    data = Claims(status=StatusReference(uri="https://example.com/statuslists/1", index=0)).encode()
    assert cbor2.loads(data) == {65535: {"status_list": {"idx": 0, "uri": "https://example.com/statuslists/1"}}}


@pytest.mark.parametrize(
    "members",
    [
        [],
        {1: 1},
        {2: b"bytes"},
        {3: [1]},
        {4: "tomorrow"},
        {4: True},
        {4: float("nan")},
        {4: float("inf")},
        {4: 10**400},
        {5: -1},
        {6: datetime(2026, 1, 1, tzinfo=UTC)},
        {7: "text"},
        {65535: {}},
        {65535: {"status_list": {"idx": -1, "uri": "u"}}},
        {65535: {"status_list": {"idx": 0}}},
        {65535: "none"},
    ],
)
def test_claims_of_the_wrong_form_are_refused(members: object) -> None:
    with pytest.raises(Malformed):
        read_claims(cbor2.dumps(members))


@pytest.mark.parametrize("exp", [1_800_000_000, 1_800_000_000.0])
def test_times_count_give_or_take_the_leeway(exp: float) -> None:
    end = datetime.fromtimestamp(exp, UTC)
    each = Claims(exp=exp, nbf=exp - 60, iat=exp - 60.5)
    tick = timedelta(milliseconds=1)
    for at in (end, end + LEEWAY, end - timedelta(seconds=60) - LEEWAY):
        check_times(claims=each, at=at)
    with pytest.raises(Expired):
        check_times(claims=each, at=end + LEEWAY + tick)
    with pytest.raises(NotYetValid):
        check_times(claims=each, at=end - timedelta(seconds=60) - LEEWAY - tick)
    with pytest.raises(Expired):
        check_times(claims=each, at=end + tick, leeway=timedelta())


def test_what_states_no_times_is_never_out_of_time() -> None:
    for year in (1970, 9999):
        check_times(claims=Claims(), at=datetime(year, 1, 1, tzinfo=UTC))


def test_what_was_issued_in_the_future_is_not_yet_valid() -> None:
    with pytest.raises(NotYetValid):
        check_times(claims=Claims(iat=2_000_000_000), at=datetime(2026, 1, 1, tzinfo=UTC))
