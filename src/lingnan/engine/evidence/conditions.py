"""FEEL of facts over a population: names are columns, and moments are timestamps in UTC without a zone."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Final

import ibis
import ibis.expr.datatypes as dt

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.bulk import operators
from lingnan.engine.decisions.bulk.columns import Column, Outside
from lingnan.engine.decisions.bulk.translation import Translator
from lingnan.engine.decisions.feel_types import ANY, BOOLEAN, DATE, DATE_TIME, NUMBER, STRING, Type
from lingnan.engine.decisions.functions import BUILTIN_SCOPE
from lingnan.engine.decisions.parser import parse_expression
from lingnan.engine.facts import Formula

EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - in UTC, as all moments of a population
_ORDERS: Final = ("<", "<=", ">", ">=")
# Since when an offset has to have stood still for a day of a moment to be the same by it alone.
_STEADY_SINCE: Final = 1992


class Conditions(Translator):
    """Translates what is said of facts and of columns; `offset` is that of the province's zone from UTC."""

    _METHODS: ClassVar[dict[type, Any]] = {}

    def __init__(self, names: Mapping[str, Column], offset: timedelta) -> None:
        super().__init__(names)
        self.offset = offset

    def condition(self, node: ast.Node) -> Any:
        """Three-valued no more: true where the node is, elsewhere false or null, which engines compare quickest."""
        if isinstance(node, ast.Logic):
            left, right = self.condition(node.left), self.condition(node.right)
            return left & right if node.operator == "and" else left | right
        if isinstance(node, ast.In):
            return self.holds(node.tests, self.expression(node.value))
        if isinstance(node, ast.Binary) and node.operator == "=":
            left_side, right_side = self.expression(node.left), self.expression(node.right)
            if not (left_side.is_constant and right_side.is_constant):
                return operators.equal(left_side, right_side, lax=True)
        return operators.boolean(self.expression(node))

    def _call(self, node: ast.Call) -> Column:
        if isinstance(node.callee, ast.Name) and node.callee.name == "date" and len(node.arguments) == 1:
            found = self.expression(node.arguments[0])
            if found.type in (DATE, DATE_TIME) and not found.is_constant:
                return found if found.type == DATE else self._day(found)
        return super()._call(node)

    def _day(self, moment: Column) -> Column:
        """The day in the province."""
        shift = ibis.interval(seconds=int(self.offset.total_seconds()))
        return Column(DATE, (moment.value + shift).cast("date"))


Conditions._METHODS = {**Translator._METHODS, ast.Call: Conditions._call}


def parsed(formula: Formula) -> ast.Node:
    """The syntax tree that one person's value is compiled from."""
    return parse_expression(formula.text, BUILTIN_SCOPE.child(dict.fromkeys(formula.names, ANY)))


def may_hold(node: ast.Node, unknown: frozenset[str]) -> bool:
    """Whether a condition may be true while these names are null; in doubt it may."""
    if isinstance(node, ast.Logic):
        either = [may_hold(node.left, unknown), may_hold(node.right, unknown)]
        return all(either) if node.operator == "and" else any(either)
    if isinstance(node, ast.Binary):
        sides = (node.left, node.right)
        has_unknown = any(isinstance(side, ast.Name) and side.name in unknown for side in sides)
        has_null = any(isinstance(side, ast.Literal) and side.value is None for side in sides)
        return not (has_unknown and (node.operator in _ORDERS or (node.operator == "!=" and has_null)))
    return True


def column_of(value: Any) -> Column:
    """An Ibis column as one of FEEL; raises Outside for what a population does not hold exactly."""
    return Column(_type_of(value.type()), value)


def _type_of(dtype: Any) -> Type:
    for kind, is_held in _TYPES:
        if is_held(dtype):
            return kind
    raise Outside(f"a column of {dtype} is not for bulk")


_TYPES: Final[tuple[tuple[Type, Callable[[Any], bool]], ...]] = (
    (STRING, lambda dtype: dtype.is_string()),
    (BOOLEAN, lambda dtype: dtype.is_boolean()),
    (DATE, lambda dtype: dtype.is_date()),
    (DATE_TIME, lambda dtype: dtype.is_timestamp() and dtype.timezone is None),
    (NUMBER, lambda dtype: dtype.is_integer() or (dtype.is_decimal() and dtype.precision is not None)),
)


def moment(value: datetime) -> Any:
    """A moment as a literal."""
    return ibis.literal(value.astimezone(UTC).replace(tzinfo=None), type=dt.timestamp)


def steady_offset(at: datetime) -> timedelta:
    """The offset of a zone that has kept it; raises Outside, for days then can't be told from moments by it."""
    offset = at.utcoffset()
    firsts = (datetime(year, month, 1, tzinfo=at.tzinfo) for year in range(_STEADY_SINCE, at.year + 1)
              for month in range(1, 13))  # fmt: skip
    if offset is None or any(first.utcoffset() != offset for first in firsts):
        raise Outside("a zone whose offset changes is not for bulk")
    return offset


def midnight(day: date, at: datetime) -> datetime:
    """The beginning of a day in the zone of a moment."""
    return datetime(day.year, day.month, day.day, tzinfo=at.tzinfo)
