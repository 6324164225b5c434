"""The folder and the desk: who changed a file since the folder was last published has it."""

import pytest

from lingnan.rooms.catalogue.merging import DeskDiffers, hashes, merge
from lingnan.rooms.catalogue.units import Unit

BASE = {"decision.dmn": "rule 1", "service.yaml": "days: 20", "old.yaml": "gone"}


def merged(folder: dict[str, str], desk: dict[str, str], base: dict[str, str] = BASE) -> dict[str, str]:
    unit = Unit(kind="service", code="card", folder="services/card/", files=folder)
    return merge(unit=unit, published=desk, folder=hashes(base), number=7)


def test_what_neither_changed_stays() -> None:
    assert merged(BASE, BASE) == BASE


def test_the_desks_rule_stays_while_the_folder_says_nothing_new_of_it() -> None:
    desk, folder = {**BASE, "decision.dmn": "rule 2"}, {**BASE, "service.yaml": "days: 15"}
    assert merged(BASE, desk) == desk
    assert merged(folder, desk) == {**desk, "service.yaml": "days: 15"}


def test_the_folders_change_is_published_where_the_desk_has_none() -> None:
    folder = {"decision.dmn": "rule 3", "service.yaml": "days: 20", "new.yaml": "come"}
    assert merged(folder, BASE) == folder


def test_both_the_same_is_no_conflict_and_both_differently_is() -> None:
    desk = {**BASE, "decision.dmn": "rule 2"}
    assert merged(desk, desk) == desk
    with pytest.raises(DeskDiffers) as refused:
        merged({**BASE, "decision.dmn": "rule 3"}, desk)
    assert refused.value.details == {"file": "services/card/decision.dmn", "number": 7}
