"""The certificate of a sunset: exact, signed, and taken for nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    CredentialError,
    KeyOutOfPeriod,
    Malformed,
    SunsetCertificate,
    is_colour_receipt,
    is_sunset_certificate,
    open_sunset_certificate,
    open_tree_head,
    sign_sunset_certificate,
    sign_tree_head,
)

ENDED = SunsetCertificate(
    id=UUID("0193a6d8-7c1e-7000-8000-000000000001"),
    issuer="guangdong",
    at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    by=("何敏仪", "黄启明"),
    ruled_until=date(2023, 2, 15),
    destroyed={"colour-receipt": 3, "infection": 0},
    log="health.colours",
    log_size=3,
    log_root=bytes(32),
    log_breaks=0,
)


def test_it_comes_back_as_it_was(signing_key, keys):
    signed = sign_sunset_certificate(certificate=ENDED, key=signing_key)
    assert is_sunset_certificate(signed)
    assert not is_colour_receipt(signed)
    assert open_sunset_certificate(data=signed, keys=keys) == ENDED


@given(data=st.data())
def test_any_bit_changed_is_refused(signing_key, keys, data):
    signed = bytearray(sign_sunset_certificate(certificate=ENDED, key=signing_key))
    place = data.draw(st.integers(0, len(signed) - 1))
    signed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CredentialError):
        open_sunset_certificate(data=bytes(signed), keys=keys)


def test_it_passes_for_no_head_and_no_head_for_it(signing_key, keys):
    with pytest.raises(Malformed, match="not a message of the type"):
        open_tree_head(data=sign_sunset_certificate(certificate=ENDED, key=signing_key), keys=keys)
    with pytest.raises(Malformed, match="not a message of the type"):
        open_sunset_certificate(data=sign_tree_head(head=ENDED.head, key=signing_key), keys=keys)


def test_it_states_no_time_at_which_its_key_might_not_sign(signing_key, keys):
    early = replace(ENDED, at=datetime(2025, 12, 31, tzinfo=UTC))
    with pytest.raises(KeyOutOfPeriod):
        open_sunset_certificate(data=sign_sunset_certificate(certificate=early, key=signing_key), keys=keys)
