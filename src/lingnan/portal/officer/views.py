"""Pages of officers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.portal.citizen.views import described_case, described_licence
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.wording import service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity
from lingnan.rooms.licences import api as licences


@require_safe
@for_officers
def desk(request: HttpRequest, by: Actor) -> HttpResponse:
    """My queue by promised date; the filter stands in the address."""
    service = request.GET.get("service", "")
    context = {
        "cases": [described_case(case) for case in cases.list_queue(by=by, service=service)],
        "services": [{"service": each, "text": service_text(each)} for each in catalogue.list_services()],
        "chosen": service,
        "roles": identity.list_roles_of(by=by),
        "today": clock.local_date(clock.now()),
    }
    return render(request, "officer/desk.html", context)


@never_cache
@require_safe
@for_officers
def case(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Facts with provenance at the left, what the rules say and the decision at the right, the timeline below."""
    return _case(request, by, uuid)


@require_POST
@for_officers
def decide(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Grant or refuse, with a note that the applicant reads."""
    try:
        cases.decide_by_officer(
            uuid=uuid,
            granted=request.POST.get("decision") == "granted",
            note=request.POST.get("note", ""),
            by=by,
            at=clock.now(),
        )
    except LingnanError as error:
        return _case(request, by, uuid, problem=explain(error), status=error.status)
    return redirect("desk")


@never_cache
@require_safe
@for_officers
def find_licence(request: HttpRequest, by: Actor) -> HttpResponse:
    """Find a licence by its identifier."""
    identifier = request.GET.get("identifier", "").strip()
    found = licences.find_licence_by_identifier(identifier=identifier, by=by, at=clock.now()) if identifier else None
    context = {"identifier": identifier, "licence": described_licence(found) if found else None}
    return render(request, "officer/licences.html", context)


@require_POST
@for_officers
def revoke(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Revoke a licence for a stated reason."""
    at = clock.now()
    try:
        licences.revoke_licence(uuid=uuid, reason=request.POST.get("reason", ""), by=by, at=at)
    except LingnanError as error:
        found = licences.get_licence(uuid=uuid, by=by, at=at)
        context = {"licence": described_licence(found), "problem": explain(error)}
        return render(request, "officer/licences.html", context, status=error.status)
    return redirect("officer_licence", uuid=uuid)


@never_cache
@require_safe
@for_officers
def licence(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    found = licences.get_licence(uuid=uuid, by=by, at=clock.now())
    return render(request, "officer/licences.html", {"licence": described_licence(found)})


def _case(request: HttpRequest, by: Actor, uuid: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    review = cases.review_case(uuid=uuid, by=by, at=clock.now())
    context = {
        **described_case(review.case),
        "review": review,
        "elements": catalogue.dictionary(),
        "resources": {resource.id: resource for resource in catalogue.list_resources()},
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "officer/case.html", context, status=status)
