"""Which rules of a service its examples use, and which none of them does."""

from lingnan.engine.decisions import Match

from .trial import run_examples
from .types import Service
from .types.rules import RuleCoverage


def list_coverage(*, service: Service) -> tuple[RuleCoverage, ...]:
    """Every rule of every table of the service's model, in the order of the file, with the examples that use it."""
    runs = run_examples(service=service)
    tables = (table for decision in service.model.decisions if (table := service.model.table(decision)) is not None)
    return tuple(
        RuleCoverage(
            match=Match(table.name, rule.number, rule.id, rule.annotations),
            examples=tuple(run.example.name for run in runs if (table.name, rule.id) in run.matched),
        )
        for table in tables
        for rule in table.rules
    )
