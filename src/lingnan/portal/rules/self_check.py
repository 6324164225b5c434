"""The guide's check before applying: one or two questions, the rule's answer, and what else would make it a yes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from lingnan.portal.wording import service_text, worded_values
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import ReasonText, Service
from lingnan.rooms.catalogue.types.trials import Trial

from .questions import Question, described_questions, list_questions, read_known
from .trial import described_changes, outputs_of
from .words import OUTCOME, REASON


def described_self_check(service: Service) -> dict[str, object]:
    """The questions, nothing typed yet; nothing at all where the service declares no check."""
    return {"questions": described_questions(_asked(service), {}, {})}


def answered_self_check(service: Service, data: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """The questions as they were answered, with what is wrong with an answer or else what the rule says."""
    questions = _asked(service)
    typed, known, wrong = read_known(data, questions, today=today)
    unanswered = gettext("这一项还没有填，没法看能不能办。不记得的，也可以直接办理，登记里有。")
    problems = {name: unanswered for name, value in known.items() if value is None} | wrong
    context: dict[str, Any] = {"questions": described_questions(questions, typed, problems)}
    if problems:
        return {**context, "problems": list(problems.items())}
    given = service.declaration.self_check.given if service.declaration.self_check else {}
    return {
        **context,
        "answer": _answer(service, catalogue.try_rule(service=service, known={**given, **known}, today=today)),
    }


def _asked(service: Service) -> list[Question]:
    asks = service.declaration.self_check.asks if service.declaration.self_check else ()
    return [each for each in list_questions(service) if each.element is not None and each.element.id in asks]


def _answer(service: Service, trial: Trial) -> dict[str, object]:
    """What the rule says of the answers; where that isn't yes, the single changes that would make it one."""
    outcome = outputs_of(trial.evaluation.value)
    said = str(outcome.get(OUTCOME))
    tone, word = {
        "granted": ("valid", gettext("看来可以办")),
        "refused": ("caution", gettext("看来暂时不能办")),
    }.get(said, ("waiting", gettext("还要看登记")))
    values = worded_values(service=service, values={**trial.given, **outcome})
    reason = service_text(service).reasons.get(str(outcome.get(REASON)))
    changes = [] if said == "granted" else described_changes(service, trial)
    return {
        "tone": tone,
        "word": word,
        "sentences": _sentences(said, reason, values),
        "ways": [each for each in changes if each["tone"] == "valid"],
    }


def _sentences(said: str, reason: ReasonText | None, values: Mapping[str, str]) -> list[str]:
    if reason is None or said not in ("granted", "refused"):
        return [gettext("只凭这些还定不下来。直接办理就行，要看的登记由系统去查，不用您准备。")]
    told = [reason.sentence] if said == "granted" else [reason.sentence, reason.next]
    return [text.format_map(values) for text in told]
