"""A graph compiled: a Python function a decision, a Function a knowledge model or service, and the order of steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.conformance import coercer
from lingnan.engine.decisions.definitions import DrgElement, Key
from lingnan.engine.decisions.emitter import Frame
from lingnan.engine.decisions.feel_types import ANY, FunctionOf, Type
from lingnan.engine.decisions.graph import Graph, Requirement
from lingnan.engine.decisions.runs import Place, warn
from lingnan.engine.decisions.runtime import conform, make_function
from lingnan.engine.decisions.tables import TableCompiler
from lingnan.engine.decisions.values import Function


@dataclass(frozen=True, slots=True)
class Step:
    """One decision to be evaluated: its function and the keys of its arguments."""

    key: Key
    compute: Callable[..., Any]
    arguments: tuple[Key, ...]


class Input(NamedTuple):
    """Input data to be given: its key, its name and the conversion to its type."""

    key: Key
    name: str
    convert: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes to evaluate a decision: the inputs with their conversions, and the steps in order."""

    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]

    def run(self, values: dict[Key, Any]) -> dict[Key, Any]:
        """The values of all steps, from the values of the inputs."""
        for step in self.steps:
            if step.key not in values:
                values[step.key] = step.compute(*[values[key] for key in step.arguments])
        return values


class Program:
    """The compiled form of a graph; `traced` programs also record why rules did not match."""

    def __init__(self, graph: Graph, *, traced: bool = False) -> None:
        self.graph, self.traced = graph, traced
        self.unresolved: list[tuple[str, Place | None]] = []
        self._functions: dict[Key, Function] = {}
        self._steps: dict[Key, Step] = {}
        self._plans: dict[tuple[Key, ...], Plan] = {}

    def plan(self, *targets: Key, given: tuple[Key, ...] = ()) -> Plan:
        """The plan that evaluates some decisions, where the values of others are given."""
        if given or targets not in self._plans:
            inputs: dict[Key, Input] = {}
            steps: dict[Key, Step] = {}
            for target in targets:
                self._visit(target, inputs, steps, set(given))
            plan = Plan(tuple(inputs.values()), tuple(steps.values()))
            if given:
                return plan
            self._plans[targets] = plan
        return self._plans[targets]

    def _visit(self, key: Key, inputs: dict[Key, Input], steps: dict[Key, Step], seen: set[Key]) -> None:
        if key in seen:
            return
        seen.add(key)
        found = self.graph.elements[key]
        if found.kind == "inputData":
            inputs[key] = Input(key, found.name, coercer(self.graph.type_of(key)))
            return
        for requirement in self.graph.requirements(key, (*found.inputs, *found.decisions)):
            self._visit(requirement.key, inputs, steps, seen)
        steps[key] = self.step(key)

    def step(self, key: Key) -> Step:
        """A decision compiled."""
        if key not in self._steps:
            found = self.graph.elements[key]
            values = self.graph.requirements(key, (*found.inputs, *found.decisions))
            logic = self.graph.logic(key)
            compute = self._no_logic(found) if logic is None else self._compile(found, logic, values)
            self._steps[key] = Step(key, compute, tuple(value.key for value in values))
        return self._steps[key]

    def _no_logic(self, found: DrgElement) -> Callable[..., Any]:
        return lambda *arguments: warn(f"{found.name!r} has no logic")

    def _compile(self, found: DrgElement, logic: ast.Node, values: list[Requirement]) -> Callable[..., Any]:
        """The Python function of a decision or a knowledge model; its arguments are the values it requires."""
        compiler = TableCompiler(traced=self.traced)
        compiler.place = Place(found.key[1], found.name)
        variables = [compiler.fresh("v") for _ in values]
        knowledge = self.graph.requirements(found.key, found.knowledge)
        compiler.write(f"def decision({', '.join(variables)}):")
        with compiler.indented(), compiler.scope(Frame({})) as frame:
            if found.kind == "businessKnowledgeModel":
                frame.names[found.name] = "itself"
            bound = list(zip(values, variables, strict=True))
            bound += [(each, compiler.constant(self.function(each.key))) for each in knowledge]
            self._bind(compiler, frame, bound)
            result = compiler.expression(logic)
            declared = self.graph.declared(found.key)
            if found.kind == "decision" and declared not in (ANY, logic.type):
                result = f"conform({result}, {compiler.constant(declared)})"
            compiler.write(f"return {result}")
        self.unresolved += compiler.unresolved
        compute: Callable[..., Any] = compiler.finish("decision", found.name)
        return compute

    def _bind(self, compiler: TableCompiler, frame: Frame, bound: list[tuple[Requirement, str]]) -> None:
        """Names for what is required; what is imported stands in a context under the import's name."""
        contexts: dict[str, list[str]] = {}
        for requirement, value in bound:
            if requirement.prefix:
                contexts.setdefault(requirement.prefix, []).append(f"{requirement.name!r}: {value}")
            else:
                frame.names[requirement.name] = value
        for prefix, members in contexts.items():
            frame.names[prefix] = compiler.fresh("c")
            compiler.write(f"{frame.names[prefix]} = {{{', '.join(members)}}}")

    # Functions

    def function(self, key: Key) -> Function:
        """A business knowledge model or decision service as a FEEL function."""
        if key not in self._functions:
            found = self.graph.elements[key]
            make = self._service if found.kind == "decisionService" else self._knowledge
            self._functions[key] = make(found)
        return self._functions[key]

    def _knowledge(self, found: DrgElement) -> Function:
        logic = self.graph.logic(found.key)
        if logic is None:
            return Function(found.name, (), self._no_logic(found))
        compute = self._compile(found, logic, [])
        made: Function = compute()
        kind = self.graph.type_of(found.key)
        result = kind.result if isinstance(kind, FunctionOf) else ANY
        function = Function(found.name, made.parameters, _conforming(made, result), made.types, result)
        compute.__globals__["itself"] = function
        return function

    def _service(self, found: DrgElement) -> Function:
        """Inputs first, then decisions whose values are given (DMN 1.5, 10.4)."""
        parameters = self.graph.requirements(found.key, (*found.inputs, *found.decisions))
        outputs = self.graph.requirements(found.key, found.outputs)
        keys = tuple(parameter.key for parameter in parameters)
        targets = tuple(output.key for output in outputs)

        def compute(*arguments: Any) -> Any:
            values = self.plan(*targets, given=keys).run(dict(zip(keys, arguments, strict=True)))
            if len(outputs) == 1:
                return values[outputs[0].key]
            return {output.name: values[output.key] for output in outputs}

        kind = self.graph.type_of(found.key)
        result = kind.result if isinstance(kind, FunctionOf) else ANY
        types = tuple(parameter.type for parameter in parameters)
        return make_function(found.name, tuple(parameter.name for parameter in parameters), types, result, compute)


def _conforming(made: Function, result: Type) -> Callable[..., Any]:
    return made.call if result == ANY else lambda *arguments: conform(made.call(*arguments), result)
