"""Dates and times as people write them, GB/T 7408."""

from __future__ import annotations

import re
from datetime import MINYEAR, date, datetime, timedelta, timezone

from lingnan.engine.elements.finding import Accepted, Finding, Problem, problem
from lingnan.engine.elements.folding import fold_width

BEIJING_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal time of the whole country; without summer time since 1992."""

_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SPACED = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")


def check_date(text: str) -> Finding:
    """A day: 2026-11-23, 2026/11/23, 20261123 or 2026年11月23日."""
    written = fold_width(text)
    match = _COMPACT.fullmatch(written) or _SPACED.fullmatch(written)
    if match is None:
        return problem("date.form", written=written)
    try:
        return Accepted(date(*(int(group) for group in match.groups())))
    except ValueError:
        return problem("date.not_real", written=written)


def check_past_date(text: str, *, today: date) -> Finding:
    """A day that has come: births, deaths, grants."""
    found = check_date(text)
    if isinstance(found, Accepted) and isinstance(found.value, date) and found.value > today:
        return problem("date.future", iso=found.value.isoformat())
    return found


def check_kept(last: date, *, today: date) -> Problem | None:
    """The last day on which a record may be held: one that is over is a problem."""
    return problem("date.expired", iso=last.isoformat()) if last < today else None


def check_datetime(text: str) -> Finding:
    """A moment in ISO 8601; one written without an offset is in Beijing time."""
    written = fold_width(text)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return problem("datetime.form", written=written)
    if moment.year == MINYEAR:
        # In another zone it would be before the calendar begins.
        return problem("datetime.form", written=written)
    return Accepted(moment if moment.tzinfo else moment.replace(tzinfo=BEIJING_TIME))
