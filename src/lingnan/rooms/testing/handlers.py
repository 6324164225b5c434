"""What the testing room does when it hears news."""

from lingnan.rooms.exchange.events import RecordsLoaded

from . import api
from .types import RECORDS


def await_settling(event: RecordsLoaded) -> None:
    """Have the orders of those ended whose results came; noted within the load."""
    if event.resource == RECORDS:
        api.await_settling(subject_keys=event.subject_keys)
