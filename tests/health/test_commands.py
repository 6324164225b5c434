"""The log and its receipts on the command line: kept, checked, and judged again offline."""

import json

import pytest
from click.testing import CliRunner

from lingnan.cli.root import main
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api as codes
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange
from tests.health.evidence import isolate, moment, record_test
from tests.health.forcing import force
from tests.house import CONTENT


def run(*arguments: object, status: int = 0) -> list[str]:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == status, done.output
    return done.stdout.splitlines()


@pytest.fixture
def change(patient, monkeypatch) -> ColourChange:
    """The father's one change, in the log, and a clock that stands at it."""
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    monkeypatch.setattr(clock, "now", lambda: moment(16))
    return ColourChange.objects.get()


def test_a_receipt_from_the_log_is_judged_again_offline(change, tmp_path):
    receipt, keys = tmp_path / "receipt.cose", tmp_path / "keys.cose"
    keys.write_bytes(codes.key_set().to_cose_key_set())
    (line,) = run("log", "prove", change.uuid, "--receipt", receipt)
    assert json.loads(line) == {"place": 0, "size": 1, "root": bytes(change.leaf).hex(), "proof": []}
    told = run("verify", receipt, "--content", CONTENT, "--keys", keys)
    assert "red（home-isolation）" in told[0]
    assert told[1] == "重新决定一遍，结果相同。"


def test_receipts_that_share_a_signature_are_checked_each_by_itself(patient, monkeypatch, tmp_path):
    family = [patient.father_key, patient.daughter.person_key, patient.stranger.person_key]
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=family, by=PLATFORM, at=moment(2))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    monkeypatch.setattr(clock, "now", lambda: moment(3))
    head, proof, keys = (tmp_path / name for name in ("head.cose", "proof.json", "keys.cose"))
    keys.write_bytes(codes.key_set().to_cose_key_set())
    run("log", "head", head)
    signatures = []
    for change in ColourChange.objects.order_by("id"):
        receipt = tmp_path / f"{change.uuid}.cose"
        proof.write_text(run("log", "prove", change.uuid, "--receipt", receipt)[0])
        told = run("verify", receipt, "--content", CONTENT, "--keys", keys)
        assert (change.colour in told[0], told[1]) == (True, "重新决定一遍，结果相同。")
        run("log", "check", receipt, head, proof, "--keys", keys)
        signatures.append(receipt.read_bytes()[-64:])
        receipt.write_bytes(receipt.read_bytes().replace(change.class_code.encode(), b"x" * len(change.class_code), 1))
        run("verify", receipt, "--content", CONTENT, "--keys", keys, status=1)
    assert [signatures.count(each) for each in signatures] == [2, 2, 1]
    assert run("log", "verify", "--head", head) == ["日志完整。"]


def test_the_log_is_checked_against_a_head_that_was_kept(change, tmp_path):
    head = tmp_path / "head.cose"
    run("log", "head", head)
    assert run("log", "verify", "--head", head) == ["日志完整。"]
    ColourChange.objects.update(colour="green")
    lines = run("log", "verify", "--head", head, status=1)
    assert {json.loads(line)["change"] for line in lines} == {str(change.uuid)}
    signed = head.read_bytes()
    head.write_bytes(signed[:-1] + bytes((signed[-1] ^ 1,)))
    run("log", "verify", "--head", head, status=1)


def test_who_is_not_green_for_long_is_told_and_nothing_was_missed(change, patient, monkeypatch):
    record_test(patient, "S1", day=10, result="2")
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(15))
    monkeypatch.setattr(clock, "now", lambda: moment(17))
    (line,) = run("health", "overdue")
    assert {"list": "lingering", "review_on": "2021-08-29"}.items() <= json.loads(line).items()


def test_who_is_overdue_is_told(change):
    (line,) = run("health", "overdue", status=1)
    assert json.loads(line) | {"person": "", "since": ""} == {
        "person": "", "colour": "red", "class": "home-isolation", "since": "", "review_on": "2021-08-15",
        "list": "missed",
    }  # fmt: skip
