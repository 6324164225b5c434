"""Answers as they leave the gate."""

import json
import random
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
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
    """The answer to a scan."""
    return as_json(verdict._asdict())


def as_json(content: Mapping[str, object]) -> str:
    """JSON with its characters as they are, days and moments in ISO 8601."""
    return _ENCODER.encode(content)


@lru_cache(maxsize=256)
def _face_as_json(face: Face) -> str:
    return as_json(vars(face))[1:]


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


# Made once: `json.dumps` would make one for each answer.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
