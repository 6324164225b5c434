"""Values from outside made FEEL's own."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from lingnan.engine.decisions.temporal import LargeDate, LargeDateTime, LargeDuration, LargeTime
from lingnan.engine.decisions.values import Function, Range, YearMonthDuration

_OWN = frozenset(
    (Decimal, str, bool, type(None), date, time, datetime, timedelta, YearMonthDuration, Range, Function)
) | {LargeDate, LargeTime, LargeDateTime, LargeDuration}


class NotFeel(TypeError):
    """A Python object that stands for no FEEL value."""

    code = "feel-value"


def plain(value: Any) -> Any:
    """The value with Python's int, float, tuple, Mapping and subclasses of str made FEEL's; raises NotFeel.

    A float is read by its shortest decimal text; one that is not finite is null.
    """
    if value.__class__ in _OWN:
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if isfinite(value) else None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    raise NotFeel(f"{type(value).__name__} is no FEEL value")
