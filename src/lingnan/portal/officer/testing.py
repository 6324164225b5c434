"""At a sampling site and at a laboratory: who stands there, her sample, and what each tube came to."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.tables import ColumnsMissing, Table, TableUnreadable
from lingnan.portal.checkpoint.device import with_decoder
from lingnan.portal.places import site_name
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.rooms.health import api as health
from lingnan.rooms.identity import api as identity
from lingnan.rooms.testing import api as testing
from lingnan.rooms.testing.types import TUBE_SIZES, ResultRow, ResultsTaken

from .post import described_post

# As a laboratory's system names the columns, and as people do.
HEADERS = (("sample_number", "result"), ("採樣管編號", "結果"), ("采样管编号", "结果"))
READ_AT_MOST = 1_000_000
LAST = "testing.last"
FIELDS: Mapping[type[LingnanError], str] = {
    testing.SiteUnknown: "site",
    testing.TubeUnfit: "tube",
    testing.TubeFull: "tube",
    testing.TubeTaken: "tube",
}
NOT_READ = (testing.NoResults, testing.TooManyResults, ColumnsMissing, TableUnreadable, health.NoRuleInForce)


@never_cache
@with_decoder
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def scan(request: HttpRequest, by: Actor) -> HttpResponse:
    """One field for the order's code or the identity card; below, what each of my sites has to do today."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            person = testing.find_visitor(text=request.POST.get("text", ""), by=by, at=clock.now())
            return redirect("officer_test", person=person)
        except (testing.NobodyFound, testing.SeveralFound, testing.OrderOff, health.NoRuleInForce) as error:
            problem, status = explain(error), 422
    days = testing.list_site_days(by=by, at=clock.now())
    context = {
        **described_post(by),
        "days": [(site_name(each.site.id), each) for each in days],
        "problem": problem,
        "problems": [("text", problem)] if problem else [],
    }
    return render(request, "officer/tests.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def visit(request: HttpRequest, by: Actor, person: UUID) -> HttpResponse:
    """Who stands there, and her sample; she sees that she was looked up."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _sample(request, by, person)
        except tuple(FIELDS) as error:
            problems = {FIELDS[type(error)]: explain(error)}
    found = testing.get_visit(person=person, by=by, at=clock.now())
    typed = _typed(request)
    context = {
        **described_post(by),
        "visit": found,
        "sites": [(site.id, site_name(site.id)) for site in testing.my_sites(by=by)],
        "sizes": [(str(size), _size_word(size)) for size in TUBE_SIZES],
        "typed": typed,
        "chosen": typed["site"] or (found.order.site if found.order else ""),
        "problems": list(problems.items()),
        "problem_at": problems,
        "crumbs": [(reverse("officer_tests"), gettext("核酸采样"))],
    }
    return render(request, "officer/test.html", context, status=422 if problems else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def results(request: HttpRequest, by: Actor) -> HttpResponse:
    """A laboratory's table in; what was taken, and each line that was not with the reason."""
    identity.require_role(by=by, role="laboratory")
    done, problem = None, ""
    if request.method == "POST":
        try:
            done = testing.load_results(rows=_rows(request), by=by, at=clock.now())
        except NOT_READ as error:
            problem = explain(error)
    context = {
        **described_post(by),
        "done": done,
        "aside": _aside(done) if done else [],
        "problem": problem,
        "problems": [("results", problem)] if problem else [],
    }
    return render(request, "officer/test_results.html", context, status=422 if problem else 200)


def _sample(request: HttpRequest, by: Actor, person: UUID) -> HttpResponse:
    typed = _typed(request)
    size = int(typed["size"]) if typed["size"] in map(str, TUBE_SIZES) else 0
    taken = testing.record_sample(
        person=person, site=typed["site"], tube=typed["tube"], size=size, by=by, at=clock.now()
    )
    # A mixed tube is the next person's too.
    request.session[LAST] = typed | {"tube": taken.sample_number if size > 1 else ""}
    messages.success(request, gettext("已经登记：%(tube)s。请下一位。") % {"tube": taken.sample_number})
    return redirect("officer_tests")


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed, or what held for the last person."""
    last = request.session.get(LAST, {"size": "1"})
    return {name: request.POST.get(name, last.get(name, "")) for name in ("site", "tube", "size")}


def _size_word(size: int) -> str:
    return gettext("单采，一人一管") if size == 1 else gettext("混采，最多%(size)d人一管") % {"size": size}


def _rows(request: HttpRequest) -> list[ResultRow]:
    uploaded = request.FILES.get("results")
    if not isinstance(uploaded, UploadedFile):
        raise testing.NoResults()
    table = Table(name=str(uploaded.name), data=uploaded.read(READ_AT_MOST))
    tube, result = table.choose(HEADERS)
    return [ResultRow(line=line, tube=row[tube] or "", result=row[result] or "") for line, row in table.rows()]


def _aside(done: ResultsTaken) -> list[tuple[int, str, str]]:
    return [(each.line, each.tube, gettext(each.reason)) for each in done.set_aside]
