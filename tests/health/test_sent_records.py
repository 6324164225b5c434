"""Evidence that a department's own system sends colours a person as a table of the command line does."""

from lingnan.rooms.health import api
from tests.exchange.test_sending import System, counts
from tests.health.evidence import FATHER, moment, work_line
from tests.house import officer

ORDER = {
    "id_number": FATHER, "order_number": "I1", "kind": "2", "isolated_from": "2021-08-01",
    "isolated_until": "2021-08-14", "as_of": "2021-08-01 09:00",
}  # fmt: skip


def test_an_isolation_order_that_is_sent_twice_colours_once(august):
    system = System(officer("data-provider", department="gd-health"))
    assert counts(system.send(ORDER, resource="isolation-order")) == (1, 0, 0)
    assert work_line(moment(2)) == 1
    assert api.colour_of(subject_key=august.father_key, by=august.father, at=moment(2)).colour != "green"
    assert counts(system.send(ORDER, resource="isolation-order")) == (0, 1, 0)
    assert work_line(moment(2)) == 0
