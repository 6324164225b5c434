"""The colour of one person on demand: from records that departments loaded, with a trace, by the rules of the day."""

from datetime import date, datetime

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api
from tests.health.evidence import FATHER, moment
from tests.house import Family, load


def colour(family: Family, at: datetime) -> tuple[str, str]:
    found = api.colour_of(subject_key=family.father_key, by=PLATFORM, at=at).colour
    return found.colour, found.class_code


def test_a_journey_to_a_listed_area_is_yellow_until_a_test_and_a_venue_scan_changes_nothing(family):
    at = moment(10)
    assert colour(family, at) == ("green", "no-finding")
    load("venue-checkin", family.father_key, {
        "person.id_number": FATHER, "health.venue_code": "V1", "place.name": "南京禄口国际机场",
        "health.checked_in_at": moment(5), "health.checkin_method": "1",
    })  # fmt: skip
    assert colour(family, at) == ("green", "no-finding")
    load("journey", family.father_key, {
        "person.id_number": FATHER, "travel.journey_number": "J1", "travel.arrived_at": moment(3),
        "travel.stay_area": "江苏省扬州市邗江区双桥街道", "travel.left_at": moment(4),
    })  # fmt: skip
    load("journey", family.father_key, {
        "person.id_number": FATHER, "travel.journey_number": "J2", "travel.arrived_at": moment(4),
        "travel.stay_area": "扬州市邗江区双桥街道柳湖北苑", "travel.left_at": moment(5),
    })  # fmt: skip
    assert colour(family, at) == ("yellow", "exposed-untested")
    load("nucleic-acid-test", family.father_key, {
        "person.id_number": FATHER, "health.test_number": "S1", "health.test_sampled_at": moment(9),
        "health.test_result": "1", "health.test_organisation": "省疾控中心",
    })  # fmt: skip
    assert colour(family, at) == ("green", "no-finding")


def test_the_look_is_on_record_and_names_the_records(family):
    load("isolation-order", family.father_key, {
        "person.id_number": FATHER, "health.isolation_number": "I1", "health.isolation_kind": "2",
        "health.isolation_from": date(2021, 8, 1), "health.isolation_until": date(2021, 8, 14),
    })  # fmt: skip
    found = api.colour_of(subject_key=family.father_key, by=PLATFORM, at=moment(14, 23))
    assert (found.colour.colour, [each.resource for each in found.evidence]) == ("red", ["isolation-order"])
    assert colour(family, moment(15, 0)) == ("green", "no-finding")
    access = exchange.list_accesses(subject_key=family.father_key)[0]
    assert "isolation-order" in access.resources
    assert "venue-checkin" not in access.resources


def test_after_the_sunset_there_is_no_colour(family):
    with pytest.raises(api.NoRuleInForce):
        api.colour_of(subject_key=family.father_key, by=PLATFORM, at=datetime(2026, 11, 23, tzinfo=PROVINCE_ZONE))
