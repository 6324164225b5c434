"""When two records of a person become one: one inbox, and nobody called for the record that is no more."""

from datetime import datetime

from lingnan.kernel.actors import Actor
from lingnan.kernel.rows import hand_over

from . import models
from .followups import close_follow_ups, wait_for_turns


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Give the survivor the messages and close the absorbed one's follow-ups: hers open by her colour.

    In the transaction of the database's owner.
    """
    wait_for_turns(subject_keys=[absorbed_key, surviving_key])
    close_follow_ups(subject_keys=[absorbed_key], at=at)
    hand_over(
        model=models.Message, column="person_key", before=absorbed_key, after=surviving_key, once_by=["kind", "cause"]
    )
