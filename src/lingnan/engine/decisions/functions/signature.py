"""Built-in functions declared by the signature that the specification prints, and checked against it at the call.

A signature reads `substring(string: string, start position: number, length?: number) -> string`. `name?` may be left
out, `type?` may be null, `a|b` is either type, `*name` takes a list or its items one by one, `name...` takes the rest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from lingnan.engine.decisions.conformance import CLASSES, type_of
from lingnan.engine.decisions.decimal128 import FAILURES
from lingnan.engine.decisions.feel_types import ANY, BY_NAME, Type
from lingnan.engine.decisions.runs import warn
from lingnan.engine.decisions.temporal import OutOfRange
from lingnan.engine.decisions.temporal_text import NotTemporal
from lingnan.engine.decisions.values import Function, Range

F = TypeVar("F", bound=Callable[..., Any])

_SIGNATURE = re.compile(r"(?P<name>[^(]+)\((?P<parameters>.*)\)\s*->\s*(?P<result>.+)")
_PARAMETER = re.compile(r"(?P<spread>\*?)(?P<name>[^:?.]+)(?P<optional>\??)(?P<rest>(?:\.\.\.)?):\s*(?P<types>.+)")
_COMPOUND = {"list": (list,), "context": (dict,), "function": (Function,), "range": (Range,)}


class Refused(ValueError):
    """Arguments for which a built-in function has no value; the call is null, with this as its warning."""

    code = "feel-arguments"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `classes` are the Python classes it takes, None for any."""

    name: str
    text: str
    classes: tuple[type, ...] | None
    optional: bool
    nullable: bool
    spread: bool
    rest: bool

    def accept(self, value: Any) -> Any:
        """The value as the function takes it; raises Refused."""
        if value is None:
            if self.nullable or self.classes is None:
                return value
            raise Refused(f"{self.name} is null")
        if self.classes is None or value.__class__ in self.classes:
            return value
        if list in self.classes:
            return [value]
        if value.__class__ is list and len(value) == 1:
            return self.accept(value[0])
        raise Refused(f"{self.name} is {type_of(value)} instead of {self.text}")


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature of a built-in function and what computes it."""

    parameters: tuple[Parameter, ...]
    compute: Callable[..., Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(parameter.name for parameter in self.parameters)

    def bind(self, arguments: tuple[Any, ...]) -> list[Any]:
        """The arguments checked and converted; raises Refused."""
        parameters = self.parameters
        if parameters and parameters[0].spread:
            return [_spread(parameters[0], arguments)]
        rest = parameters[-1] if parameters and parameters[-1].rest else None
        fixed = parameters[:-1] if rest else parameters
        if len(arguments) > len(fixed) and rest is None:
            raise Refused(f"{len(arguments)} arguments instead of {len(fixed)}")
        if any(not parameter.optional for parameter in fixed[len(arguments) :]):
            raise Refused(f"{fixed[len(arguments)].name} is missing")
        bound = [parameter.accept(value) for parameter, value in zip(fixed, arguments, strict=False)]
        return bound + [rest.accept(value) for value in arguments[len(fixed) :]] if rest else bound

    def arrange(self, named: dict[str, Any]) -> list[Any]:
        """Named arguments in order; an optional one left out before a given one is null. Raises Refused."""
        names = self.names
        unknown = [name for name in named if name not in names]
        if unknown:
            raise Refused(f"no parameter {unknown[0]!r}")
        last = max((names.index(name) for name in named), default=-1)
        arranged = []
        for parameter in self.parameters[: last + 1]:
            if parameter.name not in named and not parameter.optional:
                raise Refused(f"{parameter.name} is missing")
            arranged.append(named.get(parameter.name))
        return arranged


def _spread(parameter: Parameter, arguments: tuple[Any, ...]) -> list[Any]:
    if not arguments:
        raise Refused(f"{parameter.name} is missing")
    if len(arguments) > 1:
        return list(arguments)
    found: list[Any] = parameter.accept(arguments[0])
    return found


REGISTRY: dict[str, Function] = {}
_OVERLOADS: dict[str, list[Overload]] = {}


def builtin(signature: str) -> Callable[[F], F]:
    """Declare a built-in function; a second signature under the same name is a further overload."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    name = match["name"].strip()
    parameters = tuple(_parameter(text) for text in match["parameters"].split(",") if text.strip())
    result = BY_NAME.get(match["result"].strip(), ANY)

    def register(compute: F) -> F:
        _OVERLOADS.setdefault(name, []).append(Overload(parameters, compute))
        REGISTRY[name] = _function(name, tuple(_OVERLOADS[name]), result)
        return compute

    return register


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    types = match["types"].strip()
    classes = tuple(python for kind in types.rstrip("?").split("|") for python in _classes(kind))
    return Parameter(
        match["name"].strip(),
        types,
        None if types == "Any" else classes,
        bool(match["optional"]),
        types.endswith("?"),
        bool(match["spread"]),
        bool(match["rest"]),
    )


def _classes(name: str) -> tuple[type, ...]:
    return _COMPOUND.get(name) or CLASSES.get(BY_NAME[name], ())


def _function(name: str, overloads: tuple[Overload, ...], result: Type) -> Function:
    parameters = overloads[0].parameters
    return Function(
        name,
        tuple(parameter.name for parameter in parameters),
        _caller(name, overloads),
        tuple(_declared(parameter) for parameter in parameters),
        result,
        _arranger(name, overloads),
    )


def _declared(parameter: Parameter) -> Type:
    return BY_NAME.get(parameter.text.rstrip("?"), ANY)


def _caller(name: str, overloads: tuple[Overload, ...]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        refusal: Exception | None = None
        for overload in overloads:
            try:
                return overload.compute(*overload.bind(arguments))
            except (Refused, OutOfRange, NotTemporal, OverflowError, *FAILURES) as error:
                refusal = error
        return warn(f"{name}(): {refusal}")

    return call


def _arranger(name: str, overloads: tuple[Overload, ...]) -> Callable[[dict[str, Any]], list[Any]]:
    def arrange(named: dict[str, Any]) -> list[Any]:
        refusal: Refused | None = None
        # Two overloads may share their names in another order: the one given decides.
        for overload in sorted(overloads, key=lambda each: each.names != tuple(named)):
            try:
                return overload.arrange(named)
            except Refused as error:
                refusal = error
        raise refusal or Refused(f"{name}() takes no such arguments")

    return arrange
