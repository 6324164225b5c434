"""What crosses the licences' door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class LicenceStatus(StrEnum):
    """Where a licence stands. A revoked one never comes back: a new one is issued."""

    VALID = "valid"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """An electronic licence as its holder sees it. `fields` are by element; `valid_until` None is without end."""

    uuid: UUID
    identifier: str
    kind: str
    holder_key: int
    status: LicenceStatus
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    fields: Mapping[str, Any]
    case_uuid: UUID | None
    revoked_at: datetime | None
    revoked_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLicence:
    """A licence for paper, and the text that its code holds."""

    licence: Licence
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A licence shown as a code: the token to draw now, and the display key by which a page asks the gate for more.

    `expires_at` is when the token ends; `printed` is the long-lived text that the holder's own screen shows without
    network.
    """

    licence: Licence
    token: str
    display_key: str
    expires_at: datetime
    printed: str
