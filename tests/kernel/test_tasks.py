"""What a worker had begun when it was killed is done by the next; what is being done is left to who does it."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from lingnan.kernel import tasks
from lingnan.kernel.jobs import defer

DELIVER = "lingnan.kernel.tasks.deliver"
ALIVE = "now()"
SILENT = "now() - interval '31 seconds'"


def _job_of(worker: str | None) -> int:
    """A job in the hands of a worker that gave its last sign of life then; None: of one that was struck off since."""
    job = app.configure_task(DELIVER).defer(name="x", version=1, handler="x", payload={})
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


@pytest.mark.django_db
def test_what_a_job_defers_falls_with_its_act():
    """As in a worker, whose app has a connection of its own."""
    with app.replace_connector(app.connector.get_worker_connector()):
        with transaction.atomic():
            defer(task=DELIVER, name="x", version=1, handler="x", payload={})
            assert ProcrastinateJob.objects.filter(task_name=DELIVER).count() == 1
            transaction.set_rollback(True)
        assert not ProcrastinateJob.objects.filter(task_name=DELIVER).exists()
        defer(task=DELIVER, queueing_lock="once", name="x", version=1, handler="x", payload={})
        with pytest.raises(AlreadyEnqueued), transaction.atomic():
            defer(task=DELIVER, queueing_lock="once", name="x", version=1, handler="x", payload={})
    assert ProcrastinateJob.objects.get(task_name=DELIVER).queue_name == "events"
