"""A case under review, in words: facts with their sources, contradictions side by side, what the rules say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from lingnan.engine.credentials import MatchedRule
from lingnan.engine.elements import Sensitivity
from lingnan.engine.elements.masking import MaskStyle
from lingnan.portal.receipts import described_rule
from lingnan.portal.rules.words import RuleWords
from lingnan.portal.values import label_of, one_after_another, write_value
from lingnan.portal.wording import outcome_words, reason_words, resource_title
from lingnan.rooms.cases.types import Case, CaseStatus, Conflict, Proposal, Review, Side
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedSide:
    """One side of a contradiction in words: its value, who says so, and what the rules make of it."""

    key: str
    value: str
    source: str
    outcome: str


def described_review(*, review: Review, service: Service, names_shown: bool) -> dict[str, object]:
    """Everything that the page of a referred case says besides the case itself."""
    shown = {fact.element for fact in review.facts}
    return {
        "facts": [_described_fact(review, position, names_shown) for position in range(len(review.facts))],
        "answers": [
            (label_of(element), desk_value(element=element, value=value, names_shown=names_shown))
            for element, value in review.answers.items()
        ],
        "has_conflicts": bool(review.conflicts),
        "proposal": described_proposal(review.proposal, case=review.case, service=service),
        "settled": described_proposal(review.settled, case=review.case, service=service),
        "is_settled_otherwise": review.settled.status is not review.proposal.status,
        "other_disputes": [
            (label_of(element), note) for element, note in review.disputes.items() if element not in shown
        ],
    }


def described_proposal(proposal: Proposal, *, case: Case, service: Service) -> dict[str, object]:
    """What the rules would do, why, and by which of them."""
    would_be = replace(case, status=proposal.status, outcome=proposal.outcome, reason=proposal.reason)
    tone, word = {
        CaseStatus.GRANTED: ("valid", gettext("批准")),
        CaseStatus.REFUSED: ("stop", gettext("不予批准")),
    }.get(proposal.status, ("waiting", gettext("不作决定，由人核对")))
    reason = reason_words(service=service, case=would_be)
    is_final = proposal.status in (CaseStatus.GRANTED, CaseStatus.REFUSED)
    return {
        "tone": tone,
        "word": word,
        "outcome": outcome_words(service=service, case=would_be) if is_final else "",
        "reason": reason.sentence if reason and is_final else "",
        "rules": _rules(proposal.matched, service),
    }


def _rules(matched: Sequence[MatchedRule], service: Service) -> list[dict[str, str]]:
    """What each rule's author wrote beside it, with its table and number; the last to be reached first."""
    words = RuleWords(service)
    described = [described_rule(words, service, rule) for rule in reversed(matched)]
    return [rule for rule in described if rule["words"]]


def desk_value(*, element: str, value: Any, names_shown: bool) -> str:
    """A value as a clerk needs it: names and what would harm when abused stay behind stars until she asks."""
    declared = catalogue.dictionary()[element]
    if value is not None and not names_shown and declared.mask_style is MaskStyle.NAME:
        return declared.mask(value)
    return write_value(element=element, value=value, masked=not names_shown or _is_never_shown(element))


def _is_never_shown(element: str) -> bool:
    declared = catalogue.dictionary()[element]
    return declared.sensitivity >= Sensitivity.SENSITIVE and declared.mask_style is not MaskStyle.ID_NUMBER


def _described_fact(review: Review, position: int, names_shown: bool) -> dict[str, object]:
    fact = review.facts[position]
    return {
        "label": label_of(fact.element),
        "value": desk_value(element=fact.element, value=fact.value, names_shown=names_shown),
        "source": resource_title(fact.provenance.resource),
        "date": fact.provenance.as_of,
        "dispute": review.disputes.get(fact.element, ""),
        "is_contradicted": any(conflict.element == fact.element for conflict in review.conflicts),
    }


def list_sides(conflict: Conflict, *, review: Review, service: Service) -> list[DescribedSide]:
    """The sides beside one another; each value in full, or they could not be compared."""
    proposals = review.by_side[conflict.element]
    return [
        _described_side(side, conflict.element, described_proposal(proposal, case=review.case, service=service))
        for side, proposal in zip(conflict.sides, proposals, strict=True)
    ]


def _described_side(side: Side, element: str, would_be: Mapping[str, object]) -> DescribedSide:
    source = resource_title(side.resource)
    if side.said_by != element:
        source = gettext("%(source)s里的%(label)s") % {"source": source, "label": label_of(side.said_by)}
    return DescribedSide(
        key=str(side.value),
        value=write_value(element=element, value=side.value, masked=False),
        source=source,
        outcome=one_after_another(str(would_be["outcome"]), str(would_be["reason"])) or gettext("规则仍不作决定。"),
    )
