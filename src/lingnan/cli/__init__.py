"""The command line. Each command loads only what it needs, so the small ones answer at once."""

from .root import main

__all__ = ["main"]
