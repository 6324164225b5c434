"""Pages without sign-in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from lingnan.kernel import clock
from lingnan.kernel.clock import local_date
from lingnan.portal.citizen import home as citizen
from lingnan.portal.guides import PROOF_STATES, channel_words, period_words, services_by_life_event
from lingnan.portal.rules.self_check import answered_self_check, described_self_check
from lingnan.portal.session import actor_of
from lingnan.portal.verdicts import described_verification
from lingnan.portal.wording import department_name, service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.codes import api as codes

LONGEST_SEARCH = 60
SUGGESTIONS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The one entrance: a resident's own home, an officer's desk, or the public home."""
    if request.user.is_authenticated:
        return redirect("desk") if actor_of(request).kind == "officer" else citizen.home(request)
    return render(request, "public/home.html", {"life_events": services_by_life_event()})


@require_safe
@vary_on_headers("HX-Request")
def services(request: HttpRequest) -> HttpResponse:
    """The catalogue, searched by words, pinyin or initials."""
    query = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = [{"service": service, "text": service_text(service)} for service in catalogue.search_services(text=query)]
    if "HX-Request" in request.headers:
        suggestions = _suggested(found[:SUGGESTIONS]) if query else []
        return render(request, "public/services_found.html", {"suggestions": suggestions})
    return render(request, "public/services.html", {"query": query, "services": found})


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """A service: what you get, who for, can I, what it needs, how long, on what ground.

    A post answers the check's questions; what was typed is not kept, and nobody is asked who she is.
    """
    service = catalogue.get_service(code=code)
    if request.method != "POST":
        return render(request, "public/guide.html", {**_described(service), **described_self_check(service)})
    check = answered_self_check(service, request.POST, today=local_date(clock.now()))
    if "HX-Request" in request.headers:
        return render(request, "public/guide_checked.html", {**check, "is_part": True})
    status = 422 if "problems" in check else 200
    return render(request, "public/guide.html", {**_described(service), **check}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anyone checks a code: by a scanner that types, or pasted. Without script too."""
    if request.method != "POST":
        return render(request, "public/verify.html")
    code = request.POST.get("code", "").strip()
    if not code:
        problem = gettext("还没有码的内容，没法核验。请扫码，或者把码里的文字粘贴进来。")
        return render(request, "public/verify.html", {"problem": problem, "errors": [("code", problem)]}, status=422)
    verification = codes.verify_code(text=code, at=clock.now())
    return render(request, "public/verify.html", described_verification(verification))


def _described(service: Service) -> dict[str, Any]:
    declaration, text = service.declaration, service_text(service)
    return {
        "service": service,
        "text": text,
        "proofs": [
            (text.proofs[proof.id].name, PROOF_STATES[state], text.proofs[proof.id].how)
            for proof, state in cases.promised_states(service)
        ],
        "channels": [channel_words(channel) for channel in declaration.other_channels],
        "statutory": period_words(declaration.statutory),
        "department": department_name(declaration.department),
        "authority": department_name(declaration.appeal.authority),
        "crumbs": [(reverse("services"), gettext("办事"))],
    }


def _suggested(found: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Suggestions under the search box: address, name, note."""
    return [(reverse("guide", args=[each["service"].code]), each["text"].title, each["text"].summary) for each in found]
