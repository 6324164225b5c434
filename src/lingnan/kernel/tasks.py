"""Jobs of the kernel."""

from typing import Any

from procrastinate import JobContext, RetryStrategy
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


@app.periodic(cron="* * * * * */10")
@app.task(name="lingnan.kernel.tasks.take_up_stalled", queue="kernel", queueing_lock="stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Put back, every ten seconds, the jobs of a worker that has given no sign of life for half a minute."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)
