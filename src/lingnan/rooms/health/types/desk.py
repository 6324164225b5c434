"""What the health department's desk sees: listed areas, colours by city, those forgotten in a colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


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
