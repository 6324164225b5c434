"""What the generator hands over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lingnan.rooms.identity.types import Relation

Value = str | int | date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One invented human being. `sex` is after GB/T 2261.1, `nation` after GB/T 3304."""

    id_number: str
    name: str
    sex: str
    birth_date: date
    nation: str
    household_number: str
    household_division: str
    household_address: str
    residence_division: str
    residence_address: str
    mobile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKinship:
    """The one with number `relative` is the `relation` of the one with number `person`: her father, his daughter."""

    person: str
    relative: str
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRecord:
    """One record of a shared resource, true as of a day; `values` are keyed by element, money in fen."""

    resource: str
    person: str
    values: Mapping[str, Value]
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHousehold:
    """People under one roof, their kin here and elsewhere, and what the registers say of them.

    What the registers say may differ from what is: some records are missing, late or contradictory.
    """

    people: tuple[DemoPerson, ...]
    kinships: tuple[DemoKinship, ...]
    records: tuple[DemoRecord, ...]
    is_collective: bool
