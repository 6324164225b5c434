"""Who one is over HTTP, and for whom one may act; where other systems get their tokens."""

import json
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from ninja import Router, Schema
from oauth2_provider.oauth2_backends import get_oauthlib_core

from lingnan.kernel import clock
from lingnan.kernel.http import ActorRequest

from . import api

router = Router(tags=["me"])


class PrincipalOut(Schema):
    """Someone who lets one act for her; `subject` in the calls for applications."""

    uuid: UUID
    name: str
    services: list[str]
    ends_at: datetime


class Me(Schema):
    """The resident who is signed in; names are masked."""

    uuid: UUID
    name: str
    acts_for: list[PrincipalOut]


@router.get("/me", response=Me)
def get_me(request: ActorRequest) -> dict[str, object]:
    """Oneself, and each mandate that runs now."""
    key, at = api.resident_key(by=request.auth), clock.now()
    person = api.get_person(key=key)
    mandates = [each for each in api.list_delegations(person_key=key) if each.delegate.key == key]
    return {
        "uuid": person.uuid,
        "name": person.masked_name,
        "acts_for": [
            {
                "uuid": mandate.principal.uuid,
                "name": mandate.principal.masked_name,
                "services": list(mandate.services),
                "ends_at": mandate.ends_at,
            }
            for mandate in mandates
            if mandate.is_active(at=at)
        ],
    }


@csrf_exempt
@require_POST
@sensitive_post_parameters("client_secret")
def issue_token(request: HttpRequest) -> HttpResponse:
    """A token for another system, by its number and secret. Body and errors are the standard's (RFC 6749)."""
    with transaction.atomic():
        _, headers, body, status = get_oauthlib_core().create_token_response(request)
        if status == HTTPStatus.OK:
            api.note_sign_in(token=json.loads(body)["access_token"], at=clock.now())
    return HttpResponse(body, status=status, headers=headers)


urlpatterns = [path("api/v1/token", issue_token, name="identity-token")]
