"""What the health room does when it hears news."""

from collections.abc import Sequence

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.exchange.events import RecordsLoaded
from lingnan.rooms.identity import api as identity

from . import api
from .events import ListsChanged


def holds_evidence(event: RecordsLoaded) -> bool:
    """Whether what was loaded can bear on a colour."""
    return api.is_evidence(resource=event.resource)


def recolour_by_evidence(event: RecordsLoaded) -> None:
    """Judge anew the people whom the loaded records are about."""
    api.recolour(subject_keys=_standing_keys(event.subject_keys), by=PLATFORM, at=clock.now())


def recolour_by_lists(event: ListsChanged) -> None:
    """Judge anew the people who were where the lists changed."""
    api.recolour_by_lists(subject_keys=_standing_keys(event.subject_keys), by=PLATFORM, at=clock.now())


def _standing_keys(keys: Sequence[int]) -> list[int]:
    """The keys themselves, but for records that became another's since the news was told."""
    survivors = identity.list_survivors(keys=keys)
    return sorted({survivors.get(key, key) for key in keys})
