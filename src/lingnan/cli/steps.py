"""Saying what is done, and how long it took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

SOON = 2.0
"""Seconds that nobody needs to be told of."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is done, then the seconds it took."""
    started = time.monotonic()
    click.echo(f"· {title} ", nl=False)
    yield
    click.echo(f"{time.monotonic() - started:.1f} s")


@contextmanager
def late_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal for what takes longer than two seconds; tell it how many of how many are done."""
    started = time.monotonic()
    with click.progressbar(length=1, label="· " + label, file=sys.stderr, hidden=True) as bar:

        def tell(done: int, total: int) -> None:
            bar.hidden = not sys.stderr.isatty() or time.monotonic() - started < SOON
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
