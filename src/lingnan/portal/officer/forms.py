"""The form of a decision: which side of a contradiction holds, grant or refuse, the note that the applicant reads."""

from collections.abc import Mapping

from django.utils.translation import gettext

from lingnan.portal.values import label_of
from lingnan.rooms.cases.types import Review
from lingnan.rooms.catalogue.types import Service

from .review import DescribedSide, list_sides

FINDING = "finding-"
FIELDS = {
    "note-missing": "note",
    "finding-missing": FINDING,
    "finding-unknown": FINDING,
    "grant-incomplete": "decision",
}
Problem = tuple[str, str]
"""The field (or `FINDING`), and what is wrong with it."""


def read_findings(typed: Mapping[str, str]) -> dict[str, str]:
    """The sides chosen, by element."""
    return {name.removeprefix(FINDING): value for name, value in typed.items() if name.startswith(FINDING) and value}


def described_form(
    *, review: Review, service: Service, typed: Mapping[str, str], problem: Problem | None
) -> dict[str, object]:
    """The questions with what was chosen and typed so far, and the problem beside its field."""
    chosen = read_findings(typed)
    field, sentence = problem or ("", "")
    first = review.conflicts[0].element if review.conflicts else ""
    field = FINDING + first if field == FINDING else field
    return {
        "problems": [(field, sentence)] if problem else [],
        "findings": [
            {
                "name": FINDING + conflict.element,
                "label": gettext("%(label)s以哪一处为准") % {"label": label_of(conflict.element)},
                "options": [_option(side) for side in list_sides(conflict, review=review, service=service)],
                "value": chosen.get(conflict.element, ""),
                "error": sentence if field == FINDING + conflict.element else "",
            }
            for conflict in review.conflicts
        ],
        "decisions": [
            ("granted", gettext("批准"), gettext("先在上面选定以哪一处登记为准。") if review.conflicts else ""),
            ("refused", gettext("不予批准"), gettext("申请人会读到您写的理由，并可以申请复核。")),
        ],
        "decision": typed.get("decision", ""),
        "decision_error": sentence if field == "decision" else "",
        "note": typed.get("note", ""),
        "note_error": sentence if field == "note" else "",
    }


def _option(side: DescribedSide) -> tuple[str, str, str]:
    """A side as a choice: its value, who says so, and what the rules make of it."""
    follows = gettext("依据%(source)s。按此批准，申请人会读到：%(outcome)s")
    return side.key, side.value, follows % {"source": side.source, "outcome": side.outcome}
