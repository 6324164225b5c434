"""What the licences room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceIssued(Event):
    """A licence was issued."""

    name: ClassVar[str] = "licences.licence.issued"
    licence: str
    kind: str
    holder_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LicencePrinted(Event):
    """Somebody who acts for a licence's holder printed it; `by_ref` tells printers apart, `at` is ISO 8601."""

    name: ClassVar[str] = "licences.paper.printed"
    licence: str
    kind: str
    holder_key: int
    by_kind: str
    by_ref: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicencePaperLost(Event):
    """Somebody who acts for a licence's holder had its papers refused as lost; the same as of `LicencePrinted`."""

    name: ClassVar[str] = "licences.paper.lost"
    licence: str
    kind: str
    holder_key: int
    by_kind: str
    by_ref: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRevoked(Event):
    """A licence was revoked by an officer; why is read through the door (`get_revocation_reason`)."""

    name: ClassVar[str] = "licences.licence.revoked"
    licence: str
    kind: str
    holder_key: int
