"""What the testing room does when it hears news."""

from lingnan.kernel import clock
from lingnan.rooms.exchange.events import RecordsLoaded

from . import api
from .types import RECORDS


def holds_results(event: RecordsLoaded) -> bool:
    """Whether what was loaded are results of tests."""
    return event.resource == RECORDS


def settle_by_results(event: RecordsLoaded) -> None:
    """End the orders of those whose results came."""
    api.settle_orders(subject_keys=event.subject_keys, at=clock.now())
