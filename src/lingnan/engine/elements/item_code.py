"""Implementation codes of government service items (实施编码) as Guangdong writes them.

`credit code (18) + level (1) + catalogue (12) [+ situation (2)]`, checked against 181 published codes.
"""

from __future__ import annotations

import re

from lingnan.engine.elements import credit_code
from lingnan.engine.elements.divisions import DivisionTable
from lingnan.engine.elements.finding import Accepted, Finding, Problem, problem
from lingnan.engine.elements.folding import fold_identifier

LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇级", "6": "村级"}

_CATALOGUE = re.compile(r"[0-9A-Z]{12}")
_SITUATION = re.compile(r"[0-9]{2}|")


def check(text: str, *, divisions: DivisionTable) -> Finding:
    """An item code with its organisation, level, catalogue code and situation; `item` is the code of the main item."""
    code = fold_identifier(text)
    if len(code) not in (31, 33):
        return problem("item_code.length", length=len(code))
    organisation = credit_code.check(code[:18], divisions=divisions)
    if isinstance(organisation, Problem):
        return problem("item_code.credit_code", code=code[:18])
    level, catalogue, situation = code[18], code[19:31], code[31:]
    if level not in LEVELS:
        return problem("item_code.level", level=level)
    if not _CATALOGUE.fullmatch(catalogue):
        return problem("item_code.catalogue", catalogue=catalogue)
    if not _SITUATION.fullmatch(situation):
        return problem("item_code.situation", situation=situation)
    return Accepted(code, _parts(code, organisation))


def _parts(code: str, organisation: Accepted) -> dict[str, str | None]:
    return {
        "item": code[:31],
        "credit_code": code[:18],
        "organisation_code": organisation.parts["organisation_code"],
        "division": organisation.parts["division"],
        "level": code[18],
        "level_name": LEVELS[code[18]],
        "catalogue": code[19:31],
        "situation": code[31:] or None,
    }
