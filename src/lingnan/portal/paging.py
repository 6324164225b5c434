"""Pages of a long list, newest first: the address of what is older, without counting what there is.

What an address says comes from anyone: each mark is read here, and what is none begins at the newest.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

PAGE = 50  # as many as the rooms give at a time
MOST_DIGITS = 18  # of a bigint, whatever they are

T = TypeVar("T")


def older(found: Sequence[T], *, mark: Callable[[T], str]) -> str:
    """The query string that continues after the last one shown, or nothing where the list has ended."""
    return urlencode({"before": mark(found[-1])}) if len(found) >= PAGE else ""


def read_mark(text: str) -> int | None:
    """The number of an entry or an example in an address; None for anything that none can have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def read_moment(text: str) -> datetime | None:
    """The time in an address, with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
