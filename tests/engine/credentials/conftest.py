"""Keys, a set of them for every purpose, and one moment at which all is valid."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lingnan.engine.credentials import (
    Algorithm,
    Credential,
    Display,
    KeyEntry,
    KeySet,
    Licence,
    MacKey,
    Purpose,
    SigningKey,
    StatusReference,
)


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def zone() -> ZoneInfo:
    return ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def signing_key() -> SigningKey:
    return SigningKey(scalar=bytes(range(1, 33)))


@pytest.fixture(scope="session")
def mac_key() -> MacKey:
    return MacKey(secret=bytes(range(32)), algorithm=Algorithm.HMAC_256_64)


@pytest.fixture(scope="session")
def keys(signing_key: SigningKey, mac_key: MacKey) -> KeySet:
    signs = frozenset((Purpose.CREDENTIAL, Purpose.RECEIPT, Purpose.STATUS_LIST))
    authenticates = frozenset((Purpose.TOKEN, Purpose.DISPLAY))
    return KeySet(
        entries=(
            KeyEntry(key=signing_key, purposes=signs, not_before=datetime(2026, 1, 1, tzinfo=UTC)),
            KeyEntry(key=mac_key, purposes=authenticates, not_before=datetime(2026, 1, 1, tzinfo=UTC)),
        )
    )


@pytest.fixture(scope="session")
def display() -> Display:
    return Display(
        status_list="gd-1", index=12_345_678, kind="elder-card", holder="张*三", valid_until=date(2031, 1, 31)
    )


@pytest.fixture(scope="session")
def credential(now: datetime) -> Credential:
    licence = Licence(
        identifier="1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        name="老年人优待证",
        type_code="11100000000013338W011",
        number="粤优2026000001",
        issuer="广东省民政厅",
        issuer_code="11430000006122244L",
        issued_on=date(2026, 11, 23),
        holder="张*三",
        holder_code="4401**********1234",
        holder_code_type="111",
        valid_from=date(2026, 11, 23),
        valid_until=date(2031, 11, 22),
        attributes={"person.age": 71, "card.free_transit": True},
    )
    return Credential(
        licence=licence,
        issuer="https://guangdong.example",
        issued_at=now,
        status=StatusReference(uri="https://guangdong.example/.well-known/status/1", index=12_345_678),
    )
