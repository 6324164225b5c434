"""What a worker had begun when it was killed is done by the next; what is being done is left to who does it."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lingnan.kernel import tasks

ALIVE = "now()"
SILENT = "now() - interval '31 seconds'"


def _job_of(worker: str | None) -> int:
    """A job in the hands of a worker that gave its last sign of life then; None: of one that was struck off since."""
    job = app.configure_task("lingnan.kernel.tasks.deliver").defer(name="x", version=1, handler="x", payload={})
    with connection.cursor() as cursor:
        if worker:
            cursor.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({worker}) RETURNING id")
        number = cursor.fetchone()[0] if worker else None
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [number, job])
    return job


@pytest.mark.django_db
@pytest.mark.parametrize(("worker", "stays"), [(ALIVE, True), (SILENT, False), (None, False)])
def test_the_jobs_of_the_dead_are_taken_up(worker, stays):
    job = _job_of(worker)
    async_to_sync(tasks.take_up_stalled.func)(SimpleNamespace(app=app), 0)
    assert (ProcrastinateJob.objects.get(pk=job).status == "doing") is stays
