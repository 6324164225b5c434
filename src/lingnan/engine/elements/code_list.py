"""Code lists: the values that an element of type code may take, after the standards that number them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_width


@dataclass(frozen=True, slots=True)
class Code:
    """One code with its meaning by locale."""

    code: str
    labels: Mapping[str, str] = field(compare=False)


class CodeList:
    """The codes of one list in their published order."""

    def __init__(self, *, name: str, codes: Iterable[Code]) -> None:
        self.name = name
        self.codes: Mapping[str, Code] = {code.code: code for code in codes}
        self._by_label = _unambiguous_labels(self.codes.values())

    def find(self, written: str) -> Code | None:
        """The entry with this code, or with this label in any locale where one entry alone bears it."""
        return self.codes.get(written) or self._by_label.get(written.casefold())

    def check(self, text: str) -> Finding:
        """A code, or its label as people and older systems write it (`男` for `1`), as the code."""
        written = fold_width(text)
        found = self.find(written) or self.find(text.strip()) or self.find(written.upper())
        if found is None:
            return problem("code.unknown", written=written)
        return Accepted(found.code)


def _unambiguous_labels(codes: Iterable[Code]) -> dict[str, Code]:
    bearers: dict[str, set[str]] = {}
    by_label: dict[str, Code] = {}
    for code in codes:
        for label in code.labels.values():
            bearers.setdefault(label.casefold(), set()).add(code.code)
            by_label[label.casefold()] = code
    return {label: code for label, code in by_label.items() if len(bearers[label]) == 1}
