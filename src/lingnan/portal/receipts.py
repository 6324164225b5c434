"""Receipts as sentences: what the decision knew and from whom, the rules that matched, what would have altered it."""

from django.utils.translation import gettext

from lingnan.engine.credentials import MACHINE, Counterfactual, FromRecord, Input, MatchedRule, Receipt
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service

from .rules.words import RuleWords
from .values import label_of, list_words, write_value
from .wording import department_name, resource_title, service_text

RECORD = "record."
LICENCE_HELD = "licence.held"
CONFLICT = "facts.conflict"
LICENCES = "licences"


def described_receipt(receipt: Receipt) -> dict[str, object]:
    """A receipt with its words, in the version of the service that decided."""
    service = catalogue.get_service(code=receipt.service.code, version=receipt.service.number)
    words = RuleWords(service)
    title, department = service_text(service).title, department_name(service.declaration.department)
    by_machine = gettext("%(department)s，按公布的规则自动作出")
    by_officer = gettext("%(department)s工作人员")
    return {
        "receipt": receipt,
        "rule": gettext("%(service)s 第%(number)d版") % {"service": title, "number": service.version},
        "decider": (by_machine if receipt.decided_by == MACHINE else by_officer) % {"department": department},
        "inputs": [_described_input(each) for each in receipt.inputs],
        "rules": [described_rule(words, service, rule) for rule in receipt.matched],
        "ways": [_way(words, change) for change in receipt.explanation],
    }


def described_rule(words: RuleWords, service: Service, matched: MatchedRule) -> dict[str, str]:
    """A rule by its place, with what its table says of it but codes; `language` where that is not the page's."""
    table = service.model.table(matched.table)
    annotations = table.rules[matched.number - 1].annotations if table else ()
    phrases = [words.phrase(text) for _, text in annotations if not text.isascii()]
    place = {"table": words.phrase(matched.table).text, "number": matched.number}
    return {
        "place": gettext("「%(table)s」第%(number)d条") % place,
        "words": list_words(phrase.text for phrase in phrases),
        "language": next((phrase.language for phrase in phrases if phrase.language), ""),
    }


def _way(words: RuleWords, change: Counterfactual) -> str:
    """One input that would have had to be otherwise, and how, for the rules to grant it."""
    column = words.about_input(change.element)
    asked = {"label": column.label.text, "condition": words.condition_text(change.condition, column)}
    return gettext("%(label)s：%(condition)s。其他不变，按规则就可以办理。") % asked


def _described_input(given: Input) -> dict[str, object]:
    provenance = given.provenance
    return {
        "label": _label(given.element),
        "value": _value(given),
        "source": _source(provenance.resource) if isinstance(provenance, FromRecord) else gettext("申请时填写"),
        "date": provenance.as_of if isinstance(provenance, FromRecord) else None,
    }


def _label(element: str) -> str:
    if element.startswith(RECORD):
        return resource_title(element.removeprefix(RECORD).replace("_", "-"))
    if element == LICENCE_HELD:
        return gettext("同类证照")
    if element == CONFLICT:
        return gettext("申请人说有误的登记")
    return label_of(element)


def _value(given: Input) -> str:
    if given.element.startswith((RECORD, LICENCE_HELD)):
        return gettext("有记录") if given.value else gettext("没有记录")
    if given.element == CONFLICT:
        return gettext("有，由工作人员核对")
    return write_value(element=given.element, value=given.value) or gettext("没有记录")


def _source(resource: str) -> str:
    return gettext("电子证照登记") if resource == LICENCES else resource_title(resource)
