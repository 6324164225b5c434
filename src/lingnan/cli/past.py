"""A province that runs as of an earlier day: its folder, its clock, and what that clock must not do."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lingnan.config.environment import DAYS_BACK, ROOT, Environment
from lingnan.kernel.clock import PROVINCE_ZONE, local_date
from lingnan.kernel.errors import LingnanError

EARLIEST = date(2000, 1, 1)


class NotADate(LingnanError):
    """The start is no day of the calendar, or not written as one."""

    code = "not-a-date"
    message = "「%(text)s」不是日期。请写成 2020-12-07 这样的年月日。"


class StartOutOfReach(LingnanError):
    """The start has not come yet, or lies before anything that the province knows."""

    code = "start-out-of-reach"
    message = "不能从 %(date)s 起运行。请选 %(earliest)s 到今天（%(today)s）之间的一天。"


class ActsAreLater(LingnanError):
    """The data hold acts from after the start: going on from it would put later acts before earlier ones."""

    code = "acts-are-later"
    status = 409
    message = (
        "数据目录 %(folder)s 里最新的记录发生在 %(newest)s，时间不能倒回到它之前。"
        "请用 --as-of %(next)s 或更晚的日期接着运行，或者另设 LINGNAN_VAR 从头开始。"
    )


def read_start(text: str) -> date:
    """The day that `--as-of` names; raises `NotADate`, `StartOutOfReach`."""
    try:
        start = date.fromisoformat(text)
    except ValueError as error:
        raise NotADate(text=text) from error
    today = local_date(datetime.now(UTC))
    if not EARLIEST <= start <= today:
        raise StartOutOfReach(date=start, earliest=EARLIEST, today=today)
    return start


def folder_of(start: date) -> Path:
    """The data folder of a day: what happens as of it stays out of the province of today."""
    return ROOT / "var" / f"as-of-{start}"


def turn_clock(start: date, environment: Environment) -> None:
    """Set the folder's clock for all processes, to the time of day now on `start`; raises `ActsAreLater`.

    Whole days, so that a midnight there is a midnight here and what runs by the hour does so in both.
    """
    at = datetime.now(UTC)
    days = (local_date(at) - start).days
    newest = newest_act(environment.effective_database_url)
    if newest and newest > at - timedelta(days=days):
        local = newest.astimezone(PROVINCE_ZONE)
        raise ActsAreLater(
            folder=environment.var, newest=f"{local:%Y-%m-%d %H:%M}", next=local.date() + timedelta(days=1)
        )
    (environment.var / DAYS_BACK).write_text(f"{days}\n")


def newest_act(url: str) -> datetime | None:
    """When the newest entry of the audit trail was made; None where there is none, or no trail yet."""
    import psycopg

    with psycopg.connect(url) as connection:
        trail = connection.execute("SELECT to_regclass('kernel_auditentry')").fetchone()
        if trail is None or trail[0] is None:
            return None
        found = connection.execute("SELECT max(at) FROM kernel_auditentry").fetchone()
        return found[0] if found else None
