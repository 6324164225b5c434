"""`lingnan health`: exposure and risk areas without a database; who is overdue with one."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from lingnan.kernel import clock
from lingnan.kernel.tables import Table

from .elements import load
from .options import content_option, set_up_django

if TYPE_CHECKING:
    from lingnan.engine.exposure import Exposure, Level, Listing, RowRefused
    from lingnan.rooms.health.types import AreaKind, AreaLevel

Read = TypeVar("Read")
LISTINGS = Path("health") / "risk_listings.csv"
STAY_COLUMNS = ("case", "area", "from", "to")
RISK_COLUMNS = ("date", "level", "full_address")
COUNT_COLUMNS = ("date", "citycode", "confirmed")
LOW = "low"
LISTING_COLUMNS = ("first_date", "last_date", "level", "full_address")


@click.group(help=_("健康码：暴露判定与风险地区。"))
def health() -> None:
    """The group of commands about the health code."""


@health.command(
    help=_(
        "按公布的中高风险地区名单判定每一段停留是否构成暴露，每段输出一行 JSON：case、flagged、first_date、level、"
        "listing、rule。用不了的行写到标准错误，其余照常判定，退出码为 1。"
    )
)
@click.option(
    "--stays",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help=_("停留：case、area、from、to 四列；to 留空表示还在那里。"),
)
@click.option(
    "--risk",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("每日名单：date、level、full_address 三列；默认用内容目录里的名单。"),
)
@content_option
def exposure(stays: Path, risk: Path | None, folder: Path) -> None:
    """Print a JSON line per stay; exit status 1 if a row could not be used."""
    from lingnan.engine.exposure import Gazetteer, Register, read_stay

    notices = Notices()
    gazetteer = Gazetteer(load(folder).divisions)
    register = Register(_listings(risk, folder, notices), gazetteer=gazetteer)
    for case, stay in notices.usable(stays, STAY_COLUMNS, read_stay):
        click.echo(answer(case, register.judge(stay)))
    if notices.refused:
        raise click.exceptions.Exit(1)


def answer(case: str, found: "Exposure") -> str:
    """One line of JSON, kept stable for others' scripts."""
    line = {
        "case": case,
        "flagged": found.is_flagged,
        "first_date": found.first_date.isoformat() if found.first_date else None,
        "level": found.level.name.lower() if found.level else None,
        "listing": found.listing.name if found.listing else None,
        "rule": found.rule.value,
    }
    return json.dumps(line, ensure_ascii=False)


@health.command(
    "list",
    help=_(
        "公布名单：把表格 FILE（CSV：date、level、full_address 三列，一天的名单或几天的）并进已公布的名单，"
        "发布新的一版；同一张表发布几次都一样。有用不了的行，就一行也不发布，退出码为 1。"
        "不写 FILE，就输出已公布的名单。"
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def publish(file: Path | None) -> None:
    """Publish daily lists, or print what is published; exit status 1 if a row could not be used."""
    set_up_django()
    from lingnan.engine.exposure import read_published_area
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.health import api

    if file is None:
        click.echo(api.read_lists(), nl=False)
        return
    notices = Notices()
    published = list(notices.usable(file, RISK_COLUMNS, read_published_area))
    if notices.refused:
        raise click.exceptions.Exit(1)
    number = api.publish_lists(published=published, by=PLATFORM, at=clock.now())
    click.echo(_("已公布的名单现在是第 %(number)d 版。") % {"number": number})


@health.command(
    help=_(
        "由每日累计病例数判定各市的风险等级，并与公布的名单对照：规则或名单高于低风险的每市每日输出一行 JSON："
        "division、date、cases_total、cases_14_days、days_clear、area_kind、level、reason、listed。2022年的规则看感染者在"
        "那里做过什么，病例数里没有，由 --kind 说明。"
    )
)
@click.option(
    "--counts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help=_("每日累计病例：date、cityCode、confirmed 三列。"),
)
@click.option(
    "--kind",
    type=click.Choice(["residence", "visited", "county"]),
    default="residence",
    show_default=True,
    help=_("2022年的规则判定哪一种地方：感染者的居住地、停留过的地方、所在县的其他地方。"),
)
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help=_("第一天。"))
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, help=_("最后一天。"))
@content_option
def areas(counts: Path, kind: "AreaKind", first: datetime, last: datetime, folder: Path) -> None:
    """Print a JSON line per city and day that is above low risk by the rule or by the lists."""
    set_up_django()
    from lingnan.engine.exposure import Gazetteer, Register
    from lingnan.rooms.health import api

    notices = Notices()
    register = Register(_listings(None, folder, notices), gazetteer=Gazetteer(load(folder).divisions))
    book = api.read_rule_book_in(folder=folder)
    totals = _totals(counts)
    for day in (first.date() + timedelta(days=number) for number in range((last - first).days + 1)):
        for division in sorted(totals):
            found = api.level_by_counts(book=book, totals=totals[division], day=day, area_kind=kind)
            listed = register.highest_level(division=division.removesuffix("00"), day=day)
            if found.level != LOW or listed:
                click.echo(compared(division, day, found, listed))


def compared(division: str, day: date, found: "AreaLevel", listed: "Level | None") -> str:
    """One line of JSON: what the rule says of a city on a day, and the highest level on the lists."""
    line = {
        "division": division,
        "date": day.isoformat(),
        "cases_total": found.cases_total,
        "cases_14_days": found.cases_14_days,
        "days_clear": found.days_clear,
        "area_kind": found.area_kind,
        "level": found.level,
        "reason": found.reason,
        "listed": listed.name.lower() if listed else None,
    }
    return json.dumps(line)


def _totals(file: Path) -> dict[str, list[tuple[date, int]]]:
    """Cumulative counts by division in order of day; rows of no division (imported, unknown) are left out."""
    table = Table(name=file.name, data=file.read_bytes())
    table.require(COUNT_COLUMNS)
    totals: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for _line, row in table.rows():
        if row["citycode"].isdigit():
            totals[row["citycode"]].append((date.fromisoformat(row["date"]), int(row["confirmed"])))
    return {division: sorted(counts) for division, counts in totals.items()}


@health.command(
    help=_(
        "按已发布的规则和现有的证据把全省每个人的颜色算一遍，每种颜色和类别输出一行 JSON：colour、class、people；"
        "最后一行是有颜色的总人数 people，和颜色与规则不符、worker 会重新判定的人数 otherwise。少于10的数写成 null。"
    )
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    help=_("用本机的 DuckDB，还是 LINGNAN_SPARK 的集群（没有设就在本机起一个）；默认看有没有设 LINGNAN_SPARK。"),
)
def population(engine: str | None) -> None:
    """Print a JSON line per colour and class, and one of all."""
    set_up_django()
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.health import api

    found = api.survey_population(by=PLATFORM, at=clock.now(), engine=engine or "")
    for (colour, class_code), people in found.counts.items():
        click.echo(json.dumps({"colour": colour, "class": class_code, "people": people}))
    click.echo(json.dumps({"people": found.people, "otherwise": found.otherwise}))


@health.command(
    help=_(
        "列出到了日子还没有重新判定的人（missed），和每次都判定了、14天以上还没有转绿的人（lingering），一个也不忘："
        "每人输出一行 JSON：person、colour、class、since、review_on、list。有 missed 的人，退出码为 1。"
    )
)
def overdue() -> None:
    """Print a JSON line per person; exit status 1 if the review of one was missed."""
    set_up_django()
    from lingnan.rooms.health import api

    at = clock.now()
    missed = api.list_overdue(at=at)
    for name, found in (("missed", missed), ("lingering", api.list_lingering(at=at))):
        for each in found:
            line = {"person": each.person, "colour": each.colour, "class": each.class_code, "since": each.since}
            click.echo(json.dumps({**line, "review_on": each.review_on, "list": name}, default=str))
    if missed:
        raise click.exceptions.Exit(1)


class Notices:
    """Rows that could not be used: told on standard error as they are met, and counted."""

    def __init__(self) -> None:
        self.refused = 0

    def usable(self, file: Path, columns: tuple[str, ...], read: Callable[[dict[str, str]], Read]) -> Iterator[Read]:
        """What the rows of a table say, without those that say nothing usable."""
        from lingnan.engine.exposure import RowRefused

        table = Table(name=file.name, data=file.read_bytes())
        table.require(columns)
        for line, row in table.rows():
            try:
                yield read(row)
            except RowRefused as refused:
                self.refused += 1
                click.secho(f"{file.name}:{line}: {_sentence(refused)}", fg="red", err=True)


def _listings(risk: Path | None, folder: Path, notices: Notices) -> "list[Listing]":
    from lingnan.engine.exposure import list_listings, read_listing, read_published_area

    if risk:
        return list_listings(notices.usable(risk, RISK_COLUMNS, read_published_area))
    return list(notices.usable(folder / LISTINGS, LISTING_COLUMNS, read_listing))


def _sentence(refused: "RowRefused") -> str:
    from lingnan.engine.exposure import Fault

    words = {
        Fault.EMPTY: _("%(column)s 没有填写，请补上。"),
        Fault.DATE: _("%(column)s 里的「%(value)s」读不成日期，请写成 2020-12-07 这样。"),
        Fault.ORDER: _("离开日期 %(value)s 早于到达日期，请核对 from 和 to。"),
        Fault.LEVEL: _("level 里的「%(value)s」不是风险等级，请写 high、medium 或 low。"),
        Fault.WIDTH: _("这一行的列数比表头多；地址里有逗号时，请用引号括起来。"),
    }
    return words[refused.fault] % {"column": refused.column, "value": refused.value}
