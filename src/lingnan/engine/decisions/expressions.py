"""A small door to FEEL alone, for conditions in forms and content."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.emitter import Frame
from lingnan.engine.decisions.feel_types import ANY, BY_NAME, Type
from lingnan.engine.decisions.functions import BUILTIN_SCOPE
from lingnan.engine.decisions.inputs import plain
from lingnan.engine.decisions.parser import parse_expression, parse_unary_tests
from lingnan.engine.decisions.tables import TableCompiler

Expression = Callable[[Mapping[str, Any]], Any]
UnaryTest = Callable[[Any], bool | None]


def compile_expression(text: str, names: Mapping[str, Type] | Iterable[str] = ()) -> Expression:
    """A FEEL expression as a function of a mapping from `names` to values; a name that is missing is null.

    Names may hold spaces. Values are FEEL's (int and float are taken for numbers). Raises FeelSyntaxError, and
    UnknownName for a name that is neither in `names` nor built in.
    """
    types = names if isinstance(names, Mapping) else dict.fromkeys(names, ANY)
    return _compiled_expression(text, tuple(types.items()))


@lru_cache(maxsize=4096)
def _compiled_expression(text: str, names: tuple[tuple[str, Type], ...]) -> Expression:
    node = parse_expression(text, BUILTIN_SCOPE.child(dict(names)))
    compiler = TableCompiler()
    variables = {name: compiler.fresh("v") for name, _ in names}
    with compiler.scope(Frame(variables)):
        compiler.function("expression", list(variables.values()), node)
    if compiler.unresolved:
        raise UnknownName(compiler.unresolved[0][0], text)
    compute = compiler.finish("expression", text)
    keys = tuple(variables)
    return lambda context: compute(*[plain(context.get(key)) for key in keys])


def compile_unary(text: str, kind: Type = ANY) -> UnaryTest:
    """A table's input cell, such as `>= 60, [10..12]`, as a function of the input: true, false or null.

    Raises FeelSyntaxError, and UnknownName for a name that is not built in.
    """
    tests = _compiled_unary(text, kind)
    return lambda value: tests(plain(value))


@lru_cache(maxsize=4096)
def _compiled_unary(text: str, kind: Type) -> UnaryTest:
    return unary_function(parse_unary_tests(text, BUILTIN_SCOPE.child({"?": kind}), BY_NAME), text)


def parse_condition(text: str) -> ast.UnaryTests:
    """A table's input cell as a syntax tree, for those who put it into words. Raises FeelSyntaxError."""
    return parse_unary_tests(text, BUILTIN_SCOPE.child({"?": ANY}), BY_NAME)


def unary_function(tests: ast.UnaryTests, text: str) -> UnaryTest:
    """Parsed unary tests as a function of the input."""
    compiler = TableCompiler()
    compiler.write("def tests(v):")
    with compiler.indented():
        compiler.write(f"return {compiler.tests(tests, 'v')}")
    if compiler.unresolved:
        raise UnknownName(compiler.unresolved[0][0], text)
    found: UnaryTest = compiler.finish("tests", text)
    return found


def free_names(text: str) -> tuple[str, ...]:
    """The names that a FEEL expression needs, in order: those that neither it nor the language gives.

    Names are read without knowing them, so they hold no spaces. Raises FeelSyntaxError.
    """
    compiler = TableCompiler()
    with compiler.scope(Frame({})):
        compiler.function("expression", [], parse_expression(text, BUILTIN_SCOPE))
    return tuple(dict.fromkeys(name for name, _ in compiler.unresolved))


class UnknownName(ValueError):
    """An expression uses a name that nothing gives."""

    code = "feel-name"

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        super().__init__(f"there is no {name!r} in {text!r}")
