"""Apache Spark on this machine: a session, and a standalone cluster of separate processes that talk over loopback."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pyspark
from pyspark.sql import SparkSession

_HOME = Path(pyspark.__file__).parent
_LOOPBACK = "127.0.0.1"
_PATIENCE = 180


class ClusterFailed(RuntimeError):
    """The master or a worker did not come up in time; the message has the last of what they wrote."""

    code = "spark-cluster"


@contextmanager
def session(master: str, **options: str) -> Iterator[Any]:
    """A session that listens on loopback alone; `options` are Spark's, with _ for the points."""
    os.environ["SPARK_LOCAL_IP"] = _LOOPBACK
    builder = SparkSession.builder.master(master).appName("lingnan")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": _LOOPBACK,
        "spark.sql.shuffle.partitions": "2",
        "spark.log.level": "ERROR",
    }
    for name, value in (settings | {name.replace("_", "."): value for name, value in options.items()}).items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def cluster(*, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """The address of a standalone master with its workers, of one core each; all are gone afterwards.

    Raises ClusterFailed.
    """
    port, page = _free_port(), _free_port()
    address = f"spark://{_LOOPBACK}:{port}"
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            started = [_start(output, "master.Master", "--port", str(port), "--webui-port", str(page))]
            try:
                _wait(page, 0, log)
                for number in range(workers):
                    own = ["--cores", "1", "--memory", memory, "--work-dir", f"{folder}/{number}", "--webui-port", "0"]
                    started.append(_start(output, "worker.Worker", *own, address))
                _wait(page, workers, log)
                yield address
            finally:
                _stop(started)


def _start(output: Any, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"SPARK_HOME": str(_HOME), "SPARK_LOCAL_IP": _LOOPBACK}
    command = [str(_HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", _LOOPBACK, *arguments]
    return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    """Workers first: each ends its executors."""
    for process in reversed(started):
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(page: int, workers: int, log: Path) -> None:
    """Until the master's page tells of so many workers."""
    deadline = monotonic() + _PATIENCE
    while _alive(page) < workers:
        if monotonic() > deadline:
            raise ClusterFailed(log.read_text(errors="replace")[-2000:])
        sleep(0.2)


def _alive(page: int) -> int:
    """How many workers the master knows; -1 while it does not answer."""
    try:
        with urlopen(f"http://{_LOOPBACK}:{page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except (URLError, ConnectionError, TimeoutError):
        return -1


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((_LOOPBACK, 0))
        return int(listener.getsockname()[1])
