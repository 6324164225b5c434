"""What every test stands on: a database server of the tests' own, and no settings from outside."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "test"

for variable in [name for name in os.environ if name.startswith("LINGNAN_")]:
    del os.environ[variable]
os.environ["LINGNAN_VAR"] = str(VAR)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.config.settings")
# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# A busy machine is slow without being wrong.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

pytest_plugins = ["tests.browser", "tests.house", "tests.sharing"]
WITHOUT_DJANGO = "tests/engine"


def pytest_configure(config: pytest.Config) -> None:
    """Load the house; but where only the engine is tested, show that it needs none of it."""
    if not all(WITHOUT_DJANGO in argument for argument in config.args):
        import django
        from django.conf import settings

        django.setup()
        # Hashing a password well takes half a second, which only a guesser should have to spend.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        if settings.ENVIRONMENT.var != VAR:
            pytest.exit("DJANGO_SETTINGS_MODULE was set outside: the tests would work in another province's data")


@pytest.fixture(scope="session")
def database_server() -> Iterator[object]:
    """The tests' PostgreSQL. Several test runs may share it; the last to leave stops it."""
    from lingnan.kernel.database import Server

    server = Server(VAR)
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "tests.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        server.start()
        yield server
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server) -> None:
    """Give this run a database of its own, by process, and drop those of runs that were killed."""
    from django.db import connections

    _drop_forgotten(database_server.url("postgres"))
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_{os.getpid()}"


def _drop_forgotten(url: str) -> None:
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^test_\d+$'").fetchall():
            if not Path("/proc", name.removeprefix("test_")).exists():
                connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Grant, as `lingnan migrate` does, so that a test may take the application's role."""
    from django.db.models.signals import post_migrate

    from lingnan.kernel import privileges

    # A test with transactions of its own is followed by a flush, which empties what migrations filled, and no queue.
    post_migrate.connect(_restore_what_tests_begin_with, dispatch_uid="what tests begin with")
    with django_db_blocker.unblock(), (VAR / "roles.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # roles belong to the server, which other processes' databases share
        privileges.grant()


def _restore_what_tests_begin_with(**_: object) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from lingnan.kernel.models import CHAINS, AuditHead

    ProcrastinateJob.objects.all()._raw_delete("default")  # no table of Django's, so no flush empties it

    AuditHead.objects.bulk_create([AuditHead(chain=chain) for chain in range(CHAINS)], ignore_conflicts=True)
