"""The sunset: all that was held is destroyed, once, with a certificate, and the platform runs on."""

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import DatabaseError, transaction

from lingnan.cli.root import main
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange, ListSweep, LogNode, LogTurn, RuleSweep, StandingColour, Sunset
from lingnan.rooms.health.sunset import ENDED, TABLES
from lingnan.rooms.identity import api as identity
from tests.cases.applying import MOBILE, apply
from tests.clients import resident
from tests.health.evidence import FATHER, isolate, moment, record_test
from tests.health.forcing import force, reasons
from tests.house import AT, BOTH, Family

NAMES = ("何敏仪", "黄启明")


@pytest.fixture
def log(patient: Family) -> Family:
    """Two changes, with their evidence."""
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    isolate(patient, first=1, last=14)
    record_test(patient, "S1", day=1, result="1")
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    return patient


def end() -> bytes:
    return api.end_room(names=NAMES, by=PLATFORM, at=AT)


def counts() -> tuple[int, int, int]:
    return ColourChange.objects.count(), StandingColour.objects.count(), Sunset.objects.count()


def test_the_certificate_says_how_much_there_was_of_what(log, sealed_audit):
    kept = api.read_head(data=api.sign_head(at=moment(3)))
    certificate = api.read_certificate(data=end())
    assert (certificate.by, certificate.ruled_until.isoformat(), certificate.at) == (NAMES, "2023-02-15", AT)
    there = {name: count for name, count in certificate.destroyed.items() if count}
    assert there == {
        "colour-receipt": 2, "standing-colour": 1, "health-code": 1, "isolation-order": 1, "nucleic-acid-test": 1,
        "waiting": 2,
    }  # fmt: skip
    assert len(certificate.destroyed) == len(TABLES) + 9 + 4  # resources; orders, tubes, times, certificates of tests
    assert (certificate.log_size, certificate.log_root, certificate.log_breaks) == (kept.size, kept.root, 0)
    assert counts() == (0, 0, 1)
    entry = AuditEntry.objects.get(name=ENDED)
    assert entry.subject_key is None
    assert '"isolation-order":1' in entry.body


def test_nothing_of_a_colour_is_left_with_the_codes(log):
    from lingnan.rooms.codes.models import Change, Scan, StatusEntry
    from lingnan.rooms.codes.types import Outcome

    paper = api.print_code(subject_key=log.father_key, by=log.father, at=moment(3)).text
    codes.verify_code(text=paper, at=moment(3))
    assert Scan.objects.exists()
    end()
    for table in (Change.objects.filter(topic="status"), Scan.objects, StatusEntry.objects):
        assert not table.exists()
    assert codes.verify_code(text=paper, at=moment(4)).outcome is Outcome.ENDED


def test_nothing_of_a_colour_is_left_in_the_trail(log):
    names = ["health.colour.changed", "codes.status.changed"]
    entries = AuditEntry.objects.filter(subject_key=log.father_key, name__in=names)
    assert entries.filter(name=names[0]).count() == 2
    words = ("red", "isolation", "application_specific")
    assert not any(word in entry.body for entry in entries for word in words)


def test_done_twice_is_done_once(log):
    assert end() == end()
    assert AuditEntry.objects.filter(name=ENDED).count() == 1


def test_stopped_in_the_middle_nothing_was_done_and_it_can_be_done_again(log, monkeypatch):
    def stop(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("lingnan.rooms.health.sunset.codes.sign_sunset_certificate", stop)
        with pytest.raises(KeyboardInterrupt):
            end()
    assert counts() == (2, 1, 0)
    assert api.read_certificate(data=end()).destroyed["isolation-order"] == 1


def test_while_a_rule_is_in_force_it_is_refused_and_nothing_changes(log):
    with pytest.raises(api.StillInForce, match="2023-02-15"):
        api.end_room(names=NAMES, by=PLATFORM, at=moment(3))
    assert counts() == (2, 1, 0)


@pytest.mark.parametrize("names", [("何敏仪",), ("何敏仪", "何敏仪 "), ("何敏仪", "")])
def test_one_person_alone_can_not_order_it(log, names):
    with pytest.raises(api.TwoNamesNeeded):
        api.end_room(names=names, by=PLATFORM, at=AT)
    assert counts() == (2, 1, 0)


def test_the_log_holds_without_its_receipts_and_to_heads_kept_before(log):
    kept = api.read_head(data=api.sign_head(at=moment(3)))
    end()
    assert LogNode.objects.filter(level=0).count() == 2
    assert reasons(kept=kept) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE health_lognode SET hash = sha256('x') WHERE level = 0 AND index = 1", "than the head that was kept"),
        ("DELETE FROM health_lognode WHERE index = 1 OR level = 1", "has seen more than this"),
        ("DELETE FROM health_sunset", "the change of this leaf was removed"),
        ("UPDATE health_sunset SET certificate = 'x'", "certificate of the sunset was not signed"),
    ],
)
def test_what_is_done_to_the_log_after_it_is_named(log, statement, expected):
    end()
    force(statement)
    assert any(expected in reason for reason in reasons())


def test_the_room_says_that_it_is_off(log):
    change = ColourChange.objects.latest("id").uuid
    end()
    with pytest.raises(api.RoomOff, match=r"2026-11-23 停用.*其他事项照常办理"):
        api.colour_of(subject_key=log.father_key, by=log.father, at=AT)
    with pytest.raises(api.RoomOff):
        api.get_receipt(uuid=change, by=log.father, at=AT)
    with pytest.raises(api.RoomOff):
        api.prove_change(uuid=change)
    with pytest.raises(api.RoomOff):
        api.count_changes(day=moment(2).date(), at=AT)
    assert api.recolour(subject_keys=[log.father_key], by=PLATFORM, at=AT) == 0
    assert api.list_overdue(at=AT) == []


def test_no_evidence_is_taken_in_any_more(log):
    end()
    columns = {"id_number": FATHER, "sample_number": "S9", "sampled_at": "2026-11-22 08:00", "result": "1"}
    row = columns | {"laboratory": "省疾控中心"}
    with pytest.raises(exchange.ResourceClosed, match="nucleic-acid-test"), transaction.atomic():
        exchange.load_table(resource="nucleic-acid-test", columns=row, rows=[row], by=PLATFORM, at=AT)


def test_everything_else_goes_on(log):
    end()
    card, allowance = apply(log)
    assert (card.status, allowance.status) == ("granted", "granted")
    exchange.prepare_tables()


def test_a_resident_applies_over_http_as_before(log, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    end()
    father = str(identity.get_person(key=log.father_key).uuid)
    body = {"services": BOTH, "subject": father, "answers": MOBILE, "consent": True}
    sent = resident(log.daughter).post("/applications", body, **{"Idempotency-Key": "after-the-sunset"})
    assert sent.status_code == 201
    assert [each["status"] for each in sent.json()["cases"]] == ["granted", "granted"]


@pytest.mark.parametrize(
    "statement",
    ["TRUNCATE health_colourchange CASCADE", "INSERT INTO health_sunset VALUES (true, now(), '')",
     "DELETE FROM health_sunset", 'TRUNCATE exchange."infection"'],
)  # fmt: skip
def test_the_pages_can_not_end_the_room(log, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        force(f"SET LOCAL ROLE lingnan_app; {statement}")


def test_every_table_of_the_room_goes_or_is_known_to_tell_of_nobody():
    assert {*TABLES.values(), LogNode, LogTurn, ListSweep, RuleSweep, Sunset} == set(
        apps.get_app_config("health").get_models()
    )


def test_on_the_command_line_it_is_asked_told_and_verified(log, monkeypatch, tmp_path):

    monkeypatch.setattr(clock, "now", lambda: AT)
    file, keys = tmp_path / "certificate.cose", tmp_path / "keys.cose"
    keys.write_bytes(codes.key_set().to_cose_key_set())
    order = ["health", "sunset", str(file), "--by", NAMES[0], "--by", NAMES[1]]
    refused = CliRunner().invoke(main, order, input="yes\n")
    assert (refused.exit_code, file.exists(), counts()) == (1, False, (2, 1, 0))
    done = CliRunner().invoke(main, order, input="destroy\n")
    assert done.exit_code == 0, done.output
    again = CliRunner().invoke(main, [*order, "--yes"])
    verified = CliRunner().invoke(main, ["verify", str(file), "--keys", str(keys)])
    for told in (done, again, verified):
        assert "由何敏仪、黄启明决定" in told.stdout
        assert "已销毁 2 条：colour-receipt" in told.stdout
    assert CliRunner().invoke(main, ["log", "verify"]).stdout == "日志完整。\n"
    signed = file.read_bytes()
    file.write_bytes(signed[:-1] + bytes((signed[-1] ^ 1,)))
    assert CliRunner().invoke(main, ["verify", str(file), "--keys", str(keys)]).exit_code == 1
