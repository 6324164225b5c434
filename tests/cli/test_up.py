"""`lingnan up` as people use it: started, hurt in every way, stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.province import ROOT, Province, environment, free_ports

SECONDS = 120


@pytest.fixture(scope="module")
def province():
    with Province.started(people=0) as started:
        yield started


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.status < 500
    except HTTPError as answer:
        with answer:
            return answer.code < 500
    except OSError:
        return False


def wait_for(condition) -> None:
    give_up = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def is_alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_pages_codes_and_styles_are_served(province):
    assert answers(f"{province.url}/accounts/login/")
    assert answers(f"{province.gate_url}/health")
    with urlopen(f"{province.url}/assets/manifest.json", timeout=10) as manifest:
        assert manifest.headers["content-type"] == "application/json"


@pytest.mark.parametrize("name", ["web", "gate", "worker"])
def test_a_process_that_dies_is_started_anew(province, name):
    before = province.children()[name]
    province.kill(name)
    wait_for(lambda: province.children().get(name, before) != before)
    wait_for(lambda: answers(f"{province.url}/accounts/login/") and answers(f"{province.gate_url}/health"))


def test_pages_come_back_with_the_database(province):
    province.restart_database()
    wait_for(lambda: answers(f"{province.url}/verify/"))


def test_a_killed_database_is_started_anew(province):
    os.kill(int((province.server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    wait_for(province.server.is_running)
    wait_for(lambda: answers(f"{province.url}/verify/"))


def test_a_second_one_in_the_same_folder_is_refused(province):
    refused = province.run("up")
    assert refused.returncode == 1
    assert f"进程 {province.process.pid}，{province.url}" in refused.stderr


def test_a_second_one_on_the_same_port_is_refused(province, tmp_path):
    refused = subprocess.run(
        [sys.executable, "-m", "lingnan.cli", "up"], env=environment(tmp_path, province.port),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"端口 {province.port} 已被别的程序占用")
    assert not (tmp_path / "postgres").exists()


def test_the_audit_trail_is_whole(province):
    assert province.run("audit", "verify").returncode == 0


def test_what_is_no_receipt_is_not_trusted(province, tmp_path):
    (tmp_path / "receipt.cose").write_bytes(b"no receipt")
    refused = province.run("verify", str(tmp_path / "receipt.cose"))
    assert refused.returncode == 1
    assert "不能采信" in refused.stderr


def test_a_killed_supervisor_leaves_nothing_that_hinders_the_next(province):
    children = province.children().values()
    province.process.kill()
    province.process.wait()
    with province.started_again() as again:
        assert answers(f"{again.url}/accounts/login/")
        assert not any(map(is_alive, children))
        assert again.stop() == 0
        assert not again.server.is_running()
        assert not answers(again.url)


def test_a_broken_database_address_is_said(tmp_path):
    broken = environment(tmp_path, free_ports()) | {"LINGNAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    refused = subprocess.run(
        [sys.executable, "-m", "lingnan.cli", "up"], env=broken, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert refused.returncode == 1
    assert "请核对 LINGNAN_DATABASE_URL" in refused.stderr
