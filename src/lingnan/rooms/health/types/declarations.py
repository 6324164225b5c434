"""What a person says of herself: what is asked, and what she declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingnan.engine.elements import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedColumn:
    """A column of a resource that its holder may fill in herself."""

    element: Element
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What was declared of a person, by element, and when it came."""

    resource: str
    number: str
    declared_at: datetime
    values: Mapping[str, Any]
