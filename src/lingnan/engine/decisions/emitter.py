"""Python source under construction: lines with their places, constants, and the Python names of FEEL's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.runs import PLACES, Place


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Python and the place in the model that it comes from."""

    indent: int
    text: str
    place: Place | None


@dataclass(slots=True)
class Frame:
    """FEEL names in one scope and their Python expressions.

    In a filter, `members` is the Python name of the item's members; they may be any names unless `closed`.
    """

    names: dict[str, str]
    members: str | None = None
    closed: bool = True
    used: set[str] = field(default_factory=set)


class Emitter:
    """Collects the source of one Python function and what it refers to."""

    def __init__(self, runtime: Mapping[str, Any], outermost: Mapping[str, Any]) -> None:
        self.globals: dict[str, Any] = dict(runtime)
        self.outermost = outermost
        self.lines: list[Line] = []
        self.frames: list[Frame] = []
        self.place: Place | None = None
        self.unresolved: list[tuple[str, Place | None]] = []
        self._constants: dict[tuple[type, Any], str] = {}
        self._count = 0
        self._indent = 0

    def fresh(self, prefix: str = "t") -> str:
        """A Python name not used before."""
        self._count += 1
        return f"{prefix}{self._count}"

    def write(self, text: str) -> None:
        """Add a line at the current place and depth."""
        self.lines.append(Line(self._indent, text, self.place))

    def assign(self, expression: str) -> str:
        """The expression's value under a name, to be used more than once."""
        if expression.isidentifier():
            return expression
        name = self.fresh()
        self.write(f"{name} = {expression}")
        return name

    def constant(self, value: Any) -> str:
        """The Python name of a constant."""
        if value is None or value is True or value is False:
            return repr(value)
        key = (value.__class__, repr(value) if value.__class__ in (Decimal, str) else id(value))
        name = self._constants.get(key)
        if name is None:
            name = self._constants[key] = self.fresh("K")
            self.globals[name] = value
        return name

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Lines written inside belong to the block opened before."""
        self._indent += 1
        yield
        self._indent -= 1

    @contextmanager
    def at(self, place: Place | None) -> Iterator[None]:
        """Lines written inside come from this place."""
        outer, self.place = self.place, place or self.place
        yield
        self.place = outer

    @contextmanager
    def buffered(self) -> Iterator[list[Line]]:
        """Lines written inside are kept apart, to be put where a branch needs them."""
        outer, self.lines = self.lines, []
        yield self.lines
        self.lines = outer

    @contextmanager
    def scope(self, frame: Frame) -> Iterator[Frame]:
        """Names are looked up in this frame first."""
        self.frames.append(frame)
        yield frame
        self.frames.pop()

    def resolve(self, name: str) -> str | None:
        """The Python expression of a FEEL name, or None where no scope has it."""
        return self._resolve(name, len(self.frames) - 1)

    def declares(self, name: str) -> bool:
        """Whether a scope of the text itself has the name, so that it hides a built-in function."""
        return any(name in frame.names for frame in self.frames)

    def _resolve(self, name: str, depth: int) -> str | None:
        if depth < 0:
            return self.constant(self.outermost[name]) if name in self.outermost else None
        frame = self.frames[depth]
        if name in frame.names:
            frame.used.add(name)
            return frame.names[name]
        outer = self._resolve(name, depth - 1)
        if frame.members is None or frame.closed:
            return outer
        if outer is None:
            return f"({frame.members}[{name!r}] if {name!r} in {frame.members} else unknown({name!r}))"
        return f"{frame.members}.get({name!r}, {outer})"

    def put(self, lines: list[Line]) -> None:
        """Add buffered lines one level deeper than the current one."""
        self.lines.extend(Line(line.indent + 1, line.text, line.place) for line in lines)

    def finish(self, name: str, label: str) -> Any:
        """The object called `name` that the source defines."""
        source = "\n".join("    " * line.indent + line.text for line in self.lines)
        self.globals[PLACES] = {number: line.place for number, line in enumerate(self.lines, 1)}
        code = compile(source, f"<decision {ascii(label)[1:-1][:80]}>", "exec")
        exec(code, self.globals)  # noqa: S102  (every name and constant in the source is our own, or a repr())
        return self.globals[name]
