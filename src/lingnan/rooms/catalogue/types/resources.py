"""Shared data resources as their owners declare them (GB/T 21063)."""

from typing import Annotated, Literal

from pydantic import Field

from .declared import Declaration, Slug, Texts


class ResourceElement(Declaration):
    """A column of a shared resource and the element it carries."""

    element: str
    column: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,50}$")]
    required: bool = False


class QualityRule(Declaration):
    """A check on each record of a resource."""

    id: Slug
    rule: Literal["valid", "unique", "present", "not-future", "agrees"]
    elements: tuple[str, ...]


class Keeping(Declaration):
    """How long a record is kept: `days` after the latest of these dates; as long as it has none of them, it stays.

    At the sunset of the room that `sunset` names all of them go.
    """

    after: Annotated[tuple[str, ...], Field(min_length=1)]
    days: Annotated[int, Field(ge=1)] = 21
    sunset: Literal["health", ""] = ""


class Resource(Declaration):
    """A shared data resource (GB/T 21063): who owns it, what it holds, how it may be shared.

    Of several records a subject may have, `record_key` names the elements that make one the same record, so that a
    corrected one replaces it; without it, its whole content does. `searched_by` names the elements by whose exact value
    people may be found. Without `keep` records stay.
    """

    id: Slug
    owner: str
    title: Texts
    description: Texts
    subject: Literal["person"]
    key: str
    sharing: Literal["unconditional", "conditional", "none"]
    multiple: bool
    record_key: tuple[str, ...] = ()
    searched_by: tuple[str, ...] = ()
    update: str
    keep: Keeping | None = None
    elements: tuple[ResourceElement, ...]
    quality: tuple[QualityRule, ...] = ()

    @property
    def key_column(self) -> str:
        return next(column.column for column in self.elements if column.element == self.key)
