"""The second of August 2021, by the clock of the house; the father and his daughter, a sampler and a laboratory."""

from datetime import timedelta
from typing import Any

import pytest

from lingnan.kernel import clock
from tests.health.conftest import patient as _patient
from tests.house import AT, Family, officer

patient = _patient
SITE = "yuexiu-beijing"


class House:
    """What the worker would have done is done, twice, as after a crash."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, family: Family) -> None:
        from tests.health.evidence import moment

        self.family, self.now, self.done = family, moment(2), set[int]()
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def work(self) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        from lingnan.kernel import events
        from lingnan.rooms.testing import tasks
        from tests.health.evidence import work_line

        does = {"lingnan.kernel.tasks.deliver": events.deliver, tasks.settle_orders.name: tasks.settle_orders.func}
        jobs = ProcrastinateJob.objects.filter(task_name__in=does)
        work_line(self.now)
        while found := list(jobs.exclude(id__in=self.done).order_by("id")):
            for job in found:
                self.done.add(job.id)
                does[job.task_name](**job.args)
                does[job.task_name](**job.args)
            work_line(self.now)


@pytest.fixture
def house(patient: Family, monkeypatch: pytest.MonkeyPatch) -> House:
    from lingnan.rooms.health.types import HEALTH_CODE
    from lingnan.rooms.identity import api as identity
    from tests.health.evidence import moment

    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=patient.father, at=moment(1),
    )  # fmt: skip
    return House(monkeypatch, patient)


@pytest.fixture
def sampler(house: House) -> Any:
    return officer("sampler", division="440104", department="gd-health")


@pytest.fixture
def laboratory(house: House) -> Any:
    return named("lab-one", "岭南示范检验所")


def named(username: str, name: str) -> Any:
    """A laboratory that signs in as itself."""
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.models import Account
    from lingnan.rooms.identity.types import OfficerRole

    role = OfficerRole(role="laboratory", department="gd-health", division="44")
    identity.create_officer_account(username=username, password="-", name=name, roles=[role], at=AT)
    return identity.actor_of(Account.objects.get(username=username))
