"""The judgement itself: a pure function of a published service, its inputs and a day, for deciding and replaying."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lingnan.engine.credentials import Counterfactual, Input, MatchedRule
from lingnan.engine.decisions import explain
from lingnan.engine.facts import derive, variable_of
from lingnan.rooms.catalogue.types import Service

from .types import CaseStatus

NO_RULE = "no-rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules say: the status that follows, the reason's code, all outputs, the rules, and the values used.

    `ways` are the smallest changes, each of one input, by which the rules would have granted; none for a grant.
    """

    status: CaseStatus
    reason: str
    outcome: Mapping[str, Any]
    matched: tuple[MatchedRule, ...]
    values: Mapping[str, Any]
    ways: tuple[Counterfactual, ...]


def judge(*, service: Service, inputs: Iterable[Input], today: date) -> Judgement:
    """Derive what the decision needs from `inputs` and evaluate it. A table that has no rule for a case refers it."""
    name = service.declaration.decision.name
    known = {variable_of(each.element): _feel(each.value) for each in inputs} | {"decision_date": today}
    wanted = service.model.inputs(name)
    values = derive(wanted=wanted, derivations=service.derivations, known=known)
    given = {each: values.get(each) for each in wanted}
    evaluation = service.model.evaluate(name, given)
    outcome = _outcome(evaluation.value)
    matched = tuple(
        MatchedRule(
            table=each.table,
            number=each.rule,
            rule_id=each.rule_id,
            annotation="；".join(text for _, text in each.annotations) or None,
        )
        for each in evaluation.matched
    )
    return Judgement(
        status=CaseStatus(outcome["outcome"]),
        reason=outcome["reason"],
        outcome=outcome,
        matched=matched,
        values={**values, **outcome},
        ways=() if outcome["outcome"] == CaseStatus.GRANTED else tuple(_ways(service, given)),
    )


def _ways(service: Service, given: Mapping[str, Any]) -> Iterator[Counterfactual]:
    for change in explain(service.model, service.declaration.decision.name, given, towards=_is_grant):
        yield Counterfactual(element=change.input, condition=change.condition, outcome=_outcome(change.outcome))


def _is_grant(value: Any) -> bool:
    return bool(_outcome(value)["outcome"] == CaseStatus.GRANTED)


def _outcome(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or value.get("outcome") is None:
        return {"outcome": CaseStatus.REFERRED.value, "reason": NO_RULE}
    return {name: _plain(each) for name, each in value.items() if each is not None}


def _feel(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return [_feel(each) for each in value] if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
