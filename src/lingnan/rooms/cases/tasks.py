"""Jobs of the cases room."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lingnan.kernel import clock
from lingnan.kernel.jobs import defer

from . import api


@app.periodic(cron="23 * * * *")
@app.task(name="cases.expire_drafts", queue="cases", queueing_lock="cases.expire_drafts")
def expire_drafts(timestamp: int) -> None:
    """Each hour, for nothing may run at night: tell of forms that go soon, and delete those whose time is up."""
    api.expire_drafts(at=clock.now())


@app.task(name="cases.decide", queue="cases", retry=RetryStrategy(max_attempts=20, exponential_wait=3))
def decide(*, application_uuid: str) -> None:
    """Decide what its sender did not get to decide. Deciding what is decided changes nothing."""
    api.decide_application(uuid=UUID(application_uuid), at=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="cases.take_up_overdue", queue="cases", queueing_lock="cases.overdue")
def take_up_overdue(timestamp: int) -> None:
    """Every five seconds, a job for each application that was left undecided, unless one waits already."""
    for uuid in api.list_overdue(at=clock.now()):
        with suppress(AlreadyEnqueued), transaction.atomic():
            defer(task="cases.decide", queueing_lock=f"cases.decide:{uuid}", application_uuid=str(uuid))
