"""DMN models: loaded, checked, compiled, evaluated."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from io import BytesIO, StringIO
from os import PathLike
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.conformance import Mismatch
from lingnan.engine.decisions.definitions import Definitions, Key, read_definitions
from lingnan.engine.decisions.direct import Evaluate, direct_function
from lingnan.engine.decisions.evaluation import Evaluation
from lingnan.engine.decisions.feel_types import Type
from lingnan.engine.decisions.graph import Graph
from lingnan.engine.decisions.inputs import plain
from lingnan.engine.decisions.lexer import normal_name
from lingnan.engine.decisions.problems import ModelError, Problem
from lingnan.engine.decisions.program import Plan, Program
from lingnan.engine.decisions.runs import CURRENT, Place, Run, warn
from lingnan.engine.decisions.xml_elements import parse_xml

Source = str | PathLike[str] | bytes
_CACHE: dict[tuple[str, ...], "Model"] = {}
_CACHE_SIZE = 512


class UnknownElement(KeyError):
    """A decision, knowledge model or service that the model does not have."""

    code = "decision-unknown"

    def __init__(self, name: str, model: str) -> None:
        super().__init__(name)
        self.name, self.model = name, model

    def __str__(self) -> str:
        return f"the model {self.model!r} has no {self.name!r}"


class Model:
    """A DMN model with its imports. It never changes, and evaluations of it may run side by side."""

    def __init__(self, graph: Graph, documents: list[bytes]) -> None:
        self.graph, self._documents = graph, documents
        self._program = Program(graph)
        self.name, self.namespace = graph.main.name, graph.main.namespace
        self.problems = tuple(dict.fromkeys(graph.problems))
        self._ways: dict[str, Evaluate] = {}
        self._traced_ways: dict[str, Evaluate] = {}
        self._keys = {found.name: found.key for found in graph.main.elements if found.kind == "decision"}
        self._invocable = {
            found.name: found.key
            for found in graph.main.elements
            if found.kind in ("businessKnowledgeModel", "decisionService")
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hex, of the model's canonical XML; imports, whatever their order, add theirs."""
        first, *others = (hashlib.sha256(_canonical(data)) for data in self._documents)
        for other in sorted(digest.digest() for digest in others):
            first.update(other)
        return first.hexdigest()

    @property
    def decisions(self) -> tuple[str, ...]:
        """The names of the decisions, in the order of the file."""
        return tuple(self._keys)

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the business knowledge models and decision services."""
        return tuple(self._invocable)

    @property
    def for_bulk(self) -> tuple[str, ...]:
        """The decisions that the file marks for populations, by `<extensionElements><bulk/></extensionElements>`."""
        marked = ((found, found.element.first("extensionElements")) for found in self.graph.main.elements)
        return tuple(found.name for found, extensions in marked if extensions and extensions.first("bulk"))

    @cached_property
    def _traced(self) -> Program:
        return Program(self.graph, traced=True)

    def key(self, decision: str) -> Key:
        """A decision's place in the graph; raises UnknownElement."""
        key = self._keys.get(decision) or self._keys.get(normal_name(decision))
        if key is None:
            raise UnknownElement(decision, self.name)
        return key

    def inputs(self, decision: str) -> dict[str, Type]:
        """The input data a decision needs, through all decisions it requires, by name with its type."""
        plan = self._program.plan(self.key(decision))
        return {name: self.graph.type_of(key) for key, name, _ in plan.inputs}

    def requires(self, decision: str) -> tuple[str, ...]:
        """The decisions that a decision requires directly."""
        requirements = self.graph.requirements(self.key(decision), self.graph.elements[self.key(decision)].decisions)
        return tuple(requirement.name for requirement in requirements)

    def type(self, decision: str) -> Type:
        """The type of a decision's value."""
        return self.graph.type_of(self.key(decision))

    def table(self, decision: str) -> ast.DecisionTable | None:
        """A decision's table with its cells as text, or None where its logic is no table."""
        node = self.graph.logic(self.key(decision))
        while isinstance(node, ast.Placed | ast.Coerce):
            node = node.value
        return node if isinstance(node, ast.DecisionTable) else None

    @cached_property
    def unresolved(self) -> tuple[tuple[str, Place | None], ...]:
        """Names used in expressions that nothing gives, with their places: each is null when it is evaluated."""
        for key in self._keys.values():
            self._program.plan(key)
        for key in self._invocable.values():
            self._program.function(key)
        return tuple(self._program.unresolved)

    def evaluate(
        self, decision: str, inputs: Mapping[str, Any], *, at: datetime | None = None, trace: bool = False
    ) -> Evaluation:
        """The outcome of a decision from the values of its input data by name; what is missing is null.

        `at` is the moment that now() and today() give (the machine's clock if a model asks and there is none).
        Raises UnknownElement, and NotFeel for a Python object that stands for no FEEL value.
        """
        known = self._traced_ways if trace else self._ways
        if at is not None or decision not in known:
            key = self.key(decision)
            if at is not None:
                return self._evaluate(key, inputs, at=at, trace=trace)
            known[decision] = self._way(key, trace)
        return known[decision](inputs)

    def _way(self, key: Key, trace: bool) -> Evaluate:
        """The quickest way to a decision: direct where it is one table on input data of this model."""
        found, table = self.graph.elements[key], self.table(self.graph.elements[key].name)
        general: Evaluate = partial(self._evaluate, key, at=None, trace=trace)
        if table is None or found.decisions or any(namespace != self.namespace for namespace, _ in found.inputs):
            return general
        return direct_function(table, self.graph.declared(key), general, traced=trace) or general

    def _evaluate(self, key: Key, inputs: Mapping[str, Any], *, at: datetime | None, trace: bool) -> Evaluation:
        program = self._traced if trace else self._program
        run = Run(at, trace)
        token = CURRENT.set(run)
        try:
            plan = program.plan(key)
            value = plan.run(_given(plan, inputs))[key]
        finally:
            CURRENT.reset(token)
        return Evaluation(value, tuple(run.matches), tuple(run.warnings), tuple(run.traces))

    def invoke(
        self,
        name: str,
        arguments: Mapping[str, Any] | Sequence[Any],
        *,
        at: datetime | None = None,
        trace: bool = False,
    ) -> Evaluation:
        """The outcome of a business knowledge model or decision service, with arguments by name or by position.

        Arguments left out are null. Raises UnknownElement.
        """
        key = self._invocable.get(name) or self._invocable.get(normal_name(name))
        if key is None:
            raise UnknownElement(name, self.name)
        function = (self._traced if trace else self._program).function(key)
        values = [arguments.get(each) for each in function.parameters] if isinstance(arguments, Mapping) else arguments
        run = Run(at, trace)
        token = CURRENT.set(run)
        try:
            value = function.call(*map(plain, values))
        finally:
            CURRENT.reset(token)
        return Evaluation(value, tuple(run.matches), tuple(run.warnings), tuple(run.traces))


def _given(plan: Plan, inputs: Mapping[str, Any]) -> dict[Key, Any]:
    """The plan's inputs, converted to their types; a value that can't be is null with a warning."""
    values: dict[Key, Any] = {}
    for key, name, convert in plan.inputs:
        try:
            values[key] = convert(plain(inputs.get(name)))
        except Mismatch as error:
            values[key] = warn(f"the input {name!r}: {error}")
    return values


def load(source: Source, imports: Iterable[Source] = (), *, tolerant: bool = False) -> Model:
    """The model in a DMN 1.1–1.5 file or its bytes, with the models it imports; loaded once, by hash.

    Raises ModelError for a model with faults, all of which it lists. A `tolerant` load gives a model all the same,
    whose faulty parts are null and whose `problems` say why: to show an author everything at once.
    """
    documents = [_read(each) for each in (source, *imports)]
    digests = tuple(hashlib.sha256(data).hexdigest() for _, data in documents)
    key = (str(tolerant), *(file for file, _ in documents), *digests)
    if key not in _CACHE:
        while len(_CACHE) >= _CACHE_SIZE:
            _CACHE.pop(next(iter(_CACHE)))
        _CACHE[key] = _load(documents, tolerant)
    return _CACHE[key]


def _read(source: Source) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "<bytes>", source
    return str(source), Path(source).read_bytes()


def _load(documents: list[tuple[str, bytes]], tolerant: bool) -> Model:
    problems: list[Problem] = []
    main, *imported = [_definitions(file, data, problems) for file, data in documents]
    graph = Graph(main, imported, problems)
    if problems and not tolerant:
        raise ModelError(list(dict.fromkeys(problems)))
    return Model(graph, [data for _, data in documents])


def _definitions(file: str, data: bytes, problems: list[Problem]) -> Definitions:
    return read_definitions(parse_xml(data, file), file, problems)


def _canonical(data: bytes) -> bytes:
    """The document as canonical XML 2.0, without comments: the same however it was written down."""
    written = StringIO()
    canonicalize(from_file=BytesIO(data), out=written)
    return written.getvalue().encode()
