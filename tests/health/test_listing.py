"""A day's list is published by a command, and those who were there are sent for."""

import pytest
from click.testing import CliRunner

from lingnan.cli.root import main
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange
from tests.health.evidence import moment, travel, work_line

PLACE = "广东省韶关市新丰县丰城街道"
HEAD = "date,level,full_address\n"


@pytest.fixture
def publish(publish_lists, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(2))

    def _publish(*lines: str, status: int = 0) -> str:
        file = tmp_path / "list.csv"
        file.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        done = CliRunner().invoke(main, ["health", "list", str(file)])
        assert done.exit_code == status, done.output
        return done.stderr

    return _publish


def listed(name: str = PLACE) -> list[str]:
    return [line for line in api.read_lists().splitlines() if name in line]


def version() -> int:
    return catalogue.get_rule_files(code="health").number


def test_a_list_is_published_once_and_whoever_was_there_turns_yellow(patient, publish):
    travel(patient.father_key, "J1", PLACE, first=1, last=1)
    work_line(moment(2))
    api.sweep_lists(by=PLATFORM, at=moment(2))
    before = version()
    for _ in range(2):
        publish(f"2021-08-02,medium,{PLACE}", f"2021-08-02,low,{PLACE}其他地方")
    assert (version(), listed()) == (before + 1, [f"2021-08-02,2021-08-02,medium,{PLACE}"])
    assert api.sweep_lists(by=PLATFORM, at=moment(2, 13)) == 1
    work_line(moment(2, 13))
    assert ColourChange.objects.order_by("-id").first().colour == "yellow"


def test_the_next_days_list_goes_on_and_everything_else_stays_as_it_was(publish):
    before = api.read_lists().splitlines()
    publish(f"2021-08-02,medium,{PLACE}")
    publish(f"2021-08-03,medium,{PLACE}", f'2021-08-03,high,"{PLACE}甲,乙小区"')
    publish(f"2021-08-05,medium,{PLACE}")
    assert listed() == [
        f"2021-08-02,2021-08-03,medium,{PLACE}",
        f'2021-08-03,2021-08-03,high,"{PLACE}甲,乙小区"',
        f"2021-08-05,2021-08-05,medium,{PLACE}",
    ]
    assert api.read_lists().splitlines()[: len(before)] == before
    assert CliRunner().invoke(main, ["health", "list"]).stdout == api.read_lists()


def test_a_list_with_a_row_that_can_t_be_read_is_not_published(publish):
    before = version()
    told = publish(f"2021-08-02,medium,{PLACE}", f"2021-08-32,medium,{PLACE}", status=1)
    assert "list.csv:3" in told
    assert (version(), listed()) == (before, [])
