"""An identity card instead of a code: the same answer, the holder sees who looked, nobody harvests."""

import pytest

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import Inspection, Scan
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.health import api
from lingnan.rooms.health.models import HealthCode
from tests.codes.scanners import PLACE, inspector, scanner
from tests.health.evidence import FATHER, isolate, moment
from tests.house import AT

NOBODYS = "440106195001010015"


@pytest.fixture
def device(patient):
    return scanner(inspector("keeper"), at=moment(1))[0]


def ask(device, number=FATHER, at=None):
    return api.look_up_code(id_number=number, device=device, at=at or moment(2))


def test_a_number_is_answered_as_the_code_is(patient, device):
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    token = api.show_code(subject_key=patient.father_key, by=patient.father, at=moment(2)).token
    found = ask(device)
    assert found == codes.inspect_code(text=token, device=device, at=moment(2))
    assert (found.outcome, found.holder_masked) == (Outcome.MARKED, "陈*栋")
    assert FATHER not in repr(found)


def test_who_never_asked_for_a_code_is_judged_now(patient, device):
    assert not HealthCode.objects.exists()
    assert ask(device).outcome is Outcome.VALID


def test_she_sees_who_looked_and_where_and_how(patient, device):
    ask(device)
    entries = audit.list_entries(subject_key=patient.father_key, kind=AuditEntry.Kind.READ)
    (entry,) = [entry for entry in entries if entry.by.kind == "device"]
    assert (entry.by.name, entry.by.department, entry.purpose) == (PLACE, "gd-transport", "凭身份证号查验")
    assert FATHER not in repr(entry)


def test_a_number_that_nobody_here_has_has_no_code(device):
    assert ask(device, NOBODYS) is None
    assert Inspection.objects.get().outcome == "no-code"
    assert not Scan.objects.exists()


@pytest.mark.parametrize("number", [FATHER, NOBODYS])
def test_where_no_rules_are_in_force_no_number_tells_anything(device, number):
    before = AuditEntry.objects.count()
    with pytest.raises(api.NoRuleInForce):
        ask(device, number, AT)
    assert (Inspection.objects.count(), Scan.objects.count(), AuditEntry.objects.count()) == (0, 0, before)


def test_numbers_are_not_tried_one_after_another(device):
    for _ in range(20):
        ask(device, NOBODYS)
    with pytest.raises(codes.LookedUpTooOften):
        ask(device)
    assert not HealthCode.objects.exists()
