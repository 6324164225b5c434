"""The folder of a bulk run: its owner's alone, and gone at the end, or at the next start where a run was killed."""

import os

import pytest

from lingnan.rooms.health.runs import LOCK, run_folder


def test_it_is_its_owners_alone_and_goes_with_the_run(tmp_path):
    with run_folder(tmp_path / "bulk") as home:
        (home / "kind").mkdir()
        (home / "kind" / "1.parquet").write_bytes(b"x")
        assert [folder.stat().st_mode & 0o777 for folder in (home, home.parent)] == [0o700, 0o700]
    assert not home.exists()


def test_it_goes_where_the_run_fails(tmp_path):
    with pytest.raises(KeyboardInterrupt), run_folder(tmp_path) as home:
        raise KeyboardInterrupt
    assert not home.exists()


def test_what_a_killed_run_left_goes_at_the_next_start_and_a_running_one_stays(tmp_path):
    child = os.fork()
    if not child:
        with run_folder(tmp_path) as home:
            (home / "1.parquet").write_bytes(b"x")
            os._exit(0)
    os.waitpid(child, 0)
    (left,) = tmp_path.glob("run-*")
    assert (left / LOCK).exists()
    with run_folder(tmp_path) as first:
        assert not left.exists()
        with run_folder(tmp_path) as second:
            assert first.exists()
            assert second != first
