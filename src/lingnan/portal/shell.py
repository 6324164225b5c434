"""What surrounds every page: its security policy, how a refusal is put, what each template knows."""

import random
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lingnan.kernel.errors import LingnanError, NotFound

from .preferences import MODE_COOKIE, read_mode

GetResponse = Callable[[HttpRequest], HttpResponse]
API_PREFIX = "/api/"
# Spread over some seconds, so that all who were sent away do not come back at once.
RETRY_SECONDS = range(3, 16)
FAILED = _("不是您的操作有误。已经提交的事项不会丢失，也不会重复。请过几分钟再试。")


def security_policy(**more: str) -> str:
    """What a page may load and call; `more` by directives, for a page that needs more than others."""
    gate = settings.ENVIRONMENT.effective_gate_url
    directives = {
        "default-src": "'self'",
        "connect-src": f"'self' {gate}",
        "img-src": "'self' data:",
        "worker-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


class ContentSecurityPolicy:
    """Scripts, styles and pictures come from here alone; only the gate may be called besides."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = security_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class PrivatePages:
    """What was made for someone signed in is kept by no cache, and not shown by the next person's Back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Not after a failure: nobody is named on its page, and the database that knows who it was may be what failed.
        has_failed = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        if not has_failed and "Cache-Control" not in response and _is_for_someone(request):
            add_never_cache_headers(response)
        return response


def _is_for_someone(request: HttpRequest) -> bool:
    return request.session.accessed and request.user.is_authenticated


class Refusals:
    """Turns a `LingnanError` into a page, a part of a page, or JSON; each says why and what to do next."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refuse(request, exception) if isinstance(exception, LingnanError) else None


def explain(error: LingnanError) -> str:
    """The refusal's sentence in the reader's language, its placeholders filled."""
    message = gettext(error.message)
    return message % error.details if error.details else message


def refuse(request: HttpRequest, error: LingnanError) -> HttpResponse:
    """Answer in the form in which the caller asked."""
    message = explain(error)
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"code": error.code, "message": message}, status=error.status)
    template = "refusals/part.html" if "HX-Request" in request.headers else "refusals/page.html"
    context = {"status": error.status, "message": message}
    return render(request, template, context, status=error.status)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open too long, or came from elsewhere."""
    return render(request, "refusals/stale.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`."""
    if request.path.startswith(API_PREFIX):
        return refuse(request, NotFound())
    return render(request, "refusals/not_found.html", status=HTTPStatus.NOT_FOUND)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`."""
    return render(request, "refusals/not_allowed.html", status=HTTPStatus.FORBIDDEN)


def too_many(request: HttpRequest) -> HttpResponse:
    """`handler429`: allauth asks for it after too many tries to sign in."""
    return render(request, "refusals/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def failed(request: HttpRequest) -> HttpResponse:
    """`handler500`: asks neither the session nor the database, for either may be what failed.

    While the database can't be reached it is 503, and worth another try in a moment.
    """
    is_passing = any(isinstance(error, OperationalError | InterfaceError) for error in _causes(sys.exception()))
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_passing else HTTPStatus.INTERNAL_SERVER_ERROR
    response: HttpResponse
    if request.path.startswith(API_PREFIX):
        response = JsonResponse({"code": "failed", "message": gettext(FAILED)}, status=status)
    else:
        response = bare_page(request, "refusals/failed.html", lead=gettext(FAILED), status=status)
    return come_again(response) if is_passing else response


def bare_page(request: HttpRequest, template: str, *, lead: str, status: int) -> HttpResponse:
    """A page that asks neither the session nor the database; it knows how the reader wants pages by her cookie."""
    context = {"bare": True, "mode": request.COOKIES.get(MODE_COOKIE), "lead": lead}
    return HttpResponse(render_to_string(template, context), status=status)


def come_again(response: HttpResponse) -> HttpResponse:
    """The response, saying in how many seconds to come again, each time another."""
    # Jitter needs no secret.
    response.headers["Retry-After"] = str(random.choice(RETRY_SECONDS))  # noqa: S311
    return response


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, and what brought it about: the queue of jobs wraps the database's."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def preferences(request: HttpRequest) -> dict[str, Any]:
    """Template context: how this person wants pages, and where the gate is."""
    return {"mode": read_mode(request), "gate_url": settings.ENVIRONMENT.effective_gate_url}
