"""The clock. It is read at the edge (page, HTTP, task, command) and passed inward as `at`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PROVINCE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime) -> date:
    """The calendar date in the province at the moment `at`."""
    return at.astimezone(PROVINCE_ZONE).date()
