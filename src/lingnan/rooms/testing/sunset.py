"""The end: when the health code has ended, nothing of a test that was ordered for it is left."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Model

from lingnan.rooms.licences import api as licences

from . import models
from .types import REPORT

# All tables of the room, by the name of their rows in the certificate of the sunset.
TABLES: Mapping[str, type[Model]] = {"test-order": models.Order, "test-tube": models.Tube, "test-slot": models.Slot}


def destroy_tests(*, at: datetime) -> Mapping[str, int]:
    """Destroy all orders, tubes and certificates, in the transaction of the database's owner; how many of what."""
    names = ", ".join(table._meta.db_table for table in TABLES.values())
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        counts = {name: table._default_manager.count() for name, table in TABLES.items()}
        cursor.execute(f"TRUNCATE {names}")
    return counts | {REPORT: licences.destroy_licences(kind=REPORT, at=at)}
