"""How a person wants pages: elder or standard, which language. Two posts, remembered, that work without script."""

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from lingnan.rooms.identity import api as identity

Mode = Literal["standard", "elder"]

MODE_COOKIE = "lingnan_mode"
YEAR = 365 * 24 * 3600


def read_mode(request: HttpRequest) -> Mode:
    """What this browser was last told; else what the person last chose elsewhere; else standard."""
    told = request.COOKIES.get(MODE_COOKIE)
    user = getattr(request, "user", None)
    is_elder = told == "elder" if told else bool(user and user.is_authenticated and user.is_elder_mode)
    return "elder" if is_elder else "standard"


def remember_mode(*, response: HttpResponse, mode: Mode) -> None:
    """Keep the choice in this browser for a year."""
    response.set_cookie(
        MODE_COOKIE, mode, max_age=YEAR, samesite="Lax", httponly=True, secure=bool(settings.SESSION_COOKIE_SECURE)
    )


def _next_page(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    hosts = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure()) else "/"


@require_POST
def set_mode(request: HttpRequest) -> HttpResponse:
    """One tap from every page: `mode` and `next`; back to the same page."""
    response = HttpResponseRedirect(_next_page(request))
    mode: Mode = "elder" if request.POST.get("mode") == "elder" else "standard"
    remember_mode(response=response, mode=mode)
    if request.user.is_authenticated:
        identity.remember_elder_mode(account_id=request.user.pk, is_elder_mode=mode == "elder")
    return response


urlpatterns = [
    path("mode/", set_mode, name="set_mode"),
    path("language/", set_language, name="set_language"),
]
