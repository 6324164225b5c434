"""Jobs of the cases room."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lingnan.kernel import clock

from . import api


@app.task(name="cases.decide", queue="cases", retry=RetryStrategy(max_attempts=20, exponential_wait=3))
def decide(*, application_uuid: str) -> None:
    """Decide what its sender did not get to decide. Deciding what is decided changes nothing."""
    api.decide_application(uuid=UUID(application_uuid), at=clock.now())
