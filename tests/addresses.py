"""Every address of the web process: who may come, who may not, and what is there to visit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cases.applying import MOBILE
from tests.house import BOTH
from tests.world import CHILD, DEVICE, NOBODY, NOTE, PASSWORD, World, rule_of

Arguments = Callable[[World], list[Any]]
Body = Callable[[World], Mapping[str, Any]]

HELPER = {"person": "helper", "name": "赵一", "id_number": "440304199001013458"}
ANYONE: tuple[str, ...] = ()
SIGNED_IN = (NOBODY,)
OTHERS = (NOBODY, "daughter", "stranger", "clerk")
RESIDENTS = (NOBODY, "clerk", "auditor")
OWN = (*RESIDENTS, "stranger", "keeper")
OFFICERS = (NOBODY, "stranger", "father", "daughter")
OF_THE_ISSUER = (*OFFICERS, "auditor", "clerk-of-health")
IN_CHARGE = (*OFFICERS, "auditor", "keeper", "clerk-elsewhere", "clerk-of-health")


def _nothing(world: World) -> list[Any]:
    return []


NO_AUTHOR_OR_APPROVER = (*OFFICERS, "clerk", "keeper", "auditor", "author-of-health")
NO_ORGANISER = (*OFFICERS, "clerk", "keeper", "auditor", "clerk-of-health")
NO_HEALTH_OFFICER = (*OFFICERS, "clerk", "keeper", "auditor", "clerk-of-health", "organiser")
NO_CALLER = (*OFFICERS, "clerk", "keeper", "auditor", "community-elsewhere", "police", "health")
NO_INSPECTOR = (*OFFICERS, "clerk", "keeper", "auditor", "organiser")
NO_SAMPLER = (*OFFICERS, "clerk", "keeper", "auditor", "laboratory", "health")
NO_LABORATORY = (*OFFICERS, "clerk", "keeper", "auditor", "sampler", "health")
NO_VENUE = (*NO_INSPECTOR, "inspector-elsewhere")
NO_OPERATOR = (*OFFICERS, "clerk", "keeper", "auditor", "inspector", "operator-of-a-city", "operator-elsewhere")
NO_DEVICE = (NOBODY, "father", "clerk", "inspector")
SCANS = '[{"id":"00000000000000000000000000000000","text":"","outcome":"foreign","scanned_at":1,"listed_at":null}]'
NO_AUTHOR = (*OFFICERS, "clerk", "keeper", "auditor", "rule-approver")


@dataclass(frozen=True, kw_only=True)
class Address:
    """One named route. `right` may come; those in `wrong` may not, and change nothing by trying.

    `at` makes the path's arguments, `sends` a body that is good but for its sender; `is_page` says whether a GET shows
    anything.
    """

    right: str
    wrong: tuple[str, ...] = ANYONE
    at: Arguments = _nothing
    sends: Body | None = None
    is_page: bool = True

    def path(self, name: str, world: World) -> str:
        return reverse(name, args=self.at(world))


def _open(at: Arguments = _nothing, sends: Body | None = None) -> Address:
    return Address(right=NOBODY, at=at, sends=sends)


def _resident(at: Arguments = _nothing) -> Address:
    return Address(right="father", wrong=RESIDENTS, at=at)


def _own(at: Arguments, *, right: str = "father", sends: Body | None = None, is_page: bool = True) -> Address:
    return Address(right=right, wrong=OWN, at=at, sends=sends, is_page=is_page)


def _account(*, is_page: bool = True, sends: Body | None = None) -> Address:
    return Address(right="father", wrong=SIGNED_IN, is_page=is_page, sends=sends)


def _journey(world: World) -> list[Any]:
    return [world.journey]


def _people(_: World) -> Mapping[str, Any]:
    people = SimpleUploadedFile("people.csv", "姓名,身份证号\n陈国栋,440104194305121235\n".encode())
    return {"title": "K1", "day_year": "2026", "day_month": "11", "day_day": "24", "people": people}


def _act(at: Arguments, *, right: str, wrong: tuple[str, ...]) -> Address:
    return Address(right=right, wrong=wrong, at=at, is_page=False, sends=lambda _: {"reason": NOTE})


def _model(world: World) -> Mapping[str, Any]:
    return {"service": "senior-card", "model": SimpleUploadedFile("new.dmn", rule_of("三")), "note": NOTE}


def _draft(world: World) -> list[Any]:
    return [world.draft]


def _case(world: World) -> list[Any]:
    return [world.card.uuid]


def _licence(world: World) -> list[Any]:
    return [world.card.licence]


def _mandate(world: World) -> list[Any]:
    return [world.mandate]


def _change(world: World) -> list[Any]:
    return [world.change]


def _test_order(world: World) -> list[Any]:
    return [world.test_order]


def _call(world: World) -> list[Any]:
    return [world.call]


def _taken(world: World) -> list[Any]:
    return [world.taken]


def _appeal(world: World) -> list[Any]:
    return [world.appeal]


def _proposed_by_hand(world: World) -> list[Any]:
    return [world.by_hand]


def _passkey(world: World) -> list[Any]:
    return [world.passkey]


def _referred(world: World) -> list[Any]:
    return [world.referred.uuid]


def _device(world: World) -> list[Any]:
    return [world.device]


def _venue(world: World) -> list[Any]:
    return [world.venue]


def _visit(world: World) -> list[Any]:
    return [world.visit]


def _proposed(world: World) -> list[Any]:
    return [world.proposed]


def _submitted(world: World) -> list[Any]:
    return [world.submitted]


ADDRESSES: Mapping[str, Address] = {
    "home": _open(),
    "services": _open(),
    "guide": _open(lambda _: ["senior-card"]),
    "rule": _open(lambda _: ["senior-allowance"]),
    "rule_try": _open(lambda _: ["senior-allowance"], sends=lambda _: {"person_alive": "true"}),
    "rule_file": _open(lambda _: ["senior-card"]),
    "transparency_codes": _open(),
    "transparency_codes_data": _open(),
    "transparency_health": _open(),
    "transparency_head": _open(),
    # Which size to prove it from is in the query: tests/portal/test_transparency.py.
    "transparency_consistency": Address(right=NOBODY, is_page=False),
    # There is nothing to see before the sunset: tests/portal/test_transparency.py.
    "transparency_certificate": Address(right=NOBODY, is_page=False),
    "code_worker": _open(),
    "verify": _open(sends=lambda world: {"code": world.code}),
    "about": _open(),
    "accessibility": _open(),
    "legal": _open(),
    "gallery": _open(),
    "gallery_component": _open(lambda _: ["field"]),
    "set_mode": Address(right=NOBODY, is_page=False, sends=lambda _: {"mode": "elder"}),
    "set_language": Address(right=NOBODY, is_page=False, sends=lambda _: {"language": "en"}),
    # Other systems' tokens: tests/testing/test_machines.py.
    "identity-token": Address(right=NOBODY, is_page=False),
    "codes-jwks": _open(),
    "codes-cose-keys": _open(),
    "codes-status-list": _open(lambda _: [_status_list()]),
    "apply": _resident(),
    "apply_begin": Address(
        right="daughter", wrong=(*RESIDENTS, "stranger"), is_page=False,
        sends=lambda world: {"subject": world.father.uuid, "service": BOTH},
    ),
    "apply_later": _resident(),
    "apply_facts": _own(_draft, right="daughter"),
    "apply_dispute": _own(
        _draft, right="daughter", is_page=False, sends=lambda _: {"element": "person.name", "note": "多了一个字"}
    ),
    "apply_ask": _own(lambda world: [world.draft, "contact"], right="daughter", sends=lambda _: MOBILE),
    "apply_check": _own(_draft, right="daughter"),
    "apply_send": _own(_draft, right="daughter", is_page=False, sends=lambda _: {"consent": "true"}),
    "application": _own(lambda world: [world.application]),
    "my_code": _resident(),
    "licences": _resident(),
    "licence": _own(_licence),
    "licence_code": _own(_licence),
    "licence_paper": _own(_licence),
    "licence_paper_file": _own(_licence),
    "licence_paper_lost": _own(_licence, sends=lambda _: {"seen_at": ""}),
    "cases": _resident(),
    "case": _own(_case),
    "receipt": _own(_case),
    "rate": _own(_case, sends=lambda _: {"grade": "5"}),
    "family": _resident(),
    "take_up_child": _own(lambda world: [world.child], right="daughter", sends=lambda _: {"yes": "yes"}),
    "delegate": Address(
        right="father", wrong=RESIDENTS,
        sends=lambda _: HELPER | {"services": BOTH, "days": "30"},
    ),
    "end_delegation": _own(_mandate, sends=lambda _: {"yes": "yes"}),
    "health": _resident(),
    "health_code": _resident(),
    "health_paper": _resident(),
    # She has no paper as of the world's day: tests/health/test_papers.py.
    "health_paper_lost": _resident(),
    # As of the world's day no rules are in force, and the page says so: tests/health/test_paper.py.
    "health_paper_file": _resident(),
    # As of the world's day no rules are in force, and the pages say so: tests/health/test_declarations.py.
    "health_declarations": _resident(),
    "health_declare": Address(
        right="father", wrong=RESIDENTS, at=lambda _: ["health-declaration"],
        sends=lambda _: {"health.temperature": "36.5"},
    ),
    # As of the world's day no rules are in force, and the page says so: tests/health/test_appeal_pages.py.
    "health_appeal": _own(_change, sends=lambda _: {"note": NOTE}),
    "health_receipt": _own(_change),
    # A change is in the log at the commit, which the world never comes to: tests/health/test_proofs.py.
    "health_proof": _own(_change, is_page=False),
    # As of the world's day no rules are in force, and the pages say so: tests/testing/test_pages.py.
    "health_tests": _resident(),
    "health_test_new": Address(right="father", wrong=RESIDENTS, sends=lambda _: {"times": ""}),
    "health_test_change": _own(_test_order, sends=lambda _: {"times": "2021-08-02T15:30:00+08:00"}),
    "health_test_cancel": _own(_test_order),
    # As of the world's day no rules are in force, and the page says so: tests/health/test_visit_pages.py.
    "venue": Address(right="father", wrong=RESIDENTS, at=lambda world: [world.venue_code], sends=lambda _: {}),
    "visits": _resident(),
    "visit": _own(_visit),
    "visit_leave": _own(_visit, is_page=False, sends=lambda _: {"yes": "yes"}),
    "messages": _resident(),
    "open_message": _own(lambda world: [world.message], is_page=False, sends=lambda _: {"yes": "yes"}),
    "accesses": _resident(),
    "me": _resident(),
    "desk": Address(right="clerk", wrong=OFFICERS),
    "officer_case": Address(right="clerk", wrong=IN_CHARGE, at=_referred),
    "officer_decide": Address(
        right="clerk", wrong=IN_CHARGE, at=_referred, is_page=False,
        sends=lambda _: {"decision": "refused", "note": NOTE},
    ),
    "officer_ratings": Address(right="clerk", wrong=OFFICERS),
    "officer_licences": Address(right="keeper", wrong=OFFICERS),
    "officer_licence": Address(right="keeper", wrong=OF_THE_ISSUER, at=_licence),
    "officer_revoke": Address(right="keeper", wrong=OF_THE_ISSUER, at=_licence, sends=lambda _: {"reason": NOTE}),
    "officer_health": Address(right="health", wrong=NO_HEALTH_OFFICER),
    "officer_health_overdue": Address(right="health", wrong=NO_HEALTH_OFFICER, sends=lambda _: {}),
    # It needs a rule in force today: tests/portal/test_health_desk.py.
    "officer_health_rehearse": Address(right="health", wrong=NO_HEALTH_OFFICER),
    "officer_health_rule": Address(right="clerk", wrong=OFFICERS, at=lambda _: ["colour", "2021-01"]),
    "officer_health_rule_file": Address(right="clerk", wrong=OFFICERS, at=lambda _: ["risk-area", "2020-02"]),
    "officer_journeys": Address(right="organiser", wrong=NO_ORGANISER),
    "officer_journey_new": Address(right="organiser", wrong=NO_ORGANISER, sends=_people),
    "officer_journey": Address(right="organiser", wrong=(*NO_ORGANISER, "organiser-elsewhere"), at=_journey),
    "officer_boarding": Address(right="organiser", wrong=(*NO_ORGANISER, "organiser-elsewhere"), at=_journey),
    # As of the world's day no rules are in force, so nothing is printed: tests/health/test_counter.py.
    "officer_counter": Address(right="community", wrong=(*OFFICERS, "clerk", "keeper", "auditor", "police", "health")),
    "officer_guardianship": Address(
        right="community", wrong=(*OFFICERS, "clerk", "keeper", "auditor", "police", "health"),
        sends=lambda world: {
            "child_name": CHILD.name, "child_number": CHILD.id_number, "parent_name": world.daughter.name,
            "parent_number": world.daughter.id_number, "document": NOTE, "act": "end",
        },
    ),
    "officer_calls": Address(right="community", wrong=OFFICERS),
    "officer_call": Address(right="community", wrong=NO_CALLER, at=_call),
    "officer_call_take": Address(
        right="community", wrong=NO_CALLER, at=_call, is_page=False, sends=lambda _: {"yes": "yes"}
    ),
    "officer_call_record": Address(
        right="community", wrong=NO_CALLER, at=_taken, is_page=False, sends=lambda _: {"outcome": "reached"}
    ),
    "officer_call_hand_over": Address(
        right="community", wrong=NO_CALLER, at=_taken, is_page=False, sends=lambda _: {"note": NOTE}
    ),
    "officer_call_escalate": Address(
        right="community", wrong=NO_CALLER, at=_taken, is_page=False, sends=lambda _: {"yes": "yes"}
    ),
    "officer_appeals": Address(right="health", wrong=NO_HEALTH_OFFICER),
    "officer_appeal": Address(
        right="health", wrong=(*NO_HEALTH_OFFICER, "health-elsewhere"), at=_appeal,
        sends=lambda _: {"outcome": "stands", "answer": NOTE},
    ),
    "officer_manual": Address(right="health", wrong=NO_HEALTH_OFFICER),
    # As of the world's day no rules are in force, so nothing is proposed: tests/health/test_manual_pages.py.
    "officer_manual_new": Address(right="health", wrong=NO_HEALTH_OFFICER),
    "officer_manual_one": Address(
        right="health", wrong=(*NO_HEALTH_OFFICER, "health-elsewhere"), at=_proposed_by_hand,
        sends=lambda _: {"outcome": "declined"},
    ),
    # Whoever proposed it: tests/health/test_manual_pages.py.
    "officer_manual_withdraw": Address(
        right="health", wrong=(*NO_HEALTH_OFFICER, "health-elsewhere"), at=_proposed_by_hand, is_page=False,
    ),
    "officer_tests": Address(right="sampler", wrong=NO_SAMPLER),
    # As of the world's day no rules are in force, so nobody is sampled: tests/testing/test_pages.py.
    "officer_test": Address(right="sampler", wrong=NO_SAMPLER, at=lambda world: [world.father.uuid], is_page=False),
    "officer_test_results": Address(right="laboratory", wrong=NO_LABORATORY),
    "officer_devices": Address(right="inspector", wrong=NO_INSPECTOR),
    "officer_device_new": Address(
        right="inspector", wrong=NO_INSPECTOR, sends=lambda _: {"place": "广州东站", "name": "一号机"}
    ),
    "officer_device": Address(right="inspector", wrong=(*NO_INSPECTOR, "inspector-elsewhere"), at=_device),
    "officer_device_revoke": Address(
        right="inspector", wrong=(*NO_INSPECTOR, "inspector-elsewhere"), at=_device, sends=lambda _: {"yes": "yes"}
    ),
    "officer_venues": Address(right="inspector", wrong=NO_INSPECTOR),
    "officer_venue_new": Address(
        right="inspector", wrong=NO_INSPECTOR,
        sends=lambda _: {"name": "天河图书馆", "place": "体育东路", "operator": "图书馆"},
    ),
    "officer_venue": Address(right="inspector", wrong=NO_VENUE, at=_venue),
    "officer_venue_poster": Address(right="inspector", wrong=NO_VENUE, at=_venue),
    "officer_venue_screen": Address(right="inspector", wrong=NO_VENUE, at=_venue),
    "officer_venue_replace": Address(right="inspector", wrong=NO_VENUE, at=_venue, sends=lambda _: {"edition": "1"}),
    "officer_venue_close": Address(right="inspector", wrong=NO_VENUE, at=_venue, sends=lambda _: {"yes": "yes"}),
    "inspect": Address(right=DEVICE, wrong=NO_DEVICE, sends=lambda world: {"text": world.code}),
    "inspect_pair": _open(sends=lambda world: {"text": world.pairing_key}),
    "inspect_kit": Address(right=DEVICE, wrong=NO_DEVICE),
    "inspect_upload": Address(right=DEVICE, wrong=NO_DEVICE, is_page=False, sends=lambda _: {"scans": SCANS}),
    "inspect_worker": _open(),
    "cockpit_codes": Address(right="operator", wrong=NO_OPERATOR),
    "officer_rules": Address(right="rule-approver", wrong=(*OFFICERS, "clerk", "keeper", "auditor")),
    "officer_rule_new": Address(right="rule-author", wrong=NO_AUTHOR, sends=_model),
    "officer_rule": Address(right="rule-author", wrong=NO_AUTHOR_OR_APPROVER, at=_proposed),
    "officer_rule_file": Address(right="rule-approver", wrong=NO_AUTHOR_OR_APPROVER, at=_proposed),
    # A rehearsal needs more decided cases than there are here: tests/portal/test_rule_desk.py.
    "officer_rule_rehearse": Address(right="rule-author", at=_proposed, is_page=False),
    "officer_rule_submit": Address(
        right="rule-author", wrong=(*NO_AUTHOR, "author-of-health"), at=_proposed, is_page=False,
        sends=lambda world: {"approver": world.approver},
    ),
    "officer_rule_withdraw": _act(_proposed, right="rule-author", wrong=(*NO_AUTHOR, "author-of-health")),
    "officer_rule_approve": _act(_submitted, right="rule-approver", wrong=NO_AUTHOR_OR_APPROVER),
    "officer_rule_decline": _act(_submitted, right="rule-approver", wrong=NO_AUTHOR_OR_APPROVER),
    "account_login": _open(sends=lambda _: {"login": "father", "password": PASSWORD}),
    "account_logout": Address(right="father", sends=lambda _: {"yes": "yes"}),
    "account_inactive": _open(),
    "account_signup": _open(),
    "account_reauthenticate": _account(sends=lambda _: {"password": PASSWORD}),
    "account_change_password": _account(
        sends=lambda _: {"oldpassword": PASSWORD, "password1": "litchi-longan-2026", "password2": "litchi-longan-2026"}
    ),
    "account_reset_password": _open(),
    "mfa_index": _account(),
    "mfa_authenticate": Address(right=NOBODY, is_page=False),
    "mfa_reauthenticate": _account(is_page=False),
    "mfa_activate_totp": _account(),
    "mfa_deactivate_totp": Address(right="keeper", wrong=SIGNED_IN),
    "mfa_view_recovery_codes": Address(right="keeper", wrong=SIGNED_IN),
    "mfa_generate_recovery_codes": Address(right="keeper", wrong=SIGNED_IN),
    "mfa_download_recovery_codes": Address(right="keeper", wrong=SIGNED_IN),
    "mfa_list_webauthn": _account(),
    "mfa_add_webauthn": _account(),
    "mfa_reauthenticate_webauthn": _account(is_page=False),
    "mfa_login_webauthn": Address(right=NOBODY, is_page=False),
    "mfa_edit_webauthn": Address(right="auditor", wrong=OTHERS, at=_passkey, sends=lambda _: {"name": "平板"}),
    "mfa_remove_webauthn": Address(right="auditor", wrong=OTHERS, at=_passkey, sends=lambda _: {"yes": "yes"}),
}  # fmt: skip


def list_routes() -> Iterator[str]:
    """The name of every page's route, with its namespace; one that has no name by its pattern.

    The API's are walked by its own description (`tests/config/test_api.py`).
    """
    names = _walk(get_resolver().url_patterns, "")
    yield from (name for name in names if not name.startswith("api-"))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        else:
            yield namespace + (each.name or str(each.pattern))


def _status_list() -> int:
    from lingnan.rooms.codes.models import StatusList

    return StatusList.objects.values_list("pk", flat=True)[0]
