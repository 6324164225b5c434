"""Syntax trees to Python source: one method a kind of node, each returning a Python expression.

`if`, `and` and `or` become Python blocks, so that they evaluate no more than they must. What is known of a value's type
decides which code is written, not what is tried at run time.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from lingnan.engine.decisions import arithmetic, operators, runtime
from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.conformance import is_instance
from lingnan.engine.decisions.emitter import Emitter, Frame
from lingnan.engine.decisions.feel_types import (
    ANY,
    BOOLEAN,
    NULL_TYPE,
    NUMBER,
    ContextOf,
    FunctionOf,
    Unknown,
    base_of,
    element_of,
)
from lingnan.engine.decisions.functions import BUILTINS
from lingnan.engine.decisions.operators import order
from lingnan.engine.decisions.runs import Place
from lingnan.engine.decisions.values import Range

RUNTIME: dict[str, Any] = {
    name: getattr(module, name)
    for module, names in (
        (arithmetic, "add subtract multiply divide power negate"),
        (operators, "conjunction disjunction equal unequal less less_equal greater greater_equal between in_range"),
        (operators, "member range_of nullable"),
        (runtime, "unknown path members select at_position span collect quantify call call_named make_function"),
        (runtime, "repeated refuse_external conform not_boolean negated condition"),
    )
    for name in names.split()
} | {"is_instance": is_instance}

_BINARY = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
    "=": "equal",
    "!=": "unequal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
COMPARE = {symbol: name for symbol, name in _BINARY.items() if symbol[0] in "=!<>"}


class Compiler(Emitter):
    """Compiles expressions; TableCompiler adds decision tables."""

    _METHODS: ClassVar[dict[type, Callable[[Any, Any], str]]]

    def __init__(self) -> None:
        super().__init__(RUNTIME, BUILTINS)

    def expression(self, node: ast.Node) -> str:
        """A Python expression for the node's value; lines it needs are written before."""
        return self._METHODS[type(node)](self, node)

    def function(self, name: str, parameters: list[str], node: ast.Node) -> None:
        """Write a Python function that returns the node's value."""
        self.write(f"def {name}({', '.join(parameters)}):")
        with self.indented():
            self.write(f"return {self.expression(node)}")

    def _literal(self, node: ast.Literal) -> str:
        return self.constant(node.value)

    def _name(self, node: ast.Name) -> str:
        found = self.resolve(node.name)
        if found is not None:
            return found
        self.unresolved.append((node.name, self.place))
        return f"unknown({node.name!r})"

    def _path(self, node: ast.Path) -> str:
        return f"path({self.expression(node.source)}, {node.name!r})"

    def _binary(self, node: ast.Binary) -> str:
        return f"{_BINARY[node.operator]}({self.expression(node.left)}, {self.expression(node.right)})"

    def _negate(self, node: ast.Negate) -> str:
        return f"negate({self.expression(node.operand)})"

    def _between(self, node: ast.Between) -> str:
        value, low, high = (self.expression(part) for part in (node.value, node.low, node.high))
        return f"between({value}, {low}, {high})"

    def _logic(self, node: ast.Logic) -> str:
        decided, combine = ("False", "conjunction") if node.operator == "and" else ("True", "disjunction")
        found = self.fresh()
        self.write(f"{found} = {self.expression(node.left)}")
        self.write(f"if {found} is not {decided}:")
        with self.indented():
            self.write(f"{found} = {combine}({found}, {self.expression(node.right)})")
        return found

    def _if(self, node: ast.If) -> str:
        if isinstance(node.alternative, ast.If):
            return self._chain(node)
        found = self.fresh()
        condition = self.assign(self.expression(node.condition))
        self.write(f"if {condition} is True:")
        self._branch(found, node.consequent)
        if node.strict and node.condition.type != BOOLEAN:
            self.write(f"elif {condition} is not False and {condition} is not None:")
            with self.indented():
                self.write(f"{found} = not_boolean({condition})")
        self.write("else:")
        self._branch(found, node.alternative)
        return found

    def _branch(self, name: str, node: ast.Node) -> None:
        with self.indented():
            self.write(f"{name} = {self.expression(node)}")

    def _chain(self, node: ast.If) -> str:
        """Else-ifs as one loop left at the first true condition: Python nests blocks less deep than a chain is long."""
        found = self.fresh()
        self.write("while True:")
        with self.indented():
            rest: ast.Node = node
            while isinstance(rest, ast.If):
                self._case(found, rest)
                rest = rest.alternative
            self.write(f"{found} = {self.expression(rest)}")
            self.write("break")
        return found

    def _case(self, found: str, node: ast.If) -> None:
        condition = self.assign(self.expression(node.condition))
        self.write(f"if {condition} is True:")
        self._branch(found, node.consequent)
        with self.indented():
            self.write("break")
        if node.strict and node.condition.type != BOOLEAN:
            self.write(f"if {condition} is not False and {condition} is not None:")
            with self.indented():
                self.write(f"{found} = not_boolean({condition})")
                self.write("break")

    def _list(self, node: ast.ListLiteral) -> str:
        return f"[{', '.join(self.expression(item) for item in node.items)}]"

    def _context(self, node: ast.ContextLiteral) -> str:
        names = [name for name, _ in node.entries]
        if len(set(names)) < len(names):
            return f"repeated({names!r})"
        frame = Frame({})
        with self.scope(frame):
            for name, value in node.entries:
                frame.names[name] = self._entry(value)
            if node.result is not None:
                return self._entry(node.result)
        return "{" + ", ".join(f"{name!r}: {value}" for name, value in frame.names.items()) + "}"

    def _entry(self, node: ast.Node) -> str:
        name = self.fresh()
        self.write(f"{name} = {self.expression(node)}")
        return name

    def _range(self, node: ast.RangeLiteral) -> str:
        if isinstance(node.start, ast.Literal) and isinstance(node.end, ast.Literal):
            start, end = node.start.value, node.end.value
            if node.start.type == node.end.type != NULL_TYPE and order(start, end) in (-1, 0):
                return self.constant(Range(start, end, node.start_included, node.end_included))
        start, end = ("None" if part is None else self.expression(part) for part in (node.start, node.end))
        return f"range_of({start}, {end}, {node.start_included}, {node.end_included})"

    def _instance_of(self, node: ast.InstanceOf) -> str:
        if isinstance(node.kind, Unknown):
            self.unresolved.append((str(node.kind), self.place))
            return f"unknown({str(node.kind)!r})"
        return f"is_instance({self.expression(node.value)}, {self.constant(node.kind)})"

    # Iteration and functions

    def _filter(self, node: ast.Filter) -> str:
        source = self.expression(node.source)
        if node.condition.type == NUMBER and isinstance(node.condition, ast.Literal):
            return f"at_position({source}, {self.expression(node.condition)})"
        test, item, names = self.fresh("f"), self.fresh("v"), self.fresh("m")
        self.write(f"def {test}({item}):")
        with self.indented(), self.scope(self._item_frame(node, item, names)):
            self.write(f"{names} = members({item})")
            self.write(f"return {self.expression(node.condition)}")
        return f"select({source}, {test})"

    def _item_frame(self, node: ast.Filter, item: str, names: str) -> Frame:
        """The item's members; of an item of unknown type, any name may be one."""
        kind = base_of(element_of(node.source.type))
        known = [name for name, _ in kind.members] if isinstance(kind, ContextOf) else []
        frame = {"item": f"{names}.get('item', {item})"} | {name: f"{names}.get({name!r})" for name in known}
        return Frame(frame, names, closed=kind != ANY)

    def _for(self, node: ast.For) -> str:
        sources, variables, frame = self._sources(node.iterators)
        body, partial = self.fresh("f"), self.fresh("v")
        with self.buffered() as lines, self.scope(frame), self.scope(Frame({"partial": partial})) as last:
            self.write(f"return {self.expression(node.body)}")
        used = "partial" in last.used
        self.write(f"def {body}({', '.join([*variables, partial] if used else variables)}):")
        self.put(lines)
        return f"collect({sources}, {body}, {used})"

    def _quantified(self, node: ast.Quantified) -> str:
        sources, variables, frame = self._sources(node.iterators)
        test = self.fresh("f")
        with self.scope(frame):
            self.function(test, variables, node.condition)
        return f"quantify({sources}, {test}, {node.every}, {node.strict})"

    def _sources(self, iterators: tuple[ast.Iterator, ...]) -> tuple[str, list[str], Frame]:
        """A tuple of functions that give each iterator's items from the values before it."""
        frame = Frame({})
        functions: list[str] = []
        variables: list[str] = []
        for iterator in iterators:
            name = self.fresh("f")
            self.write(f"def {name}({', '.join(variables)}):")
            with self.indented(), self.scope(frame):
                source = self.expression(iterator.source)
                if iterator.end is not None:
                    source = f"span({source}, {self.expression(iterator.end)})"
                self.write(f"return {source}")
            functions.append(name)
            variables.append(self.fresh("v"))
            frame = Frame(frame.names | {iterator.name: variables[-1]})
        return f"({', '.join(functions)},)", variables, frame

    def _function(self, node: ast.FunctionLiteral) -> str:
        names = tuple(name for name, _ in node.parameters)
        types = self.constant(tuple(kind for _, kind in node.parameters))
        compute = self.fresh("f")
        if node.external:
            return f"make_function('', {names!r}, {types}, {self.constant(ANY)}, refuse_external(''))"
        variables = {name: self.fresh("v") for name in names}
        with self.scope(Frame(variables)):
            self.function(compute, list(variables.values()), node.body)
        inferred = node.type.result if isinstance(node.type, FunctionOf) else ANY
        result = f"{self.constant(node.result)}, {compute}, {self.constant(inferred)}"
        return f"make_function('', {names!r}, {types}, {result})"

    def _call(self, node: ast.Call) -> str:
        arguments = [self.expression(argument) for argument in node.arguments]
        callee = node.callee
        if isinstance(callee, ast.Name) and callee.name in BUILTINS and not self.declares(callee.name):
            return f"{self.constant(BUILTINS[callee.name].call)}({', '.join(arguments)})"
        return f"call({', '.join([self.expression(callee), *arguments])})"

    def _named_call(self, node: ast.NamedCall) -> str:
        arguments = ", ".join(f"{name!r}: {self.expression(value)}" for name, value in node.arguments)
        return f"call_named({self.expression(node.callee)}, {{{arguments}}})"

    # Boxed expressions

    def _coerce(self, node: ast.Coerce) -> str:
        return f"conform({self.expression(node.value)}, {self.constant(node.type)})"

    def _placed(self, node: ast.Placed) -> str:
        name = self.place.name if self.place else ""
        with self.at(Place(node.element_id, name, node.row, node.column)):
            return self.assign(self.expression(node.value))

    # Tests

    def _in(self, node: ast.In) -> str:
        subject = self.assign(self.expression(node.value))
        return self.tests(node.tests, subject)

    def tests(self, tests: ast.UnaryTests, subject: str) -> str:
        """The three-valued outcome of unary tests on a value that has a Python name."""
        found = "True"
        for index, test in enumerate(tests.tests):
            verdict = self._test(test, subject)
            found = verdict if index == 0 else f"disjunction({found}, {verdict})"
        return f"negated({found})" if tests.negated else found

    def _test(self, test: ast.Test, subject: str) -> str:
        if isinstance(test, ast.Compare):
            return f"{COMPARE[test.operator]}({subject}, {self.expression(test.operand)})"
        if isinstance(test, ast.Member):
            return f"member({subject}, {self.expression(test.value)})"
        assert isinstance(test, ast.Condition)
        with self.scope(Frame({"?": subject})):
            return f"condition({self.expression(test.expression)})"


Compiler._METHODS = {
    ast.Literal: Compiler._literal,
    ast.Name: Compiler._name,
    ast.Path: Compiler._path,
    ast.Filter: Compiler._filter,
    ast.Call: Compiler._call,
    ast.NamedCall: Compiler._named_call,
    ast.Binary: Compiler._binary,
    ast.Logic: Compiler._logic,
    ast.Negate: Compiler._negate,
    ast.Between: Compiler._between,
    ast.In: Compiler._in,
    ast.InstanceOf: Compiler._instance_of,
    ast.If: Compiler._if,
    ast.For: Compiler._for,
    ast.Quantified: Compiler._quantified,
    ast.FunctionLiteral: Compiler._function,
    ast.ListLiteral: Compiler._list,
    ast.ContextLiteral: Compiler._context,
    ast.RangeLiteral: Compiler._range,
    ast.Coerce: Compiler._coerce,
    ast.Placed: Compiler._placed,
}
