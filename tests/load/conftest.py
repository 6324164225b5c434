"""A running province, its families, and what they ask for."""

from tests.journeys.conftest import household, households

__all__ = ["household", "households"]
