"""The access log over HTTP: one's own, page by page."""

import pytest

from tests.cases.applying import start
from tests.clients import resident, stranger
from tests.house import Family


def test_the_father_sees_who_read_what_and_why(family: Family) -> None:
    start(family)
    (entry,) = resident(family.father).get("/accesses").json()
    assert entry["by"] == {"kind": "person", "name": "daughter", "department": ""}
    assert entry["purpose"] == "填写申请：senior-card,senior-allowance"
    assert "household" in entry["resources"]
    assert "person.birth_date" in entry["elements"]


def test_older_reads_follow_the_last_one_seen(family: Family) -> None:
    for _ in range(3):
        start(family)
    caller = resident(family.father)
    newest, second = caller.get("/accesses", limit=2).json()
    (oldest,) = caller.get("/accesses", before=second["id"]).json()
    assert newest["id"] > second["id"] > oldest["id"]


def test_another_sees_only_her_own(family: Family) -> None:
    start(family)
    assert resident(family.stranger).get("/accesses").json() == []
    assert stranger().get("/accesses").status_code == 401


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"before": 0}, {"before": "x"}])
def test_limits(family: Family, query: dict[str, object]) -> None:
    assert resident(family.father).get("/accesses", **query).status_code == 422
