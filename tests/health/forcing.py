"""What only someone with the database's own keys could do, and what the log says of it."""

from django.db import connection

from lingnan.rooms.health import api


def force(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def reasons(**kept) -> list[str]:
    """Why the log does not hold, at each place where it does not."""
    return [found.reason for found in api.verify_log(**kept)]
