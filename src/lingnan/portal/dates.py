"""Dates as each language writes them, and as a form asks for them: in three parts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.formats import date_format

CHINESE_DATE = "Y年n月j日"
ENGLISH_DATE = "j F Y"
CLOCK = "H:i"


class DateParts(NamedTuple):
    """Year, month and day as a person typed them, or nothing yet. Each may be any text."""

    year: str = ""
    month: str = ""
    day: str = ""

    def __str__(self) -> str:
        """ISO 8601 where the parts are numbers, else the parts as typed, so that a validator can say what is wrong."""
        if not any(self):
            return ""
        year, month, day = (part.strip() for part in self)
        return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"


def read_date_parts(*, data: Mapping[str, str], name: str) -> DateParts:
    """The three inputs that `<c-field type="date">` sends as `name_year`, `name_month` and `name_day`."""
    return DateParts(*(data.get(f"{name}_{part}", "").strip() for part in DateParts._fields))


def split_date(value: date | str | None) -> DateParts:
    """The parts of a date, of ISO 8601 text, or of what was typed before."""
    if isinstance(value, DateParts):
        return value
    text = value.isoformat()[:10] if isinstance(value, date) else value or ""
    parts = text.split("-")
    return DateParts(*(part.lstrip("0") or part for part in parts)) if len(parts) == 3 else DateParts()


def _to_date(value: date | str) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value


def _speaks_chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


def write_date(value: date | str | None) -> str:
    """2026年11月23日 or 23 November 2026; an aware datetime in local time; nothing for None."""
    if not value:
        return ""
    return date_format(_to_date(value), CHINESE_DATE if _speaks_chinese() else ENGLISH_DATE)


def write_moment(value: datetime | str | None) -> str:
    """The date and the local time to the minute."""
    if not value:
        return ""
    moment = _to_date(value)
    return f"{write_date(moment)} {date_format(moment, CLOCK)}"


def read_moment(text: str, *, otherwise: datetime) -> datetime:
    """A moment that a page of ours wrote into its form: what was seen then, so that a form sent twice acts once."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return otherwise
    return moment if moment.tzinfo else otherwise
