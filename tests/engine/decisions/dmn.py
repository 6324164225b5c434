"""DMN models written in a few words."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"

Column = tuple[str, str] | tuple[str, str, str]


def definitions(*elements: str, namespace: str = "urn:test", name: str = "test") -> bytes:
    """A model of these elements."""
    head = f'<definitions xmlns="{NAMESPACE}" namespace="{namespace}" name="{name}" id="model">'
    return (head + "".join(elements) + "</definitions>").encode()


def input_data(name: str, kind: str = "") -> str:
    """Input data with a type."""
    variable = f"<variable name={quoteattr(name)}{_reference(kind)}/>"
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}>{variable}</inputData>"


def _reference(kind: str) -> str:
    return f" typeRef={quoteattr(kind)}" if kind else ""


def requires(*names: str, kind: str = "requiredInput") -> str:
    """Requirements of input data, decisions or knowledge."""
    outer = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
    return "".join(
        f"<{outer}><{kind} href={quoteattr(name if '#' in name else '#' + name)}/></{outer}>" for name in names
    )


def decision(name: str, logic: str, requirements: str = "", kind: str = "") -> str:
    """A decision with boxed logic."""
    variable = f"<variable name={quoteattr(name)}{_reference(kind)}/>"
    return f"<decision id={quoteattr(name)} name={quoteattr(name)}>{variable}{requirements}{logic}</decision>"


def literal(text: str, identifier: str = "") -> str:
    """A literal expression."""
    known = f" id={quoteattr(identifier)}" if identifier else ""
    return f"<literalExpression{known}><text>{escape(text)}</text></literalExpression>"


def knowledge(name: str, parameters: Sequence[Column], logic: str, requirements: str = "", kind: str = "") -> str:
    """A business knowledge model."""
    formal = "".join(f"<formalParameter name={quoteattr(p[0])} typeRef={quoteattr(p[1])}/>" for p in parameters)
    variable = f"<variable name={quoteattr(name)}{_reference(kind)}/>"
    body = f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>"
    return (
        f"<businessKnowledgeModel id={quoteattr(name)} name={quoteattr(name)}>{variable}{body}{requirements}"
        "</businessKnowledgeModel>"
    )


def table(
    inputs: Sequence[Column],
    outputs: Sequence[Column],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    aggregation: str = "",
    defaults: Sequence[str] = (),
) -> str:
    """A decision table; a third part of a column is its allowed values, a cell beyond the columns is an annotation."""
    attributes = f' hitPolicy="{policy}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    columns = "".join(_input(column) for column in inputs)
    columns += "".join(_output(column, defaults[n] if defaults else "") for n, column in enumerate(outputs))
    rows = "".join(_rule(number, cells, len(inputs), len(outputs)) for number, cells in enumerate(rules, 1))
    return f'<decisionTable id="table"{attributes}>{columns}<annotation name="reason"/>{rows}</decisionTable>'


def _allowed(tag: str, column: Column) -> str:
    return f"<{tag}><text>{escape(column[2])}</text></{tag}>" if len(column) > 2 else ""


def _input(column: Column) -> str:
    expression = f"<inputExpression typeRef={quoteattr(column[1])}><text>{escape(column[0])}</text></inputExpression>"
    return f"<input label={quoteattr(column[0])}>{expression}{_allowed('inputValues', column)}</input>"


def _output(column: Column, default: str) -> str:
    entry = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    allowed = _allowed("outputValues", column)
    return f"<output name={quoteattr(column[0])} typeRef={quoteattr(column[1])}>{allowed}{entry}</output>"


def _rule(number: int, cells: Sequence[str], inputs: int, outputs: int) -> str:
    tags = ["inputEntry"] * inputs + ["outputEntry"] * outputs + ["annotationEntry"] * (len(cells) - inputs - outputs)
    entries = "".join(
        f'<{tag} id="cell-{number}-{column}"><text>{escape(text)}</text></{tag}>'
        for column, (tag, text) in enumerate(zip(tags, cells, strict=False), 1)
    )
    return f'<rule id="rule-{number}">{entries}</rule>'


def single_table(
    inputs: Sequence[Column],
    outputs: Sequence[Column],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    aggregation: str = "",
    defaults: Sequence[str] = (),
) -> bytes:
    """A model of one decision, Outcome, that is a table on input data."""
    logic = table(inputs, outputs, rules, policy, aggregation, defaults)
    data = [input_data(column[0], column[1]) for column in inputs]
    return definitions(*data, decision("Outcome", logic, requires(*(column[0] for column in inputs))))
