"""What the application's database role may do: the least that the pages need.

Run after each migration, as the owner. The web, the worker and the gate work as `lingnan_app`. A room that allows
less than the usual says so in its own `sql/privileges.sql`: the audit trail can't be rewritten, and a shared resource
can't be read except through the function that leaves a trace.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from .logins import APP_ROLE

GRANTS = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN CREATE ROLE {APP_ROLE} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT {APP_ROLE} TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO {APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
"""


def grant() -> None:
    """Create the role if it is not there and give it what it needs, no more."""
    # At once: between the usual rights and a room's exceptions, the audit trail would lie open to those at work.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GRANTS)
        for file in _room_files():
            cursor.execute(file.read_text().replace("APP_ROLE", APP_ROLE))


def _room_files() -> Iterator[Path]:
    for app in apps.get_app_configs():
        file = Path(app.path) / "sql" / "privileges.sql"
        if file.exists():
            yield file
