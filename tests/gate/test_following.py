"""A gate and its database: what commits is heard, what is cut off is said, and nothing revoked comes back."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from lingnan.engine.secrecy import Vault
from lingnan.gate import following
from lingnan.gate.desk import Desk, DisplayRefused
from lingnan.gate.following import Follower
from lingnan.gate.snapshot import Snapshot
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import Purpose, Status
from tests.codes.cards import INSPECTOR, Card, issue
from tests.codes.scanners import enrol, inspector

from .conftest import DOOR, NONCE, ZONE, counting_for

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20
OF_GATES = "FROM pg_stat_activity WHERE application_name = 'lingnan-gate' AND datname = %s"
THROW_OUT = f"SELECT pg_terminate_backend(pid) {OF_GATES}"


def now() -> datetime:
    return datetime.now(UTC)


def database_url() -> str:
    given = connection.settings_dict
    return make_conninfo(
        dbname=given["NAME"], user=given["USER"], host=given["HOST"], port=given["PORT"] or None,
        passfile=given["OPTIONS"].get("passfile"),
    )  # fmt: skip


class Watched:
    """A gate's snapshot under a running follower, and its desk."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()
        self.desk = Desk(snapshot=self.snapshot, counting=counting_for(self.snapshot), place="gate-1", zone=ZONE)

    def show(self, card: Card):
        return self.desk.show(display_key=api.mint_display_key(display=card.claims, at=now()), at=now(), nonce=NONCE)

    def scan(self, text: str) -> str:
        return self.desk.scan(text=text, device=DOOR, at=now())[0].outcome

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.01)


@asynccontextmanager
async def following_gate() -> AsyncIterator[Watched]:
    gate = Watched()
    follower = Follower(
        database_url=database_url(), database_role="lingnan_app", vault=settings.VAULT, snapshot=gate.snapshot,
        clock=now,
    )  # fmt: skip
    task = asyncio.create_task(follower.run())
    try:
        await gate.until(lambda: gate.snapshot.is_ready)
        yield gate
    finally:
        task.cancel()
        await asyncio.wait([task])


async def act(function, **arguments):
    """Do something in another process's place: on a thread and a connection of its own.

    Never on this one: inside an event loop Django opens a second connection, which nobody closes.
    """

    def run():
        try:
            return function(**arguments)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


@pytest.fixture
def card() -> Card:
    api.ensure_keys(by=PLATFORM, at=now() - timedelta(hours=1))
    return issue()


def revoke(card: Card) -> None:
    api.set_status(ref=card.ref, status=Status.INVALID, by=INSPECTOR, at=now())


def test_a_gate_that_starts_knows_what_happened_before(card):
    other = issue()
    revoke(other)
    lost, paper = card.paper(now() - timedelta(minutes=1)), card.paper(now())
    api.withdraw_paper(ref=card.ref, by=INSPECTOR, at=now() - timedelta(seconds=30))

    async def run():
        async with following_gate() as gate:
            token = (await act(gate.show, card=card)).token
            return [gate.scan(text) for text in (token, paper, lost)] + [
                (await act(gate.show, card=other)).face.outcome
            ]

    assert asyncio.run(run()) == ["valid", "valid", "withdrawn", "revoked"]


def test_each_change_reaches_a_running_gate(card):
    async def run():
        async with following_gate() as gate:
            token = (await act(gate.show, card=card)).token
            assert gate.scan(token) == "valid"
            for status, outcome in [
                (Status.SUSPENDED, "suspended"),
                (Status.VALID, "valid"),
                (Status.INVALID, "revoked"),
            ]:
                await act(api.set_status, ref=card.ref, status=status, by=INSPECTOR, at=now())
                await gate.until(lambda wanted=outcome: gate.scan(token) == wanted)

    asyncio.run(run())


def test_a_new_list_is_heard_of(card):
    async def run():
        async with following_gate() as gate:
            other = await act(issue, kind="health")
            await gate.until(lambda: gate.snapshot.kind_of(other.ref.list_id) == "health")

    asyncio.run(run())


def test_a_kind_that_ends_is_refused_by_a_running_gate_and_by_one_that_starts_afterwards(card):
    """Its statuses are destroyed, and what nobody noted would read as valid."""
    other = issue(kind="health-code")
    api.set_status(ref=other.ref, status=Status.SUSPENDED, by=INSPECTOR, at=now())
    display_key, text = api.mint_display_key(display=other.claims, at=now()), other.paper(now())

    def refuses(gate: Watched) -> bool:
        return gate.scan(text) == "ended"

    def show(gate: Watched):
        return gate.desk.show(display_key=display_key, at=now(), nonce=NONCE)

    async def run():
        async with following_gate() as running:
            assert running.scan(text) == "suspended"
            await act(transaction.atomic(api.end_kind), kind="health-code", at=now())
            await running.until(lambda: refuses(running))
            async with following_gate() as started:
                assert refuses(started)
                for gate in (running, started):
                    with pytest.raises(DisplayRefused, match="ended"):
                        show(gate)
                    token = (await act(gate.show, card=card)).token
                    assert gate.scan(token) == "valid"

    asyncio.run(run())


def test_a_change_that_commits_late_under_an_older_number_is_not_missed(card):
    """The classic gap: a follower that remembers the highest number it saw never looks below it again."""
    early, late = issue(), issue()
    may_commit = threading.Event()
    written = threading.Event()

    def revoke_and_linger():
        with transaction.atomic():
            revoke(late)
            written.set()
            may_commit.wait(PATIENCE)

    async def run():
        async with following_gate() as gate:
            lingering = asyncio.create_task(act(revoke_and_linger))
            await asyncio.to_thread(written.wait, PATIENCE)
            await act(revoke, card=early)
            token = (await act(gate.show, card=early)).token
            await gate.until(lambda: gate.scan(token) == "revoked")
            assert (await act(gate.show, card=late)).face.outcome == "valid"
            may_commit.set()
            await lingering
            token = (await act(gate.show, card=late)).token
            await gate.until(lambda: gate.scan(token) == "revoked")

    asyncio.run(run())


def test_what_rolls_back_is_never_told(card):
    def revoke_and_think_better():
        with transaction.atomic():
            revoke(card)
            transaction.set_rollback(True)

    async def run():
        async with following_gate() as gate:
            await act(revoke_and_think_better)
            other = await act(issue)
            await act(revoke, card=other)
            token = (await act(gate.show, card=other)).token
            await gate.until(lambda: gate.scan(token) == "revoked")
            assert (await act(gate.show, card=card)).face.outcome == "valid"

    asyncio.run(run())


def test_rotation_and_revocation_of_keys_under_a_running_gate(card):
    async def run():
        async with following_gate() as gate:
            display_key = await act(api.mint_display_key, display=card.claims, at=now())
            (kid,) = [key.kid for key in await act(api.list_keys) if key.purpose is Purpose.TOKEN]
            old = gate.desk.show(display_key=display_key, at=now(), nonce=NONCE).token
            await act(api.rotate_key, purpose=Purpose.TOKEN, by=PLATFORM, at=now() - timedelta(minutes=1))
            await gate.until(lambda: len(gate.snapshot.keys.entries) == 6)
            assert gate.scan(old) == "valid"
            new = gate.desk.show(display_key=display_key, at=now(), nonce=NONCE).token
            assert gate.scan(new) == "valid"
            await act(api.revoke_key, kid=kid, by=PLATFORM, at=now())
            await gate.until(lambda: gate.scan(old) == "revoked-key")
            assert gate.scan(new) == "valid"

    asyncio.run(run())


def test_a_device_is_known_once_it_is_paired_and_refused_once_it_is_revoked(card):
    keeper = inspector("keeper")
    enrolled = enrol(keeper, at=now())

    async def run():
        async with following_gate() as gate:
            assert gate.snapshot.device_of(enrolled.pairing_key.replace("-", "")) is None
            device, key = await act(api.pair_device, pairing_key=enrolled.pairing_key, at=now())
            await gate.until(lambda: gate.snapshot.device_of(key) is not None)
            assert gate.snapshot.device_of(key).uuid == str(device.uuid)
            await act(api.revoke_device, uuid=device.uuid, by=keeper, at=now())
            await gate.until(lambda: gate.snapshot.device_of(key) is None)

    asyncio.run(run())


def count_gates() -> int:
    with psycopg.connect(database_url(), dbname="postgres") as admin:
        return admin.execute(f"SELECT count(*) {OF_GATES}", [connection.settings_dict["NAME"]]).fetchone()[0]


@pytest.fixture
def database_down():
    """Call it to lock everyone out of the database but those already in, the gates thrown out; call it to undo."""
    name = connection.settings_dict["NAME"]

    def down() -> None:
        with psycopg.connect(database_url(), dbname="postgres", autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            admin.execute(THROW_OUT, [name])

    def up() -> None:
        with psycopg.connect(database_url(), dbname="postgres", autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    yield down, up
    up()


def test_a_gate_cut_off_shows_on_with_growing_age_and_catches_up(card, database_down, monkeypatch):
    down, up = database_down
    monkeypatch.setattr(following, "RETRY_SECONDS", 0.05)

    async def run():
        async with following_gate() as gate:
            display_key = await act(api.mint_display_key, display=card.claims, at=now())

            def show(at):
                return gate.desk.show(display_key=display_key, at=at, nonce=NONCE).face

            assert show(now()).notice is None
            down()
            await gate.until(lambda: count_gates() == 0)
            ages = [show(now() + timedelta(minutes=minutes)) for minutes in (1, 5, 60)]
            assert [shown.notice for shown in ages] == ["cut-off"] * 3
            assert [shown.age_seconds // 60 for shown in ages] == [1, 5, 60]
            assert {shown.outcome for shown in ages} == {"valid"}
            await act(revoke, card=card)
            assert show(now()).outcome == "valid"
            up()
            await gate.until(lambda: show(now()).outcome == "revoked")
            assert show(now()).notice is None

    asyncio.run(run())


def test_a_database_restored_to_an_older_state_brings_no_revocation_back(card, monkeypatch):
    monkeypatch.setattr(following, "RETRY_SECONDS", 0.05)

    def restore_yesterday():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE codes_statusentry DISABLE TRIGGER USER")
            cursor.execute("UPDATE codes_statusentry SET status = 0")
            cursor.execute("ALTER TABLE codes_statusentry ENABLE TRIGGER USER")
            cursor.execute("DELETE FROM codes_change")
            cursor.execute(THROW_OUT, [connection.settings_dict["NAME"]])

    async def run():
        async with following_gate() as gate:
            token = (await act(gate.show, card=card)).token
            await act(revoke, card=card)
            await gate.until(lambda: gate.scan(token) == "revoked")
            before = gate.snapshot._contents
            await act(restore_yesterday)
            await gate.until(lambda: gate.snapshot._contents is not before)
            assert gate.scan(token) == "revoked"

    asyncio.run(run())


def test_a_clock_apart_from_the_databases_is_told_once_and_an_earlier_day_by_intent_is_not(card, caplog):
    clock = {"ahead": timedelta(days=-30)}

    async def run():
        snapshot = Snapshot()
        follower = Follower(
            database_url=database_url(), database_role="lingnan_app", vault=settings.VAULT, snapshot=snapshot,
            clock=lambda: now() + clock["ahead"], behind=timedelta(days=30),
        )  # fmt: skip
        task = asyncio.create_task(follower.run())
        async with asyncio.timeout(PATIENCE):
            while not snapshot.is_ready:
                await asyncio.sleep(0.01)
            assert snapshot.is_clock_right
            clock["ahead"] -= timedelta(minutes=3)
            while snapshot.is_clock_right:
                await asyncio.sleep(0.01)
            assert round(snapshot.clock_ahead.total_seconds()) == -180
            clock["ahead"] += timedelta(minutes=3)
            while not snapshot.is_clock_right:
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(run())
    told = [record.message for record in caplog.records if "clock" in record.message]
    assert told == ["this clock differs from the database's by -180 s", "this clock agrees with the database's again"]


def test_a_gate_with_another_master_key_says_so_and_is_not_ready(card, monkeypatch, caplog):
    monkeypatch.setattr(following, "RETRY_SECONDS", 0.05)

    async def run():
        snapshot = Snapshot()
        follower = Follower(
            database_url=database_url(), database_role="", vault=Vault(master=bytes(32)), snapshot=snapshot, clock=now
        )
        task = asyncio.create_task(follower.run())
        async with asyncio.timeout(PATIENCE):
            while "SealBroken" not in caplog.text:
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
        assert not snapshot.is_ready

    asyncio.run(run())
