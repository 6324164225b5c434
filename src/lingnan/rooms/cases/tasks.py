"""Jobs of the cases room."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lingnan.kernel import clock

from . import api


@app.periodic(cron="23 19 * * *")
@app.task(name="cases.expire_drafts", queue="cases", queueing_lock="cases.expire_drafts")
def expire_drafts(timestamp: int) -> None:
    """Each night: tell of forms that go soon, and delete those whose time is up."""
    api.expire_drafts(at=clock.now())


@app.task(name="cases.decide", queue="cases", retry=RetryStrategy(max_attempts=20, exponential_wait=3))
def decide(*, application_uuid: str) -> None:
    """Decide what its sender did not get to decide. Deciding what is decided changes nothing."""
    api.decide_application(uuid=UUID(application_uuid), at=clock.now())
