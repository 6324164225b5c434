"""When two records of a person become one, codes and scans of the absorbed one are the survivor's."""

from datetime import datetime

from lingnan.kernel.actors import Actor
from lingnan.kernel.rows import hand_over

from .models import Scan, StatusEntry


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Give the survivor the places in status lists, and the scans, in the transaction of the database's owner."""
    hand_over(model=StatusEntry, column="holder_key", before=absorbed_key, after=surviving_key)
    hand_over(model=Scan, column="holder_key", before=absorbed_key, after=surviving_key, once_by=["nonce"])
