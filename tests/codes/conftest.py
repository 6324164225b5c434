"""A signing platform and a card that it issued. Models are imported late: they need Django set up."""

import pytest


@pytest.fixture
def platform(db) -> None:
    """Keys of every purpose, good from noon on."""
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.codes import api

    from .cards import NOON

    api.ensure_keys(by=PLATFORM, at=NOON)


@pytest.fixture
def card(platform):
    """A card just issued."""
    from .cards import issue

    return issue()
