"""Turns: in one matter one act upon a person at a time."""

from collections.abc import Iterable

from django.db import connection

from .lookups import array_of


def wait_for_turns(*, matter: str, keys: Iterable[int]) -> None:
    """Hold the turns of people in a matter (`health.subject`) till the transaction ends: who comes later sees what came
    before. Whoever wants several waits for them in one order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, key)) FROM unnest(%s::bigint[]) key",
            [matter, array_of(sorted(set(keys)))],
        )
