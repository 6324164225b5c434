"""What the testing room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOrdered(Event):
    """A test was ordered, or its place or time was changed. `planned_at` is ISO 8601."""

    __test__: ClassVar[bool] = False
    name: ClassVar[str] = "testing.order.placed"
    subject_key: int
    order: str
    site: str
    planned_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCancelled(Event):
    """An order was called off; its place is free again."""

    __test__: ClassVar[bool] = False
    name: ClassVar[str] = "testing.order.cancelled"
    subject_key: int
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSampled(Event):
    """A sample was taken, in a tube of her own or a mixed one. `sampled_at` is ISO 8601."""

    __test__: ClassVar[bool] = False
    name: ClassVar[str] = "testing.order.sampled"
    subject_key: int
    order: str
    site: str
    sampled_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResulted(Event):
    """A sample has a result, or another than before. Which one is not told: it stands in the order.

    `number` counts the results of the order, from 1.
    """

    __test__: ClassVar[bool] = False
    name: ClassVar[str] = "testing.order.resulted"
    subject_key: int
    order: str
    number: int
