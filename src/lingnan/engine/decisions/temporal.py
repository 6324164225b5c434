"""Dates, times and durations: Python's own where they can hold the value, ours where they can't.

Python's stop at the year 9999, at the microsecond and at 10^9 days. Each type of ours keeps the same order and gives
its FEEL text by `str()`. All arithmetic goes through whole days and nanoseconds, so that both sorts mix.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import total_ordering
from typing import Any
from zoneinfo import ZoneInfo

NANOSECONDS = 1_000_000_000
DAY = 86_400 * NANOSECONDS
_EPOCH = date(1970, 1, 1).toordinal()
_MAX_YEAR = 999_999_999
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class OutOfRange(ValueError):
    """A date, time or duration that no calendar holds, such as 30 February."""

    code = "temporal-out-of-range"


@total_ordering
@dataclass(frozen=True, slots=True)
class LargeDate:
    """A date before the year 1 or after 9999 (astronomical years, proleptic Gregorian)."""

    year: int
    month: int
    day: int

    def __lt__(self, other: object) -> bool:
        if other.__class__ not in (date, LargeDate):
            return NotImplemented
        return days_of(self) < days_of(other)

    def __str__(self) -> str:
        return f"{year_text(self.year)}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class LargeTime:
    """A time finer than a microsecond."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: tzinfo | None

    def __str__(self) -> str:
        return clock_text(self.hour, self.minute, self.second, self.nanosecond) + zone_text(self.tzinfo)


@dataclass(frozen=True, slots=True)
class LargeDateTime:
    """A date and time outside the years 1 to 9999, or finer than a microsecond."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: tzinfo | None

    def __str__(self) -> str:
        clock = clock_text(self.hour, self.minute, self.second, self.nanosecond)
        return f"{year_text(self.year)}-{self.month:02}-{self.day:02}T{clock}{zone_text(self.tzinfo)}"


@total_ordering
@dataclass(frozen=True, slots=True)
class LargeDuration:
    """A days and time duration longer than 10^9 days or finer than a microsecond."""

    nanoseconds: int

    def __lt__(self, other: object) -> bool:
        if other.__class__ not in (timedelta, LargeDuration):
            return NotImplemented
        return self.nanoseconds < nanoseconds_of(other)

    def __str__(self) -> str:
        return duration_text(self.nanoseconds)


DATES = (date, LargeDate)
TIMES = (time, LargeTime)
DATE_TIMES = (datetime, LargeDateTime)
DURATIONS = (timedelta, LargeDuration)


def year_text(year: int) -> str:
    """The year as four digits or more, with a minus sign before the year 0."""
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def clock_text(hour: int, minute: int, second: int, nanosecond: int) -> str:
    """hh:mm:ss with as many decimals as are needed."""
    fraction = f".{nanosecond:09}".rstrip("0") if nanosecond else ""
    return f"{hour:02}:{minute:02}:{second:02}{fraction}"


def zone_text(zone: tzinfo | None) -> str:
    """Z, +hh:mm[:ss] or @Region/City; nothing for a local time."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None)
    seconds = round(offset.total_seconds()) if offset else 0
    if not seconds:
        return "Z"
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else '+'}{hour:02}:{minute:02}" + (f":{second:02}" if second else "")


def duration_text(nanoseconds: int) -> str:
    """PnDTnHnMnS without empty parts; PT0S for nothing."""
    days, rest = divmod(abs(nanoseconds), DAY)
    seconds, nanosecond = divmod(rest, NANOSECONDS)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
    if second or nanosecond:
        clock += str(second) + (f".{nanosecond:09}".rstrip("0") if nanosecond else "") + "S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-P" if nanoseconds < 0 else "P") + (text or "T0S")


def is_leap(year: int) -> bool:
    """Whether the Gregorian year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Days in the month."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def make_date(year: int, month: int, day: int) -> Any:
    """The date; raises OutOfRange where there is none."""
    if not (1 <= month <= 12 and abs(year) <= _MAX_YEAR and 1 <= day <= month_length(year, month)):
        raise OutOfRange(f"{year}-{month}-{day} is not a date")
    return date(year, month, day) if 1 <= year <= 9999 else LargeDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nanosecond: int, zone: tzinfo | None) -> Any:
    """The time of day; raises OutOfRange where there is none."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nanosecond < NANOSECONDS):
        raise OutOfRange(f"{hour}:{minute}:{second} is not a time")
    if nanosecond % 1000:
        return LargeTime(hour, minute, second, nanosecond, zone)
    return time(hour, minute, second, nanosecond // 1000, zone)


def make_datetime(day: Any, clock: Any) -> Any:
    """The date of `day` at the time of `clock`, which brings the zone."""
    if clock.__class__ is time and 1 <= day.year <= 9999:
        return datetime.combine(date(day.year, day.month, day.day), clock)
    return LargeDateTime(
        day.year, day.month, day.day, clock.hour, clock.minute, clock.second, nanosecond_of(clock), clock.tzinfo
    )


def make_duration(nanoseconds: int) -> Any:
    """The duration of so many nanoseconds."""
    microseconds, rest = divmod(nanoseconds, 1000)
    if rest or abs(nanoseconds) >= 999_999_999 * DAY:
        return LargeDuration(nanoseconds)
    return timedelta(microseconds=microseconds)


def make_offset(seconds: int) -> tzinfo:
    """The fixed zone so many seconds east of Greenwich; at most 18 hours."""
    if abs(seconds) > 18 * 3600:
        raise OutOfRange("an offset is at most 18 hours")
    return timezone(timedelta(seconds=seconds)) if seconds else UTC


def nanosecond_of(value: Any) -> int:
    """The fraction of the second of a time or a date and time."""
    return int(value.microsecond * 1000 if value.__class__ in (time, datetime) else value.nanosecond)


def nanoseconds_of(duration: Any) -> int:
    """The length of a days and time duration."""
    if duration.__class__ is LargeDuration:
        return int(duration.nanoseconds)
    seconds: int = duration.days * 86_400 + duration.seconds
    return seconds * NANOSECONDS + int(duration.microseconds) * 1000


def days_of(day: Any) -> int:
    """Days since 1970-01-01 of a date or of the date in a date and time."""
    year, month = day.year - (day.month <= 2), (day.month + 9) % 12
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * month + 2) // 5 + day.day - 1
    return int(era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468)


def date_of_days(days: int) -> Any:
    """The date so many days after 1970-01-01."""
    if 1 <= days + _EPOCH <= 3_652_059:
        return date.fromordinal(days + _EPOCH)
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    return make_date(
        era * 400 + year_of_era + (month >= 10),
        month + 3 if month < 10 else month - 9,
        day_of_year - (153 * month + 2) // 5 + 1,
    )


def clock_of(value: Any) -> int:
    """Nanoseconds since midnight of a time or of the time in a date and time."""
    seconds: int = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * NANOSECONDS + nanosecond_of(value)


def time_of_clock(nanoseconds: int, zone: tzinfo | None) -> Any:
    """The time so long after midnight, turning at midnight."""
    seconds, nanosecond = divmod(nanoseconds % DAY, NANOSECONDS)
    return make_time(seconds // 3600, seconds // 60 % 60, seconds % 60, nanosecond, zone)


def local_of(value: Any) -> int:
    """Nanoseconds since 1970-01-01T00:00:00 on the value's own clock."""
    return days_of(value) * DAY + clock_of(value)


def datetime_of_local(nanoseconds: int, zone: tzinfo | None) -> Any:
    """The date and time so long after 1970-01-01T00:00:00 on the clock of `zone`."""
    days, rest = divmod(nanoseconds, DAY)
    return make_datetime(date_of_days(days), time_of_clock(rest, zone))


def offset_of(value: Any) -> int | None:
    """Nanoseconds east of Greenwich at that moment, or None for a local value."""
    zone = value.tzinfo
    if zone is None:
        return None
    offset: timedelta = zone.utcoffset(_moment(value))
    return round(offset.total_seconds()) * NANOSECONDS


def _moment(value: Any) -> datetime:
    """The value as Python's, to ask a zone for its offset; a time of day stands on 1970-01-01."""
    day = value if hasattr(value, "year") else date(1970, 1, 1)
    year = min(max(day.year, 2), 9998)
    in_year = min(day.day, month_length(year, day.month))
    return datetime(year, day.month, in_year, value.hour, value.minute, tzinfo=value.tzinfo)


def instant_of(value: Any) -> int | None:
    """Nanoseconds since the epoch, or None for a value without a zone (a time counts from its own midnight)."""
    offset = offset_of(value)
    if offset is None:
        return None
    return (clock_of(value) if value.__class__ in TIMES else local_of(value)) - offset


def add_months(day: Any, months: int) -> Any:
    """The same day so many months on, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not abs(year) <= _MAX_YEAR:
        raise OutOfRange("the year has at most nine digits")
    return make_date(year, month + 1, min(day.day, month_length(year, month + 1)))
