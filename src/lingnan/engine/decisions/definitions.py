"""The elements of one DMN file as they stand in it, before names and references are resolved (DMN 1.5, chapter 6)."""

from dataclasses import dataclass

from lingnan.engine.decisions.lexer import normal_name
from lingnan.engine.decisions.problems import Problem
from lingnan.engine.decisions.xml_elements import Element

Key = tuple[str, str]
_INVOCABLE = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


@dataclass(frozen=True, slots=True)
class Import:
    """Another model's namespace and the name under which its elements are used; an empty name adds no prefix."""

    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class DrgElement:
    """An input, decision, knowledge model or service with the keys (namespace, id) of what it refers to."""

    key: Key
    kind: str
    name: str
    element: Element
    variable: Element | None
    inputs: tuple[Key, ...] = ()
    decisions: tuple[Key, ...] = ()
    knowledge: tuple[Key, ...] = ()
    outputs: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """One DMN file."""

    file: str
    name: str
    namespace: str
    imports: tuple[Import, ...]
    items: tuple[Element, ...]
    elements: tuple[DrgElement, ...]


def read_definitions(root: Element, file: str, problems: list[Problem]) -> Definitions:
    """The definitions in a DMN document's root element; faults go to `problems`."""
    if root.name != "definitions":
        problems.append(Problem("dmn-root", f"the root is {root.name}, not definitions", file, line=root.line))
    namespace = root.get("namespace") or ""
    elements = tuple(_element(child, namespace) for child in root.all(*_INVOCABLE))
    for found in elements:
        if not found.name or not found.key[1]:
            problems.append(
                Problem(
                    "dmn-name", f"{found.kind} without a name or an id", file, found.key[1], line=found.element.line
                )
            )
    return Definitions(
        file,
        root.get("name") or "",
        namespace,
        tuple(
            Import(normal_name(child.get("name") or ""), child.get("namespace") or "") for child in root.all("import")
        ),
        tuple(root.all("itemDefinition")),
        elements,
    )


def _element(element: Element, namespace: str) -> DrgElement:
    key = (namespace, element.get("id") or element.get("name") or "")
    name = normal_name(element.get("name") or "")
    variable = element.first("variable")
    if element.name == "decisionService":
        return DrgElement(
            key,
            element.name,
            name,
            element,
            variable,
            _references(element, namespace, "inputData"),
            _references(element, namespace, "inputDecision"),
            outputs=_references(element, namespace, "outputDecision"),
        )
    information = list(element.all("informationRequirement"))
    return DrgElement(
        key,
        element.name,
        name,
        element,
        variable,
        tuple(key for child in information for key in _references(child, namespace, "requiredInput")),
        tuple(key for child in information for key in _references(child, namespace, "requiredDecision")),
        tuple(
            key
            for child in element.all("knowledgeRequirement")
            for key in _references(child, namespace, "requiredKnowledge")
        ),
    )


def _references(element: Element, namespace: str, name: str) -> tuple[Key, ...]:
    return tuple(_key(child.get("href") or "", namespace) for child in element.all(name))


def _key(href: str, namespace: str) -> Key:
    other, _, identifier = href.rpartition("#")
    return (other or namespace, identifier)
