"""Jobs of the cases room."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lingnan.kernel import clock

from . import api


@app.task(name="cases.decide", queue="cases", retry=RetryStrategy(max_attempts=20, exponential_wait=3))
def decide(*, case_uuid: str) -> None:
    """Decide a case that its sender did not get to decide. Deciding a decided one changes nothing."""
    api.decide_case(uuid=UUID(case_uuid), at=clock.now())
