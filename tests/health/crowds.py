"""Evidence about a crowd, of every kind that colours look at."""

from datetime import datetime
from typing import Any

from lingnan.engine.evidence import SUBJECT
from lingnan.rooms.health.api import NoColour, judge
from lingnan.rooms.health.types import RuleBook
from tests.engine.evidence.crowds import DAY, MOMENT, TEXT, ZONE, Crowd

KINDS = {
    "nucleic-acid-test": {"health_test_sampled_at": MOMENT, "health_test_result": TEXT},
    "infection": {
        "health_infection_reported_on": DAY, "health_infection_kind": TEXT, "health_infection_closed_on": DAY,
    },
    "close-contact": {
        "health_contact_on": DAY, "health_contact_kind": TEXT, "health_contact_observed_until": DAY,
    },
    "isolation-order": {
        "health_isolation_from": DAY, "health_isolation_kind": TEXT, "health_isolation_until": DAY,
        "health_isolation_released_on": DAY,
    },
    "risk-exposure": {
        "health_exposure_first_date": DAY, "health_area_risk_level": TEXT, "health_exposure_observed_until": DAY,
    },
    "outside-health-code": {"health_outside_code_at": MOMENT, "health_colour": TEXT},
}  # fmt: skip
TEXTS = ("1", "1", "2", "2", "3", "red", "yellow", "green")
# A moment in each version of the rules on colours.
MOMENTS = [datetime(*day, 12, tzinfo=ZONE) for day in ((2020, 3, 20), (2020, 6, 1), (2021, 8, 10), (2022, 4, 10))]


def colours(book: RuleBook, crowd: Crowd, at: datetime) -> list[dict[str, Any]]:
    """The colour of each, judged alone."""
    return [{SUBJECT: number, **_colour(book, evidence, at)} for number, evidence in crowd.items()]


def _colour(book: RuleBook, evidence: dict[str, Any], at: datetime) -> dict[str, Any]:
    try:
        found = judge(book=book, evidence=evidence, at=at)
    except NoColour as refused:
        return dict.fromkeys(("colour", "class", "way_out", "rule")) | {"version": refused.details["version"]}
    return {
        "version": found.version,
        "colour": found.colour,
        "class": found.class_code,
        "way_out": found.way_out,
        "rule": found.rule,
    }
