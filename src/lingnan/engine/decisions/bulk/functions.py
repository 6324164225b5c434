"""The built-in functions that give the same over a population as for one case."""

from collections.abc import Callable
from typing import Any, Final

import ibis

from lingnan.engine.decisions.bulk import moments, operators
from lingnan.engine.decisions.bulk.columns import Column, Outside, constant, truth
from lingnan.engine.decisions.feel_types import (
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    ListOf,
    Type,
)
from lingnan.engine.decisions.functions import BUILTINS

_OF_THE_CLOCK: Final = ("now", "today")


def call(name: str, arguments: list[Column]) -> Column:
    """The function's value; of constants it is worked out once."""
    if name in _OF_THE_CLOCK:
        raise Outside(f"{name}() reads a clock: give the day as a fact")
    if arguments and all(argument.is_constant for argument in arguments):
        return constant(BUILTINS[name].call(*(argument.constant for argument in arguments)))
    taken, compute = _FUNCTIONS.get(name, ((), None))
    if compute is None:
        raise Outside(f"{name}() is not for bulk")
    kinds = tuple(argument.type for argument in arguments)
    if kinds not in taken:
        raise Outside(f"{name}({', '.join(map(str, kinds))}) is not for bulk")
    return compute(*arguments)


def list_contains(items: Column, element: Column) -> Column:
    """Whether a fact that is a list holds the element; null where the list is."""
    if not isinstance(items.type, ListOf) or items.type.element != element.type:
        raise Outside(f"list contains({items.type}, {element.type}) is not for bulk")
    held = items.value.contains(element.lift(items.value.type().value_type)).coalesce(False)
    if not element.is_constant:
        held = ibis.ifelse(element.value.isnull(), _holds_null(items.value), held)
    return truth(ibis.ifelse(items.value.isnull(), ibis.null("boolean"), held))


def _holds_null(items: Any) -> Any:
    """An engine's own search never finds null."""
    return items.filter(lambda item: item.isnull()).length() > 0


def _not(operand: Column) -> Column:
    return truth(~operators.boolean(operand))


def _substring(string: Column, start: Column, length: Column | None = None) -> Column:
    """From a constant position, a constant number of characters; null where the string is shorter."""
    if not start.is_constant or not (length is None or length.is_constant):
        raise Outside("substring() from a position or of a length that is no constant")
    begin = int(start.constant)
    count = None if length is None else int(length.constant)
    if begin == 0 or (count is not None and count < 1):
        return Column(STRING, None, None)
    size, text = string.value.length(), string.value
    if begin < 0:
        fits = size >= -begin if count is None or count <= -begin else ibis.literal(False)
        found = text.substr(size + begin, -begin if count is None else count)
    else:
        fits = size >= begin + (count or 1) - 1
        found = text.substr(begin - 1) if count is None else text.substr(begin - 1, count)
    return operators.whether(fits, Column(STRING, found))


def _abs(operand: Column) -> Column:
    return Column(operand.type, operand.lift().abs())


def _on_strings(method: str) -> Callable[..., Column]:
    return lambda string, match: truth(getattr(string.lift(), method)(match.lift()))


_Signature = tuple[Type, ...]
_FUNCTIONS: Final[dict[str, tuple[tuple[_Signature, ...], Callable[..., Column]]]] = {
    "not": (((BOOLEAN,),), _not),
    "starts with": (((STRING, STRING),), _on_strings("startswith")),
    "ends with": (((STRING, STRING),), _on_strings("endswith")),
    "contains": (((STRING, STRING),), _on_strings("contains")),
    "string length": (((STRING,),), lambda string: Column(NUMBER, string.value.length().cast("int64"))),
    "substring": (((STRING, NUMBER), (STRING, NUMBER, NUMBER)), _substring),
    "abs": (((DAYS_TIME,), (YEARS_MONTHS,)), _abs),
    "years and months duration": (((DATE, DATE),), moments.months_between),
}
