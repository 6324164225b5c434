"""Working days of the province, and the dates that promises come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .types import CalendarYear, Period

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days off and days worked instead; any other day is worked from Monday to Friday."""

    days_off: frozenset[date]
    days_worked: frozenset[date]

    def is_workday(self, day: date) -> bool:
        if day in self.days_worked:
            return True
        return day not in self.days_off and day.weekday() < SATURDAY

    def after(self, *, start: date, period: Period) -> date:
        """The day on which a period that runs from the day after `start` ends (民法典第二百零一条)."""
        if period.unit == "day":
            return start + timedelta(days=period.days)
        day, left = start, period.days
        while left:
            day += timedelta(days=1)
            left -= self.is_workday(day)
        return day


def read_calendar(years: Iterable[CalendarYear]) -> Calendar:
    """The calendar that the province declares."""
    holidays = [holiday for year in years for holiday in year.holidays]
    return Calendar(
        days_off=frozenset(
            holiday.first + timedelta(days=n)
            for holiday in holidays
            for n in range((holiday.last - holiday.first).days + 1)
        ),
        days_worked=frozenset(day for holiday in holidays for day in holiday.works),
    )
