"""A formula: FEEL over facts, as content writes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from lingnan.engine.decisions import compile_expression, free_names


@dataclass(frozen=True)
class Formula:
    """A FEEL expression over names of facts (`person_birth_date`). Raises FeelSyntaxError when first looked into."""

    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The facts it needs."""
        return free_names(self.text)

    def value(self, values: Mapping[str, Any]) -> Any:
        """What it comes to; a name that `values` lacks is null."""
        return _compiled(self.text)(values)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Callable[[Mapping[str, Any]], Any]:
    return compile_expression(text, free_names(text))
