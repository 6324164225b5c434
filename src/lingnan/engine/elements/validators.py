"""The validators that an element may name, each bound to the tables it judges by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from lingnan.engine.elements import (
    address,
    bank_card,
    citizen_number,
    credit_code,
    id_document,
    item_code,
    licence_identifier,
    organisation_code,
    person_name,
    phone_number,
    plate,
    travel_document,
)
from lingnan.engine.elements.calendar_date import check_past_date
from lingnan.engine.elements.divisions import DivisionTable, check_division
from lingnan.engine.elements.finding import Finding


@dataclass(frozen=True, slots=True)
class Tables:
    """The published tables behind the validators.

    `countries` maps the numeric codes of GB/T 2659 to names; `plate_authorities` maps 粤A to 广州市.
    """

    divisions: DivisionTable
    countries: Mapping[str, str] = field(default_factory=dict)
    plate_authorities: Mapping[str, str] = field(default_factory=dict)


Validator: TypeAlias = Callable[[str, date, Tables], Finding]
"""From the text as typed, today's date and the tables, to a value or a problem."""


def _alone(check: Callable[[str], Finding]) -> Validator:
    """A validator that needs neither date nor table."""
    return lambda text, _today, _tables: check(text)


VALIDATORS: Mapping[str, Validator] = {
    "bank_card": _alone(bank_card.check),
    "citizen_number": lambda text, today, tables: citizen_number.check(
        text, today=today, divisions=tables.divisions, countries=tables.countries
    ),
    "credit_code": lambda text, _, tables: credit_code.check(text, divisions=tables.divisions),
    "division": lambda text, today, tables: check_division(text, today=today, divisions=tables.divisions),
    "email": _alone(address.check_email),
    "exit_permit": _alone(travel_document.check_exit_permit),
    "foreigner_card": _alone(travel_document.check_foreigner_card),
    "home_return_permit": _alone(travel_document.check_home_return_permit),
    "hong_kong_card": _alone(travel_document.check_hong_kong_card),
    "id_document": lambda text, today, tables: id_document.check(
        text, today=today, divisions=tables.divisions, countries=tables.countries
    ),
    "item_code": lambda text, _, tables: item_code.check(text, divisions=tables.divisions),
    "licence_identifier": lambda text, _, tables: licence_identifier.check(text, divisions=tables.divisions),
    "macau_card": _alone(travel_document.check_macau_card),
    "mobile": _alone(phone_number.check_mobile),
    "organisation_code": _alone(organisation_code.check),
    "passport": _alone(travel_document.check_passport),
    "past_date": lambda text, today, _: check_past_date(text, today=today),
    "person_name": _alone(person_name.check),
    "plate": lambda text, _, tables: plate.check(text, authorities=tables.plate_authorities),
    "postal_code": _alone(address.check_postal_code),
    "taiwan_permit": _alone(travel_document.check_taiwan_permit),
    "telephone": _alone(phone_number.check_telephone),
}
