"""A gate without a database: keys, clock and snapshot of the tests' own."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from lingnan.engine.credentials import (
    Algorithm,
    Credential,
    Display,
    DisplayKey,
    HolderCodeType,
    KeyEntry,
    KeySet,
    Licence,
    MacKey,
    Purpose,
    SigningKey,
    StatusReference,
    encode_payload,
    grant_display_key,
    sign_credential,
)
from lingnan.gate.app import Gate
from lingnan.gate.counting import Counting
from lingnan.gate.desk import Desk
from lingnan.gate.snapshot import Contents, Device, Snapshot
from lingnan.gate.spool import Spool
from lingnan.gate.strain import Strain

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
PORTAL = "http://127.0.0.1:8000"
NONCE = b"8 bytes!"
DOOR, DOOR_KEY = Device("door-3", is_revoked=False), "the key of door 3"
OTHER_DOOR, OTHER_KEY = Device("door-4", is_revoked=False), "the key of door 4"
DEVICES = {sha256(key.encode()).digest(): device for key, device in ((DOOR_KEY, DOOR), (OTHER_KEY, OTHER_DOOR))}
CARD = Display(status_list="1", index=5, kind="senior-card", holder="张*三", valid_until=date(2027, 6, 30))


@dataclass
class Clock:
    """A clock that goes when told to."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Issuer:
    """An issuer's keys, and what it hands to a holder."""

    token: MacKey = field(default_factory=lambda: MacKey.generate(algorithm=Algorithm.HMAC_256_64))
    display: MacKey = field(default_factory=MacKey.generate)
    credential: SigningKey = field(default_factory=SigningKey.generate)

    @property
    def keys(self) -> KeySet:
        purposes = {Purpose.TOKEN: self.token, Purpose.DISPLAY: self.display, Purpose.CREDENTIAL: self.credential}
        return KeySet(
            entries=tuple(
                KeyEntry(key=key, purposes=frozenset({purpose}), not_before=NOON - timedelta(days=1))
                for purpose, key in purposes.items()
            )
        )

    def display_key(self, *, display: Display = CARD, hours: int = 12) -> str:
        granted = DisplayKey(subject="a-card", display=display, expires_at=NOON + timedelta(hours=hours))
        return grant_display_key(display_key=granted, key=self.display, at=NOON)

    def paper(self, *, at: datetime = NOON, index: int = 5, valid_until: date = date(2027, 6, 30)) -> str:
        licence = Licence(
            identifier="1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
            name="老年人优待证", type_code="11100000000013338W011", number="20230000403", issuer="示例民政局",
            issuer_code="11430000006122244L", issued_on=date(2026, 1, 1), holder="张*三",
            holder_code="4401**********1234", holder_code_type=HolderCodeType.CITIZEN_ID,
            valid_from=date(2026, 1, 1), valid_until=valid_until,
        )  # fmt: skip
        status = StatusReference(uri=f"{PORTAL}/.well-known/status-lists/1", index=index)
        credential = Credential(licence=licence, issuer=PORTAL, issued_at=at, status=status)
        return encode_payload(sign_credential(credential=credential, key=self.credential, zone=ZONE))


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    content: dict


class Exchange:
    """One request's body, and the answer that it got."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.read = 0
        self.response: Response | None = None

    async def __call__(self) -> bytes:
        return self._body

    async def __aiter__(self):
        for begin in range(0, len(self._body), 1000):
            part = self._body[begin : begin + 1000]
            self.read += len(part)
            yield part

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        assert self.response is None
        self.response = Response(status, dict(headers), json.loads(body) if body else {})


class Client:
    """Speaks RSGI to a gate as its server would."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def show(self, display_key: str, **more: str) -> Response:
        return await self.request("POST", "/show", headers={"authorization": f"Bearer {display_key}"}, **more)

    async def scan(self, text: str | bytes, *, key: str = DOOR_KEY, **more: str) -> Response:
        return await self.request("POST", "/scan", text, headers={"authorization": f"Bearer {key}"}, **more)

    async def post(self, path: str, body: str | bytes, *, origin: str = PORTAL, query: str = "") -> Response:
        return await self.request("POST", path, body, origin=origin, query=query)

    async def request(
        self, method: str, path: str, body: str | bytes = b"", *, origin: str = "", query: str = "", headers=None
    ) -> Response:
        data = body.encode() if isinstance(body, str) else body
        given = {"origin": origin} if origin else {}
        given |= {"content-length": str(len(data))} if len(data) < 1_000_000 else {}
        scope = SimpleNamespace(method=method, path=path, query_string=query, headers=given | (headers or {}))
        exchange = Exchange(data)
        await self._gate.__rsgi__(scope, exchange)
        assert exchange.response is not None
        return exchange.response


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def snapshot(issuer) -> Snapshot:
    """What a gate knows that has just heard of the issuer's keys, and of no status."""
    snapshot = Snapshot()
    asyncio.run(snapshot.adopt(Contents(keys=issuer.keys, kinds={1: "senior-card"}, devices=DEVICES)))
    snapshot.confirm(at=NOON)
    return snapshot


def counting_for(
    snapshot: Snapshot, folder: Path = Path("/nowhere"), clock: Clock | None = None, strain: Strain | None = None
) -> Counting:
    return Counting(
        snapshot=snapshot, strain=strain or Strain(), folder=folder, gate="gate-1", zone=ZONE, clock=clock or Clock()
    )


@pytest.fixture
def counting(snapshot, tmp_path, clock, strain) -> Counting:
    return counting_for(snapshot, tmp_path / "tallies", clock, strain)


@pytest.fixture
def desk(snapshot, counting) -> Desk:
    return Desk(snapshot=snapshot, counting=counting, place="gate-1", zone=ZONE)


@pytest.fixture
def strain() -> Strain:
    return Strain()


@pytest.fixture
def spool_folder(tmp_path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def client(desk, snapshot, spool_folder, strain, counting, clock) -> Iterator[Client]:
    spool = Spool(folder=spool_folder)
    gate = Gate(
        desk=desk, snapshot=snapshot, spool=spool, counting=counting, follow=None, strain=strain, portal_origin=PORTAL,
        clock=clock,
    )  # fmt: skip
    yield Client(gate)
    asyncio.run(spool.close())
