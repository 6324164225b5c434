"""Citizen identity numbers, GB 11643-1999, with the numbers of residence permits formed after them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from lingnan.engine.elements.divisions import Division, DivisionTable, Level
from lingnan.engine.elements.finding import Accepted, Finding, Problem, problem
from lingnan.engine.elements.folding import fold_identifier
from lingnan.engine.elements.iso7064 import mod_11_2

# Residence permits for people from Hong Kong, Macau and Taiwan (港澳台居民居住证申领发放办法, 国办发〔2018〕81号).
# Taiwan is 830000 here although GB/T 2260 gives it 710000.
_PERMITS = {
    "810000": ("hong_kong_resident", "香港特别行政区"),
    "820000": ("macau_resident", "澳门特别行政区"),
    "830000": ("taiwan_resident", "台湾省"),
}

# The 1980 and 1982 editions of GB/T 2260 gave 20 to the urban area of a city, the 1984 edition 01 to all districts of
# a city, 02 to the first urban and 11 to the first suburban one. Their people keep the numbers; later editions list
# only some of these codes.
_EARLY_DISTRICTS = {"01": "市辖区", "02": "城区", "11": "郊区", "20": "市区"}

_EARLIEST_YEAR = 1800


@dataclass(frozen=True, slots=True)
class _Origin:
    """What the first six digits say: whose number this is and where it was first given."""

    kind: str
    division: str | None
    division_name: str
    division_status: str | None
    nationality: str | None = None


def compose(*, division: str, birth_date: date, sequence: int) -> str:
    """The 18-character number; `sequence` 1–999 is odd for a man and even for a woman."""
    body = f"{division}{birth_date:%Y%m%d}{sequence:03d}"
    return body + mod_11_2(body)


def check(text: str, *, today: date, divisions: DivisionTable, countries: Container[str]) -> Finding:
    """An identity number, normalised to 18 characters; numbers of 15 digits, given until 1999, are extended.

    A code of GB/T 2260 is accepted whenever it was in force: people keep the number that they were first given,
    and registries used abolished codes for years. `division_status` says when it was in force as seen from the
    birth, so that a rule may look closer: `current`, `abolished`, or `abolished_before_birth`.
    `countries` holds the numeric codes of GB/T 2659 for foreigners' permanent residence cards.
    """
    written = fold_identifier(text)
    number = _extend(written) if len(written) == 15 and written.isascii() and written.isdigit() else written
    fault = _shape_fault(written, number)
    if fault:
        return fault
    birth_date = read_birth_date(number)
    if birth_date is None:
        return problem("citizen_number.birth_date", written=number[6:14])
    if birth_date > today:
        return problem("citizen_number.birth_future", date=f"{birth_date:%Y年%-m月%-d日}", iso=birth_date.isoformat())
    origin = _origin(number, birth_date.year, today=today, divisions=divisions, countries=countries)
    if isinstance(origin, Problem):
        return origin
    if number[17] != mod_11_2(number[:17]):
        return problem("citizen_number.check")
    return Accepted(number, _parts(number, birth_date, origin))


def _extend(written: str) -> str:
    body = f"{written[:6]}19{written[6:]}"
    return body + mod_11_2(body)


def _shape_fault(written: str, number: str) -> Problem | None:
    if len(number) != 18:
        return problem("citizen_number.length", length=len(written))
    if not (number[:17].isdigit() and number.isascii()) or number[17] not in "0123456789X":
        return problem("citizen_number.characters")
    return None


def read_birth_date(number: str) -> date | None:
    """The birth date in a number of 18 characters; None where its digits are no date."""
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth_date if birth_date.year >= _EARLIEST_YEAR else None


def _origin(
    number: str, birth_year: int, *, today: date, divisions: DivisionTable, countries: Container[str]
) -> _Origin | Problem:
    prefix = number[:6]
    if number[0] == "9":
        return _foreign_origin(prefix, divisions, countries)
    if prefix in _PERMITS:
        kind, name = _PERMITS[prefix]
        return _Origin(kind, prefix, name, None)
    citizen = _citizen_origin(prefix, birth_year, today=today, divisions=divisions) if prefix[0] in "123456" else None
    return citizen or problem("citizen_number.division", code=prefix)


def _citizen_origin(prefix: str, birth_year: int, *, today: date, divisions: DivisionTable) -> _Origin | None:
    division = divisions.find_in(prefix, year=birth_year)
    if division and division.level is not Level.ZONE:
        status = _status(prefix, birth_year, today=today, divisions=divisions)
        return _Origin("citizen", prefix, _full_name(division, divisions), status)
    city = divisions.find(prefix[:4] + "00")
    if city and prefix[4:] in _EARLY_DISTRICTS:
        return _Origin("citizen", prefix, divisions.full_name(city.code) + _EARLY_DISTRICTS[prefix[4:]], "abolished")
    return None


def _foreign_origin(prefix: str, divisions: DivisionTable, countries: Container[str]) -> _Origin | Problem:
    """Cards issued since 2023-12-01: 9, the province of issue (2), the holder's country in GB/T 2659 digits (3)."""
    province = divisions.find(f"{prefix[1:3]}0000")
    if province is None:
        return problem("citizen_number.division", code=prefix)
    if prefix[3:] not in countries:
        return problem("citizen_number.country", code=prefix[3:])
    return _Origin("foreign_permanent_resident", province.code, province.name, None, nationality=prefix[3:])


def _full_name(division: Division, divisions: DivisionTable) -> str:
    return (divisions.full_name(division.parent) if division.parent else "") + division.name


def _status(prefix: str, birth_year: int, *, today: date, divisions: DivisionTable) -> str:
    last = divisions.history(prefix)[-1]
    if last.in_force(year=today.year):
        return "current"
    return "abolished" if (last.valid_to or 9999) >= birth_year else "abolished_before_birth"


def _parts(number: str, birth_date: date, origin: _Origin) -> dict[str, str | None]:
    return {
        "kind": origin.kind,
        "division": origin.division,
        "division_name": origin.division_name,
        "division_status": origin.division_status,
        "nationality": origin.nationality,
        "birth_date": birth_date.isoformat(),
        "sex": "1" if int(number[16]) % 2 else "2",
        "sequence": number[14:17],
        "check": number[17],
    }
