"""A province whose keys were there in 2021, when its rules were in force."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lingnan.kernel.actors import PLATFORM
from tests.house import Family

PublishLists = Callable[..., None]


@pytest.fixture
def patient(family: Family) -> Family:
    """The family, whose father's colour is judged."""
    from lingnan.rooms.codes.models import Key

    Key.objects.update(not_before=datetime(2020, 1, 1, tzinfo=UTC))
    return family


@pytest.fixture
def august(patient: Family, monkeypatch: pytest.MonkeyPatch) -> Family:
    """The second of August 2021, by the clock of the house; the daughter may look after her father's code."""
    from lingnan.kernel import clock
    from lingnan.rooms.health.types import HEALTH_CODE
    from lingnan.rooms.identity import api as identity
    from tests.health.evidence import moment

    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=patient.father, at=moment(1),
    )  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    return patient


@pytest.fixture
def publish_lists(patient: Family) -> Iterator[PublishLists]:
    """Publishes the rule book of the content with these lines of the lists added to it."""
    from lingnan.rooms.catalogue import publishing, shelf

    def _publish(*lines: str) -> None:
        latest = publishing.newest(kind="rules", code="health")
        assert latest
        files = shelf.files_of(kind="rules", code="health", number=1)
        files["risk_listings.csv"] += "".join(f"{line}\n" for line in lines)
        publishing.publish_version(
            kind="rules", code="health", files=files, folder=latest.folder, latest=latest, by=PLATFORM,
            at=datetime(2021, 8, 1, 4, tzinfo=UTC),
        )  # fmt: skip
        shelf.forget()

    _forget()
    yield _publish
    _forget()


def _forget() -> None:
    """A version that was published in a test goes with it, and its number comes again."""
    from lingnan.rooms.catalogue import shelf
    from lingnan.rooms.health import cascade, colours, steps

    shelf.forget()
    for kept in (shelf._rule_files, colours._rules_of, cascade._register, steps._texts):
        kept.cache_clear()
