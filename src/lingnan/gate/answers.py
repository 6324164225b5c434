"""Answers as they leave the gate."""

import json
import random
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NamedTuple

from .desk import Face, Shown, Verdict

# Spread over some seconds, so that those who were sent away do not come back as the crowd that they were.
RETRY_SECONDS = range(2, 11)


class Refusal(NamedTuple):
    """An answer that gives nothing: status, JSON text, and headers besides the usual ones."""

    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = ()


def refusal(status: int, code: str, **more: str) -> Refusal:
    """An answer that says by a stable code why there is none; who should come again is told when."""
    text = as_json({"error": code, **more})
    if status != 503:
        return Refusal(status, text)
    # Jitter needs no secret.
    retry_after = str(random.choice(RETRY_SECONDS))  # noqa: S311
    # The page is of another origin: the browser lets it read no header that is not named.
    return Refusal(status, text, (("retry-after", retry_after), ("access-control-expose-headers", "retry-after")))


def shown_as_json(shown: Shown) -> str:
    """A code to show. Base45 has no character that JSON would escape."""
    token, face = shown.token, _face_as_json(shown.face)
    return f'{{"token":"{token}",{face}' if token else f'{{"token":null,{face}'


def verdict_as_json(verdict: Verdict) -> str:
    """The answer to a scan; written by hand in a third of the time."""
    until = verdict.valid_until.isoformat() if verdict.valid_until else None
    return (
        f'{{"outcome":{_text_as_json(verdict.outcome)},"checked_at":"{verdict.checked_at.isoformat()}",'
        f'"age_seconds":{verdict.age_seconds},"notice":{_text_as_json(verdict.notice)},'
        f'"kind":{_text_as_json(verdict.kind)},"holder":{_text_as_json(verdict.holder)},'
        f'"valid_until":{_text_as_json(until)}}}'
    )


def as_json(content: Mapping[str, object]) -> str:
    """JSON with its characters as they are, days and moments in ISO 8601."""
    return _ENCODER.encode(content)


@lru_cache(maxsize=256)
def _face_as_json(face: Face) -> str:
    return as_json(vars(face))[1:]


def _text_as_json(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


# Made once: `json.dumps` would make one for each answer.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
