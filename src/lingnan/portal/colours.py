"""A health code's colour in words: its name, why, the way out, and the evidence with who says so and when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from django.utils.translation import gettext, pgettext

from lingnan.engine.facts import variable_of
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Resource
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import Change, ClassText, Evidence, Grounds, Locale

from .dates import write_date, write_moment
from .templatetags.portal import page_language
from .values import label_of, with_note, write_value
from .wording import department_name, resource_title

NUMBER = "travel_journey_number"  # says where a journey comes from, which the source tells in words
TONES: Mapping[str, str] = {"green": "valid", "blue": "valid", "yellow": "caution", "red": "stop"}


def colour_word(colour: str) -> str:
    """绿码, 黄码 … as the language says it."""
    return {"green": gettext("绿码"), "blue": gettext("蓝码"), "yellow": gettext("黄码"), "red": gettext("红码")}[
        colour
    ]


def described_change(change: Change) -> dict[str, object]:
    """A change with the words of its colour and class."""
    words, _ = _texts(change)
    return {
        "change": change,
        "word": colour_word(change.colour),
        "title": with_note(colour_word(change.colour), words.name),
        "tone": TONES[change.colour],
        "name": words.name,
    }


def described_grounds(grounds: Grounds) -> dict[str, object]:
    """A change with why it is so and what ends it, in sentences, and the evidence that it rests on."""
    change = grounds.change
    words, way_out = _texts(change)
    return {
        **described_change(change),
        "reason": words.reason.format_map({name: _worded(value) for name, value in grounds.facts.items()}),
        "way_out": way_out,
        "rule": grounds.rule,
        "evidence": described_evidence(grounds.evidence),
    }


def class_name(class_code: str) -> str:
    """What a class of a colour is called."""
    name, _ = health.describe(class_code=class_code, way_out="", locale=page_locale())
    return name


def page_locale() -> Locale:
    """The reader's language as the rule book's texts name it."""
    return cast("Locale", page_language())


def _texts(change: Change) -> tuple[ClassText, str]:
    return health.words_of(class_code=change.class_code, way_out=change.way_out, locale=page_locale())


def _worded(value: Any) -> str:
    if isinstance(value, datetime):
        return write_moment(value)
    return write_date(value) if isinstance(value, date) else str(value)


def described_evidence(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Records with who says so and what, the newest first."""
    return list(_described(evidence))


def _described(evidence: Iterable[Evidence]) -> Iterator[dict[str, object]]:
    resources = {each.id: each for each in catalogue.list_resources()}
    for each in sorted(evidence, key=lambda record: record.as_of, reverse=True):
        yield {
            "title": resource_title(each.resource),
            "words": _values(each, resources.get(each.resource)),
            "source": _source(each, resources.get(each.resource)),
            "date": each.as_of.astimezone(PROVINCE_ZONE),
            "record": f"{each.resource}/{each.record}",
        }


def _source(evidence: Evidence, resource: Resource | None) -> str:
    if health.is_declared(evidence=evidence):
        return gettext("自己申报")
    return department_name(resource.owner) if resource else ""


def _values(evidence: Evidence, resource: Resource | None) -> str:
    """What the record says, in the order in which its resource declares it."""
    elements = {variable_of(element): element for element in catalogue.dictionary()}
    known = {elements[name]: value for name, value in evidence.values.items() if value is not None and name != NUMBER}
    place = {each.element: number for number, each in enumerate(resource.elements if resource else ())}
    pair = gettext("%(label)s：%(value)s")
    return pgettext("between facts of a record", "；").join(
        pair % {"label": label_of(element), "value": write_value(element=element, value=value, masked=False)}
        for element, value in sorted(known.items(), key=lambda each: place.get(each[0], len(place)))
    )
