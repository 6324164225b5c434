"""XML to plain elements that know their line. Document types are refused: no entity is ever expanded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from lingnan.engine.decisions.problems import ModelError, Problem


@dataclass(slots=True)
class Element:
    """An XML element by its local name; attributes also by local name."""

    name: str
    attributes: dict[str, str]
    line: int
    parent: "Element | None" = field(default=None, repr=False, compare=False)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def get(self, attribute: str) -> str | None:
        """An attribute's value."""
        return self.attributes.get(attribute)

    @property
    def identifier(self) -> str | None:
        """The id of this element, or of the nearest one around it that has one."""
        return self.get("id") or (self.parent.identifier if self.parent is not None else None)

    def first(self, *names: str) -> "Element | None":
        """The first child of one of these names."""
        return next((child for child in self.children if child.name in names), None)

    def all(self, *names: str) -> "Iterator[Element]":
        """The children of these names."""
        return (child for child in self.children if child.name in names)

    def content(self, name: str) -> str:
        """The text of a child, empty where there is none."""
        child = self.first(name)
        return child.text if child is not None else ""

    def walk(self) -> "Iterator[Element]":
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def _not_xml(error: expat.ExpatError, file: str) -> Problem:
    return Problem("xml-syntax", f"not XML: {error}", file, None, error.lineno, error.offset + 1, error.lineno)


def parse_xml(data: bytes, file: str) -> Element:
    """The root element; raises ModelError for what is not well-formed XML or has a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    stack: list[Element] = [Element("", {}, 0)]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], local, parser.CurrentLineNumber, stack[-1])
        stack[-1].children.append(element)
        stack.append(element)

    def end(name: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        stack[-1].text += text

    def refuse(*_: object) -> None:
        line = parser.CurrentLineNumber
        raise ModelError([Problem("xml-doctype", "a document type is not allowed", file, line=line)])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, refuse
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ModelError([_not_xml(error, file)]) from error
    return stack[0].children[0]
