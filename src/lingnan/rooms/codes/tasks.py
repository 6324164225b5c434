"""Codes' jobs. Each is safe to repeat."""

import socket

from django.conf import settings
from procrastinate.contrib.django import app

from lingnan.kernel import clock

from . import api


@app.periodic(cron="* * * * * */5")
@app.task(name="lingnan.rooms.codes.tasks.ingest_spool", queue="codes", queueing_lock="codes.spool", lock="codes.spool")
def ingest_spool(timestamp: int) -> None:
    """Take in what the gates on this machine spooled, every five seconds."""
    api.ingest_spool(folder=settings.ENVIRONMENT.var / "gate" / "spool")


@app.periodic(cron="* * * * * */5")
@app.task(
    name="lingnan.rooms.codes.tasks.take_in_tallies", queue="codes", queueing_lock="codes.tallies", lock="codes.tallies"
)
def take_in_tallies(timestamp: int) -> None:
    """Take in what the gates on this machine counted, and note what their spool still holds, every five seconds."""
    gate, at = settings.ENVIRONMENT.var / "gate", clock.now()
    api.take_in_tallies(folder=gate / "tallies", at=at)
    api.note_waiting(folder=gate / "spool", machine=socket.gethostname(), at=at)


@app.periodic(cron="17 * * * *")
@app.task(name="lingnan.rooms.codes.tasks.forget_changes", queue="codes")
def forget_changes(timestamp: int) -> None:
    """Drop news that every gate has long read, once an hour."""
    api.forget_changes(at=clock.now())
