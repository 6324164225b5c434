"""Listing areas: a day's published list becomes part of the lists that everyone is judged by."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lingnan.engine.exposure import Listing, PublishedArea, list_listings
from lingnan.kernel.actors import Actor
from lingnan.rooms.catalogue import api as catalogue

from .colours import BOOK
from .standing import LISTINGS, read_listings

COLUMNS = ("first_date", "last_date", "level", "full_address")
DAY = timedelta(days=1)


def publish_lists(*, published: Iterable[PublishedArea], by: Actor, at: datetime) -> int:
    """Add daily lists to the published ones, and publish the rule book with them; returns its number. The same lists
    again publish nothing.

    An area that was listed until the day before goes on; one that is on no list any more ended with the last that had
    it. Whoever was there is judged anew by the worker.
    """
    new = list_listings(published)

    def _with(files: Mapping[str, str]) -> dict[str, str]:
        return {**files, LISTINGS: _joined(files.get(LISTINGS, ""), new)}

    return catalogue.amend_rules(code=BOOK, change=_with, by=by, at=at)


def read_lists() -> str:
    """The published lists as they stand, as a file of the content has them."""
    return catalogue.get_rule_files(code=BOOK).files[LISTINGS]


def _joined(text: str, new: Sequence[Listing]) -> str:
    """The text with new listings: remarks stay, and so does the order of what was there."""
    remarks = [line for line in text.splitlines() if line.startswith("#")]
    listings = read_listings(text)
    for listing in new:
        _join(listings, listing)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((each.first, each.last, each.level.name.lower(), each.name) for each in listings)
    return "".join(f"{remark}\n" for remark in remarks) + out.getvalue()


def _join(listings: list[Listing], new: Listing) -> None:
    """Days that meet, of one area at one level, are one listing."""
    for place, held in enumerate(listings):
        is_same = (held.name, held.level) == (new.name, new.level)
        if is_same and held.first <= new.last + DAY and new.first <= held.last + DAY:
            listings[place] = replace(held, first=min(held.first, new.first), last=max(held.last, new.last))
            return
    listings.append(new)
