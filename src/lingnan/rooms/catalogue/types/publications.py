"""What is published, and what is wrong with what is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFiles:
    """A rule book as published: its number, when, the digest of its files, and the files by relative name."""

    number: int
    published_at: datetime
    digest: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a content file, where, and what to do; a remark is worth a look but stops nothing.

    `message` and `advice` are in zh-Hans, each its own message id where `details` fills its placeholders. In a decision
    `element_id` is the DMN element to mend; `row` and `column` count its table's rules and columns from 1.
    """

    code: str
    file: str
    line: int
    message: str
    advice: str
    details: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "remark"] = "error"
    element_id: str = ""
    row: int | None = None
    column: int | None = None

    def tell(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and what to do, in the language that `translate` gives a message id in."""
        words = [translate(text) if text else "" for text in (self.message, self.advice)]
        return "".join(text % self.details if self.details else text for text in words)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.tell()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One immutable, numbered version of a declared thing."""

    kind: str
    code: str
    number: int
    digest: str
