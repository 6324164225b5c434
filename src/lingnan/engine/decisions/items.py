"""Item definitions to types (DMN 1.5, 7.3.2–7.3.3)."""

from collections.abc import Callable, Mapping

from lingnan.engine.decisions.feel_types import ANY, BY_NAME, ContextOf, FunctionOf, ListOf, Type
from lingnan.engine.decisions.xml_elements import Element

Constrain = Callable[[Element, Type], Type]
Fail = Callable[[str, str, Element], None]


class ItemDefinitions:
    """The types of one model by name: built in, defined here, or imported under `prefix.`"""

    def __init__(
        self, definitions: list[Element], imported: Mapping[str, Type], constrain: Constrain, fail: Fail
    ) -> None:
        self._elements = {element.get("name") or "": element for element in definitions}
        self._constrain, self._fail = constrain, fail
        self._open: list[str] = []
        self.types: dict[str, Type] = dict(BY_NAME) | dict(imported)
        for name in self._elements:
            self.resolve(name, self._elements[name])

    def resolve(self, name: str | None, element: Element) -> Type:
        """The type a typeRef names; an unknown one is reported and counts as Any."""
        if not name:
            return ANY
        name = name.strip()
        if name not in self._elements and name not in self.types and ":" in name:
            name = name.partition(":")[2]
        if name in self._elements and name not in self.types:
            self.types[name] = self._define(name)
        if name not in self.types:
            self._fail("type-unknown", f"there is no type {name!r}", element)
        return self.types.get(name, ANY)

    def _define(self, name: str) -> Type:
        element = self._elements[name]
        if name in self._open:
            self._fail("type-cycle", f"the type {name!r} contains itself", element)
            return ANY
        self._open.append(name)
        kind = self._type(element)
        self._open.pop()
        return kind

    def _type(self, element: Element) -> Type:
        components = list(element.all("itemComponent"))
        function = element.first("functionItem")
        if components:
            kind: Type = ContextOf(tuple((child.get("name") or "", self._type(child)) for child in components))
        elif function is not None:
            parameters = tuple(self.resolve(child.get("typeRef"), child) for child in function.all("parameters"))
            kind = FunctionOf(parameters, self.resolve(function.get("outputTypeRef"), function))
        else:
            kind = self.resolve(element.content("typeRef"), element)
        return self._constrained(element, kind)

    def _constrained(self, element: Element, kind: Type) -> Type:
        """Allowed values narrow the items of a collection, a type constraint the collection itself (7.3.3)."""
        allowed, constraint = element.first("allowedValues"), element.first("typeConstraint")
        many = element.get("isCollection") == "true"
        if allowed is not None:
            kind = self._constrain(allowed, kind)
        if many:
            kind = ListOf(kind)
        return kind if constraint is None else self._constrain(constraint, kind)
