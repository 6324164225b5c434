"""What whoever is on duty for the province's codes sees, and who may."""

import asyncio
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lingnan.gate.counting import Counting as GateCounting
from lingnan.gate.snapshot import Contents, Snapshot
from lingnan.gate.strain import Strain
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import NotAllowed
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Pulse
from lingnan.rooms.codes.types import GatePulse, KindUse, Purpose, Refused, WorkerPulse

from .cards import NOON, issue
from .scanners import inspector, scanner
from .test_numbers import Gate, take_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


class Living:
    """A gate that says how it is, under a clock of the test's."""

    def __init__(self, folder) -> None:
        self.at, self.snapshot, self.strain = NOON, Snapshot(), Strain()
        asyncio.run(self.snapshot.adopt(Contents()))
        self.counting = GateCounting(
            snapshot=self.snapshot, strain=self.strain, folder=folder, gate="gz", zone=PROVINCE_ZONE,
            clock=lambda: self.at,
        )  # fmt: skip

    def tell(self) -> None:
        asyncio.run(self.counting.flush())


@pytest.fixture
def operator(published):
    return inspector("operator", role="administrator", department="gd-data", division="44")


def seen(operator, at=NOON):
    return api.get_duty(by=operator, at=at)


def test_a_gate_says_how_it_is_though_nobody_asks_it_anything(operator, tmp_path):
    gate = Living(tmp_path)
    gate.tell()
    take_in(tmp_path)
    (pulse,) = seen(operator).gates
    assert (pulse.told_at, pulse.age_seconds, pulse.level, pulse.clock_ahead_seconds) == (NOON, None, "full", 0)
    gate.at, gate.snapshot.clock_ahead = NOON + 9 * SECOND, 3 * SECOND
    gate.snapshot.confirm(at=NOON)
    gate.strain.observe(waited=0.4)
    gate.tell()
    take_in(tmp_path)
    assert seen(operator).gates == (
        GatePulse(
            gate=pulse.gate, told_at=NOON + 6 * SECOND, age_seconds=9, level="status_only", clock_ahead_seconds=3
        ),
    )


def test_a_gate_that_stopped_is_gone_and_one_that_was_killed_is_seen_to_be_silent(operator, tmp_path):
    stopped, killed = Living(tmp_path), Living(tmp_path)
    stopped.tell()
    killed.tell()
    take_in(tmp_path)
    assert len(seen(operator).gates) == 2
    asyncio.run(stopped.counting.close())
    take_in(tmp_path)
    assert [pulse.told_at for pulse in seen(operator, at=NOON + timedelta(hours=1)).gates] == [NOON]
    take_in(tmp_path, at=NOON + timedelta(days=2, hours=1))
    assert seen(operator).gates == ()


def test_a_gate_that_died_is_missed_until_another_begins_in_its_place(operator, tmp_path):
    dead = [Living(tmp_path) for _ in range(2)]
    for gate in dead:
        gate.tell()
    take_in(tmp_path)
    successor = Living(tmp_path)
    successor.at = NOON + timedelta(minutes=1)
    successor.tell()
    take_in(tmp_path)
    told = [pulse.told_at for pulse in seen(operator, at=successor.at).gates]
    assert sorted(told) == [NOON, successor.at]  # one of two is still missed
    assert len(seen(operator, at=NOON + 20 * SECOND).gates) == 3  # nobody was silent for long by then


def test_what_the_worker_of_a_machine_has_yet_to_take_in_is_told(operator, tmp_path):
    (tmp_path / "7-a.spool").write_bytes(b"x" * 1_500)
    (tmp_path / "7-b.spool").write_bytes(b"")
    api.note_waiting(folder=tmp_path, machine="gz", at=NOON)
    assert seen(operator).workers == (WorkerPulse(machine="gz", told_at=NOON, waiting=10),)
    api.ingest_spool(folder=tmp_path)
    api.note_waiting(folder=tmp_path, machine="gz", at=NOON + SECOND)
    (worker,) = seen(operator).workers
    assert (worker.told_at, worker.waiting) == (NOON + SECOND, 0)


def test_refusals_are_told_by_reason_kinds_by_use_and_a_code_read_at_two_places_once(operator, tmp_path):
    doors = [scanner(inspector(f"keeper-{place}"), name=place, place=place)[0] for place in ("东站", "西站")]
    card = issue()
    token = card.token()
    for device in doors:
        api.inspect_code(text=token, device=device, at=NOON)
        api.inspect_code(text="rubbish", device=device, at=NOON)
    api.inspect_code(text=token, device=doors[0], at=NOON + timedelta(hours=1))
    Gate(tmp_path).count(displays=range(30), devices=range(2))
    take_in(tmp_path)
    duty = seen(operator, at=NOON + timedelta(hours=2))
    assert duty.refusals == (
        Refused(kind="", outcome="foreign", number=2),
        Refused(kind="", outcome="replayed", number=1),
    )
    assert duty.doubled == 1
    assert duty.kinds == (KindUse(kind="senior-card", displays=30, scans=2),)
    assert duty.numbers == api.get_numbers(at=NOON + timedelta(hours=2))
    assert seen(operator, at=NOON + timedelta(days=1)).refusals == ()


def test_keys_that_may_sign_are_told_and_lists_with_their_age(operator):
    card = issue()
    later = NOON + timedelta(days=3)
    api.rotate_key(purpose=Purpose.TOKEN, by=PLATFORM, at=NOON)
    purposes = [key.purpose for key in seen(operator).keys]
    assert (purposes.count(Purpose.TOKEN), purposes) == (2, sorted(purposes))
    assert [key.purpose for key in seen(operator, at=later).keys].count(Purpose.TOKEN) == 1
    (kind,) = (each for each in seen(operator).lists if each.kind == "senior-card")
    assert (kind.in_use, kind.ended, kind.signed_at) == (1, 0, None)
    api.get_status_list(list_id=card.ref.list_id, at=NOON)
    (kind,) = (each for each in seen(operator).lists if each.kind == "senior-card")
    assert (kind.issued >= 1, kind.signed_at) == (True, NOON)


@pytest.mark.parametrize(
    ("role", "department", "division"),
    [("administrator", "gd-data", "4401"), ("administrator", "gd-civil-affairs", "44"), ("inspector", "gd-data", "44")],
)
def test_only_who_runs_the_codes_of_the_whole_province_may_look(published, role, department, division):
    other = inspector("other", role=role, department=department, division=division)
    for by in (other, PLATFORM):
        with pytest.raises(NotAllowed):
            seen(by)


@pytest.mark.parametrize(
    "told",
    [
        {"part": "gate", "level": "", "clock_ahead_seconds": 0},
        {"part": "gate", "level": "full", "clock_ahead_seconds": None},
        {"part": "gate", "level": "full", "clock_ahead_seconds": 0, "waiting": 1},
        {"part": "worker", "waiting": None},
        {"part": "worker", "waiting": -1},
        {"part": "worker", "waiting": 1, "level": "full"},
        {"part": "other", "waiting": 1},
    ],
)
def test_the_database_keeps_gates_and_workers_apart(db, told):
    with pytest.raises(IntegrityError, match="pulse_tells_its_own"), transaction.atomic():
        Pulse.objects.create(name="x", began_at=NOON, told_at=NOON, **told)
