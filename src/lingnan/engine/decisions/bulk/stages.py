"""A relation that grows by columns: what several expressions need is worked out once, a projection below them."""

from collections.abc import Mapping
from typing import Any


class Stages:
    """The facts, and above them a projection for each step."""

    def __init__(self, facts: Any) -> None:
        self.relation = facts

    def bind(self, label: str, value: Any) -> Any:
        """The value as a column, to be used more than once; `label` is its name in the SQL."""
        return self.bind_all({label: value})[label]

    def bind_all(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as columns of one projection."""
        names = {label: self._free(label) for label in values}
        self.relation = self.relation.mutate(**{names[label]: value for label, value in values.items()})
        return {label: self.relation[name] for label, name in names.items()}

    def _free(self, label: str) -> str:
        """The label, or one beside it: engines take capitals and small letters for the same."""
        taken = {name.casefold() for name in self.relation.columns}
        while label.casefold() in taken:
            label += "'"
        return label
