"""Content files as written, with the line of every value, so that a problem can be shown where it is."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """A file that YAML can't read."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its data and where each value stands."""

    file: str
    data: Any
    root: Node | None

    def line(self, path: Sequence[str | int] = ()) -> int:
        """The line (from 1) of the value at `path`, or of the nearest thing above it."""
        node = self.root
        for step in path:
            below = _below(node, step)
            if below is None:
                break
            node = below
        return node.start_mark.line + 1 if node else 1


def _below(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def parse_yaml(*, file: str, text: str) -> Document:
    """Read one YAML text; raises `Unreadable` with the line."""
    try:
        return Document(file, yaml.load(text, _Loader), yaml.compose(text, _Loader))  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(file, mark.line + 1 if mark else 1, str(getattr(error, "problem", error))) from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which only true and false are booleans: `no` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not (tag.endswith(":bool") and first not in "tTfF")]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def parse_csv(text: str) -> list[dict[str, str]]:
    """Rows of a CSV text by its header; lines that begin with `#` are comments."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def read_folder(folder: Path) -> dict[str, str]:
    """Every file below a folder, by its relative name, in order of name."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256, in hex, over names and contents: the same files give the same digest anywhere."""
    digest = sha256()
    for name in sorted(files):
        for part in (name, files[name]):
            encoded = part.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
