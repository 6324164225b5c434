"""The closed list of grounds for a colour given by two officers, and whether a person was where her ground says.

A venue scan proves nobody's presence: a code can be scanned from a picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from lingnan.engine.credentials import ManualOrder
from lingnan.engine.evidence import Declarations
from lingnan.engine.exposure import Gazetteer
from lingnan.engine.facts import variable_of
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import LingnanError

from .exposures import AREA, ARRIVED, LEFT
from .types import Evidence, Ground, Presence, Rules, Standing

VENUE_SCAN: Final = "venue-checkin"
JOURNEY = "journey"
BY_HAND = "by-hand"
LOOKS_BACK = timedelta(days=14)
LONGEST_PLACE, LONGEST_DAYS = 100, 21
# How much each colour asks of a person: only a colour that asks more than the rules' is given by hand.
WEIGHT: Mapping[str, int] = {"green": 0, "blue": 0, "yellow": 1, "red": 2}


class GroundProvesNothing(ValueError):
    """A ground that would colour people without a record of where they were. Such a book is not published."""

    code = "ground-proves-nothing"

    def __init__(self, ground: str, why: str) -> None:
        super().__init__(f"manual ground {ground}: {why}")


class NotGrounded(LingnanError):
    """A manual colour that lacks what one needs."""

    code = "not-grounded"
    status = 422
    message = "这个人工定色缺少依据。"


class GroundUnknown(NotGrounded):
    """Not on the closed list."""

    code = "ground-unknown"
    message = "人工定色只能用列出的依据。请选一项。"


class PlaceTooWide(NotGrounded):
    """Whole counties are no places: everyone would have been there."""

    code = "place-too-wide"
    message = "地点要写清省市县和乡镇、街道或更细的一级，而且只有一处同名，例如「广州市荔湾区中南街道海龙社区」。"


class DaysOutOfBounds(NotGrounded):
    """Days that are no period, lie ahead, or are too long ago."""

    code = "days-out-of-bounds"
    message = "到过的日子要在今天以前的14天以内，先写开始的一天，再写结束的一天。"


class EndOutOfBounds(NotGrounded):
    """Every manual colour ends, and soon."""

    code = "end-out-of-bounds"
    message = "人工定色必须有结束日期：最早明天，最晚%(last)s。"


class PresenceNotProven(NotGrounded):
    """No record that counts says that the person was there. A venue scan never does."""

    code = "presence-not-proven"
    message = "没有记录证明这个人那几天到过那里。扫场所码不算。请先由来源部门报送行程等记录，再提出。"


class SameHand(NotGrounded):
    """One officer alone colours nobody."""

    code = "same-hand"
    status = 403
    message = "提出的人不能自己批准，要由另一位工作人员批准。"


class RulesSayMore(NotGrounded):
    """The rules give a colour that asks as much already."""

    code = "rules-say-more"
    status = 409
    message = "按现行规则，这个人的颜色已经同样严格或更严格，不用人工定色。"


def read_grounds(data: Mapping[str, Any], declarations: Declarations) -> dict[str, Ground]:
    """The grounds by their ids from parsed YAML. Raises GroundProvesNothing for the first that is wrong."""
    found = [_ground(entry) for entry in data.get("grounds", ())]
    for ground in found:
        for why in _faults(ground, declarations):
            raise GroundProvesNothing(ground.id, why)
    return {ground.id: ground for ground in found}


def stand_by_hand(*, rules: Rules, standing: Standing, order: ManualOrder) -> Standing:
    """The colour that an order gives, where the rules gave `standing` on the evidence that it names.

    Raises the `NotGrounded` that says what the order lacks.
    """
    ground = require_grounded(rules=rules, standing=standing, order=order)
    if order.approved_by in ("", order.proposed_by):
        raise SameHand()
    given = replace(
        standing.colour, colour=ground.colour, class_code=ground.id, way_out=ground.way_out, rule=BY_HAND,
        facts={**standing.colour.facts, **facts_of(order)},
    )  # fmt: skip
    return standing._replace(colour=given, manual=order)


def require_grounded(*, rules: Rules, standing: Standing, order: ManualOrder) -> Ground:
    """The ground of an order, all that it needs but the second officer being there. Raises what is missing."""
    ground = rules.book.grounds.get(order.ground)
    if ground is None:
        raise GroundUnknown()
    last = order.starts_on + timedelta(days=ground.longest_days)
    if not order.starts_on < order.ends_on <= last:
        raise EndOutOfBounds(last=last.isoformat())
    if not order.starts_on - LOOKS_BACK <= order.seen_from <= order.seen_until <= order.starts_on:
        raise DaysOutOfBounds()
    if ground.needs_place and not _is_narrow(rules.gazetteer, order.place):
        raise PlaceTooWide()
    if not list_proofs(rules=rules, evidence=standing.evidence, order=order):
        raise PresenceNotProven()
    if WEIGHT[ground.colour] <= WEIGHT[standing.colour.colour]:
        raise RulesSayMore()
    return ground


def list_proofs(*, rules: Rules, evidence: Sequence[Evidence], order: ManualOrder) -> list[Evidence]:
    """The records that prove that the person was where and when the order says."""
    ground = rules.book.grounds.get(order.ground)
    kinds = ground.presence if ground else ()
    return [
        each
        for each in evidence
        for presence in kinds
        if presence.resource == each.resource and _proves(rules.gazetteer, presence, each, order)
    ]


def facts_of(order: ManualOrder) -> dict[str, object]:
    """What the words of a ground may name."""
    return {
        "manual_place": order.place,
        "manual_from": order.seen_from,
        "manual_until": order.seen_until,
        "manual_ends": order.ends_on,
    }


def _ground(entry: Mapping[str, Any]) -> Ground:
    return Ground(
        id=entry["id"],
        colour=entry["colour"],
        way_out=entry["way_out"],
        longest_days=entry["longest_days"],
        presence=tuple(
            Presence(
                resource=each["resource"],
                first=variable_of(each["from"]),
                last=variable_of(each.get("until", "")),
                place=variable_of(each.get("place", "")),
            )
            for each in entry.get("presence", ())
        ),
    )


def _faults(ground: Ground, declarations: Declarations) -> Iterator[str]:
    if not ground.presence:
        yield "needs no record of presence"
    if not 0 < ground.longest_days <= LONGEST_DAYS:
        yield f"lasts {ground.longest_days} days, {LONGEST_DAYS} is the most"
    if WEIGHT.get(ground.colour, 0) == 0:
        yield f"gives {ground.colour!r}, which asks nothing"
    for each in ground.presence:
        if each.resource == VENUE_SCAN:
            yield "takes a venue scan as proof of presence"
        known = {AREA, ARRIVED, LEFT} if each.resource == JOURNEY else _columns(declarations, each.resource)
        if missing := {each.first, each.last, each.place} - known - {""}:
            yield f"{each.resource}: {', '.join(sorted(missing))} is no column that a colour rests on"


def _columns(declarations: Declarations, kind: str) -> frozenset[str]:
    return declarations.columns(kind) if kind in declarations.kinds else frozenset()


def _proves(gazetteer: Gazetteer, presence: Presence, evidence: Evidence, order: ManualOrder) -> bool:
    first = _day(evidence.values.get(presence.first))
    last = _day(evidence.values.get(presence.last)) if presence.last else first
    if first is None or first > order.seen_until or (last or date.max) < order.seen_from:
        return False
    return not presence.place or _is_in(gazetteer, str(evidence.values.get(presence.place) or ""), order.place)


def _is_in(gazetteer: Gazetteer, stayed: str, place: str) -> bool:
    """By name; a name that fits several places proves none."""
    around = [area for area in gazetteer.read(place) if len(area.codes) == 1]
    return any(len(area.codes) == 1 and area.lies_within(other) for area in gazetteer.read(stayed) for other in around)


def _is_narrow(gazetteer: Gazetteer, place: str) -> bool:
    areas = gazetteer.read(place) if 0 < len(place) <= LONGEST_PLACE else ()
    return bool(areas) and all(len(area.codes) == 1 and (area.town or area.names) for area in areas)


def _day(moment: Any) -> date | None:
    return moment.astimezone(PROVINCE_ZONE).date() if isinstance(moment, datetime) else moment
