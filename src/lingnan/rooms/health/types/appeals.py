"""Appeals as they cross health's door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from .colours import Grounds

AppealOutcome = Literal["stands", "corrected"]
LONGEST_NOTE, LONGEST_ANSWER = 200, 500
"""Characters that a person may write with an appeal, and an officer with an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A person's word against a change of her colour. `outcome` and `answered_at` are None while it is open.

    `turn` is 1, or 2 for the appeal against the first answer. `note` is what she wrote, `answer` what she reads. It is
    to be answered by `due_at`. Whether someone acting for her filed it says `is_by_another`.
    """

    uuid: UUID
    turn: int
    note: str
    is_by_another: bool
    appealed_at: datetime
    due_at: datetime
    outcome: AppealOutcome | None
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealedChange:
    """A change of a colour with the appeals against it, in order, and what it rests on.

    `is_standing` is whether the person still stands by it; `may_appeal`, whether an appeal against it would be taken.
    """

    subject_key: int
    grounds: Grounds
    is_standing: bool
    may_appeal: bool
    appeals: tuple[Appeal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedAppeal:
    """An appeal in the queue, which tells nobody's name. `is_for_another` is whether the reader may not answer it."""

    uuid: UUID
    division: str
    colour: str
    class_code: str
    turn: int
    appealed_at: datetime
    due_at: datetime
    is_for_another: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReview:
    """An appeal as an officer weighs it, with the earlier one to the same change; the name is masked."""

    appeal: Appeal
    change: AppealedChange
    masked_name: str
    division: str
    is_for_another: bool
