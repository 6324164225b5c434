"""Family: for whom I act, who acts for me; a mandate given, a mandate ended."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.portal.session import for_residents
from lingnan.portal.values import with_note, write_value
from lingnan.portal.wording import service_text, service_titles
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Delegation, Person

from .children import describe_wards
from .forms import described_refusal
from .people import own_key, relation_word, relations_of

MANDATE_DAYS = (30, 183, 365)
HELPER = "helper"
ID_NUMBER, ID_KIND = "person.id_document_number", "person.id_kind"
FIELDS = {
    "delegate-missing": "person",
    "helper-unknown": "id_number",
    "helper-sought-too-often": "id_number",
    "several-bearers": "id_kind",
}


class DelegateMissing(LingnanError):
    """A mandate for nobody."""

    code = "delegate-missing"
    message = "还没有选委托给谁。请选一位家人；选「别的人」的，请写明姓名和证件号码。"


@never_cache
@require_safe
@for_residents
def family(request: HttpRequest, by: Actor) -> HttpResponse:
    """My family: for whom I act, who acts for me."""
    mandates = identity.list_delegations(person_key=own_key(by))
    relations, at = relations_of(by), clock.now()
    context = {
        "received": [_described(each, each.principal, relations) for each in mandates if _is_received(each, by, at)],
        "wards": describe_wards(by=by, relations=relations, at=at),
        "given": [_described(each, each.delegate, relations) for each in mandates if _is_given(each, by, at)],
        "ended": [
            _described(each, _other(each, by), relations) | {"is_given": each.principal.key == by.person_key}
            for each in mandates
            if not each.is_active(at=at)
        ],
    }
    return render(request, "citizen/family.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def delegate(request: HttpRequest, by: Actor) -> HttpResponse:
    """Let a relative or a helper act for me."""
    if request.method != "POST":
        return _grant_form(request, by)
    at = clock.now()
    try:
        identity.grant_delegation(
            principal_key=own_key(by),
            delegate_key=_delegate_named(request, by, at),
            services=_services_named(request),
            ends_at=at + timedelta(days=_days(request.POST.get("days", ""))),
            by=by,
            at=at,
        )
    except LingnanError as error:
        return _grant_form(request, by, refused=error)
    return redirect("family")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def end_delegation(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Either side ends it, after being asked once more."""
    if request.method == "POST":
        identity.end_delegation(uuid=uuid, by=by, at=clock.now())
        return redirect("family")
    mandate = next((each for each in identity.list_delegations(person_key=own_key(by)) if each.uuid == uuid), None)
    if mandate is None:
        raise NotFound()
    is_given = mandate.principal.key == by.person_key
    context = _described(mandate, _other(mandate, by), relations_of(by)) | {"is_given": is_given}
    return render(request, "citizen/end_delegation.html", context)


def _grant_form(request: HttpRequest, by: Actor, *, refused: LingnanError | None = None) -> HttpResponse:
    relatives = [
        (str(kin.person.uuid), with_note(kin.person.masked_name, relation_word(kin.relation)))
        for kin in identity.list_kin(person_key=own_key(by))
    ]
    helper = (HELPER, gettext("别的人"), gettext("社工、邻居、帮办人员：请在下面写明姓名和证件号码"))
    context = {
        "people": [*relatives, helper],
        "kinds": _kinds_asked(request, refused),
        "services": [
            *((service.code, service_text(service).title, service_text(service).summary) for service in _offered()),
            (HEALTH_CODE, service_titles((HEALTH_CODE,)), gettext("看颜色、理由、检测结果，替我申诉")),
        ],
        "periods": [(str(days), words) for days, words in _periods()],
        "typed": request.POST or {"days": str(MANDATE_DAYS[-1])},
        "chosen": request.POST.getlist("services"),
        "crumbs": [(reverse("family"), gettext("我的家人"))],
        **described_refusal(refused, fields=FIELDS),
    }
    return render(request, "citizen/delegate.html", context, status=refused.status if refused else 200)


def _offered() -> list[Service]:
    """The services that others may do for one."""
    return [service for service in catalogue.list_services() if service.declaration.for_others]


def _services_named(request: HttpRequest) -> list[str]:
    """Of the services chosen those that are offered: both sides' pages name each service of a mandate."""
    offered = {HEALTH_CODE, *(service.code for service in _offered())}
    return [code for code in request.POST.getlist("services") if code in offered]


def _periods() -> list[tuple[int, str]]:
    month, half, year = MANDATE_DAYS
    return [
        (month, ngettext("%(number)d 天", "%(number)d 天", month) % {"number": month}),
        (half, gettext("半年")),
        (year, gettext("一年")),
    ]


def _days(text: str) -> int:
    """The period chosen; the shortest where none was."""
    return int(text) if text in map(str, MANDATE_DAYS) else MANDATE_DAYS[0]


def _is_received(mandate: Delegation, by: Actor, at: datetime) -> bool:
    """Given by whom she acts for; her guardianships stand with her children."""
    return mandate.ground == "grant" and mandate.delegate.key == by.person_key and mandate.is_active(at=at)


def _is_given(mandate: Delegation, by: Actor, at: datetime) -> bool:
    return mandate.principal.key == by.person_key and mandate.is_active(at=at)


def _other(mandate: Delegation, by: Actor) -> Person:
    return mandate.delegate if mandate.principal.key == by.person_key else mandate.principal


def _described(mandate: Delegation, other: Person, relations: dict[int, str]) -> dict[str, object]:
    return {
        "mandate": mandate,
        "other": other,
        "name": with_note(other.masked_name, relations.get(other.key, "")),
        "titles": service_titles(mandate.services),
        "is_guardianship": mandate.ground == "guardianship",
        "ended_at": mandate.ended_at or mandate.ends_at,
    }


def _delegate_named(request: HttpRequest, by: Actor, at: datetime) -> int:
    """The relative chosen, or the helper whose number and name were typed: both must fit."""
    chosen = request.POST.get("person", "")
    for kin in identity.list_kin(person_key=own_key(by)):
        if str(kin.person.uuid) == chosen:
            return kin.person.key
    if chosen != HELPER:
        raise DelegateMissing()
    number, kinds = _document(request)
    chosen_kind = request.POST.get("id_kind", "")
    asked = [chosen_kind] if chosen_kind in kinds else kinds or None
    name = request.POST.get("name", "")
    return identity.find_helper(id_number=number, name=name, id_kinds=asked, by=by, at=at).key


def _document(request: HttpRequest) -> tuple[str, list[str]]:
    """The number that was typed, in its normal form, and the kinds of document that write it so; none of a mistyped."""
    typed = request.POST.get("id_number", "")
    checked = catalogue.dictionary()[ID_NUMBER].check(typed, today=local_date(clock.now()))
    return (typed, []) if checked.error else (str(checked.normal), str(checked.parts["kinds"]).split(","))


def _kinds_asked(request: HttpRequest, refused: LingnanError | None) -> list[tuple[str, str]]:
    """The question on which document the number stands, where only that tells people apart."""
    if not isinstance(refused, identity.SeveralBearers):
        return []
    return [(kind, write_value(element=ID_KIND, value=kind)) for kind in _document(request)[1]]
