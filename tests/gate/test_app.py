import asyncio
import errno
import os
from datetime import timedelta

import pytest

from lingnan.engine.credentials import Status
from lingnan.engine.scans import RefusalRecord, decode_record
from lingnan.gate.answers import RETRY_SECONDS, refusal
from lingnan.gate.app import MAX_BODY, Gate
from lingnan.gate.desk import Desk
from lingnan.gate.snapshot import Contents, Place, Snapshot
from lingnan.gate.spool import Spool
from lingnan.gate.strain import CALM_TICKS, ENTERED_FROM, Level, Strain

from .conftest import DEVICES, DOOR, NOON, OTHER_KEY, PORTAL, ZONE, Client, counting_for


def lines_of(folder) -> list[bytes]:
    return [line for path in folder.glob("*.spool") for line in path.read_bytes().splitlines()]


def test_a_code_is_shown_and_scanned(client, issuer, spool_folder):
    async def run():
        shown = await client.post("/show", issuer.display_key())
        scanned = await client.scan(shown.content["token"])
        return shown, scanned

    shown, scanned = asyncio.run(run())
    assert shown.status == scanned.status == 200
    assert shown.content["expires_at"] == "2026-11-23T04:01:00+00:00"
    assert {key: shown.content[key] for key in ("outcome", "notice", "age_seconds")} == {
        "outcome": "valid",
        "notice": None,
        "age_seconds": 0,
    }
    assert scanned.content == {
        "outcome": "valid",
        "checked_at": "2026-11-23T04:00:00+00:00",
        "age_seconds": 0,
        "notice": None,
        "kind": "senior-card",
        "holder": "张*三",
        "valid_until": "2027-06-30",
    }
    (line,) = lines_of(spool_folder)
    assert decode_record(line).device == DOOR.uuid


def test_a_code_that_cannot_be_believed_is_answered_and_only_the_answer_is_kept(client, spool_folder):
    answer = asyncio.run(client.scan("x" * 10_000))
    assert (answer.status, answer.content["outcome"], answer.content["holder"]) == (200, "foreign", "")
    (line,) = lines_of(spool_folder)
    assert decode_record(line) == RefusalRecord(outcome="foreign", device=DOOR.uuid, refused_at=NOON)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer nobody's"}, {"authorization": "Bearer"}])
def test_who_is_no_device_is_told_nothing_and_its_body_is_not_read(client, issuer, spool_folder, headers):
    answer = asyncio.run(client.request("POST", "/scan", issuer.paper(), headers=headers))
    assert (answer.status, answer.content) == (403, {"error": "device-unknown"})
    assert lines_of(spool_folder) == []


def test_a_revoked_device_is_refused_whatever_an_older_state_says_and_others_go_on(client, issuer, snapshot):
    (digest, device), *others = snapshot._contents.devices.items()
    snapshot.set_devices({digest: device._replace(is_revoked=True), **dict(others)})
    for restored in (DEVICES, dict(others)):
        snapshot.set_devices(restored)
        asyncio.run(snapshot.adopt(Contents(keys=issuer.keys, devices=restored)))
        assert asyncio.run(client.scan(issuer.paper())).status == 403
        assert asyncio.run(client.scan(issuer.paper(), key=OTHER_KEY)).content["outcome"] == "valid"


def test_bytes_that_are_no_text_are_foreign(client):
    answer = asyncio.run(client.scan(b"\xff\xfe\x00LN1:"))
    assert (answer.status, answer.content["outcome"]) == (200, "foreign")


def test_a_page_may_send_the_display_key_in_a_header_once_it_has_asked(client, issuer):
    asked = asyncio.run(client.request("OPTIONS", "/show", origin=PORTAL))
    assert (asked.status, asked.headers["access-control-allow-headers"]) == (204, "authorization")
    assert asked.headers["access-control-allow-origin"] == PORTAL
    assert asyncio.run(client.request("OPTIONS", "/show", origin="https://evil.example")).status == 403
    shown = asyncio.run(client.show(issuer.display_key(), origin=PORTAL))
    assert (shown.status, shown.content["outcome"]) == (200, "valid")


def test_pressed_hard_the_gate_leaves_out_first_haste_then_the_code_then_the_answer(client, issuer, strain):
    def shown_under(level):
        strain.observe(waited=ENTERED_FROM[level])
        assert strain.level is level
        return asyncio.run(client.show(issuer.display_key()))

    unhurried = shown_under(Level.UNHURRIED)
    assert unhurried.content["expires_at"] == "2026-11-23T04:03:00+00:00"
    status_only = shown_under(Level.STATUS_ONLY)
    assert (status_only.content["token"], status_only.content["outcome"]) == (None, "valid")
    shed = shown_under(Level.SHED)
    assert (shed.status, shed.content) == (503, {"error": "overloaded"})
    assert int(shed.headers["retry-after"]) in RETRY_SECONDS
    assert asyncio.run(client.scan(unhurried.content["token"])).content["outcome"] == "valid"


def test_relief_comes_step_by_step(strain):
    strain.observe(waited=ENTERED_FROM[Level.SHED])
    levels = []
    for _ in range(3 * CALM_TICKS):
        strain.observe(waited=0.0)
        levels.append(strain.level)
    expected = [level for level in (Level.SHED, Level.STATUS_ONLY, Level.UNHURRIED) for _ in range(CALM_TICKS)]
    assert levels == [*expected[1:], Level.FULL]


def test_only_the_portal_may_call_from_a_page(client, issuer, spool_folder):
    async def run(origin):
        return [
            await client.post("/show", issuer.display_key(), origin=origin),
            await client.scan(issuer.paper(), origin=origin),
        ]

    for answer in asyncio.run(run("https://evil.example")):
        assert (answer.status, answer.content) == (403, {"error": "wrong-origin"})
        assert answer.headers["access-control-allow-origin"] == PORTAL
    assert lines_of(spool_folder) == []
    for answer in asyncio.run(run(PORTAL)) + asyncio.run(run("")):
        assert answer.status == 200
        assert "access-control-allow-credentials" not in answer.headers


def test_nothing_is_cached(client, issuer):
    answer = asyncio.run(client.post("/show", issuer.display_key()))
    assert answer.headers["cache-control"] == "no-store"


def test_a_display_key_that_opens_nothing_is_refused(client):
    answer = asyncio.run(client.post("/show", "rubbish"))
    assert (answer.status, answer.content["error"]) == (403, "display-refused")


def test_a_body_beyond_all_measure_is_not_read_to_its_end(client):
    answer = asyncio.run(client.scan(b"x" * (MAX_BODY + 1)))
    assert (answer.status, answer.content) == (413, {"error": "body-too-large"})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/show"), ("OPTIONS", "/scan"), ("POST", "/"), ("POST", "/health")]
)
def test_other_addresses_are_not_found(client, method, path):
    assert asyncio.run(client.request(method, path)).status == 404


def test_a_full_disk_refuses_scans_aloud_and_goes_on_showing(client, issuer, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)

    async def run():
        return await client.scan(issuer.paper()), await client.post("/show", issuer.display_key())

    scanned, shown = asyncio.run(run())
    assert (scanned.status, scanned.content) == (503, {"error": "spool-unavailable"})
    assert int(scanned.headers["retry-after"]) in RETRY_SECONDS
    assert shown.status == 200


def test_a_gate_is_healthy_while_it_can_show_and_says_if_it_is_cut_off(client, clock):
    told = {"level": "full", "is_clock_right": True, "clock_ahead_seconds": 0}
    answer = asyncio.run(client.request("GET", "/health"))
    assert (answer.status, answer.content) == (200, {"is_current": True, "age_seconds": 0} | told)
    clock.forward(seconds=90)
    answer = asyncio.run(client.request("GET", "/health"))
    assert (answer.status, answer.content) == (200, {"is_current": False, "age_seconds": 90} | told)


def test_a_gate_whose_clock_is_not_the_databases_is_healthy_and_says_by_how_much(client, snapshot):
    snapshot.clock_ahead = timedelta(seconds=-181.2)
    answer = asyncio.run(client.request("GET", "/health"))
    assert answer.status == 200
    assert (answer.content["is_clock_right"], answer.content["clock_ahead_seconds"]) == (False, -181)


def test_a_revocation_is_told_by_the_next_scan(client, issuer, snapshot, clock):
    token = asyncio.run(client.post("/show", issuer.display_key())).content["token"]
    snapshot.set_status(place=Place(list_id=1, index=5), status=Status.INVALID)
    clock.forward(seconds=5)
    assert asyncio.run(client.scan(token)).content["outcome"] == "revoked"


def test_a_gate_that_never_heard_the_database_is_not_ready(desk, spool_folder, clock):
    unknowing = Snapshot()
    counting = counting_for(unknowing)
    gate = Gate(
        desk=Desk(snapshot=unknowing, counting=counting, place="gate-1", zone=ZONE), snapshot=unknowing,
        spool=Spool(folder=spool_folder), counting=counting, follow=None, strain=Strain(),
        portal_origin=PORTAL, clock=clock,
    )  # fmt: skip
    for method, path in (("GET", "/health"), ("POST", "/show"), ("POST", "/scan")):
        answer = asyncio.run(Client(gate).request(method, path))
        assert (answer.status, answer.content) == (503, {"error": "not-ready"})
        assert int(answer.headers["retry-after"]) in RETRY_SECONDS


def test_those_who_are_sent_away_at_once_come_back_spread():
    told = {dict(refusal(503, "overloaded").headers)["retry-after"] for _ in range(500)}
    assert told == {str(seconds) for seconds in RETRY_SECONDS}
