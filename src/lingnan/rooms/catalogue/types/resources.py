"""Shared data resources as their owners declare them (GB/T 21063)."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator

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


class ForeignSource(Declaration):
    """Where a value stands in a foreign record: a dotted path, lists walked through. With `system`, of codings or
    identifiers only that system's; `codes` gives our code for theirs; what does not match `matches` is refused.
    `types`, of identifiers the types that are taken, as `type_system` codes them, each with the kind of document.
    """

    path: Annotated[str, Field(min_length=1)]
    system: str = ""
    codes: Mapping[str, str] = {}
    matches: str = ""
    type_system: str = ""
    types: Mapping[str, str] = {}

    @field_validator("matches")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"不是正则表达式：{error}") from error
        return pattern


class ForeignCondition(Declaration):
    """What a foreign record must say for it to be one of this resource."""

    path: Annotated[str, Field(min_length=1)]
    system: str = ""
    codes: Annotated[tuple[str, ...], Field(min_length=1)]


class FhirFormat(Declaration):
    """How FHIR R4 resources of one type come to the columns: of several sources the first that has a value."""

    type: str
    only: tuple[ForeignCondition, ...] = ()
    columns: Mapping[str, tuple[ForeignSource, ...]]


class Resource(Declaration):
    """A shared data resource (GB/T 21063): who owns it, what it holds, how it may be shared.

    Of several records a subject may have, `record_key` names the elements that make one the same record, so that a
    corrected one replaces it; without it, its whole content does. `searched_by` names the elements by whose exact value
    people may be found. Without `keep` records stay. `fhir` says how FHIR resources come to the columns.
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
    fhir: FhirFormat | None = None

    @property
    def key_column(self) -> str:
        return next(column.column for column in self.elements if column.element == self.key)
