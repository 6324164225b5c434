"""Sealed columns opened for a table say what each value says to one person's judgement."""

from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.evidence.sealed import SealedColumn, open_batch
from lingnan.engine.secrecy import SealBroken, Vault

VAULT = Vault(master=b"k" * 32)
OFFSETS = st.integers(-14 * 3600, 14 * 3600).map(lambda seconds: timezone(timedelta(seconds=seconds)))
FIRST, LAST = datetime(1, 1, 3), datetime(9999, 12, 30)  # noqa: DTZ001
MOMENTS = st.datetimes(FIRST, LAST - timedelta(days=1), timezones=st.one_of(OFFSETS, st.just(UTC)))
VALUES = {"date": st.dates(), "datetime": MOMENTS, "boolean": st.booleans(), "string": st.text(), "code": st.text()}


def column(kind: str, *, sealed: bool) -> SealedColumn:
    return SealedColumn(name="told", type=kind, purpose="exchange.x.told" if sealed else "")


def batch(texts, *, sealed: bool):
    cells = [
        None
        if text is None
        else VAULT.seal(plain=text.encode(), purpose="exchange.x.told")
        if sealed
        else text.encode()
        for text in texts
    ]
    return pa.record_batch(
        {"subject_key": pa.array(range(len(cells)), pa.int64()), "told": pa.array(cells, pa.binary())}
    )


def opened(texts, kind, *, sealed=True):
    keys = VAULT.opener(purposes=["exchange.x.told"])
    found = open_batch(batch(texts, sealed=sealed), columns=[column(kind, sealed=sealed)], keys=keys)
    assert found.column("subject_key").to_pylist() == list(range(len(texts)))
    return found.column("told").to_pylist()


def text_of(value) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


@given(data=st.data(), kind=st.sampled_from(sorted(VALUES)), sealed=st.booleans())
def test_values_come_out_as_they_went_in(data, kind, sealed):
    values = data.draw(st.lists(st.none() | VALUES[kind], max_size=8))
    expected = [
        value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value for value in values
    ]
    assert opened([text_of(value) for value in values], kind, sealed=sealed) == expected


def test_a_moment_at_the_end_of_the_calendar_stops_nobody():
    assert opened(["9999-12-31T23:59:59-14:00"], "datetime") == [LAST]


@pytest.mark.parametrize("altered", [b"", b"short", b"x" * 60])
def test_a_cell_that_was_altered_is_told(altered):
    cells = pa.record_batch({"subject_key": [1], "told": pa.array([altered], pa.binary())})
    with pytest.raises(SealBroken):
        open_batch(cells, columns=[column("string", sealed=True)], keys=VAULT.opener(purposes=["exchange.x.told"]))


def test_an_opener_opens_its_own_purposes_alone_and_shows_no_key():
    opener = VAULT.opener(purposes=["exchange.x.told"])
    sealed = VAULT.seal(plain=b"1", purpose="exchange.x.other")
    with pytest.raises(KeyError):
        opener.open_all(sealed=[sealed], purpose="exchange.x.other")
    with pytest.raises(SealBroken):
        opener.open_all(sealed=[sealed], purpose="exchange.x.told")
    assert repr(opener) == "Opener()"
