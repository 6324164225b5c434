"""Words of services, cases and licences for a page, in the reader's language: reasons and outcomes as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from lingnan.rooms.cases.types import BY_OFFICER, Case, CaseStatus, Grade, Milestone
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service, ServiceText, in_locale
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.licences.types import Licence, LicenceStatus

from .dates import write_date
from .money import write_amount
from .values import label_of, list_words, with_note


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonWords:
    """A reason in a sentence, and what to do next."""

    sentence: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWords:
    """A kind of code in words: its title, what stands before the title, and what before the holder's name."""

    title: str
    label: str
    holder: str
    is_licence: bool = False


def service_text(service: Service) -> ServiceText:
    return service.text(get_language() or "zh-hans")


def service_titles(codes: tuple[str, ...]) -> str:
    """The services by name, one after another; by code where the catalogue no longer has one."""
    titles = {service.code: service_text(service).title for service in catalogue.list_services()}
    titles[HEALTH_CODE] = gettext("健康码")
    return list_words(titles.get(code, code) for code in codes)


def department_name(code: str) -> str:
    return str(in_locale(catalogue.province().departments[code].name, get_language() or ""))


def resource_title(resource: str) -> str:
    """What a shared resource is called; its id where the catalogue no longer has it."""
    titles = {each.id: each.title for each in catalogue.list_resources()}
    return str(in_locale(titles[resource], get_language() or "")) if resource in titles else resource


def code_title(kind: str) -> str:
    """What a code is a code of; of a kind that the catalogue doesn't name, no more than that it is a code."""
    return code_words(kind).title


def code_words(kind: str) -> CodeWords:
    """How a kind of code is called, and its holder: as the licence kind or the province declares it."""
    language = get_language() or ""
    if licence := catalogue.find_licence_kind(code=kind):
        return CodeWords(
            title=licence.title_in(language), label=gettext("证照"), holder=gettext("持证人"), is_licence=True
        )
    declared = catalogue.province().codes.kinds.get(kind)
    title = str(in_locale(declared.title, language)) if declared else gettext("其他码")
    is_enterprise = declared is not None and declared.names == "enterprise"
    return CodeWords(title=title, label=gettext("码"), holder=gettext("企业") if is_enterprise else gettext("持码人"))


def licence_title(kind: str) -> str:
    return catalogue.get_licence_kind(code=kind).title_in(get_language() or "")


def reason_words(*, service: Service, case: Case) -> ReasonWords | None:
    """Why the case ended as it did, with the values that decided it."""
    if case.reason is None:
        return None
    if case.reason.code == BY_OFFICER:
        return ReasonWords(sentence=case.note, next=_officer_next(case))
    if case.disputed and case.status is CaseStatus.REFERRED:
        return ReasonWords(
            sentence=gettext("您说登记有误：%(labels)s。系统不作决定，由工作人员核对。")
            % {"labels": list_words(label_of(element) for element in case.disputed)},
            next=gettext("您不用再交材料。核对以后，会告诉您结果和理由。"),
        )
    text = service_text(service).reasons.get(case.reason.code)
    if text is None:
        return ReasonWords(
            sentence=gettext("现有的规则没有写到您这种情况，系统不作决定。"),
            next=gettext("已经转给工作人员核对，您不用再交材料。"),
        )
    values = worded_values(service=service, values=_values_of(case))
    return ReasonWords(sentence=text.sentence.format_map(values), next=text.next.format_map(values))


def milestone_by(*, service: Service, case: Case, milestone: Milestone) -> str:
    """Who brought a case so far: the rules say so in the department's name, up to where a human took over."""
    by_machine = milestone.status is CaseStatus.REFERRED or all(
        each.status is not CaseStatus.REFERRED for each in case.milestones
    )
    if milestone.status is CaseStatus.SUBMITTED or not by_machine:
        return milestone.by
    return with_note(department_name(service.declaration.department), gettext("按规则自动核对"))


def outcome_words(*, service: Service, case: Case) -> str:
    """The outcome in one sentence."""
    if case.status is CaseStatus.SUBMITTED:
        return gettext("已经收到，正在核对。")
    sentence = service_text(service).outcomes[case.status.value]  # type: ignore[index]
    return sentence.format_map(worded_values(service=service, values=_values_of(case)))


def status_words(status: CaseStatus) -> tuple[str, str]:
    """The tone of a case's status, and its word."""
    return {
        CaseStatus.SUBMITTED: ("waiting", gettext("正在核对")),
        CaseStatus.REFERRED: ("waiting", gettext("工作人员核对中")),
        CaseStatus.GRANTED: ("valid", gettext("已办好")),
        CaseStatus.REFUSED: ("caution", gettext("暂时不能办")),
    }[status]


def grade_words(grade: Grade) -> tuple[str, str]:
    """The tone of how it went, and its word."""
    return {
        Grade.VERY_SATISFIED: ("valid", gettext("非常满意")),
        Grade.SATISFIED: ("valid", gettext("满意")),
        Grade.FAIRLY_SATISFIED: ("neutral", gettext("基本满意")),
        Grade.DISSATISFIED: ("caution", gettext("不满意")),
        Grade.VERY_DISSATISFIED: ("caution", gettext("非常不满意")),
    }[grade]


def appeal_words(*, service: Service, deadline: date | None) -> str:
    """Where, until when and on what ground one may ask for another look; nothing before there is a decision."""
    if deadline is None:
        return ""
    appeal = service.declaration.appeal
    return gettext("请在%(deadline)s以前向%(authority)s申请复核，不收费用（%(basis)s）。") % {
        "deadline": write_date(deadline),
        "authority": department_name(appeal.authority),
        "basis": appeal.basis,
    }


COLOURS = {
    Outcome.VALID: ("valid", gettext_noop("绿码")),
    Outcome.SUSPENDED: ("caution", gettext_noop("黄码")),
    Outcome.MARKED: ("stop", gettext_noop("红码")),
}


def verdict_words(outcome: Outcome, *, kind: str = "") -> tuple[str, str]:
    """The tone of a verdict on a kind of code, and its answer in a word."""
    if kind == HEALTH_CODE and outcome in COLOURS:
        tone, word = COLOURS[outcome]
        return tone, gettext(word)
    return {
        Outcome.VALID: ("valid", gettext("有效")),
        Outcome.SUSPENDED: ("caution", gettext("暂停使用")),
        Outcome.REVOKED: ("stop", gettext("已撤销")),
        Outcome.MARKED: ("caution", gettext("有标注")),
        Outcome.EXPIRED: ("stop", gettext("已过期")),
        Outcome.NOT_YET_VALID: ("caution", gettext("未生效")),
        Outcome.REPLAYED: ("caution", gettext("码已过时")),
        Outcome.WITHDRAWN: ("stop", gettext("已挂失")),
        Outcome.ENDED: ("caution", gettext("不再使用")),
        Outcome.FOREIGN: ("caution", gettext("认不出")),
        Outcome.UNKNOWN_KEY: ("caution", gettext("认不出")),
        Outcome.TAMPERED: ("stop", gettext("不可信")),
        Outcome.REVOKED_KEY: ("caution", gettext("要换新码")),
    }.get(outcome, ("caution", gettext("读不出")))


def licence_words(*, licence: Licence, today: date) -> tuple[str, str]:
    """A licence's state as the card and the code name it, and its word."""
    if licence.status is LicenceStatus.REVOKED:
        return "revoked", gettext("已撤销")
    if licence.valid_until and licence.valid_until < today:
        return "expired", gettext("已过期")
    return "valid", gettext("有效")


def worded_values(*, service: Service, values: Mapping[str, Any]) -> dict[str, str]:
    """What decided, as words for the placeholders of the service's texts; an amount is written in yuan."""
    grants = service.declaration.grants
    money = grants.benefit.amount if grants and grants.benefit else None
    return _Values({name: _worded(value, is_money=name == money) for name, value in values.items()})


def _officer_next(case: Case) -> str:
    if case.status is CaseStatus.GRANTED:
        return gettext("可以在「我的证照」和「我的办件」里查看。")
    return gettext("如果信息有误，请先到登记部门更正；如果不同意，可以在期限内申请复核。")


def _values_of(case: Case) -> dict[str, Any]:
    return {**case.outcome, **(case.reason.values if case.reason else {})}


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _unknown()


def _worded(value: Any, *, is_money: bool) -> str:
    if value is None:
        return _unknown()
    if is_money:
        return write_amount(int(value))
    if isinstance(value, date):
        return write_date(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _unknown() -> str:
    return gettext("（未登记）")
