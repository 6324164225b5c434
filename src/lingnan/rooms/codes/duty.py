"""Whoever is on duty for the province's codes: how much they are used, and how everything that serves them is."""

from collections import Counter
from datetime import datetime

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date, local_midnight

from .keys import list_keys
from .models import Scan, StatusList, StatusListToken
from .numbers import Inspections, Used, list_inspected, list_used, numbers_of
from .pulses import list_pulses
from .types import Duty, KeyInfo, KindUse, ListsOfKind, Operator, Outcome, Refused

_operators: list[Operator] = []


def connect_operator(operator: Operator) -> None:
    """Say who runs the province's codes: officers are kept in another room."""
    _operators[:] = [operator]


def get_duty(*, by: Actor, at: datetime) -> Duty:
    """How the codes are used and how gates, workers, keys and lists are, in the whole province. Raises `NotAllowed`."""
    (operator,) = _operators
    operator(by)
    today = local_date(at)
    used, inspected = list_used(day=today), list_inspected(day=today)
    gates, workers = list_pulses(at=at)
    return Duty(
        numbers=numbers_of(day=today, used=used, inspected=inspected),
        kinds=_kinds(used),
        refusals=_refusals(inspected),
        doubled=Scan.objects.filter(is_doubled=True, scanned_at__gte=local_midnight(at)).count(),
        gates=gates,
        workers=workers,
        keys=tuple(sorted((key for key in list_keys() if _is_present(key, at)), key=lambda key: key.purpose)),
        lists=_lists(),
    )


def _refusals(inspected: list[Inspections]) -> tuple[Refused, ...]:
    refused = Counter[tuple[str, str]]()
    for each in inspected:
        if each.outcome != Outcome.VALID:
            refused[each.kind, each.outcome] += each.number
    return tuple(
        Refused(kind=kind, outcome=outcome, number=number) for (kind, outcome), number in refused.most_common()
    )


def _kinds(used: list[Used]) -> tuple[KindUse, ...]:
    displays, scans = Counter[str](), Counter[str]()
    for each in (one for one in used if one.hour is not None):
        (displays if each.is_display else scans)[each.kind] += each.number
    kinds = sorted({*displays, *scans}, key=lambda kind: (-displays[kind], -scans[kind], kind))
    return tuple(KindUse(kind=kind, displays=displays[kind], scans=scans[kind]) for kind in kinds)


def _is_present(key: KeyInfo, at: datetime) -> bool:
    return key.revoked_at is None and (key.not_after is None or key.not_after > at)


def _lists() -> tuple[ListsOfKind, ...]:
    in_use = Q(ended_at=None)
    signed = StatusListToken.objects.filter(list=OuterRef("pk")).values("signed_at")
    rows = StatusList.objects.annotate(signed_at=Subquery(signed)).values("kind")
    counted = rows.annotate(
        in_use=Count("id", filter=in_use),
        ended=Count("id", filter=~in_use),
        issued=Sum("issued"),
        oldest=Min("signed_at", filter=in_use),
    )
    return tuple(
        ListsOfKind(kind=kind, in_use=in_use, ended=ended, issued=issued, signed_at=oldest)
        for kind, in_use, ended, issued, oldest in counted.order_by("kind").values_list(
            "kind", "in_use", "ended", "issued", "oldest"
        )
    )
