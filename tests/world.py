"""A house with one of everything in it, and everyone at the door: those whose it is, and those whose it is not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from lingnan.rooms.identity.types import NewKinship, NewPerson, OfficerRole
from tests.cases.applying import MOBILE
from tests.health.evidence import isolate, moment, travel
from tests.house import AT, BOTH, Family, make_family, record_father, step

PASSWORD = "banyan-and-kapok-2026"
NOTE = "查户口底册，以身份证为准。"
NOBODY = "nobody"
DEVICE = "device"
CHILD = NewPerson(id_number="440104201209012341", name="李嘉怡")
POSTS = {
    "clerk": OfficerRole(role="clerk", division="44", department="gd-civil-affairs"),
    "clerk-elsewhere": OfficerRole(role="clerk", division="440106", department="gd-civil-affairs"),
    "clerk-of-health": OfficerRole(role="clerk", division="44", department="gd-health"),
    "keeper": OfficerRole(role="licence-officer", division="44", department="gd-civil-affairs"),
    "rule-author": OfficerRole(role="rule-author", division="44", department="gd-civil-affairs"),
    "rule-approver": OfficerRole(role="rule-approver", division="44", department="gd-civil-affairs"),
    "author-of-health": OfficerRole(role="rule-author", division="44", department="gd-health"),
    "organiser": OfficerRole(role="travel-organiser", division="44", department="gd-human-resources"),
    "organiser-elsewhere": OfficerRole(role="travel-organiser", division="44", department="gd-transport"),
    "community": OfficerRole(role="community-worker", division="44", department="gd-civil-affairs"),
    "community-elsewhere": OfficerRole(role="community-worker", division="440106", department="440106-civil-affairs"),
    "police": OfficerRole(role="police-officer", division="440104", department="gd-public-security"),
    "health": OfficerRole(role="health-officer", division="44", department="gd-health"),
    "health-second": OfficerRole(role="health-officer", division="44", department="gd-health"),
    "health-elsewhere": OfficerRole(role="health-officer", division="4403", department="gd-health"),
    "inspector": OfficerRole(role="inspector", division="44", department="gd-transport"),
    "inspector-elsewhere": OfficerRole(role="inspector", division="44", department="gd-health"),
    "sampler": OfficerRole(role="sampler", division="4401", department="gd-health"),
    "laboratory": OfficerRole(role="laboratory", division="44", department="gd-health"),
    "operator": OfficerRole(role="administrator", division="44", department="gd-data"),
    "operator-of-a-city": OfficerRole(role="administrator", division="4401", department="gd-data"),
    "operator-elsewhere": OfficerRole(role="administrator", division="44", department="gd-civil-affairs"),
    "auditor": OfficerRole(role="auditor", division="44", department="gd-audit"),
}


@dataclass(frozen=True, kw_only=True)
class World:
    """What there is to visit. The daughter applied for her father; the stranger has nothing to do with them."""

    family: Family
    father: Any
    daughter: Any
    application: UUID
    card: Any
    referred: Any
    draft: UUID
    mandate: UUID
    child: UUID
    message: UUID
    code: str
    passkey: int
    proposed: UUID
    submitted: UUID
    approver: str
    journey: UUID
    change: UUID
    appeal: UUID
    call: UUID
    taken: UUID
    by_hand: UUID
    test_order: UUID
    device: UUID
    device_key: str
    venue: UUID
    venue_code: str
    visit: UUID
    pairing_key: str
    sessions: Mapping[str, str]

    def visitor(self, who: str, **options: Any) -> Client:
        """A browser with `who` signed in, or one that is a device."""
        client = Client(**options)
        if who == DEVICE:
            client.cookies["lingnan_device"] = self.device_key
        elif who != NOBODY:
            client.cookies["sessionid"] = self.sessions[who]
        return client

    def belongings(self) -> list[str]:
        """What no stranger's page may tell."""
        numbers = self.card.number, self.referred.number
        names = self.father.name, self.father.masked_name, self.daughter.name, self.daughter.masked_name
        things = self.father.uuid, self.application, self.card.uuid, self.card.licence, self.draft, self.mandate
        return [*names, *numbers, *map(str, things)]


@pytest.fixture
def world(published, db, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, with pages that read the clock where its records stand."""
    from lingnan.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_world()


@contextmanager
def untouched() -> Iterator[None]:
    """Whatever is done to the world in here is undone at the end."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_published()


def forget_published() -> None:
    """A version that was published in a transaction goes with it, and the shelf has to ask anew."""
    from lingnan.rooms.catalogue import shelf

    shelf.forget()
    shelf._service.cache_clear()


def make_world() -> World:
    from lingnan.rooms.cases import api as cases
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.licences import api as licences
    from lingnan.rooms.outreach import api as outreach

    family = make_family()
    for who, actor in (("father", family.father), ("daughter", family.daughter), ("stranger", family.stranger)):
        identity.create_resident_account(username=who, password=PASSWORD, person_key=actor.person_key, at=AT)
    for who, role in POSTS.items():
        identity.create_officer_account(username=who, password=PASSWORD, name="周敏", roles=[role], at=AT)
    referred = _refer(family)
    application = _send(family, _fill(family))
    card, _ = cases.get_application(uuid=application, by=family.daughter).cases
    outreach.send_message(
        person_key=family.father_key, kind="case-granted", link=f"/cases/{card.uuid}", cause="card", at=AT,
        params={"service": card.service, "case_number": card.number},
    )  # fmt: skip
    device, device_key, pairing_key = _enrol()
    venue, venue_code = _open_venue()
    sessions = {who: _sign_in(who) for who in ("father", "daughter", "stranger", *POSTS)}
    return World(
        family=family,
        father=identity.get_person(key=family.father_key),
        daughter=identity.get_person(key=family.daughter.person_key),
        application=application,
        card=card,
        referred=referred,
        draft=_fill(family),
        mandate=identity.list_delegations(person_key=family.father_key)[0].uuid,
        child=_bear(family),
        message=outreach.list_messages(person_key=family.father_key)[0].uuid,
        code=licences.show_licence(uuid=card.licence, by=family.father, at=AT).token,
        sessions=sessions,
        passkey=_protect(),
        proposed=_propose("一"),
        submitted=_submit(_propose("二")),
        approver=_officer("rule-approver").ref,
        journey=_travel(),
        change=(change := colour_father(family)),
        call=_call(family.father_key, is_taken=False),
        taken=_call(family.daughter.person_key, is_taken=True),
        appeal=_appeal(family, change),
        by_hand=_propose_by_hand(family),
        test_order=order_test(family),
        device=device,
        device_key=device_key,
        venue=venue,
        venue_code=venue_code,
        visit=visit_venue(family.father_key, venue),
        pairing_key=pairing_key,
    )


def _bear(family: Family) -> UUID:
    """A child of the daughter, of 14 years."""
    from lingnan.rooms.identity import api as identity

    (key,) = identity.register_people(people=[CHILD], at=AT)
    mother = NewKinship(person_key=key, relative_key=family.daughter.person_key, relation="mother")
    identity.record_kinships(kinships=[mother])
    uuid: UUID = identity.get_person(key=key).uuid
    return uuid


def rule_of(word: str) -> bytes:
    """The card's rule in force, but for the words of one of its grounds."""
    from lingnan.rooms.catalogue import api as catalogue

    return catalogue.get_service(code="senior-card").decision_xml.replace("一人一证", f"一人{word}证，").encode()


def _propose(word: str) -> UUID:
    """A rule proposed by its author."""
    from lingnan.rooms.catalogue import api as catalogue

    author = _officer("rule-author")
    found = catalogue.propose_rule(service="senior-card", data=rule_of(word), note=NOTE, by=author, at=AT)
    uuid: UUID = found.uuid
    return uuid


def _submit(proposed: UUID) -> UUID:
    from lingnan.rooms.catalogue import api as catalogue

    approver = _officer("rule-approver").ref
    catalogue.submit_proposal(uuid=proposed, approver=approver, by=_officer("rule-author"), at=AT)
    return proposed


def _travel() -> UUID:
    """A journey with one person on its list."""
    from lingnan.rooms.health import api as health
    from lingnan.rooms.health.types import BatchRow

    rows = [BatchRow(line=2, name="陈国栋", id_number="440104194305121235")]
    by = _officer("organiser")
    uuid: UUID = health.make_batch(title="G4368", travels_on=AT.date(), rows=rows, by=by, at=AT)
    return uuid


def _enrol() -> tuple[UUID, str, str]:
    """A device at work with its key, and the key that pairs another."""
    from lingnan.rooms.codes import api as codes

    by = _officer("inspector")
    first, second = (codes.enrol_device(place="广州南站", name=name, by=by, at=AT) for name in ("一号机", "二号机"))
    device, key = codes.pair_device(pairing_key=first.pairing_key, at=AT)
    return device.uuid, key, second.pairing_key


def _open_venue() -> tuple[UUID, str]:
    """A venue, and the code of its poster."""
    from lingnan.rooms.codes import api as codes

    by = _officer("inspector")
    uuid: UUID = codes.open_venue(name="广州南站", place="石壁街道", operator="车站", by=by, at=AT).uuid
    return uuid, codes.venue_text(uuid=uuid, by=by, at=AT)


def visit_venue(person_key: int, venue: UUID) -> UUID:
    """A visit of when rules were in force, which ended by itself."""
    from lingnan.rooms.health.models import VenueVisit

    uuid = UUID("0193a6d8-7c1e-7000-8000-00000000000a")
    VenueVisit.objects.create(
        uuid=uuid, subject_key=person_key, venue=venue, method="1", entered_at=moment(2), ends_at=moment(2, 18)
    )
    return uuid


def _officer(who: str) -> Any:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.models import Account

    return identity.actor_of(Account.objects.get(username=who))


def _refer(family: Family) -> Any:
    """A case at the desk, from when two registers contradicted one another for a second."""
    from lingnan.rooms.cases import api as cases

    record_father(family, {"person.birth_date": date(1953, 5, 12)}, as_of=AT + timedelta(seconds=1))
    application = _send(family, _fill(family))
    record_father(family, as_of=AT + timedelta(seconds=2))
    return cases.get_application(uuid=application, by=family.daughter).cases[0]


def _fill(family: Family) -> UUID:
    from lingnan.rooms.cases import api as cases

    draft = cases.start_draft(services=BOTH, subject_key=family.father_key, by=family.daughter, at=AT)
    cases.save_answers(uuid=draft.uuid, step="contact", raw=MOBILE, by=family.daughter, at=AT)
    uuid: UUID = draft.uuid
    return uuid


def _send(family: Family, draft: UUID) -> UUID:
    from lingnan.rooms.cases import api as cases

    application = cases.submit_draft(uuid=draft, consent=True, by=family.daughter, at=AT)
    for case in cases.get_application(uuid=application, by=family.daughter).cases:
        cases.decide_case(uuid=case.uuid, at=AT)
    return application


def colour_father(family: Family) -> UUID:
    """The father's colour in August 2021, when he had to stay at home."""
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.codes.models import Key
    from lingnan.rooms.health import api as health
    from lingnan.rooms.health.models import ColourChange

    Key.objects.filter(purpose="receipt").update(not_before=moment(1))
    isolate(family, first=1, last=14)
    health.recolour(subject_keys=[family.father_key], by=PLATFORM, at=moment(2))
    uuid: UUID = ColourChange.objects.get().uuid
    return uuid


def _appeal(family: Family, change: UUID) -> UUID:
    """The father's word against his colour of then."""
    from lingnan.rooms.health import api as health

    uuid: UUID = health.file_appeal(change=change, note=NOTE, by=family.father, at=moment(2)).uuid
    return uuid


def _call(person_key: int, *, is_taken: bool) -> UUID:
    """A call that the community of the person's address has to make; one that is taken has an officer."""
    from lingnan.rooms.outreach import api as outreach
    from lingnan.rooms.outreach.models import FollowUp

    red = step(person_key, colour="red", class_code="home-isolation", way_out="isolation-ends")
    outreach.open_follow_ups(steps=[red], at=AT)
    call = FollowUp.objects.get(subject_key=person_key, calling="community", over_at=None)
    if is_taken:
        outreach.take_follow_up(uuid=call.uuid, by=_officer("community"), at=AT)
    uuid: UUID = call.uuid
    return uuid


def _propose_by_hand(family: Family) -> UUID:
    """A colour that the other health officer would give the daughter, who was at the site of an outbreak."""
    from lingnan.rooms.health import api as health

    travel(family.daughter.person_key, "J1", "广州市越秀区北京街道惠福社区", first=1, last=2)
    uuid: UUID = health.propose_manual(
        id_number="440104197803022348", name="陈晓岚", ground="outbreak-site", place="广州市越秀区北京街道惠福社区",
        seen_from=date(2021, 8, 1), seen_until=date(2021, 8, 2), ends_on=date(2021, 8, 9),
        by=_officer("health-second"), at=moment(2),
    )  # fmt: skip
    return uuid


def order_test(family: Family) -> UUID:
    """A test that the father ordered in August 2021."""
    from lingnan.rooms.testing import api as testing

    uuid: UUID
    (uuid,) = testing.place_orders(
        subject_key=family.father_key, site="yuexiu-beijing", times=[moment(2, 15)], by=family.father, at=moment(2)
    )
    return uuid


def _sign_in(who: str) -> str:
    client = Client()
    answer = client.post("/accounts/login/", {"login": who, "password": PASSWORD})
    assert answer.status_code == 302, who
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})  # which lets one at what keeps the account safe
    client.get("/", follow=True)  # a greeting is shown once
    return client.cookies["sessionid"].value


def _protect() -> int:
    """A passkey of the auditor's, whose number is returned; the keeper has a one-time code and spare codes."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from lingnan.rooms.identity.models import Account

    auditor, keeper = (Account.objects.get(username=who) for who in ("auditor", "keeper"))
    TOTP.activate(keeper, generate_totp_secret())
    RecoveryCodes.activate(keeper)
    passkey = Authenticator.objects.create(user=auditor, type="webauthn", data={"name": "手机", "credential": {}})
    number: int = passkey.pk
    return number
