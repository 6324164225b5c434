"""What a trial came to, in sentences: the outcome, why, and the smallest changes that would have altered it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from lingnan.engine.decisions import Change
from lingnan.portal.wording import service_text, worded_values
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.catalogue.types.trials import Trial

from .tables import traced_tables
from .words import OUTCOME, REASON, RuleWords, outcome_words

MOST_CHANGES = 3


def described_trial(service: Service, trial: Trial) -> dict[str, object]:
    """The outcome with its reason, each table with its rules, and what would have changed it."""
    outcome = outputs_of(trial.evaluation.value)
    tone, word = outcome_words(outcome.get(OUTCOME))
    return {
        "tone": tone,
        "word": word,
        "reason": reason_sentence(service, {**trial.given, **outcome}),
        "tables": traced_tables(service, trial.evaluation),
        "changes": described_changes(service, trial),
    }


def described_changes(service: Service, trial: Trial) -> list[dict[str, str]]:
    """The smallest single changes that would have altered the outcome."""
    words = RuleWords(service)
    return [_change(service, words, change) for change in trial.changes[:MOST_CHANGES]]


def reason_sentence(service: Service, values: Mapping[str, Any]) -> str:
    """The reason that a rule gives, as the service's texts say it."""
    text = service_text(service).reasons.get(str(values.get(REASON)))
    if text is None:
        return gettext("现有的规则没有写到这种情况，系统不作决定，由工作人员核对。")
    return text.sentence.format_map(worded_values(service=service, values=values))


def _change(service: Service, words: RuleWords, change: Change) -> dict[str, str]:
    column = words.about_input(change.input, change.label)
    outcome = outputs_of(change.outcome)
    tone, word = outcome_words(outcome.get(OUTCOME))
    return {
        "label": str(column.label),
        "condition": words.condition_text(change.condition, column),
        "tone": tone,
        "word": word,
        "reason": reason_sentence(service, {change.input: change.sample, **outcome}),
    }


def outputs_of(value: Any) -> Mapping[str, Any]:
    """The outputs of a rule by name; none where no rule matched."""
    return value if isinstance(value, Mapping) else {}
