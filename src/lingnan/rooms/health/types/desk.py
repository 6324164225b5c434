"""What the health department's desk sees: listed areas, colours by city, those forgotten in one, a rule rehearsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lingnan.rooms.catalogue.types import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArea:
    """An area on the lists of a day, in the words of the list.

    `level` is `medium` or `high`, `since` the first day of the listing; `division` the digits of the one city or county
    that the name lies in, '' where it fits several or none; `version` that of the rule on risk areas in force on
    `since`, '' where none was.
    """

    level: str
    address: str
    since: date
    division: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColoursByCity:
    """How many people hold each colour, by city; None for the colour or the city is all of them.

    A count of None is withheld. A city of '' is an unknown one, or one outside the province.
    """

    colours: tuple[str, ...]
    divisions: tuple[str, ...]
    counts: Mapping[tuple[str | None, str | None], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How many people the rules give each colour and class, '' where they say nothing; how many have a colour, and of
    how many it is another than the rules give. A count of None is withheld.
    """

    people: int | None
    otherwise: int | None
    counts: Mapping[tuple[str, str], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenPerson:
    """A person whose colour was not judged anew on its day, as an officer sees her; `division` is that of her city."""

    masked_name: str
    masked_id_number: str
    division: str
    colour: str
    class_code: str
    way_out: str
    since: datetime
    review_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From which colour and class to which, by a rule that is rehearsed; the latter are '' where it says nothing."""

    colour: str
    class_code: str
    to_colour: str
    to_class_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourRehearsal:
    """What a rule would do to the colours of now: how many were looked at, whose outcome would stay or change, and to
    what. A count of None is withheld. `problems` are what the check of content finds in its tables.
    """

    people: int | None
    unchanged: int | None
    changed: int | None
    moves: Mapping[Move, int | None]
    problems: tuple[Problem, ...]
