"""Saying what is done, and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is done, then the seconds it took."""
    started = time.monotonic()
    click.echo(f"· {title} ", nl=False)
    yield
    click.echo(f"{time.monotonic() - started:.1f} s")
