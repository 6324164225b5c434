"""Nine-character organisation codes, GB 11714-1997: characters 9–17 of a unified social credit code."""

from __future__ import annotations

import re

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")
_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(body: str) -> str:
    """The ninth character of a body of eight, `X` for ten."""
    total = sum(_VALUES[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check(text: str) -> Finding:
    """An organisation code, written with or without the dash before its check character."""
    code = fold_identifier(text)
    if not _FORM.fullmatch(code):
        return problem("organisation_code.form", length=len(code))
    if code[8] != check_character(code[:8]):
        return problem("organisation_code.check")
    return Accepted(code, {"body": code[:8], "check": code[8]})
