"""Jobs of the kernel."""

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import events


@app.task(
    name="lingnan.kernel.tasks.deliver",
    queue="events",
    retry=RetryStrategy(max_attempts=10, exponential_wait=2),
)
def deliver(*, name: str, version: int, handler: str, payload: dict[str, Any]) -> None:
    """Deliver one event to one handler."""
    events.deliver(name=name, version=version, handler=handler, payload=payload)
