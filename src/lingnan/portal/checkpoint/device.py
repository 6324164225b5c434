"""The device behind a request: a browser that holds an enrolled device's key in a cookie that no script reads.

Whoever works at the place needs no account, and a device that is lost is revoked without anyone's password.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lingnan.portal.shell import security_policy
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Device

from .pages import render_pairing

P = ParamSpec("P")
COOKIE = "lingnan_device"
PATH = "/inspect/"
YEAR = 365 * 24 * 3600


def remember_device(*, response: HttpResponse, key: str) -> None:
    """Keep the key in this browser for a year; it goes along to the inspector's pages alone, and from no other site."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(COOKIE, key, max_age=YEAR, path=PATH, httponly=True, samesite="Strict", secure=secure)


def for_devices(view: Callable[Concatenate[HttpRequest, Device, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a device at work; any other browser is shown how to become one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            device = codes.get_device(key=request.COOKIES.get(COOKIE, ""))
        except codes.DeviceUnknown as error:
            return render_pairing(request, refusal=error)
        return view(request, device, *args, **kwargs)

    return guarded


def with_decoder(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page whose camera may need the decoder in WebAssembly, which the browser compiles there and nowhere else."""

    @wraps(view)
    def decoding(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Content-Security-Policy"] = security_policy(script_src="'self' 'wasm-unsafe-eval'")
        return response

    return decoding
