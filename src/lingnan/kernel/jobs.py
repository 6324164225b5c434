"""Jobs that stand or fall with the act that defers them."""

from functools import cache
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager


def defer(*, task: str, queueing_lock: str | None = None, **arguments: Any) -> None:
    """Have a task done, in the caller's transaction, whether a page calls or a job.

    A worker's own app has connections of its own: what is deferred by these another worker may begin before the act is
    committed, and would find nothing. Raises procrastinate's `AlreadyEnqueued`.
    """
    known = app.tasks[task]
    configured = known.configure(queueing_lock=queueing_lock or known.queueing_lock)
    JobDeferrer(job=configured.job, job_manager=_manager()).defer(**arguments)


@cache
def _manager() -> JobManager:
    return JobManager(DjangoConnector())
