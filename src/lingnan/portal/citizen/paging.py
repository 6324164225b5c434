"""Pages of a long list, newest first: the address of what is older, without counting what there is."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

PAGE = 50  # as many as the rooms give at a time

T = TypeVar("T")


def older(found: Sequence[T], *, mark: Callable[[T], str]) -> str:
    """The query string that continues after the last one shown, or nothing where the list has ended."""
    return urlencode({"before": mark(found[-1])}) if len(found) >= PAGE else ""


def read_moment(text: str) -> datetime | None:
    """The time in an address, with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
