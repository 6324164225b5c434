"""Licences on the desk: found by identifier, seen, revoked for a stated reason."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.portal.descriptions import described_licence
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.templatetags.portal import page_language
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity
from lingnan.rooms.licences import api as licences
from lingnan.rooms.licences.types import Licence, LicenceStatus

from .post import described_post

IDENTIFIER = "licence.identifier"
LONGEST_IDENTIFIER = 120


@never_cache
@require_safe
@for_officers
def find(request: HttpRequest, by: Actor) -> HttpResponse:
    """Find a licence by its GB/T 36904 identifier; a slip of the pen is told before anything is looked up."""
    typed = request.GET.get("identifier", "").strip()[:LONGEST_IDENTIFIER]
    context = {**described_post(by), "typed": typed}
    if not typed:
        return render(request, "officer/licences.html", context)
    at = clock.now()
    checked = catalogue.dictionary()[IDENTIFIER].check(typed, today=local_date(at))
    if checked.error:
        return render(request, "officer/licences.html", {**context, "problem": checked.error.text(page_language())})
    try:
        found = licences.find_licence_by_identifier(identifier=str(checked.normal), by=by, at=at)
    except NotFound:
        found = None
    if found:
        return redirect("officer_licence", uuid=found.uuid)
    return render(request, "officer/licences.html", {**context, "is_unknown": True})


@never_cache
@require_safe
@for_officers
def licence(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One licence, and the way to revoke it where it is valid."""
    at = clock.now()
    found = licences.get_licence(uuid=uuid, by=by, at=at)
    context = {**_described(found, by, today=local_date(at)), "crumbs": _crumbs()}
    return render(request, "officer/licence.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def revoke(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Asks once more, with the reason; then revokes."""
    if request.method == "POST":
        return _revoke(request, by, uuid)
    return _confirm(request, by, uuid)


def _revoke(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    try:
        licences.revoke_licence(uuid=uuid, reason=request.POST.get("reason", ""), by=by, at=clock.now())
    except licences.ReasonMissing as error:
        return _confirm(request, by, uuid, problem=explain(error), status=error.status)
    messages.success(request, gettext("已经撤销。持证人会收到消息和理由；从现在起，扫这份证照的码都会显示已撤销。"))
    return redirect("officer_licence", uuid=uuid)


def _confirm(request: HttpRequest, by: Actor, uuid: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    at = clock.now()
    found = licences.get_licence(uuid=uuid, by=by, at=at)
    described = _described(found, by, today=local_date(at))
    if not described["may_revoke"]:
        raise NotAllowed()
    context = {
        **described,
        "crumbs": [*_crumbs(), (reverse("officer_licence", args=[uuid]), str(described["title"]))],
        "problem": problem,
        "problems": [("reason", problem)],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "officer/revoke.html", context, status=status)


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("officer_licences"), gettext("查证照"))]


def _described(found: Licence, by: Actor, *, today: date) -> dict[str, object]:
    issuer = catalogue.get_licence_kind(code=found.kind).issuer
    keeps = any(role.role == "licence-officer" and role.department == issuer for role in identity.list_roles_of(by=by))
    return {
        **described_post(by),
        **described_licence(found, today=today),
        "may_revoke": keeps and found.status is LicenceStatus.VALID,
    }
