"""The syntax tree of FEEL and of boxed expressions: what the parser and the DMN reader give and the compiler takes.

Every node carries the type known of its value (Any where nothing is) and `at`, where its text begins: the offset in the
expression. A boxed expression becomes the same nodes as the literal expression that would say it.
"""

from dataclasses import dataclass
from typing import Any

from lingnan.engine.decisions.feel_types import ANY, BOOLEAN, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An expression."""

    type: Type = ANY
    at: int = 0


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant, temporal at-literals included."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or built-in function; `known` is false where no scope has it (a filter's items may)."""

    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class Path(Node):
    """source.name"""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """source[condition]"""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """callee(arguments), by position."""

    callee: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedCall(Node):
    """callee(name: argument, …)"""

    callee: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic and comparison: + - * / ** = != < <= > >="""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """and, or"""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """-operand"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """value between low and high"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """value in tests"""

    value: Node
    tests: "UnaryTests"


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """value instance of kind"""

    value: Node
    kind: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    """if condition then consequent else alternative; a `strict` one, boxed, takes booleans and null alone."""

    condition: Node
    consequent: Node
    alternative: Node
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Iterator:
    """name in source, or name in source..end"""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """for iterators return body, where `partial` names the results so far"""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """some or every: iterators satisfies condition; a `strict` one, boxed, takes booleans and null alone."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node
    strict: bool = False


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """function(parameters) body; `external` ones have no body of ours and are refused when called."""

    parameters: tuple[tuple[str, Type], ...]
    body: Node
    result: Type = ANY
    external: bool = False


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """[items]"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """{name: expression, …}; a boxed context may have a result, which is then its value."""

    entries: tuple[tuple[str, Node], ...]
    result: Node | None = None


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """[start..end] and its kin; an end that is None is unbounded."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Coerce(Node):
    """The value made to conform to a declared type, or null (DMN 1.5, 10.3.2.9.4)."""

    value: Node


@dataclass(frozen=True, slots=True)
class Placed(Node):
    """An expression and the element of the model that holds it: warnings name it."""

    value: Node
    element_id: str | None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Node):
    """One unary test; its input is the name `?`."""

    type: Type = BOOLEAN


@dataclass(frozen=True, slots=True)
class Compare(Test):
    """The input stands in this relation to the operand: = != < <= > >="""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Member(Test):
    """The input equals the value, or is in it where it is a list or a range."""

    value: Node


@dataclass(frozen=True, slots=True)
class Condition(Test):
    """An expression about `?` that has to be true."""

    expression: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A table's input cell: any of `tests`, or none of them where negated; no tests at all is `-`."""

    tests: tuple[Test, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions: its label, its expression and the values it may take."""

    label: str
    text: str
    expression: Node
    allowed: UnaryTests | None
    allowed_text: str
    element_id: str | None


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of outcomes: `name` is its member in the result where there are several columns."""

    name: str
    label: str
    type: Type
    values: tuple[Node, ...]
    allowed: UnaryTests | None
    allowed_text: str
    default: Node | None
    element_id: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: conditions and outcomes as text and as expressions, and its annotations as (label, text)."""

    number: int
    id: str
    input_texts: tuple[str, ...]
    output_texts: tuple[str, ...]
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Node, ...]
    annotations: tuple[tuple[str, str], ...]
    cell_ids: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable(Node):
    """A decision table (DMN 1.5, chapter 8); `hit_policy` is a letter and, after C, the aggregation."""

    name: str
    id: str
    hit_policy: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
