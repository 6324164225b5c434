"""Values as FEEL text: what string() gives, and what people read in traces and explanations."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.decimal128 import number_text
from lingnan.engine.decisions.temporal import clock_text, duration_text, nanosecond_of, nanoseconds_of, zone_text
from lingnan.engine.decisions.values import Function, Range


def feel_text(value: Any) -> str:
    """The FEEL text of a value; strings stand as they are at the top and in quotes inside lists and contexts."""
    return value if value.__class__ is str else literal_text(value)


def literal_text(value: Any) -> str:
    """The value as a FEEL reader would write it down, strings in quotes."""
    write = _WRITERS.get(value.__class__)
    return write(value) if write else str(value)


def _string(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _time(value: time) -> str:
    return clock_text(value.hour, value.minute, value.second, nanosecond_of(value)) + zone_text(value.tzinfo)


def _datetime(value: datetime) -> str:
    clock = clock_text(value.hour, value.minute, value.second, nanosecond_of(value))
    return f"{value.year:04}-{value.month:02}-{value.day:02}T{clock}{zone_text(value.tzinfo)}"


def _context(value: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {literal_text(member)}" for name, member in value.items()) + "}"


def _range(value: Range) -> str:
    if value.start is None and value.end is not None:
        return ("<=" if value.end_included else "<") + literal_text(value.end)
    if value.end is None and value.start is not None:
        return (">=" if value.start_included else ">") + literal_text(value.start)
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{literal_text(value.start)}..{literal_text(value.end)}{closing}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: number_text,
    str: _string,
    date: date.isoformat,
    time: _time,
    datetime: _datetime,
    timedelta: lambda value: duration_text(nanoseconds_of(value)),
    list: lambda value: "[" + ", ".join(map(literal_text, value)) + "]",
    dict: _context,
    Range: _range,
    Function: lambda value: f"function({', '.join(value.parameters)})",
}
