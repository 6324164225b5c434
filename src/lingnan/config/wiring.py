"""The only place that joins handlers to events and fills registries."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from lingnan.engine.elements.foreign import ForeignSource
from lingnan.kernel import clock, events
from lingnan.kernel.actors import Actor
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.events import DecisionMade, DraftExpiring
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types.resources import FhirFormat
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Post
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.events import RecordsLoaded
from lingnan.rooms.exchange.types import Column, ForeignFormat, Resource
from lingnan.rooms.health import api as health
from lingnan.rooms.health import handlers as health_handlers
from lingnan.rooms.health.events import (
    AppealAnswered,
    AppealFiled,
    AppealLate,
    CodePaperLost,
    CodePrinted,
    ColoursChanged,
    RoomEnded,
)
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.events import DelegationEnded, DelegationGranted, GuardianshipTaken, PersonMerged
from lingnan.rooms.licences import api as licences
from lingnan.rooms.licences.events import LicencePaperLost, LicencePrinted, LicenceRevoked
from lingnan.rooms.outreach import api as outreach
from lingnan.rooms.outreach import handlers as outreach_handlers
from lingnan.rooms.testing import api as testing
from lingnan.rooms.testing import handlers as testing_handlers
from lingnan.rooms.testing.events import TestCancelled, TestOrdered, TestResulted, TestSampled


def connect() -> None:
    """Join the house. Called once, when all rooms are loaded."""
    exchange.connect_source(_published_resources)
    catalogue.connect_book_check(code="health", check=health.check_book)
    catalogue.connect_book_check(code="testing", check=testing.check_sites)
    codes.connect_words(kind=HEALTH_CODE, words=health.CODE_WORDS)
    codes.connect_enroller(_post_of_inspector)
    codes.connect_operator(_require_operator)
    health.connect_destroyer(testing.destroy_tests)
    outreach.connect_channel(outreach.ConsoleChannel())
    for follow in (
        cases.follow_merge,
        licences.follow_merge,
        codes.follow_merge,
        exchange.follow_merge,
        health.follow_merge,
        testing.follow_merge,
        outreach.follow_merge,
    ):
        identity.connect_follower(follow)
    events.subscribe(event=PersonMerged, handler=outreach_handlers.tell_merge)
    events.subscribe(event=DecisionMade, handler=outreach_handlers.tell_outcome)
    events.subscribe(event=DraftExpiring, handler=outreach_handlers.tell_draft_expiring)
    events.subscribe(event=LicenceRevoked, handler=outreach_handlers.tell_revocation)
    events.subscribe(event=LicencePrinted, handler=outreach_handlers.tell_licence_printed)
    events.subscribe(event=LicencePaperLost, handler=outreach_handlers.tell_licence_paper_lost)
    events.subscribe(event=CodePrinted, handler=outreach_handlers.tell_code_printed)
    events.subscribe(event=CodePaperLost, handler=outreach_handlers.tell_code_paper_lost)
    events.subscribe(event=DelegationGranted, handler=outreach_handlers.tell_delegation)
    events.subscribe(event=GuardianshipTaken, handler=outreach_handlers.tell_guardianship)
    events.subscribe(event=DelegationEnded, handler=outreach_handlers.tell_delegation_ended)
    events.subscribe_within(event=RecordsLoaded, note=health_handlers.await_judgement)
    events.subscribe_within(event=RecordsLoaded, note=testing_handlers.await_settling)
    events.subscribe(event=ColoursChanged, handler=outreach_handlers.answer_colours)
    events.subscribe(event=AppealFiled, handler=outreach_handlers.tell_appeal)
    events.subscribe(event=AppealLate, handler=outreach_handlers.tell_late_appeal)
    events.subscribe(event=AppealAnswered, handler=outreach_handlers.tell_appeal_answer)
    events.subscribe(event=TestOrdered, handler=outreach_handlers.tell_test_ordered)
    events.subscribe(event=TestCancelled, handler=outreach_handlers.tell_test_cancelled)
    events.subscribe(event=TestSampled, handler=outreach_handlers.tell_test_sampled)
    events.subscribe(event=TestResulted, handler=outreach_handlers.tell_test_result)
    events.subscribe(event=RoomEnded, handler=outreach_handlers.forget_health)


def count() -> None:
    """Count the codes that this process shows and reads, as gates do. Called once, where pages are served."""
    codes.connect_counting(codes.Counting(folder=settings.ENVIRONMENT.var / "gate" / "tallies", clock=clock.now))


def _post_of_inspector(by: Actor) -> Post:
    role = identity.require_role(by=by, role="inspector")
    return Post(department=role.department, division=role.division)


def _require_operator(by: Actor) -> None:
    province = catalogue.province()
    identity.require_role(by=by, role="administrator", department=province.codes.run_by, division=province.division)


def _published_resources() -> Mapping[str, Resource]:
    return _resources_of(catalogue.edition())


@lru_cache(maxsize=2)
def _resources_of(edition: int) -> Mapping[str, Resource]:
    """The resources as their tables need them, made once an edition of the catalogue."""
    dictionary, departments = catalogue.dictionary(), catalogue.province().departments
    return {
        declared.id: Resource(
            id=declared.id,
            owner=declared.owner,
            division=departments[declared.owner].division,
            multiple=declared.multiple,
            record_key=declared.record_key,
            searched_by=frozenset(declared.searched_by),
            key=declared.key,
            not_future=frozenset(
                element for rule in declared.quality if rule.rule == "not-future" for element in rule.elements
            ),
            keep_after=declared.keep.after if declared.keep else (),
            keep_days=declared.keep.days if declared.keep else None,
            sunset=declared.keep.sunset if declared.keep else "",
            columns=tuple(
                Column(
                    name=column.column,
                    definition=dictionary[column.element],
                    is_required=column.required,
                )
                for column in declared.elements
            ),
            fhir=_fhir_of(declared.fhir) if declared.fhir else None,
        )
        for declared in catalogue.list_resources()
    }


def _fhir_of(declared: FhirFormat) -> ForeignFormat:
    return ForeignFormat(
        type=declared.type,
        only=tuple(
            ForeignSource(path=tuple(one.path.split(".")), system=one.system, codes=dict.fromkeys(one.codes, ""))
            for one in declared.only
        ),
        columns={
            column: tuple(
                ForeignSource(
                    path=tuple(one.path.split(".")),
                    system=one.system,
                    codes=one.codes,
                    pattern=one.matches,
                    type_system=one.type_system,
                    types=one.types,
                )
                for one in sources
            )
            for column, sources in declared.columns.items()
        },
    )
