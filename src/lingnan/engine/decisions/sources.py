"""Where a table's columns take their values from: an input, or another decision and all that it can give."""

from collections.abc import Mapping

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.domains import ANYTHING, Domain
from lingnan.engine.decisions.model import Model

_ONE_OUTCOME = frozenset("UAFP")


def variable_path(node: ast.Node) -> tuple[str, ...] | None:
    """The names of an expression that is a variable or a member of one."""
    if isinstance(node, ast.Coerce | ast.Placed):
        return variable_path(node.value)
    if isinstance(node, ast.Name):
        return (node.name,)
    if isinstance(node, ast.Path):
        source = variable_path(node.source)
        return None if source is None else (*source, node.name)
    return None


def domain_of(model: Model, clause: ast.InputClause, domains: Mapping[str, Domain]) -> Domain:
    """The values that a column may meet: as given for the input it names, or as the decision it names can give."""
    path = variable_path(clause.expression)
    if path is None:
        return ANYTHING
    if len(path) == 1 and path[0] in domains:
        return domains[path[0]]
    return _outcomes(model, path) if path[0] in model.decisions else ANYTHING


def _outcomes(model: Model, path: tuple[str, ...]) -> Domain:
    """All that a table of constants can give."""
    table = model.table(path[0])
    if table is None or table.hit_policy not in _ONE_OUTCOME:
        return ANYTHING
    nodes = _column(table, path[1:])
    if nodes is None or not all(isinstance(node, ast.Literal) for node in nodes):
        return ANYTHING
    values = {node.value for node in nodes}  # type: ignore[attr-defined]
    return Domain(values=frozenset(values - {None}), has_null=None in values or None)


def _column(table: ast.DecisionTable, member: tuple[str, ...]) -> list[ast.Node] | None:
    """The outcomes of a table's one column, or of the one that a path names; its default too."""
    names: list[tuple[str, ...]] = [(clause.name,) for clause in table.outputs] if len(table.outputs) > 1 else [()]
    if member not in names:
        return None
    column = names.index(member)
    default = table.outputs[column].default
    return [rule.outputs[column] for rule in table.rules] + ([] if default is None else [default])
