"""Who acts: the `by` of every writer and every read."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One who acts. `ref` is stable and opaque; `name` is what the person concerned reads in her access log."""

    kind: Literal["person", "officer", "device", "system"]
    ref: str
    name: str
    person_key: int | None = None
    department: str = ""


PLATFORM = Actor(kind="system", ref="platform", name="岭南平台")
