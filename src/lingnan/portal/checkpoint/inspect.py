"""The inspector's page: one field for scanner, camera and document number, and one answer for the whole screen."""

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from lingnan.engine.elements.folding import fold_identifier
from lingnan.kernel import clock
from lingnan.kernel.clock import local_date
from lingnan.portal.shell import explain
from lingnan.portal.templatetags.portal import page_language
from lingnan.portal.values import write_value
from lingnan.portal.verdicts import described_verification
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import LISTED_FOR, Device
from lingnan.rooms.health import api as health
from lingnan.rooms.identity import api as identity

from .device import for_devices, with_decoder

ID_NUMBER, ID_KIND = "person.id_document_number", "person.id_kind"
# Codes of ours are longer, with a colon; a product's bar code has thirteen digits, eight or twelve in other trades.
NUMBER = re.compile(r"(?=.*\d)[A-Z\d()]{5,24}|\d{14,}")
BAR_CODE = re.compile(r"\d{12,13}")
Answer = dict[str, object]


@never_cache
@with_decoder
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@for_devices
def inspect(request: HttpRequest, device: Device) -> HttpResponse:
    """The field, or the answer to what was read; with script the answer alone, which is laid over the field."""
    about = {"device": device, "kept_for": int(LISTED_FOR.total_seconds())}
    if request.method != "POST":
        return render(request, "checkpoint/inspect.html", about)
    text, at = request.POST.get("text", "").strip(), clock.now()
    if not text:
        problem = gettext("还没有内容。请扫码，或者输入证件号码。")
        context = {**about, "problem": problem, "problems": [("text", problem)]}
        return render(request, "checkpoint/inspect.html", context, status=422)
    answer = _by_number(text, request.POST.get("kind"), device, at) if _is_number(text) else _by_code(text, device, at)
    template = "checkpoint/part_answer.html" if "HX-Request" in request.headers else "checkpoint/answer.html"
    return render(request, template, {**answer, "checked_at": at})


def _is_number(text: str) -> bool:
    """Whether what was read is meant for a document's number, well written or not."""
    written = fold_identifier(text)
    return bool(NUMBER.fullmatch(written)) and not BAR_CODE.fullmatch(written)


def _by_code(text: str, device: Device, at: datetime) -> Answer:
    return described_verification(codes.inspect_code(text=text, device=device, at=at))


def _by_number(text: str, kind: str | None, device: Device, at: datetime) -> Answer:
    checked = catalogue.dictionary()[ID_NUMBER].check(text, today=local_date(at))
    if checked.error:
        return _no_answer(gettext("号码不对"), checked.error.text(page_language()), gettext("请照证件再输一次。"))
    kinds = str(checked.parts["kinds"]).split(",")
    asked = [kind] if kind in kinds else kinds
    look_at_card = gettext("请看身份证件，按本场所没有码时的规定办理，不要因为没有码把人拦下。")
    try:
        found = health.look_up_code(id_number=str(checked.normal), id_kinds=asked, device=device, at=at)
    except health.NoRuleInForce as error:
        return _no_answer(gettext("不用查码"), explain(error), look_at_card)
    except codes.LookedUpTooOften as error:
        return _no_answer(gettext("先停一停"), explain(error), look_at_card)
    except identity.SeveralBearers:
        return _which_kind(str(checked.normal), kinds)
    if found is None:
        return _no_answer(gettext("没有码"), gettext("没有查到这个号码的健康码。"), look_at_card)
    return described_verification(found)


def _which_kind(number: str, kinds: list[str]) -> Answer:
    """The question on which document the number stands. Of those who have it nothing is told."""
    choices = [(kind, write_value(element=ID_KIND, value=kind)) for kind in kinds]
    asked = _no_answer(gettext("哪种证件"), gettext("几种证件都可能有这个号码。"), gettext("请照证件选："))
    return {**asked, "number": number, "choices": choices}


def _no_answer(word: str, meaning: str, advice: str) -> Answer:
    return {"tone": "caution", "word": word, "meaning": meaning, "advice": advice}
