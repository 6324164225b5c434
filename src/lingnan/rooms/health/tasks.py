"""Jobs of the health room."""

from procrastinate.contrib.django import app

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM

from . import api


@app.periodic(cron="* * * * * */10")
@app.task(name=api.CALL, queue="health", queueing_lock=api.CALL)
def judge_waiting(timestamp: int) -> None:
    """When called, and every ten seconds in case that a call was lost: judge the next of those who wait. To a line
    longer than a batch another worker is called at once; what people are to be told of comes in between.
    """
    if api.is_long_line():
        api.wake(at=clock.now())
    api.judge_waiting(by=PLATFORM, at=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="health.sweep_lists", queue="health", queueing_lock="health.sweep", lock="health.sweep")
def sweep_lists(timestamp: int) -> None:
    """Every five seconds: look whether the lists of risk areas changed, by a publication or because a day came, which
    those have judged anew whose day it is: 14 days end by themselves, also where nothing ran at midnight.
    """
    api.sweep_lists(by=PLATFORM, at=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="health.sweep_rules", queue="health", queueing_lock="health.rules", lock="health.rules")
def sweep_rules(timestamp: int) -> None:
    """Every ten seconds: look whether the rules changed, and once a day for those whose day came by them."""
    api.sweep_rules(by=PLATFORM, at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="health.name_late_appeals", queue="health", queueing_lock="health.appeals", lock="health.appeals")
def name_late_appeals(timestamp: int) -> None:
    """Every ten minutes: who was promised an answer by now and has none is told so."""
    api.name_late_appeals(at=clock.now())


@app.periodic(cron="11 * * * *")
@app.task(name="health.forget_visits", queue="health", queueing_lock="health.visits", lock="health.visits")
def forget_visits(timestamp: int) -> None:
    """Each hour, so that no night is missed: the visits of days before go, but for their evidence."""
    api.forget_visits(by=PLATFORM, at=clock.now())
