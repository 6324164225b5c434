"""The department's devices for inspecting: enrolled for a place, the key shown once, revoked when lost."""

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
from lingnan.portal.paging import older, read_mark
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.verdicts import described_inspection
from lingnan.rooms.codes import api as codes

from .post import described_post


@never_cache
@require_safe
@for_officers
def devices(request: HttpRequest, by: Actor) -> HttpResponse:
    """The devices of my department, with what they read today."""
    context = {**described_post(by), "uses": codes.list_devices(by=by, at=clock.now())}
    return render(request, "officer/devices.html", context)


@never_cache
@require_safe
@for_officers
def device(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """What one device read, the latest first: of no one."""
    found = codes.list_inspections(uuid=uuid, by=by, before=read_mark(request.GET.get("before", "")))
    context = {
        **described_post(by),
        "device": codes.find_device(uuid=uuid, by=by),
        "inspections": [described_inspection(each) for each in found],
        "older": older(found, mark=lambda inspected: str(inspected.id)),
        "crumbs": _crumbs(),
    }
    return render(request, "officer/device.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def enrol(request: HttpRequest, by: Actor) -> HttpResponse:
    """Enrol one; the page that answers is the only one that ever shows its key."""
    codes.list_devices(by=by, at=clock.now())
    if request.method != "POST":
        return _form(request, by)
    place, name = request.POST.get("place", ""), request.POST.get("name", "")
    try:
        enrolled = codes.enrol_device(place=place, name=name, by=by, at=clock.now())
    except (codes.PlaceMissing, codes.DeviceExists) as error:
        return _form(request, by, explain(error))
    context = {
        **described_post(by),
        "enrolled": enrolled,
        "address": request.build_absolute_uri(reverse("inspect")),
        "crumbs": _crumbs(),
    }
    return render(request, "officer/device_enrolled.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def revoke(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Asks once more, then revokes."""
    device = codes.find_device(uuid=uuid, by=by)
    if request.method != "POST":
        context = {**described_post(by), "device": device, "crumbs": _crumbs()}
        return render(request, "officer/device_revoke.html", context)
    codes.revoke_device(uuid=uuid, by=by, at=clock.now())
    messages.success(request, gettext("已经停用。从现在起，这台设备什么也查不到。"))
    return redirect("officer_devices")


def _form(request: HttpRequest, by: Actor, problem: str = "") -> HttpResponse:
    context = {
        **described_post(by),
        "problem": problem,
        "problems": [("place", problem)] if problem else [],
        "place": request.POST.get("place", ""),
        "name": request.POST.get("name", ""),
        "crumbs": _crumbs(),
    }
    return render(request, "officer/device_new.html", context, status=422 if problem else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("officer_devices"), gettext("查验设备"))]
