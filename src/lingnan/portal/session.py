"""Who is at the page: the actor behind the request, and what every signed-in page needs to know of her."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.identity import api as identity

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]


class ForResidents(LingnanError):
    """An officer's account opened a resident's page."""

    code = "for-residents"
    status = 403
    message = "这是居民办事的页面。您现在用的是工作账号，请换用个人账号登录，或者回到工作台。"


class ForOfficers(LingnanError):
    """A resident's account opened an officer's page."""

    code = "for-officers"
    status = 403
    message = "这是工作人员的页面。办事请回首页。"


def actor_of(request: HttpRequest) -> Actor:
    """The actor who is signed in, worked out once a request."""
    if not hasattr(request, "lingnan_actor"):
        request.lingnan_actor = identity.actor_of(request.user)  # type: ignore[attr-defined, arg-type]
    actor: Actor = request.lingnan_actor  # type: ignore[attr-defined]
    return actor


def for_residents(view: View[P]) -> Callable[..., HttpResponse]:
    """A page of a signed-in resident; the view gets the actor."""
    return _guarded(view, kind="person", refusal=ForResidents)


def for_officers(view: View[P]) -> Callable[..., HttpResponse]:
    """A page of a signed-in officer; the view gets the actor."""
    return _guarded(view, kind="officer", refusal=ForOfficers)


def _guarded(view: Any, *, kind: str, refusal: type[LingnanError]) -> Callable[..., HttpResponse]:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by = actor_of(request)
        if by.kind != kind:
            raise refusal()
        response: HttpResponse = view(request, by, *args, **kwargs)
        return response

    return guarded
