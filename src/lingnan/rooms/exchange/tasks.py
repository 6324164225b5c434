"""Jobs of the exchange room."""

from procrastinate.contrib.django import app

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM

from . import api


@app.periodic(cron="33 * * * *")
@app.task(name="exchange.expire_records", queue="exchange", queueing_lock="exchange.expire")
def expire_records(timestamp: int) -> None:
    """Each hour, so that no night is missed where nothing ran: destroy the records whose last day is over."""
    api.expire_records(by=PLATFORM, at=clock.now())
