"""Boxed expressions of DMN XML to syntax trees (DMN 1.5, 7.3 and 10.2.2)."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.cursor import FeelSyntaxError
from lingnan.engine.decisions.feel_types import (
    ANY,
    BOOLEAN,
    NULL_TYPE,
    NUMBER,
    ContextOf,
    FunctionOf,
    ListOf,
    Type,
    common,
    element_of,
)
from lingnan.engine.decisions.items import ItemDefinitions
from lingnan.engine.decisions.lexer import normal_name
from lingnan.engine.decisions.parser import parse_expression, parse_unary_tests
from lingnan.engine.decisions.problems import Problem
from lingnan.engine.decisions.scope import Scope
from lingnan.engine.decisions.xml_elements import Element

Report = Callable[[Problem], None]
_NOTHING = ast.Literal(None, type=NULL_TYPE)


class BoxedReader:
    """Reads the expressions of one model file; what is wrong goes to `report` and reads as null."""

    _METHODS: ClassVar[dict[str, Callable[[Any, Element, Scope, str], ast.Node]]]

    def __init__(self, file: str, report: Report) -> None:
        self.file, self.report = file, report
        self.items: ItemDefinitions
        self.types: Mapping[str, Type] = {}

    def fail(self, code: str, message: str, element: Element) -> None:
        """Report a fault of an element."""
        self.report(Problem(code, message, self.file, element.identifier, line=element.line))

    def type_of(self, element: Element | None) -> Type:
        """The type that an element's typeRef names."""
        return ANY if element is None else self.items.resolve(element.get("typeRef"), element)

    def logic(self, owner: Element, scope: Scope, name: str) -> ast.Node | None:
        """The expression in an element, or None where there is none."""
        child = owner.first(*self._METHODS)
        return None if child is None else self.expression(child, scope, name)

    def expression(self, element: Element, scope: Scope, name: str) -> ast.Node:
        """A boxed expression; `name` is what it defines."""
        node = self._METHODS[element.name](self, element, scope, name)
        return ast.Placed(node, element.get("id"), type=node.type)

    def required(self, owner: Element | None, scope: Scope, name: str) -> ast.Node:
        """The expression in an element; null where there is none."""
        return (self.logic(owner, scope, name) if owner is not None else None) or _NOTHING

    # Text

    def feel(self, element: Element, scope: Scope, row: int | None = None, column: int | None = None) -> ast.Node:
        """The FEEL expression in an element's text; `-` and nothing are null in a table's outcome."""
        text = element.content("text")
        if not text.strip() or (row is not None and text.strip() == "-"):
            return _NOTHING
        try:
            return parse_expression(text, scope, self.types)
        except FeelSyntaxError as error:
            self.syntax(error, element, row, column)
            return _NOTHING

    def unary(
        self, element: Element, scope: Scope, row: int | None = None, column: int | None = None
    ) -> ast.UnaryTests:
        """The unary tests in an element's text."""
        try:
            return parse_unary_tests(element.content("text"), scope, self.types)
        except FeelSyntaxError as error:
            self.syntax(error, element, row, column)
            return ast.UnaryTests((), type=BOOLEAN)

    def syntax(self, error: FeelSyntaxError, element: Element, row: int | None, column: int | None) -> None:
        """Report text that is not FEEL: by its cell in a table, else by line and character."""
        line = row if row is not None else error.line
        character = column if column is not None else error.column
        message = f"{error}: {error.text.strip()}"
        self.report(Problem(error.code, message, self.file, element.identifier, line, character, element.line))

    def _literal(self, element: Element, scope: Scope, name: str) -> ast.Node:
        language = element.get("expressionLanguage")
        if language and "feel" not in language.lower():
            self.fail("expression-language", f"the language {language!r} is not FEEL", element)
            return _NOTHING
        return self.feel(element, scope)

    # Contexts, lists, functions

    def _context(self, element: Element, scope: Scope, name: str) -> ast.Node:
        entries: list[tuple[str, ast.Node]] = []
        result: ast.Node | None = None
        for entry in element.all("contextEntry"):
            variable = entry.first("variable")
            key = normal_name(variable.get("name") or "") if variable is not None else ""
            value = self._typed(self.required(entry, scope, key or name), self.type_of(variable))
            if variable is None:
                result = value
            else:
                entries.append((key, value))
                scope = scope.child({key: value.type})
        kind = _context_type(tuple(entries)) if result is None else result.type
        return ast.ContextLiteral(tuple(entries), result, type=kind)

    def _typed(self, node: ast.Node, kind: Type) -> ast.Node:
        return node if kind in (ANY, node.type) else ast.Coerce(node, type=kind)

    def _list(self, element: Element, scope: Scope, name: str) -> ast.Node:
        items = tuple(self.expression(child, scope, name) for child in element.all(*self._METHODS))
        return ast.ListLiteral(items, type=ListOf(common([item.type for item in items])))

    def _relation(self, element: Element, scope: Scope, name: str) -> ast.Node:
        columns = [normal_name(column.get("name") or "") for column in element.all("column")]
        rows = []
        for row in element.all("row"):
            cells = [self.expression(child, scope, name) for child in row.all(*self._METHODS)]
            entries = tuple(zip(columns, cells, strict=False))
            rows.append(ast.ContextLiteral(entries, type=_context_type(entries)))
        alike = rows and all(row.type == rows[0].type for row in rows)
        kind = rows[0].type if alike else ContextOf(tuple((column, ANY) for column in columns))
        return ast.ListLiteral(tuple(rows), type=ListOf(kind))

    def _function(self, element: Element, scope: Scope, name: str) -> ast.Node:
        parameters = tuple(
            (normal_name(child.get("name") or ""), self.type_of(child)) for child in element.all("formalParameter")
        )
        declared = self.type_of(element)
        kinds = tuple(kind for _, kind in parameters)
        if element.get("kind") in ("Java", "PMML"):
            function = FunctionOf(kinds, ANY)
            return ast.FunctionLiteral(parameters, _NOTHING, ANY, True, type=function)
        body = self.required(element, scope.child(dict(parameters)), name)
        result = declared.result if isinstance(declared, FunctionOf) else declared
        kind = FunctionOf(kinds, body.type if result == ANY else result)
        return ast.FunctionLiteral(parameters, body, result, type=kind)

    def _invocation(self, element: Element, scope: Scope, name: str) -> ast.Node:
        callee = self.required(element, scope, name)
        arguments = []
        for binding in element.all("binding"):
            parameter = binding.first("parameter")
            key = normal_name(parameter.get("name") or "") if parameter is not None else ""
            arguments.append((key, self.required(binding, scope, key)))
        kind = callee.type.result if isinstance(callee.type, FunctionOf) else ANY
        return ast.NamedCall(callee, tuple(arguments), type=kind)

    # Control (DMN 1.4)

    def _conditional(self, element: Element, scope: Scope, name: str) -> ast.Node:
        condition, consequent, alternative = (
            self.required(element.first(part), scope, name) for part in ("if", "then", "else")
        )
        kind = common([consequent.type, alternative.type])
        return ast.If(condition, consequent, alternative, True, type=kind)

    def _filter(self, element: Element, scope: Scope, name: str) -> ast.Node:
        source = self.required(element.first("in"), scope, name)
        condition = self.required(element.first("match"), scope.within(element_of(source.type)), name)
        kind = element_of(source.type) if condition.type == NUMBER else ListOf(element_of(source.type))
        return ast.Filter(source, condition, type=kind)

    def _iterator(self, element: Element, scope: Scope, name: str) -> tuple[tuple[ast.Iterator, ...], Scope]:
        variable = normal_name(element.get("iteratorVariable") or "")
        source = self.required(element.first("in"), scope, name)
        inner = scope.child({variable: element_of(source.type)})
        return (ast.Iterator(variable, source),), inner

    def _for(self, element: Element, scope: Scope, name: str) -> ast.Node:
        iterators, inner = self._iterator(element, scope, name)
        body = self.required(element.first("return"), inner.child({"partial": ListOf(ANY)}), name)
        return ast.For(iterators, body, type=ListOf(body.type))

    def _quantified(self, element: Element, scope: Scope, name: str) -> ast.Node:
        iterators, inner = self._iterator(element, scope, name)
        condition = self.required(element.first("satisfies"), inner, name)
        return ast.Quantified(element.name == "every", iterators, condition, True, type=BOOLEAN)


def _context_type(entries: tuple[tuple[str, ast.Node], ...]) -> Type:
    return ContextOf(tuple((key, value.type) for key, value in entries))


BoxedReader._METHODS = {
    "literalExpression": BoxedReader._literal,
    "context": BoxedReader._context,
    "list": BoxedReader._list,
    "relation": BoxedReader._relation,
    "functionDefinition": BoxedReader._function,
    "encapsulatedLogic": BoxedReader._function,
    "invocation": BoxedReader._invocation,
    "conditional": BoxedReader._conditional,
    "filter": BoxedReader._filter,
    "for": BoxedReader._for,
    "some": BoxedReader._quantified,
    "every": BoxedReader._quantified,
}
