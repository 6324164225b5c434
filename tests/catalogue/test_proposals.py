"""A rule goes from one officer to another, and only then into force."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from tests.house import AT, CONTENT, officer

SERVICE = "senior-card"
DMN = (CONTENT / "services" / SERVICE / "decision.dmn").read_bytes()
# The same outcomes, said otherwise: the examples still hold.
REWORDED = DMN.replace("一人一证，已有有效的证".encode(), "一人一证".encode())
RAISED = DMN.replace(b"&lt; 60", b"&lt; 65")


def api():
    from lingnan.rooms.catalogue import api

    return api


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    """A shelf that does not remember what a test published and its end rolled back."""
    from lingnan.rooms.catalogue import shelf

    shelf.forget()
    shelf._service.cache_clear()
    yield
    shelf.forget()
    shelf._service.cache_clear()


@pytest.fixture
def author(published, db) -> Actor:
    return officer("rule-author")


@pytest.fixture
def approver(published, db) -> Actor:
    return officer("rule-approver")


def propose(by: Actor, data: bytes = REWORDED, **files: str):
    return api().propose_rule(service=SERVICE, data=data, note="按新办法", by=by, at=AT, files=files)


def recorded(count: int, *, age: int = 80):
    from lingnan.rooms.catalogue.types.rules import RecordedFacts

    values = {
        "facts_conflict": False, "record_death": False, "licence_held": False, "person_sex": "2",
        "person_birth_date": date(2026 - age, 1, 1), "person_household_division": "440104",
    }  # fmt: skip
    return [RecordedFacts(person=str(n), version=1, decided_on=AT.date(), values=values) for n in range(count)]


def submitted(author: Actor, approver: Actor | None = None, data: bytes = REWORDED) -> UUID:
    uuid = propose(author, data).uuid
    if approver is None:
        api().rehearse_proposal(uuid=uuid, facts=recorded(20), by=author, at=AT)
    api().submit_proposal(uuid=uuid, approver=approver.ref if approver else None, by=author, at=AT)
    return uuid


def test_two_officers_make_a_version_and_every_step_is_entered(author: Actor, approver: Actor, sealed_audit) -> None:
    uuid = submitted(author)
    assert api().get_service(code=SERVICE).version == 1
    done = api().approve_proposal(uuid=uuid, by=approver, at=AT + timedelta(hours=1))
    service = api().get_service(code=SERVICE)
    assert (done.status, done.version, service.version, service.digest) == ("published", 2, 2, done.digest)
    assert (done.author.ref, done.decided_by.ref) == (author.ref, approver.ref)
    names = list(AuditEntry.objects.filter(name__startswith="catalogue.").order_by("id").values_list("name", flat=True))
    assert names[-5:] == [
        "catalogue.rule.proposed", "catalogue.rule.rehearsed", "catalogue.rule.submitted",
        "catalogue.version.published", "catalogue.rule.approved",
    ]  # fmt: skip


def test_nobody_approves_or_declines_her_own(published, db) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import OfficerRole

    both = officer("rule-author")
    role = OfficerRole(role="rule-approver", department="gd-civil-affairs", division="44")
    identity.create_officer_account(
        username="rule-author-44-gd-civil-affairs", password="-", name="周敏", roles=[role], at=AT
    )
    uuid = submitted(both)
    for act in (api().approve_proposal, lambda **about: api().decline_proposal(reason="不", **about)):
        with pytest.raises(api().SameOfficer):
            act(uuid=uuid, by=both, at=AT)
    from lingnan.rooms.catalogue.models import Proposal

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(uuid=uuid).update(status="published", version=2, decided_at=AT, decided_ref=both.ref)
    assert api().get_service(code=SERVICE).version == 1


def test_other_departments_and_other_roles_see_nothing_and_do_nothing(author: Actor, approver: Actor) -> None:
    uuid = submitted(author)
    for other in (officer("clerk"), officer("rule-approver", department="gd-government")):
        with pytest.raises(NotFound):
            api().get_proposal(uuid=uuid, by=other)
        with pytest.raises(NotFound):
            api().approve_proposal(uuid=uuid, by=other, at=AT)
        with pytest.raises(NotAllowed):
            propose(other)
        assert api().list_proposals(by=other) == []
    # A district's approver does not answer for the province.
    with pytest.raises(NotFound):
        api().approve_proposal(uuid=uuid, by=officer("rule-approver", division="440104"), at=AT)
    assert [each.uuid for each in api().list_proposals(by=approver)] == [uuid]
    assert api().get_service(code=SERVICE).version == 1


def test_more_than_the_share_needs_one_who_is_named_and_she_alone_may(author: Actor, approver: Actor) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.models import Account
    from lingnan.rooms.identity.types import OfficerRole

    roles = [OfficerRole(role="rule-approver", department="gd-civil-affairs", division="44")]
    identity.create_officer_account(username="second", password="-", name="何敏", roles=roles, at=AT)
    second = identity.actor_of(Account.objects.get(username="second"))
    uuid = propose(author).uuid
    assert api().get_proposal(uuid=uuid, by=author).needs_named_approver
    with pytest.raises(api().ApproverMissing):
        api().submit_proposal(uuid=uuid, approver=None, by=author, at=AT)
    with pytest.raises(api().ApproverUnknown):
        api().submit_proposal(uuid=uuid, approver=author.ref, by=author, at=AT)
    assert {each.ref for each in api().list_approvers(service=SERVICE, by=author)} == {approver.ref, second.ref}
    api().submit_proposal(uuid=uuid, approver=second.ref, by=author, at=AT)
    with pytest.raises(api().OtherApprover, match="何敏"):
        api().approve_proposal(uuid=uuid, by=approver, at=AT)
    assert api().approve_proposal(uuid=uuid, by=second, at=AT).version == 2


def test_a_rehearsal_says_who_moves_and_closes_with_the_submission(author: Actor) -> None:
    uuid = propose(author, RAISED).uuid
    found = api().rehearse_proposal(uuid=uuid, facts=[*recorded(40), *recorded(15, age=62)], by=author, at=AT)
    assert (found.rehearsal.moves[0].before, found.rehearsal.moves[0].after) == ("granted", "refused")
    assert (found.rehearsal.counts[0], str(found.rehearsal.changed_share)) == (15, "0.273")
    assert found.needs_named_approver
    uuid = submitted(author)
    with pytest.raises(api().ProposalClosed):
        api().rehearse_proposal(uuid=uuid, facts=recorded(20), by=author, at=AT)


def test_what_is_wrong_is_told_and_stops_it(author: Actor) -> None:
    raised = propose(author, RAISED)
    assert {problem.code for problem in raised.problems} == {"example"}
    broken = propose(author, DMN.replace(b"&lt; 60", "&lt; 60 岁".encode()))
    assert {problem.code for problem in broken.problems} == {"decision"}
    for each in (raised, broken):
        with pytest.raises(api().ProposalUnsound):
            api().submit_proposal(uuid=each.uuid, approver=None, by=author, at=AT)


def test_changed_examples_come_with_the_rule(author: Actor) -> None:
    name = "examples/sixtieth-birthday-today.yaml"
    text = (CONTENT / "services" / SERVICE / name).read_text()
    text = text.replace("granted", "refused").replace("reason: eligible", "reason: too-young")
    before = propose(author, RAISED).problems
    found = propose(author, RAISED, **{name: text.replace("covers: [household]", "covers: [too-young]")})
    assert len(found.problems) < len(before)
    with pytest.raises(api().NotAmongFiles):
        propose(author, RAISED, **{"service.yaml": "code: x"})


def test_what_is_no_rule_is_not_kept(author: Actor) -> None:
    for data, error in (
        (DMN, api().RuleUnchanged),
        (b"\xff\xfe", api().RuleUnreadable),
        (b"x" * 2_000_000, api().RuleTooLarge),
    ):
        with pytest.raises(error):
            propose(author, data)
    assert api().list_proposals(by=author) == []


def test_a_rule_on_an_old_version_is_not_published(author: Actor, approver: Actor) -> None:
    first, second = submitted(author), submitted(author, data=REWORDED + b"\n")
    api().approve_proposal(uuid=first, by=approver, at=AT)
    with pytest.raises(api().ProposalOutdated):
        api().approve_proposal(uuid=second, by=approver, at=AT)
    assert api().get_service(code=SERVICE).version == 2


def test_declined_with_a_reason_or_withdrawn_is_an_end(author: Actor, approver: Actor) -> None:
    uuid = submitted(author)
    with pytest.raises(api().ReasonMissing):
        api().decline_proposal(uuid=uuid, reason=" ", by=approver, at=AT)
    assert api().decline_proposal(uuid=uuid, reason="依据不足", by=approver, at=AT).reason == "依据不足"
    other = submitted(author)
    assert api().withdraw_proposal(uuid=other, by=author, at=AT).status == "withdrawn"
    for ended in (uuid, other):
        with pytest.raises(api().ProposalClosed):
            api().approve_proposal(uuid=ended, by=approver, at=AT)


def test_what_was_proposed_is_out_of_the_applications_reach(author: Actor) -> None:
    from django.db import DatabaseError, connection

    uuid = propose(author).uuid
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lingnan_app")
        cursor.execute("UPDATE catalogue_proposal SET status = status WHERE uuid = %s", [uuid])
        for column in ("digest", "note", "author_ref"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(f"UPDATE catalogue_proposal SET {column} = 'x' WHERE uuid = %s", [uuid])
        cursor.execute("RESET ROLE")


def test_every_rule_of_the_services_is_used_by_an_example(published, db) -> None:
    for service in api().list_services():
        coverage = api().list_coverage(service=service)
        assert [each.match.rule_id for each in coverage if not each.examples] == []
        assert {each.match.table for each in coverage} == set(service.model.decisions)
