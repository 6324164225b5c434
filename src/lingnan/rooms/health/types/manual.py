"""Manual colours as they cross health's door."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from lingnan.engine.credentials import ManualOrder
from lingnan.kernel.errors import LingnanError

from .colours import Colour, Evidence

ManualOutcome = Literal["approved", "declined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualProposal:
    """A manual colour that was proposed, in the queue, which tells nobody's name.

    `is_for_another` is whether the reader proposed it herself, and so may not approve it.
    """

    uuid: UUID
    division: str
    ground: str
    proposed_at: datetime
    ends_on: date
    is_for_another: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualReview:
    """A proposal as the second officer weighs it: for whom, where and when, and the records that prove it now.

    `colour` is what the rules give, None where they give none. `lacks` is what is wrong with it by now, None where
    nothing is. `is_decided` says that it waits no longer.
    """

    proposal: ManualProposal
    masked_name: str
    order: ManualOrder
    proofs: tuple[Evidence, ...]
    colour: Colour | None
    lacks: LingnanError | None
    is_decided: bool
