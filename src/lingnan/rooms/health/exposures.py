"""Exposure as evidence: journeys against the lists that were known. A venue scan is no journey and proves none."""

from collections.abc import Sequence
from datetime import date, datetime

from lingnan.engine.evidence import Record
from lingnan.engine.exposure import OBSERVATION, Register, Stay

from .memory import once

AREA, ARRIVED, LEFT = "travel_stay_area", "travel_arrived_at", "travel_left_at"
NUMBER = "travel_journey_number"


def list_exposures(*, journeys: Sequence[Record], register: Register, at: datetime) -> list[Record]:
    """Records of the kind `risk-exposure`, one for each journey that is one by the lists known at a moment.

    Who has not left is there until now. Days are those of the zone of `at`.
    """
    return [record for journey in journeys for record in _exposure(journey, register, at)]


def _exposure(journey: Record, register: Register, at: datetime) -> Sequence[Record]:
    """The one record of a journey, or none."""
    area, arrived, left = journey.get(AREA), _day(journey.get(ARRIVED), at), _day(journey.get(LEFT), at)
    if not (area and arrived) or arrived > at.date():
        return ()
    stay = Stay(area, arrived, left)
    return once((register, stay, at.date()), lambda: _judged(stay, register, at.date()))


def _judged(stay: Stay, register: Register, day: date) -> Sequence[Record]:
    found = register.judge(stay, known_on=day)
    if not (found.level and found.first_date):
        return ()
    return (
        {
            "health_area_risk_level": str(found.level.value),
            "health_exposure_first_date": found.first_date,
            "health_exposure_observed_until": found.observed_until or day + OBSERVATION,
        },
    )


def _day(moment: datetime | None, at: datetime) -> date | None:
    return moment.astimezone(at.tzinfo).date() if moment else None
