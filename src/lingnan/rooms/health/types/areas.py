"""Risk areas as their counts have them."""

from dataclasses import dataclass
from typing import Literal

AreaKind = Literal["residence", "visited", "county"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLevel:
    """The level of an area on a day; None where the rule leaves it open. `reason` is the code of the rule.

    `days_clear` are the whole days without a new case, None where there never was one. `area_kind` is what the infected
    did in the area, where the rule asks for it.
    """

    level: str | None
    reason: str
    version: str
    cases_total: int
    cases_14_days: int
    days_clear: int | None
    area_kind: AreaKind | None
