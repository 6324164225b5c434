"""A signing platform and a card that it issued. Models are imported late: they need Django set up."""

import pytest


@pytest.fixture
def nothing_yet(db) -> None:
    """No keys and no news, whatever the house has published for other tests."""
    from lingnan.rooms.codes.models import Change, Key

    Key.objects.all().delete()
    Change.objects.all().delete()


@pytest.fixture
def platform(nothing_yet) -> None:
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
