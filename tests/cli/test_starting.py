import json
import socket

import pytest

from lingnan.cli import ports
from lingnan.cli.claim import AlreadyRunning, claim
from lingnan.cli.connection import DatabaseUnreachable, require_database
from lingnan.cli.ports import PortTaken, is_free, require_free


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_with_another_to_use(taken):
    with pytest.raises(PortTaken) as refused:
        require_free("127.0.0.1", taken)
    assert f"端口 {taken} 已被别的程序占用" in str(refused.value)
    other = refused.value.details["other"]
    assert is_free("127.0.0.1", other)
    assert is_free("127.0.0.1", other + 1)


def test_a_port_that_is_being_left_is_waited_for(taken, monkeypatch):
    answers = iter([False, False, True])
    monkeypatch.setattr(ports, "is_free", lambda host, port: next(answers))
    require_free("127.0.0.1", taken, patience=5)
    assert next(answers, None) is None


def test_one_folder_has_one_supervisor(tmp_path):
    with claim(tmp_path) as held:
        held.announce({"url": "http://127.0.0.1:8000"})
        with pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:8000"), claim(tmp_path):
            pass
        assert json.loads((tmp_path / "up.json").read_text())["url"] == "http://127.0.0.1:8000"


def test_it_is_known_whether_the_last_one_was_killed(tmp_path):
    with claim(tmp_path) as held:
        assert held.is_clean
        left = (tmp_path / "up.json").read_text()
    with claim(tmp_path) as held:
        assert held.is_clean
    (tmp_path / "up.json").write_text(left)
    with claim(tmp_path) as held:
        assert not held.is_clean


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody@127.0.0.1:1/none", "postgresql://nobody@/none?host=/nowhere", "mysql://x", "postgresql://["],
)
def test_a_broken_address_is_said_with_how_it_should_look(url):
    with pytest.raises(DatabaseUnreachable, match=r"LINGNAN_DATABASE_URL，形如 postgresql://"):
        require_database(url)
