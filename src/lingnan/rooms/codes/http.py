"""Verifying for anyone: alone, by keys and status lists under `/.well-known/` (RFC 8615), or by asking the platform."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from ninja import Router, Schema
from pydantic import Field

from lingnan.kernel import clock
from lingnan.kernel.errors import NotFound

from . import api

STATUS_LIST_TYPE = "application/statuslist+cwt"
MAX_AGE = 15
LONGEST_CODE = 8_000
router = Router(tags=["codes"])


class CodeIn(Schema):
    """The text of a scanned code."""

    code: Annotated[str, Field(max_length=LONGEST_CODE)]


class VerificationOut(Schema):
    """What a verifier needs, and nothing else of the holder; empty where the code can't be believed."""

    outcome: str
    meaning: str
    advice: str
    kind: str
    holder_masked: str
    valid_until: date | None
    issuer: str
    checked_at: datetime


@router.post("/verify", response=VerificationOut)
def verify(request: HttpRequest, body: CodeIn) -> dict[str, object]:
    """Check a code without signing in; the holder sees that somebody looked."""
    found = api.verify_code(text=body.code, at=clock.now())
    return {
        "outcome": found.outcome,
        "meaning": gettext(found.words.meaning),
        "advice": gettext(found.words.advice),
        "kind": found.kind,
        "holder_masked": found.holder_masked,
        "valid_until": found.valid_until,
        "issuer": found.issuer,
        "checked_at": found.checked_at,
    }


@require_safe
def list_keys_as_jwks(request: HttpRequest) -> HttpResponse:
    """The public keys as a JWK Set; revoked ones stand apart, under `revoked`."""
    return _open_to_all(JsonResponse(api.key_set().public().to_jwks(), content_type="application/jwk-set+json"))


@require_safe
def list_keys_as_cose(request: HttpRequest) -> HttpResponse:
    """The public keys as a COSE_KeySet (RFC 9052 section 7)."""
    return _open_to_all(HttpResponse(api.key_set().to_cose_key_set(), content_type="application/cose-key-set"))


@require_safe
def get_status_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """A status list as a signed CWT; with `If-None-Match`, only if it changed."""
    try:
        signed = api.get_status_list(list_id=list_id, at=clock.now())
    except NotFound:
        return HttpResponse(status=404)
    etag = f'"{signed.etag}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(signed.token, content_type=STATUS_LIST_TYPE)
    response["ETag"] = etag
    return _open_to_all(response)


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


urlpatterns = [
    path(".well-known/lingnan-keys.json", list_keys_as_jwks, name="codes-jwks"),
    path(".well-known/cose-keys", list_keys_as_cose, name="codes-cose-keys"),
    path(".well-known/status-lists/<int:list_id>", get_status_list, name="codes-status-list"),
]
