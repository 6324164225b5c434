"""Who read my data: who, what, when, what for, for which case."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from lingnan.kernel.actors import Actor
from lingnan.portal.paging import PAGE, older, read_mark
from lingnan.portal.session import for_residents
from lingnan.portal.values import label_of, list_words, with_note
from lingnan.portal.wording import department_name, licence_title, resource_title, service_titles
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Access

from .people import own_key, relations_of

LICENCE, LICENCE_ELEMENT = "licence", "licence."
# What is looked at besides the shared resources.
KEPT = {
    LICENCE: _("电子证照"),
    "receipt": _("决定书"),
    "colour": _("健康码颜色"),
    "scan": _("扫码记录"),
    "code": _("码的状态"),
    "test-order": _("核酸检测预约"),
}
PURPOSES = (
    _("填写申请"), _("核对资格"), _("人工核对"), _("查看决定书"), _("查看证照"), _("亮证"), _("扫码查验"),
    _("扫码查验，同一个码刚在另一处查过"),
    _("演练规则的改动，不看姓名和证件号码"), _("健康码颜色判定，需要时安排随访"), _("健康码颜色判定"), _("查看健康码"),
    _("成批出行核验"),
    _("凭身份证号查验"), _("按常住地安排社区和派出所随访"), _("健康码随访电话"), _("查看逾期未复核的颜色"),
    _("演练健康码规则"), _("核对健康码申诉"), _("人工定色，核对到过现场的记录"), _("查看场所登记"),
    _("健康码规则变更，逐人核对颜色"), _("健康码全省核算"),
    _("没有网络时扫码查验"), _("没有网络时扫码查验，设备停用后才上传"),
    _("窗口代打纸质码"), _("窗口代挂失纸质码"), _("打印纸质证照"), _("挂失纸质证照"),
    _("核酸采样，核对本人和预约"), _("核酸检测结果对应到预约，出具证明"),
)  # fmt: skip
PURPOSE_PARTS = "："
SYSTEMS = (_("岭南平台"), _("未登录的查验人"))


@require_safe
@for_residents
def accesses(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every read of my data, newest first."""
    before = read_mark(request.GET.get("before", ""))
    found = exchange.list_accesses(subject_key=own_key(by), before=before, limit=PAGE)
    relations = relations_of(by)
    context = {
        "entries": [_described(entry, by, relations) for entry in found],
        "older": older(found, mark=lambda entry: str(entry.id)),
    }
    return render(request, "citizen/accesses.html", context)


def _described(entry: Access, by: Actor, relations: Mapping[int, str]) -> dict[str, object]:
    return {
        "entry": entry,
        "who": _who(entry.by, by, relations),
        "what": list_words(_titles(entry.resources)),
        "elements": entry.elements,
        "elements_listed": list_words(_labels(entry.elements)),
        "purpose": _purpose(entry.purpose),
    }


def _who(reader: Actor, me: Actor, relations: Mapping[int, str]) -> str:
    """The department, the relative, or oneself; an officer is named by her department, whose act it is."""
    if reader.person_key == me.person_key:
        return gettext("您本人")
    if reader.person_key is not None:
        relation = relations.get(reader.person_key) or gettext("受托人")
        return with_note(reader.name, relation)
    if not reader.department:
        return gettext(reader.name) if reader.name in SYSTEMS else reader.name
    return with_note(department_name(reader.department), _note(reader))


def _note(reader: Actor) -> str:
    """In what way the department looked; a device is told by its place, in its department's own words."""
    if reader.kind == "device":
        return reader.name
    return gettext("工作人员") if reader.kind == "officer" else gettext("按规则自动核对")


def _titles(resources: Iterable[str]) -> Iterable[str]:
    return (gettext(KEPT[resource]) if resource in KEPT else resource_title(resource) for resource in resources)


def _labels(elements: Iterable[str]) -> Iterable[str]:
    for element in elements:
        if element.startswith(LICENCE_ELEMENT):
            yield licence_title(element.removeprefix(LICENCE_ELEMENT))
        else:
            yield label_of(element)


def _purpose(stated: str) -> str:
    """The purpose in the reader's language: its first words, and the services that it names by code."""
    first, _parts, codes = stated.partition(PURPOSE_PARTS)
    if first not in PURPOSES:
        return stated
    if not codes:
        return gettext(first)
    services = service_titles(tuple(codes.split(",")))
    return gettext("%(purpose)s：%(services)s") % {"purpose": gettext(first), "services": services}
