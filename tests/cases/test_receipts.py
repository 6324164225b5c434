"""Receipts: signed, replayable, and worth nothing once altered."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.engine.credentials import CredentialError
from tests.cases.applying import api, apply
from tests.house import AT, Family


def service(case):
    from lingnan.rooms.catalogue import api as catalogue

    return catalogue.get_service(code=case.service, version=case.version)


def replayed(case, data: bytes):
    """Opened with the public keys and decided again, as anyone may."""
    from lingnan.rooms.codes import api as codes

    receipt = api().open_receipt(data=data, keys=codes.key_set().public())
    return receipt, api().replay(receipt=receipt, service=service(case))


@pytest.fixture
def signed(family: Family):
    """The allowance's case and its receipt."""
    _, allowance = apply(family)
    (receipt,) = api().list_receipts(case_uuid=allowance.uuid, by=family.father, at=AT)
    return allowance, receipt


def test_a_receipt_replays(signed) -> None:
    case, data = signed
    receipt, replay = replayed(case, data)
    assert replay.agrees
    assert receipt.case_number == case.number
    assert receipt.outcome["monthly_amount"] == 10000
    assert {rule.rule_id for rule in receipt.matched} >= {"eligible"}


def test_every_input_says_where_it_comes_from(signed) -> None:
    receipt = api().read_receipt(data=signed[1])
    sources = {each.element: getattr(each.provenance, "resource", "stated") for each in receipt.inputs}
    assert sources["person.birth_date"] == "population"
    assert sources["person.household_division"] == "household"
    assert sources["record.death"] == "death"


def test_it_holds_only_what_the_decision_needed(signed) -> None:
    elements = {each.element for each in api().read_receipt(data=signed[1]).inputs}
    assert not elements & {"person.name", "person.household_address", "benefit.bank_account", "contact.mobile"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_any_byte_changed_is_refused(signed, data: st.DataObject) -> None:
    case, receipt = signed
    place = data.draw(st.integers(0, len(receipt) - 1))
    flip = data.draw(st.integers(1, 255))
    altered = receipt[:place] + bytes([receipt[place] ^ flip]) + receipt[place + 1 :]
    with pytest.raises(CredentialError):
        replayed(case, altered)


def test_another_version_of_the_content_is_named(signed) -> None:
    case, data = signed
    other = service(case).model_copy(update={"digest": "0" * 64})
    with pytest.raises(api().OtherVersion, match="不是当时用的那一版"):
        api().replay(receipt=api().read_receipt(data=data), service=other)


def test_a_refusal_says_what_would_have_granted(family: Family) -> None:
    apply(family)
    card, _ = apply(family)
    (receipt,) = api().list_receipts(case_uuid=card.uuid, by=family.father, at=AT)
    opened, replay = replayed(card, receipt)
    assert replay.agrees
    assert [(way.element, way.condition, way.outcome["outcome"]) for way in opened.explanation] == [
        ("licence_held", "false", "granted")
    ]


def test_a_forged_outcome_is_found_by_replay(signed) -> None:
    """Signed by a stolen key, say: the rules still tell."""
    from django.utils import timezone

    from lingnan.rooms.codes import api as codes

    case, data = signed
    receipt = api().read_receipt(data=data)
    forged = replace(receipt, outcome={**receipt.outcome, "monthly_amount": 990000})
    resigned = codes.sign_receipt(receipt=forged, at=timezone.now())
    _, replay = replayed(case, resigned)
    assert replay.differences == ("outcome",)


def test_a_revoked_key_ends_a_receipts_worth(signed) -> None:
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.codes import api as codes
    from lingnan.rooms.codes.types import Purpose

    case, data = signed
    (key,) = [each for each in codes.list_keys() if each.purpose is Purpose.RECEIPT]
    codes.revoke_key(kid=key.kid, by=PLATFORM, at=AT)
    with pytest.raises(CredentialError, match="revoked"):
        replayed(case, data)
