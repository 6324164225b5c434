"""A province whose keys were there in 2021, when its rules were in force."""

from datetime import UTC, datetime

import pytest

from tests.house import Family


@pytest.fixture
def patient(family: Family) -> Family:
    """The family, whose father's colour is judged."""
    from lingnan.rooms.codes.models import Key

    Key.objects.update(not_before=datetime(2020, 1, 1, tzinfo=UTC))
    return family
