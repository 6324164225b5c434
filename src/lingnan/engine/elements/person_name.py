"""Names of people as registers hold them (公安部 姓名登记条例: Chinese characters and the dot of translated names)."""

from __future__ import annotations

import re
import unicodedata

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_text

_DOTS = re.compile(r"\s*[·•・∙‧．●]\s*")
_LONGEST = 50


def check(text: str) -> Finding:
    """A name of letters of any script; spaces within Chinese names and the many dots are made one."""
    name = tidy(text)
    stray = next((character for character in name if not _may_stand(character)), None)
    if stray is not None:
        return problem("person_name.character", character=stray)
    if not 1 < len(name) <= _LONGEST:
        return problem("person_name.length", length=len(name))
    return Accepted(name)


def tidy(text: str) -> str:
    """A name as it is kept: one dot of the many, no spaces within a Chinese name, one between words of letters."""
    name = _DOTS.sub("·", fold_text(text))
    return name.replace(" ", "") if any(_is_han(character) for character in name) else name


def fold(text: str) -> str:
    """What all ways of writing a name have in common, to compare by: widths and capitals besides. Accents count."""
    return unicodedata.normalize("NFKC", tidy(text)).casefold()


def _may_stand(character: str) -> bool:
    return character in "·-'’. " or unicodedata.category(character)[0] in "LM"


def _is_han(character: str) -> bool:
    return "CJK" in unicodedata.name(character, "")
