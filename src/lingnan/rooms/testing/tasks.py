"""Jobs of the testing room."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lingnan.kernel import clock

from . import api


@app.task(name=api.CALL, queue="testing", retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def settle_orders(*, subject_keys: list[int]) -> None:
    """End the orders of those whose results came."""
    api.settle_orders(subject_keys=subject_keys, at=clock.now())
