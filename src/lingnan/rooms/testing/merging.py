"""When two records of a person become one, her tests are the survivor's."""

from datetime import datetime

from lingnan.kernel.actors import Actor
from lingnan.kernel.rows import hand_over

from . import models
from .events import TestCancelled
from .ordering import open_orders
from .people import record_act, wait_for_turn
from .slots import release_slot


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Give the survivor the orders, in the transaction of the database's owner.

    Of two that are open for the same turn the absorbed record's is called off, and its place is free: she comes once.
    """
    for key in sorted((absorbed_key, surviving_key)):
        wait_for_turn(key)
    turns = open_orders(surviving_key).values_list("turn", flat=True)
    for row in open_orders(absorbed_key).filter(turn__in=list(turns)):
        release_slot(row)
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        record_act(TestCancelled.name, row, by, at)
    hand_over(model=models.Order, column="subject_key", before=absorbed_key, after=surviving_key, once_by=["tube"])
