"""Reading dates, times and durations from FEEL text (XML Schema part 2, with @zone; DMN 1.5, 10.3.2.3.3–8)."""

import re
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from lingnan.engine.decisions.temporal import (
    NANOSECONDS,
    OutOfRange,
    date_of_days,
    days_of,
    make_date,
    make_datetime,
    make_duration,
    make_offset,
    make_time,
)
from lingnan.engine.decisions.values import YearMonthDuration

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
_ZONE = r"(?P<zone>[zZ]|(?P<sign>[+-])(?P<zone_hour>\d\d):(?P<zone_minute>\d\d)(?::(?P<zone_second>\d\d))?|@.+)?"
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(_CLOCK + _ZONE, re.ASCII)
_DATE_TIME_TEXT = re.compile(f"{_DATE}T{_CLOCK}{_ZONE}", re.ASCII)
_MONTHS_TEXT = re.compile(r"(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII
)


class NotTemporal(ValueError):
    """Text that is no date, time or duration of the kind asked for."""

    code = "temporal-text"


def parse_date(text: str) -> Any:
    """A date from -999999999-12-31 style text; raises NotTemporal or OutOfRange."""
    return _date(_matched(_DATE_TEXT, text, "a date"))


def parse_time(text: str) -> Any:
    """A time, with a zone where the text has one; raises NotTemporal or OutOfRange."""
    return _time(_matched(_TIME_TEXT, text, "a time"))[0]


def parse_datetime(text: str) -> Any:
    """A date and time; a date alone is its midnight. Raises NotTemporal or OutOfRange."""
    if _DATE_TEXT.fullmatch(text):
        return make_datetime(parse_date(text), make_time(0, 0, 0, 0, None))
    match = _matched(_DATE_TIME_TEXT, text, "a date and time")
    day = _date(match)
    clock, carry = _time(match)
    return make_datetime(date_of_days(days_of(day) + 1) if carry else day, clock)


def parse_duration(text: str) -> Any:
    """A duration of either kind; raises NotTemporal."""
    match = _MONTHS_TEXT.fullmatch(text)
    if match:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearMonthDuration(-months if match[1] else months)
    match = _matched(_DAYS_TEXT, text, "a duration")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    whole = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    nanoseconds = whole * NANOSECONDS + _nanosecond(fraction)
    return make_duration(-nanoseconds if sign else nanoseconds)


def parse_temporal(text: str) -> Any:
    """What an at-literal means: a duration, a date and time, a date or a time, by its form."""
    bare = text.lstrip("-")
    if bare.startswith("P"):
        return parse_duration(text)
    if _DATE_TEXT.fullmatch(text):
        return parse_date(text)
    if _DATE_TIME_TEXT.fullmatch(text):
        return parse_datetime(text)
    return parse_time(text)


def parse_zone(text: str) -> tzinfo:
    """A zone by its IANA name; raises NotTemporal."""
    try:
        return ZoneInfo(text)
    except (OSError, ValueError, KeyError) as error:
        raise NotTemporal(f'"{text}" is no time zone') from error


def _matched(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise NotTemporal(f'"{text}" is not {what}')
    return match


def _nanosecond(fraction: str | None) -> int:
    return int(f"{fraction or '':0<9.9}")


def _date(match: re.Match[str]) -> Any:
    return make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _time(match: re.Match[str]) -> tuple[Any, bool]:
    """The time, and whether it is 24:00:00, the midnight that ends the day (XML Schema part 2, 3.2.8.1)."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    nanosecond = _nanosecond(match["fraction"])
    carry = hour == 24 and not (minute or second or nanosecond)
    return make_time(0 if carry else hour, minute, second, nanosecond, _zone(match)), carry


def _zone(match: re.Match[str]) -> tzinfo | None:
    text = match["zone"]
    if not text:
        return None
    if text[0] == "@":
        return parse_zone(text[1:])
    if text in "zZ":
        return make_offset(0)
    hour, minute, second = (int(match[f"zone_{part}"] or 0) for part in ("hour", "minute", "second"))
    if minute > 59 or second > 59:
        raise OutOfRange(f'"{text}" is no offset')
    seconds = hour * 3600 + minute * 60 + second
    return make_offset(-seconds if match["sign"] == "-" else seconds)
