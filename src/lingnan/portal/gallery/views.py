"""The gallery: one page for each component folder that has an example."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lingnan.portal.rules.tables import DescribedRule
from lingnan.portal.rules.words import Phrase

COMPONENTS = Path(__file__).resolve().parents[1] / "components"


def _rule(
    number: int,
    conditions: list[tuple[str, str]],
    outcomes: list[tuple[str, str]],
    outcome: tuple[str, str],
    **met: Any,
) -> DescribedRule:
    return DescribedRule(
        anchor=f"rule-{number}",
        number=number,
        conditions=[(Phrase(text=label), words) for label, words in conditions],
        outcomes=[(Phrase(text=label), words) for label, words in outcomes],
        tone=outcome[0],
        word=outcome[1],
        notes=[Phrase(text="老年人权益保障法第二条")],
        **met,
    )


SAMPLE: dict[str, Any] = {
    "crumbs": [("/gallery/", "组件")],
    "day": date(2026, 11, 23),
    "moment": datetime(2026, 11, 23, 6, 5, tzinfo=UTC),
    "moment_after": datetime(2026, 11, 23, 6, 6, tzinfo=UTC),
    "fen": 20_000,
    "token": "LN1:6BFOXN%TSMAHN-H3O4:PVH AJ2J$9J0II:Q5 43SLG/EBOD0+GD6EQR8TKG%C5.2MXH7E8V2QTYUGV$K0NHM5MNC$BL0C5D7",
    "venue_codes": [f"0oRYG6MBJgRIqrvM3Q{number:03d}" for number in range(30)],
    "page": Paginator(range(60), per_page=20).page(2),
    "people": [
        {"key": 1, "name": "张*", "relation": "本人", "current": False},
        {"key": 2, "name": "张*三", "relation": "父亲", "current": True},
        {"key": 3, "name": "李*", "relation": "母亲", "current": False, "note": "委托到2026年12月31日"},
    ],
    "rules": [
        _rule(1, [("在世", "否")], [], ("caution", "暂时不能办"), mark="failed", why="要求在世：否；填的是：是。"),
        _rule(
            2,
            [("周岁", "不小于 60"), ("户籍省", "广东省")],
            [("每月金额", "100 元")],
            ("valid", "可以办理"),
            mark="matched",
        ),
        _rule(3, [], [], ("waiting", "转工作人员核对"), mark="passed-over"),
        _rule(4, [("户籍市", "广州市")], [("每月金额", "100 元")], ("", ""), hits=3),
        _rule(5, [("户籍市", "not(? in cities)")], [("每月金额", "0 元")], ("", ""), hits=0),
    ],
}


def list_components() -> list[str]:
    """The folders that have an example, by name."""
    return sorted(path.parent.name for path in COMPONENTS.glob("*/example.html"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is."""
    return render(request, "gallery/index.html", {"names": list_components()})


@require_safe
def component(request: HttpRequest, name: str) -> HttpResponse:
    """One component in all its states."""
    if name not in list_components():
        raise Http404
    context = SAMPLE | {"name": name, "example": f"components/{name}/example.html"}
    return render(request, "gallery/component.html", context)
