"""The answer to a checked code, for a page."""

from django.utils.translation import gettext

from lingnan.rooms.codes.types import Verification
from lingnan.rooms.health.types import HEALTH_CODE

from .wording import code_title, verdict_words


def described_verification(verification: Verification) -> dict[str, object]:
    """Tone, word and sentences of an answer, and what it says of the holder."""
    tone, word = verdict_words(verification.outcome, kind=verification.kind)
    return {
        "verification": verification,
        "checked_at": verification.checked_at,
        "is_health": verification.kind == HEALTH_CODE,
        "kind": code_title(verification.kind) if verification.kind else "",
        "tone": tone,
        "word": word,
        "meaning": gettext(verification.words.meaning),
        "advice": gettext(verification.words.advice),
    }
