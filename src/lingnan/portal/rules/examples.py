"""Examples beside the rule: what each is, what the rule says of it, and whether a clerk would say the same."""

from collections.abc import Iterable

from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.catalogue.types.trials import ExampleRun

from .words import OUTCOME, outcome_words


def described_examples(runs: Iterable[ExampleRun]) -> list[dict[str, object]]:
    """Each example by its number from 1."""
    described = []
    for number, run in enumerate(runs, 1):
        tone, word = outcome_words(run.outcome.get(OUTCOME))
        described.append({"number": number, "name": run.example.name, "tone": tone, "word": word, "is_met": run.is_met})
    return described


def first_granted(service: Service) -> int:
    """The number of the first example that ends well; 0 where none does."""
    numbers = (number for number, each in enumerate(service.examples, 1) if each.expect.get(OUTCOME) == "granted")
    return next(numbers, 0)
