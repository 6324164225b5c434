"""The HTTP API: who asks, what each room answers, how a refusal is put. Described by itself at `openapi.json`."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.portal.legibility import is_legible
from lingnan.portal.session import ForResidents, actor_of
from lingnan.portal.shell import explain
from lingnan.portal.templatetags.portal import page_language
from lingnan.rooms.cases import http as cases
from lingnan.rooms.catalogue import http as catalogue
from lingnan.rooms.codes import http as codes
from lingnan.rooms.exchange import http as exchange
from lingnan.rooms.identity import api as accounts
from lingnan.rooms.identity import http as identity
from lingnan.rooms.identity.types import Scope
from lingnan.rooms.licences import http as licences
from lingnan.rooms.testing import http as testing


class SignInNeeded(LingnanError):
    """Nobody is signed in."""

    code = "sign-in-needed"
    status = 401
    message = "请先登录，再办这件事。"


class TokenMissing(LingnanError):
    """An unsafe call without the CSRF token of its session."""

    code = "csrf-failed"
    status = 403
    message = (
        "请求没有带上本次登录的防伪标记，什么都没有改变。请从 csrftoken 这个 cookie 取出，放进 X-CSRFToken 后再试。"
    )


class RequestInvalid(LingnanError):
    """A call that does not fit the description at `openapi.json`."""

    code = "request-invalid"
    status = 422
    message = "请求的写法与接口说明对不上，什么都没有改变。请按 problems 里指出的位置改正。"


class Resident(SessionAuth):
    """A resident signed in in this browser; unsafe methods need the CSRF token. The rooms get the actor as `auth`."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor, or None for nobody; raises `ForResidents` for an officer."""
        if not request.user.is_authenticated:
            return None
        by = actor_of(request)
        if by.kind != "person":
            raise ForResidents()
        return by


class Machine(HttpBearer):
    """Another system, by a token of its own (`POST token`) that is good for `scope`. `auth` is its account's actor."""

    def __init__(self, *, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor; raises `TokenUnknown` where no token is brought, too."""
        found: Actor | None = super().__call__(request)
        if found is None:
            raise accounts.TokenUnknown()
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor; raises `TokenUnknown`, `ScopeMissing`."""
        return accounts.actor_of_machine(token=token, scope=self.scope)


class LegibleJSON(Parser):
    """JSON as its standard has it (RFC 8259: no NaN), with no text that can't be kept."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body; raises `ValueError`, which ninja takes for a malformed call."""
        body: dict[str, Any] = json.loads(request.body, parse_constant=_refuse_constant)
        if not is_legible(body):
            raise ValueError("a text holds NUL or half a character")
        return body


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


class HouseAPI(NinjaAPI):
    """Answers that no cache keeps."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        add_never_cache_headers(response)
        return response


api = HouseAPI(title="岭南 Lingnan", version="1", auth=Resident(), docs_url=None, parser=LegibleJSON())
api.add_router("", catalogue.router, auth=None)
api.add_router("", codes.router, auth=None)
for _room in (identity, cases, licences, exchange):
    api.add_router("", _room.router)
api.add_router("", testing.router, auth=Machine(scope="test-results"))
api.add_router("", exchange.records, auth=Machine(scope="records"))


@api.exception_handler(LingnanError)
def refuse(request: HttpRequest, error: LingnanError) -> HttpResponse:
    """A refusal with its words; where answers were wrong, with what is wrong with each."""
    body: dict[str, object] = {"code": error.code, "message": explain(error)}
    if problems := error.details.get("problems"):
        body["problems"] = {
            name: {"code": problem.code, "message": problem.text(page_language())} for name, problem in problems.items()
        }
    return JsonResponse(body, status=error.status)


@api.exception_handler(accounts.TokenUnknown)
def refuse_machine(request: HttpRequest, error: accounts.TokenUnknown) -> HttpResponse:
    """401, and by what one signs in (RFC 6750 section 3)."""
    response = refuse(request, error)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401, and where to sign in."""
    needed = SignInNeeded()
    body = {"code": needed.code, "message": explain(needed), "next": reverse("account_login")}
    return JsonResponse(body, status=needed.status)


@api.exception_handler(ValidationError)
def refuse_malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422, with the place of each fault in the call (`body.answers`) and the validator's name for it."""
    invalid = RequestInvalid()
    problems = {
        ".".join(str(part) for part in each["loc"]): {"code": each["type"], "message": each["msg"]}
        for each in error.errors
    }
    return JsonResponse(
        {"code": invalid.code, "message": explain(invalid), "problems": problems}, status=invalid.status
    )


@api.exception_handler(HttpError)
def refuse_otherwise(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses: a missing CSRF token, a body that is no JSON."""
    refusal = TokenMissing() if error.status_code == TokenMissing.status else RequestInvalid()
    return refuse(request, refusal)


@api.exception_handler(Http404)
def refuse_unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    """404 in the house's words."""
    return refuse(request, NotFound())
