"""Trying a rule: what it says of values that somebody made up, and of the service's own examples. Nothing is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lingnan.engine.decisions import explain
from lingnan.engine.facts import derive

from .service_checks import feel
from .types import Example, Service
from .types.trials import ExampleRun, Trial


def try_rule(*, service: Service, known: Mapping[str, Any], today: date) -> Trial:
    """Decide from `known`: inputs of the rule or what they derive from, under their names in rules.

    What is not known is null, as in a case; `today` is the day of the decision.
    """
    decision = service.declaration.decision.name
    wanted = service.model.inputs(decision)
    values = derive(wanted=wanted, derivations=service.derivations, known={**known, "decision_date": today})
    given = {name: values[name] for name in wanted}
    return Trial(
        given=given,
        evaluation=service.model.evaluate(decision, given, trace=True),
        changes=explain(service.model, decision, given),
    )


def run_examples(*, service: Service) -> tuple[ExampleRun, ...]:
    """Every example of the service, in order of file, through its rule."""
    return tuple(_run(service, example) for example in service.examples)


def _run(service: Service, example: Example) -> ExampleRun:
    given = {name: feel(value) for name, value in example.given.items()}
    evaluation = service.model.evaluate(service.declaration.decision.name, given)
    outcome: Mapping[str, Any] = evaluation.value if isinstance(evaluation.value, Mapping) else {}
    return ExampleRun(
        example=example,
        outcome=outcome,
        matched=frozenset((match.table, match.rule_id) for match in evaluation.matched),
        is_met=all(outcome.get(name) == feel(value) for name, value in example.expect.items()),
    )
