"""Evidence about the cast's health, as of the day of the seeding, so that each colour has somebody who holds it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from lingnan.kernel.clock import PROVINCE_ZONE, local_date
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import ListedArea

from .cast import Part
from .types import DemoPerson

Row = Mapping[str, str]
LONGEST_LISTED = timedelta(days=10)  # her observation, of 14 days after she left, is not over then
GUANGDONG = "44"
ONE_DAY = timedelta(days=1)
BACK_BEFORE = timedelta(days=2)
EXPOSED = {"medium": "exposed_medium", "high": "exposed_high"}
TESTED_BY = "岭南示范检验所"


def is_judged(*, at: datetime) -> bool:
    """Whether rules are in force on the day: without any there is no colour, and no evidence to show one."""
    first, last = health.ruled_days()
    return first <= local_date(at) <= last


def health_tables(*, members: Mapping[Part, DemoPerson], at: datetime) -> dict[str, list[Row]]:
    """Tables in the columns of their resources: the daughter and her child with nothing found, the traveller who was
    where an area is listed, the contact in isolation.

    The traveller is back two days before the place is listed, at a level that the rules of that day go by. Where none
    was in the last days, the traveller came from abroad and is under monitoring.
    """
    today = local_date(at)
    daughter, child, traveller, contact = (
        members[part].id_number for part in ("daughter", "child", "traveller", "contact")
    )
    area = _newest_area(today)
    return {
        "nucleic-acid-test": [
            _test("DEMO-T-1", daughter, today - timedelta(days=1)),
            _test("DEMO-T-3", child, today - timedelta(days=1)),
            _test("DEMO-T-2", traveller, (area[1] if area else today) - timedelta(days=6)),
        ],
        "vaccination": [_vaccination("DEMO-V-1", daughter, today - timedelta(days=15))],
        "journey": [_journey("DEMO-J-1", traveller, *area)] if area else [],
        "close-contact": [_contact("DEMO-C-1", contact, today)],
        "isolation-order": [
            _isolation("DEMO-I-1", contact, "2", today),
            *([] if area else [_isolation("DEMO-I-2", traveller, "3", today)]),
        ],
    }


def _newest_area(today: date) -> tuple[str, date] | None:
    """The address and the first day of the area that was listed last, one of Guangdong first: of medium risk where the
    rules of the day ask about such, or else of high.
    """
    wanted = _facts_of(today)
    level = next((level for level, fact in EXPOSED.items() if fact in wanted), None)
    listed = [
        (area.address, _first_listed(area), area.division.startswith(GUANGDONG))
        for area in health.list_areas(day=today)
        if area.level == level and len(area.division) > len(GUANGDONG)
    ]
    recent = [found for found in listed if today - found[1] <= LONGEST_LISTED]
    newest = max(recent, key=lambda found: (found[2], found[1]), default=None)
    return newest[:2] if newest else None


def _facts_of(today: date) -> Collection[str]:
    """The facts that the rules of the day ask for."""
    return next(
        rules.model.inputs(rules.decision)
        for rules in health.list_rule_sets()
        if rules.rules_on == "colour" and rules.valid_from <= today <= rules.valid_until
    )


def _first_listed(area: ListedArea) -> date:
    """Since when the area is listed at its level: a list may have it as 街道办事处 one day and as 街道 the next."""
    before = (
        each
        for each in health.list_areas(day=area.since - ONE_DAY)
        if each.level == area.level and (each.address.startswith(area.address) or area.address.startswith(each.address))
    )
    return min(map(_first_listed, before), default=area.since)


def _journey(number: str, person: str, address: str, listed: date) -> Row:
    back = listed - BACK_BEFORE
    return {
        "id_number": person, "journey_number": number, "stay_area": address,
        "arrived_at": _moment(back - timedelta(days=3), 10), "left_at": _moment(back, 9),
    }  # fmt: skip


def _test(number: str, person: str, day: date) -> Row:
    """Negative, sampled at noon. The traveller's is from before the journey: it does not count for the way out."""
    return {
        "id_number": person, "sample_number": number, "sampled_at": _moment(day, 12), "result": "1",
        "laboratory": TESTED_BY, "published_at": _moment(day, 20),
    }  # fmt: skip


def _vaccination(number: str, person: str, day: date) -> Row:
    return {"id_number": person, "vaccination_number": number, "vaccinated_on": day.isoformat(), "dose": "2"}


def _contact(number: str, person: str, today: date) -> Row:
    return {
        "id_number": person, "contact_number": number, "kind": "1",
        "contact_on": (today - timedelta(days=3)).isoformat(),
        "observed_until": (today + timedelta(days=11)).isoformat(),
    }  # fmt: skip


def _isolation(number: str, person: str, kind: str, today: date) -> Row:
    return {
        "id_number": person, "order_number": number, "kind": kind,
        "isolated_from": (today - timedelta(days=2)).isoformat(),
        "isolated_until": (today + timedelta(days=11)).isoformat(),
    }  # fmt: skip


def _moment(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), PROVINCE_ZONE).isoformat()
