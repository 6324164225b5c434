"""Jobs of the outreach room."""

from procrastinate.contrib.django import app

from lingnan.kernel import clock

from . import api


@app.periodic(cron="*/5 * * * *")
@app.task(name="outreach.escalate_overdue", queue="outreach", queueing_lock="outreach.escalate")
def escalate_overdue(timestamp: int) -> None:
    """Every five minutes: what nobody answered within 24 hours goes to the superior."""
    api.escalate_overdue(at=clock.now())
