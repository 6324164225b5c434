"""Where samples are taken and when: the sites as content declares them, and their times."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from lingnan.kernel.clock import local_date, midnight_of
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Problem

from .types import Site

BOOK, SITES = "testing", "sites.yaml"
DAY, AHEAD = timedelta(days=1), timedelta(days=3)
UNFIT = gettext_noop("采样点 %(site)s 的开放时间、时段或名额不合理。")
ADVICE = gettext_noop("开放要早于关闭，时段要整除开放的时间，名额至少是1，编号不能重复。")


class SiteUnknown(LingnanError):
    """No site of that name is declared, or not any more."""

    code = "site-unknown"
    status = 422
    message = "还没有选采样点，或者选的已经停用。请在列出的采样点里选一个。"


def list_sites() -> list[Site]:
    """The sites as they are published, in the order of the content."""
    return list(_sites(catalogue.edition()).values())


def get_site(*, site: str) -> Site:
    """A site by its id. Raises `SiteUnknown`."""
    try:
        return _sites(catalogue.edition())[site]
    except KeyError as error:
        raise SiteUnknown() from error


def check_sites(*, files: Mapping[str, str]) -> list[Problem]:
    """Every site that could give nobody a time, at its line."""
    text = files.get(SITES, "")
    entries = yaml.load(text, yaml.CSafeLoader)["sites"] if text else []
    seen: set[str] = set()
    found = []
    for entry in entries:
        if not _is_sound(_read(entry)) or entry["id"] in seen:
            line = text[: text.index(f"id: {entry['id']}")].count("\n") + 1
            found.append(
                Problem(
                    code="test-site", file=SITES, line=line, message=UNFIT, advice=ADVICE,
                    details={"site": entry["id"]},
                )
            )  # fmt: skip
        seen.add(entry["id"])
    return found


def times_of(site: Site, *, after: datetime) -> Iterator[datetime]:
    """When the site's slots begin, from `after` until the same time three days on, in order."""
    first = local_date(after)
    for number in range(AHEAD.days + 1):
        for starts_at in _times_on(site, first + number * DAY):
            if after < starts_at <= after + AHEAD:
                yield starts_at


def _times_on(site: Site, day: date) -> Iterator[datetime]:
    if day.isoweekday() in site.closed_on:
        return
    midnight = midnight_of(day)
    offset = site.opens
    while offset < site.closes:
        yield midnight + offset
        offset += site.slot


@lru_cache(maxsize=2)
def _sites(edition: int) -> Mapping[str, Site]:
    """Read once an edition of the catalogue."""
    entries = yaml.load(catalogue.get_rule_files(code=BOOK).files[SITES], yaml.CSafeLoader)["sites"]
    return {entry["id"]: _read(entry) for entry in entries}


def _read(entry: Mapping[str, Any]) -> Site:
    return Site(
        id=entry["id"],
        division=entry["division"],
        name=entry["name"],
        address=entry["address"],
        opens=_offset(entry["opens"]),
        closes=_offset(entry["closes"]),
        closed_on=frozenset(entry.get("closed_on", ())),
        slot=timedelta(minutes=entry["slot_minutes"]),
        capacity=entry["capacity"],
    )


def _offset(text: str) -> timedelta:
    hours, _, minutes = text.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _is_sound(site: Site) -> bool:
    is_open = timedelta(0) <= site.opens < site.closes <= DAY
    return (
        is_open
        and site.slot > timedelta(0)
        and (site.closes - site.opens) % site.slot == timedelta(0) < DAY * site.capacity
    )
