"""Decision requirement graphs: references resolved, types inferred, logic parsed in its scope (DMN 1.5, 6.2–6.3, 10.4).

An expression sees what its element requires and nothing else; what comes from an imported model stands under the
import's name, as a context.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.definitions import Definitions, DrgElement, Key
from lingnan.engine.decisions.expressions import UnknownName, unary_function
from lingnan.engine.decisions.feel_types import ANY, Allowed, ContextOf, FunctionOf, Type
from lingnan.engine.decisions.functions import BUILTIN_SCOPE
from lingnan.engine.decisions.items import ItemDefinitions
from lingnan.engine.decisions.problems import Problem
from lingnan.engine.decisions.scope import Scope
from lingnan.engine.decisions.table_reader import TableReader
from lingnan.engine.decisions.xml_elements import Element


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something an element refers to: its key, its name there, and the import's name it stands under, if any."""

    key: Key
    name: str
    prefix: str
    type: Type


class Graph:
    """All elements of a model and its imports."""

    def __init__(self, main: Definitions, imported: Iterable[Definitions], problems: list[Problem]) -> None:
        self.main, self.problems = main, problems
        self.documents = {document.namespace: document for document in (*imported, main)}
        self.elements = {found.key: found for document in self.documents.values() for found in document.elements}
        self._readers: dict[str, TableReader] = {}
        self._types: dict[Key, Type] = {}
        self._logic: dict[Key, ast.Node | None] = {}
        self._open: list[Key] = []
        for namespace in self.documents:
            self.reader(namespace)
        for key in self.elements:
            self.type_of(key)

    def fail(self, code: str, message: str, found: DrgElement) -> None:
        """Report a fault of an element."""
        file = self.documents[found.key[0]].file
        self.problems.append(Problem(code, message, file, found.key[1], line=found.element.line))

    def reader(self, namespace: str) -> TableReader:
        """The reader of one document, with the types of its imports."""
        if namespace not in self._readers:
            document = self.documents[namespace]
            reader = self._readers[namespace] = TableReader(document.file, self.problems.append)
            imported = self._imported_types(document)

            def constrain(element: Element, kind: Type) -> Type:
                return self._constrain(reader, element, kind)

            reader.items = ItemDefinitions(list(document.items), imported, constrain, reader.fail)
            reader.types = reader.items.types
        return self._readers[namespace]

    def _imported_types(self, document: Definitions) -> dict[str, Type]:
        found: dict[str, Type] = {}
        for imported in document.imports:
            if imported.namespace in self.documents and imported.namespace != document.namespace:
                prefix = f"{imported.name}." if imported.name else ""
                types = self.reader(imported.namespace).types
                names = {item.get("name") or "" for item in self.documents[imported.namespace].items}
                found |= {prefix + name: types[name] for name in names if name in types}
        return found

    def _constrain(self, reader: TableReader, element: Element, kind: Type) -> Type:
        """The type narrowed by the unary tests in an element."""
        tests = reader.unary(element, BUILTIN_SCOPE.child({"?": kind}))
        text = element.content("text").strip()
        try:
            return Allowed(kind, text, unary_function(tests, text))
        except UnknownName as error:
            reader.fail(error.code, str(error), element)
            return kind

    # References

    def requirements(self, key: Key, keys: tuple[Key, ...] | None = None) -> list[Requirement]:
        """What an element refers to: inputs, decisions, knowledge; unknown references are reported."""
        found = self.elements[key]
        wanted = (*found.inputs, *found.decisions, *found.knowledge) if keys is None else keys
        resolved = (self._requirement(found, other) for other in wanted)
        return [requirement for requirement in resolved if requirement is not None]

    def _requirement(self, found: DrgElement, key: Key) -> Requirement | None:
        if key[0] not in self.documents:
            self.fail("import-missing", f"{found.name!r} refers to the model {key[0]!r}, which is not given", found)
            return None
        if key not in self.elements:
            self.fail("reference-unknown", f"{found.name!r} refers to {key[1]!r}, which is not there", found)
            return None
        prefix = ""
        if key[0] != found.key[0]:
            names = [each.name for each in self.documents[found.key[0]].imports if each.namespace == key[0]]
            if not names:
                self.fail("import-missing", f"{found.name!r} refers to {key[0]!r}, which is not imported", found)
                return None
            prefix = names[0]
        return Requirement(key, self.elements[key].name, prefix, self.type_of(key))

    def scope(self, key: Key) -> Scope:
        """The names an element's logic may use."""
        names: dict[str, Type] = {}
        members: dict[str, list[tuple[str, Type]]] = {}
        for requirement in self.requirements(key):
            if requirement.prefix:
                members.setdefault(requirement.prefix, []).append((requirement.name, requirement.type))
            else:
                names[requirement.name] = requirement.type
        return BUILTIN_SCOPE.child(names | {prefix: ContextOf(tuple(each)) for prefix, each in members.items()})

    # Types and logic

    def type_of(self, key: Key) -> Type:
        """The type of an element's value: declared, else inferred from its logic."""
        if key not in self._types:
            if key in self._open:
                found = self.elements[key]
                self.fail("requirement-cycle", f"{found.name!r} requires itself", found)
                return ANY
            self._open.append(key)
            self._types[key] = self._type(self.elements[key])
            self._open.pop()
        return self._types[key]

    def declared(self, key: Key) -> Type:
        """The type that an element's variable declares."""
        return self.reader(key[0]).type_of(self.elements[key].variable)

    def _type(self, found: DrgElement) -> Type:
        declared = self.declared(found.key)
        if found.kind == "inputData":
            return declared
        if found.kind == "decisionService":
            return self._service_type(found, declared)
        logic = self.logic(found.key)
        if found.kind == "decision":
            return declared if declared != ANY or logic is None else logic.type
        inferred = logic.type if logic is not None and isinstance(logic.type, FunctionOf) else FunctionOf(None, ANY)
        if isinstance(declared, FunctionOf):
            return declared
        return inferred if declared == ANY else FunctionOf(inferred.parameters, declared)

    def _service_type(self, found: DrgElement, declared: Type) -> Type:
        parameters = tuple(self.type_of(key) for key in (*found.inputs, *found.decisions) if key in self.elements)
        outputs = self.requirements(found.key, found.outputs)
        result: Type = ContextOf(tuple((output.name, output.type) for output in outputs))
        if len(outputs) == 1:
            result = outputs[0].type
        return FunctionOf(parameters, declared if declared != ANY and not isinstance(declared, FunctionOf) else result)

    def logic(self, key: Key) -> ast.Node | None:
        """The syntax tree of a decision's or a knowledge model's logic; None where it has none."""
        if key not in self._logic:
            found = self.elements[key]
            reader = self.reader(key[0])
            self._logic[key] = reader.logic(found.element, self._scope_of_logic(found), found.name)
        return self._logic[key]

    def _scope_of_logic(self, found: DrgElement) -> Scope:
        """A knowledge model may also call itself."""
        scope = self.scope(found.key)
        return scope.child({found.name: ANY}) if found.kind == "businessKnowledgeModel" else scope
