"""Fixtures of the browser tests: the system's Chromium, a running province, and pages with someone signed in."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.province import Province

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium; as root it can't sandbox itself."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def live() -> Iterator[Province]:
    """A province with web, gate, worker and database of its own, peopled, shared by the journeys of one run."""
    with Province.started(people=300) as province:
        yield province


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Chinese, and the province's time."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
