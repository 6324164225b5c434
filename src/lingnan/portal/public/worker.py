"""The script by which a holder's phone opens her code without network."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lingnan.portal.templatetags.portal import asset


@require_safe
def code_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that a worker may be told the one page that is its own; at the same address in each release."""
    path = settings.ENVIRONMENT.assets / asset("worker.js").removeprefix("/assets/")
    response = HttpResponse(path.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
