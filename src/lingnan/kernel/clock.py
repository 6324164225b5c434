"""The clock. It is read at the edge (page, HTTP, task, command) and passed inward as `at`."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PROVINCE_ZONE = ZoneInfo("Asia/Shanghai")


class _Clock:
    """This process's clock: the machine's, or a whole number of days behind it (ADR 0014)."""

    behind = timedelta()


def now() -> datetime:
    """The present moment of the province, in UTC: the machine's, unless the province runs as of an earlier day."""
    return datetime.now(UTC) - _Clock.behind


def turn_back(*, days: int) -> None:
    """Let this process's clock go on `days` whole days behind the machine's; 0 is the machine's."""
    _Clock.behind = timedelta(days=days)


def is_turned_back() -> bool:
    """True while the province runs as of an earlier day."""
    return bool(_Clock.behind)


def local_date(at: datetime) -> date:
    """The calendar date in the province at the moment `at`."""
    return at.astimezone(PROVINCE_ZONE).date()


def local_midnight(at: datetime) -> datetime:
    """When the province's day of the moment `at` began."""
    return midnight_of(local_date(at))


def midnight_of(day: date) -> datetime:
    """When a day of the province begins."""
    return datetime.combine(day, time.min, PROVINCE_ZONE)
