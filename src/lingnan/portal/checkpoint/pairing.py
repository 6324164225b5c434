"""A browser becomes a device: the enrolment key, scanned or typed, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.rooms.codes import api as codes

from .device import remember_device, with_decoder
from .pages import render_pairing


@never_cache
@with_decoder
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """Take the enrolment key; what it pairs is this browser, until the device is revoked."""
    if request.method != "POST":
        return render_pairing(request)
    try:
        _, key = codes.pair_device(pairing_key=request.POST.get("text", ""), at=clock.now())
    except codes.PairingRefused as error:
        return render_pairing(request, problem=error)
    response = redirect("inspect")
    remember_device(response=response, key=key)
    return response
