"""Inside a running province: a program with its settings, and a look at its tables."""

import subprocess
import sys
from typing import Any

import psycopg

from tests.province import ROOT, Province, environment

SETTINGS = {"DJANGO_SETTINGS_MODULE": "lingnan.config.settings"}
BEGIN = "import django; django.setup()\n"


def run_inside(live: Province, *arguments: str) -> str:
    """Run Python with the province's settings; returns what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], env=environment(live.var, live.port) | SETTINGS, cwd=ROOT, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def do_inside(live: Province, program: str) -> str:
    """Run a few lines with the house loaded."""
    return run_inside(live, "-c", BEGIN + program)


def query(live: Province, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the province's database, or tell it."""
    with psycopg.connect(live.server.url("lingnan")) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
