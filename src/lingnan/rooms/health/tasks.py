"""Jobs of the health room."""

from procrastinate.contrib.django import app

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM

from . import api


@app.periodic(cron="7 16 * * *")
@app.task(name="health.review_colours", queue="health", queueing_lock="health.review", lock="health.review")
def review_colours(timestamp: int) -> None:
    """Just after midnight in the province: judge anew those whose day has come, so that 14 days end by themselves."""
    api.review_due(by=PLATFORM, at=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="health.sweep_lists", queue="health", queueing_lock="health.sweep", lock="health.sweep")
def sweep_lists(timestamp: int) -> None:
    """Every ten seconds: look whether the lists of risk areas changed, by a publication or because a day came."""
    api.sweep_lists(by=PLATFORM, at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="health.name_late_appeals", queue="health", queueing_lock="health.appeals", lock="health.appeals")
def name_late_appeals(timestamp: int) -> None:
    """Every ten minutes: who was promised an answer by now and has none is told so."""
    api.name_late_appeals(at=clock.now())


@app.periodic(cron="11 16 * * *")
@app.task(name="health.forget_visits", queue="health", queueing_lock="health.visits", lock="health.visits")
def forget_visits(timestamp: int) -> None:
    """Just after midnight in the province: yesterday's visits go, but for their evidence."""
    api.forget_visits(by=PLATFORM, at=clock.now())
