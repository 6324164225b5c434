"""A device without network: what it keeps beforehand, and where it tells afterwards what it read."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import LingnanError
from lingnan.portal.shell import explain
from lingnan.portal.templatetags.portal import asset
from lingnan.portal.verdicts import UNCHECKED
from lingnan.portal.wording import code_title, code_words, verdict_words
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Kit, OfflineScan, Outcome, Unchecked, Words

from .device import COOKIE

Answers = dict[str, dict[str, str]]


class UploadMalformed(LingnanError):
    """Nothing that the script of the inspector's page would send."""

    code = "upload-malformed"
    status = 400
    message = "上传的内容不完整，没有收下。请连上网络，重新打开查码页面再传。"


@never_cache
@require_safe
def inspect_kit(request: HttpRequest) -> HttpResponse:
    """Keys, lost paper, words: all that a device keeps besides the lists, and the token with which it may upload."""
    try:
        codes.get_device(key=_key(request))
    except codes.DeviceUnknown as error:
        return _refused(request, error)
    kit = codes.get_kit(at=clock.now())
    told = {
        "at": kit.at.timestamp(),
        "zone": PROVINCE_ZONE.key,
        "keys": kit.keys,
        "ended": kit.ended,
        "lists": {number: _list(number, kind) for number, kind in kit.kinds.items()},
        "withdrawn": kit.withdrawn,
        "words": _words(kit),
        "titles": {kind: code_title(kind) for kind in kit.of_kind},
        "labels": {kind: _labels(kind) for kind in kit.of_kind},
    }
    return JsonResponse(told | {"token": get_token(request)})


@never_cache
@require_POST
def inspect_upload(request: HttpRequest) -> HttpResponse:
    """What the device read without network, as JSON in `scans`; the answer says which of it the device may forget."""
    try:
        scans = _read_scans(request.POST.get("scans", ""))
        report = codes.take_upload(key=_key(request), scans=scans, at=clock.now())
    except LingnanError as error:
        return _refused(request, error)
    ids = {"taken": report.taken, "repeated": report.repeated, "refused": report.refused}
    return JsonResponse({name: [each.hex() for each in told] for name, told in ids.items()})


@require_safe
def inspect_worker(request: HttpRequest) -> HttpResponse:
    """The script that opens the inspector's page without network; under `/inspect/`, so that it rules nothing else."""
    path = settings.ENVIRONMENT.assets / asset("inspector_worker.js").removeprefix("/assets/")
    response = HttpResponse(path.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _refused(request: HttpRequest, error: LingnanError) -> HttpResponse:
    """With a token all the same: a device that was revoked uploads what it read before."""
    told = {"code": error.code, "message": explain(error), "token": get_token(request)}
    return JsonResponse(told, status=error.status)


def _list(number: int, kind: str) -> dict[str, str]:
    return {"kind": kind, "address": reverse("codes-status-list", args=[number])}


def _words(kit: Kit) -> dict[str, Answers]:
    """The words of each answer, under '' the usual ones, under a kind of code those that are its own."""
    usual = {outcome.value: _answer(outcome, words, "") for outcome, words in kit.usual.items()}
    told = {"": usual | {reason.value: _unchecked(reason) for reason in Unchecked}}
    for kind, of_kind in kit.of_kind.items():
        own = {outcome.value: _answer(outcome, words, kind) for outcome, words in of_kind.items()}
        told[kind] = {outcome: answer for outcome, answer in own.items() if answer != usual[outcome]}
    return told


def _answer(outcome: Outcome, words: Words, kind: str) -> dict[str, str]:
    tone, word = verdict_words(outcome, kind=kind)
    return {"tone": tone, "word": word, "meaning": gettext(words.meaning), "advice": gettext(words.advice)}


def _unchecked(reason: Unchecked) -> dict[str, str]:
    word, meaning, advice = UNCHECKED[reason]
    return {"tone": "caution", "word": gettext(word), "meaning": gettext(meaning), "advice": gettext(advice)}


def _labels(kind: str) -> dict[str, str]:
    words = code_words(kind)
    return {"kind": words.label, "holder": words.holder}


def _read_scans(text: str) -> list[OfflineScan]:
    try:
        return [_read_scan(each) for each in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise UploadMalformed() from error


def _read_scan(told: Mapping[str, object]) -> OfflineScan:
    return OfflineScan(
        id=bytes.fromhex(str(told["id"])),
        text=str(told["text"]),
        outcome=str(told["outcome"]),
        scanned_at=_moment(told["scanned_at"]),
        listed_at=None if told["listed_at"] is None else _moment(told["listed_at"]),
    )


def _moment(seconds: object) -> datetime:
    if not isinstance(seconds, int):
        raise TypeError(seconds)
    return datetime.fromtimestamp(seconds, UTC)
