"""A province that runs as of an earlier day."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from lingnan.cli import past
from lingnan.cli.past import ActsAreLater, NotADate, StartOutOfReach, read_start, turn_clock
from lingnan.config.environment import Environment, keep_apart
from lingnan.gate import assembly
from lingnan.gate.environment import Environment as GateEnvironment
from lingnan.kernel.clock import local_date
from tests.province import ROOT, Province, environment, free_ports

START = date(2020, 12, 7)


def today() -> date:
    return local_date(datetime.now(UTC))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(past, "newest_act", lambda url: None)
    return Environment(var=tmp_path)


def test_a_start_is_a_day_that_has_come():
    assert read_start("2020-12-07") == START
    assert read_start(str(today())) == today()


@pytest.mark.parametrize("text", ["2020-02-30", "7 December", "2020-12-07T10:00", "昨天"])
def test_what_is_no_date_is_said(text):
    with pytest.raises(NotADate, match=r"请写成 2020-12-07"):
        read_start(text)


@pytest.mark.parametrize(
    "day", [lambda: date(1999, 12, 31), lambda: today() + timedelta(days=1)], ids=["old", "to come"]
)
def test_a_day_to_come_or_before_anything_known_is_refused(day):
    start = day()  # not as the tests are gathered: midnight may come between
    with pytest.raises(StartOutOfReach, match="2000-01-01 到今天"):
        read_start(str(start))


def test_the_folder_tells_web_worker_and_gate_the_same_clock(folder):
    assert folder.days_back == 0
    turn_clock(START, folder)
    gate = GateEnvironment.read({"LINGNAN_VAR": str(folder.var), "LINGNAN_DATABASE_URL": "postgresql:///x"})
    assert folder.days_back == gate.days_back == (today() - START).days
    assert local_date(assembly.clock_behind(days=gate.days_back)()) == START
    turn_clock(today(), folder)
    assert folder.days_back == 0


def test_going_back_before_the_newest_act_is_refused_and_turns_nothing(folder, monkeypatch):
    turn_clock(START + timedelta(days=1), folder)
    days = folder.days_back
    monkeypatch.setattr(past, "newest_act", lambda url: datetime(2020, 12, 8, 15, 59, tzinfo=UTC))
    with pytest.raises(ActsAreLater, match=r"2020-12-08 23:59.*--as-of 2020-12-09"):
        turn_clock(START, folder)
    assert folder.days_back == days


def test_without_a_folder_the_day_has_its_own(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    keep_apart(past.folder_of(START))
    assert os.environ["LINGNAN_VAR"] == str(ROOT / "var" / "as-of-2020-12-07")
    monkeypatch.setattr(os, "environ", {"LINGNAN_VAR": "/srv/province"})
    keep_apart(past.folder_of(START))
    assert os.environ["LINGNAN_VAR"] == "/srv/province"


def test_a_database_without_a_trail_has_no_newest_act(db):
    assert past.newest_act(settings.ENVIRONMENT.server.url(database="postgres")) is None


def test_a_bad_date_ends_it_before_anything_is_started(tmp_path):
    refused = subprocess.run(
        [sys.executable, "-m", "lingnan.cli", "up", "--as-of", "2020-13-01"], env=environment(tmp_path, free_ports()),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (refused.returncode, list(tmp_path.iterdir())) == (1, [])
    assert refused.stderr == "「2020-13-01」不是日期。请写成 2020-12-07 这样的年月日。\n"


def test_a_whole_province_runs_as_of_the_day_and_not_back_before_it():
    with Province.started(people=0, as_of=str(START)) as province:
        with urlopen(Request(f"{province.url}/verify/", headers={"Accept-Language": "en"}), timeout=10) as page:
            assert "Demonstration date: 7 December 2020" in page.read().decode()
        newest = past.newest_act(province.server.url())
        assert newest
        assert local_date(newest) == START
        assert province.stop() == 0
        refused = province.run("up", "--no-seed", "--as-of", "2020-12-06")
        assert refused.returncode == 1
        assert "时间不能倒回到它之前" in refused.stderr
