"""The values of FEEL that Python has no type for (DMN 1.5, 10.3.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lingnan.engine.decisions.feel_types import ANY, Type


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """A years and months duration; `months` may be negative. `str()` is its FEEL text, such as P1Y2M."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text

    def __neg__(self) -> "YearMonthDuration":
        return YearMonthDuration(-self.months)

    def __abs__(self) -> "YearMonthDuration":
        return YearMonthDuration(abs(self.months))


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is open towards infinity and never included."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A FEEL function: built in, defined in an expression, a business knowledge model or a decision service.

    `call` takes the arguments by position, already in the order of `parameters`; a missing optional one is left out.
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Any]
    types: tuple[Type, ...] = ()
    result: Type = ANY
    arrange: Callable[[dict[str, Any]], list[Any]] | None = None

    def __call__(self, *arguments: Any) -> Any:
        return self.call(*arguments)


class _Null:
    """Stands for null inside a condition: every comparison with it is false, as a null one is never true."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Equal to nothing, and so in no set; but a set may be asked."""
        return 0

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True


NULL: Final = _Null()
