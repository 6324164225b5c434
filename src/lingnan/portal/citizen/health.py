"""My health code: its colour with why, evidence and way out, my tests; the same of those I act for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lingnan.engine.credentials.colour_receipt import MEDIA_TYPE as RECEIPT_TYPE
from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import NotFound
from lingnan.portal.colours import TONES as COLOUR_TONES
from lingnan.portal.colours import colour_word, described_change, described_grounds
from lingnan.portal.dates import write_date, write_moment
from lingnan.portal.paper import Paper, paper_response
from lingnan.portal.proofs import proof_file, read_size
from lingnan.portal.session import for_residents
from lingnan.portal.strain import PROCESS, Level, shed_last
from lingnan.portal.values import write_value
from lingnan.rooms.codes.types import KEPT_FOR
from lingnan.rooms.exchange.types import HeldRecord
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import HEALTH_CODE, Holding
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person
from lingnan.rooms.testing.types import WAYS_BY_TEST

from .people import Principal, list_principals, own_key
from .strained import Look, left_out, own_look, standing_colour

NEGATIVE, POSITIVE = "1", "2"
TONES = {NEGATIVE: "valid", POSITIVE: "stop"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Whose page it is, by whom and when it is opened, and the others whose it could be."""

    holder: Person
    is_me: bool
    principals: list[Principal]
    by: Actor
    at: datetime


@never_cache
@shed_last
@require_safe
@for_residents
def colour(request: HttpRequest, by: Actor) -> HttpResponse:
    """One person's colour, mine unless another is named; the whole page is about her. Under strain less is told."""
    level = PROCESS.level
    if level >= Level.PLAIN:
        return _pressed_page(request, by, level, "citizen/health_plain.html", standing_colour)
    describe = _colour if level is Level.FULL else _brief
    return holder_page(request, by, "citizen/health.html", describe)


@never_cache
@shed_last
@require_safe
@for_residents
def code(request: HttpRequest, by: Actor) -> HttpResponse:
    """The colour as a code that changes each minute; without script the page loads itself again."""
    return _pressed_page(request, by, PROCESS.level, "citizen/health_code.html", _code)


@never_cache
@require_safe
@for_residents
def paper(request: HttpRequest, by: Actor) -> HttpResponse:
    """The code for paper, in large type, good for 14 days."""
    return holder_page(request, by, "citizen/health_paper.html", _paper)


@never_cache
@require_safe
@for_residents
def paper_file(request: HttpRequest, by: Actor) -> HttpResponse:
    """The code for paper as PDF: a sheet, or a card to cut out with `?size=card`."""
    size = request.GET.get("size", "")
    return _answer(request, by, lambda visit: paper_response(paper=_drawn(visit), size=size))


@never_cache
@require_safe
@for_residents
def receipt(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The signed receipt of a change, to keep and to check."""
    response = HttpResponse(health.get_receipt(uuid=uuid, by=by, at=clock.now()), content_type=RECEIPT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{uuid}.cose"'
    return response


@never_cache
@require_safe
@for_residents
def proof(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The proof that the receipt stands in the log as it is now, or as it was with `size` entries."""
    size = request.GET.get("size")
    found = health.prove_own_change(uuid=uuid, by=by, at=clock.now(), size=None if size is None else read_size(size))
    return proof_file(proof=found, name=f"{uuid}.proof.json")


def holder_page(
    request: HttpRequest, by: Actor, template: str, describe: Callable[[Visit], dict[str, object]]
) -> HttpResponse:
    """The page about one person, or that no rules are in force."""
    return _answer(request, by, lambda visit: render(request, template, _who(visit) | describe(visit)))


def _answer(request: HttpRequest, by: Actor, answer: Callable[[Visit], HttpResponse]) -> HttpResponse:
    visit = visit_of(request, by)
    return _or_ended(request, visit, lambda: answer(visit))


def _pressed_page(
    request: HttpRequest, by: Actor, level: Level, template: str, describe: Callable[[Look], dict[str, object]]
) -> HttpResponse:
    """A page that tells less the higher the level is; where her family is not asked for, neither are they listed."""
    look = own_look(request, by, level) or _look(visit_of(request, by), level)
    told = {"left_out": left_out(min(level, Level.ALONE) if look.holder else level), "is_nameless": look.holder is None}
    return _or_ended(request, look, lambda: render(request, template, _who(look) | told | describe(look)))


def _look(visit: Visit, level: Level) -> Look:
    principals = [] if level >= Level.ALONE else visit.principals
    return Look(
        key=visit.holder.key, holder=visit.holder, is_me=visit.is_me, principals=principals, by=visit.by, at=visit.at
    )


def _or_ended(request: HttpRequest, visit: Visit | Look, answer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return answer()
    except health.NoRuleInForce:
        return render(request, "citizen/health_ended.html", _who(visit) | _ended(visit.at))


def _who(visit: Visit | Look) -> dict[str, object]:
    return {"holder": visit.holder, "is_me": visit.is_me, "principals": visit.principals}


def visit_of(request: HttpRequest, by: Actor) -> Visit:
    """Raises `NotFound` for a person who is not among those the visitor acts for."""
    at = clock.now()
    me = identity.get_person(key=own_key(by))
    principals = [each for each in list_principals(by=by, at=at) if HEALTH_CODE in each.services]
    wanted = request.GET.get("holder", "") or str(me.uuid)
    holder = next((each for each in (me, *(one.person for one in principals)) if str(each.uuid) == wanted), None)
    if holder is None:
        raise NotFound()
    others = [each for each in principals if each.person != holder]
    return Visit(holder=holder, is_me=holder == me, principals=others, by=by, at=at)


def _colour(visit: Visit) -> dict[str, object]:
    held = health.get_holding(subject_key=visit.holder.key, by=visit.by, at=visit.at)
    tests = health.list_tests(subject_key=visit.holder.key, by=visit.by, at=visit.at)
    inside = health.list_inside(subject_key=visit.holder.key, by=visit.by, at=visit.at) if visit.is_me else []
    return _described(held) | {"inside": inside, "tests": [_described_test(each) for each in tests]}


def _brief(visit: Visit) -> dict[str, object]:
    held = health.get_holding(subject_key=visit.holder.key, by=visit.by, at=visit.at, with_history=False)
    inside = health.list_inside(subject_key=visit.holder.key, by=visit.by, at=visit.at) if visit.is_me else []
    return _described(held) | {"inside": inside, "history": [], "left_out": left_out(Level.BRIEF)}


def _code(visit: Look) -> dict[str, object]:
    shown = health.show_code(subject_key=visit.key, by=visit.by, at=visit.at)
    return {
        "shown": shown,
        "shown_at": visit.at,
        "kept_for": int(KEPT_FOR.total_seconds()),
        "tone": COLOUR_TONES[shown.colour],
        "word": colour_word(shown.colour),
        "crumbs": crumbs_of(visit),
    }


def _paper(visit: Visit) -> dict[str, object]:
    printed = health.print_code(subject_key=visit.holder.key, by=visit.by, at=visit.at)
    word = colour_word(printed.colour)
    return {"printed": printed, "printed_at": visit.at, "word": word, "crumbs": crumbs_of(visit)}


def _drawn(visit: Visit) -> Paper:
    printed = health.print_code(subject_key=visit.holder.key, by=visit.by, at=visit.at)
    printing = {"at": write_moment(visit.at), "word": colour_word(printed.colour)}
    return Paper(
        title=gettext("健康码"),
        holder=printed.holder_masked,
        text=printed.text,
        lines=[
            gettext("用到%(day)s") % {"day": write_date(printed.valid_until)},
            gettext("%(at)s打印，当时是%(word)s。") % printing,
            gettext("扫码看到的是现在的颜色。"),
        ],
    )


def crumbs_of(visit: Visit | Look) -> list[tuple[str, str]]:
    mine = [(reverse("health"), gettext("健康码"))]
    if visit.is_me or visit.holder is None:
        return mine
    hers = (f"{reverse('health')}?holder={visit.holder.uuid}", visit.holder.masked_name)
    return [*mine, hers]


def _ended(at: datetime) -> dict[str, object]:
    first, last = health.ruled_days()
    return {"has_begun": local_date(at) >= first, "first": write_date(first), "last": write_date(last)}


def _described(held: Holding | None) -> dict[str, object]:
    if held is None:
        return {"held": None}
    grounds = described_grounds(held.grounds)
    return {
        "held": held,
        **grounds,
        "is_out_by_test": held.grounds.change.way_out in WAYS_BY_TEST,
        "steps": _steps(held, way_out=str(grounds["way_out"])),
        "history": [described_change(each) for each in held.history],
    }


def _steps(held: Holding, *, way_out: str) -> list[str]:
    """What happens next, one after another: what she does, and when we look again of ourselves."""
    steps = [way_out]
    if held.review_on:
        steps.append(
            gettext("最晚到%(day)s，系统会再判定一次；其间有新的结果，马上判定。") % {"day": write_date(held.review_on)}
        )
    return steps


def _described_test(record: HeldRecord) -> dict[str, object]:
    result = record.values["health.test_result"]
    return {
        "at": record.values["health.test_sampled_at"],
        "tone": TONES.get(result, "neutral"),
        "word": write_value(element="health.test_result", value=result, masked=False),
        "organisation": record.values["health.test_organisation"],
        "number": record.values["health.test_number"],
    }
