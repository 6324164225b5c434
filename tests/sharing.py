"""How the tests are shared out among processes: a file at a time, the browser's last, the longest first.

All tests on the province go together. Playwright leaves its event loop running in the thread, where nothing else that
is asynchronous can run after it: so the browser comes last.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# One running province serves them all, so they run in one process.
ON_THE_PROVINCE = ("tests/journeys/", "tests/load/")
# What is long and begins late is waited for at the end.
LONGEST = (
    *ON_THE_PROVINCE,
    "tests/test_axe.py",
    "tests/engine/decisions/test_bulk_spark.py",
    "tests/health/test_survey_spark.py",
    "tests/cli/test_up.py",
    "tests/portal/",
    "tests/kernel/test_database.py",
    "tests/demo/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them in order, and see to it that no test starts a second province by asking elsewhere for `live`."""
    strays = [item for item in items if _needs_province(item) and not item.nodeid.startswith(ON_THE_PROVINCE)]
    if strays:
        raise pytest.UsageError(f"{strays[0].nodeid}: `live` is for {' and '.join(ON_THE_PROVINCE)}")
    browsing = {_file(item) for item in items if _needs_browser(item)}
    items.sort(key=lambda item: _rank(item, browsing))


def _needs_province(item: pytest.Item) -> bool:
    return "live" in getattr(item, "fixturenames", ())


def _needs_browser(item: pytest.Item) -> bool:
    return item.nodeid.startswith(ON_THE_PROVINCE) or "playwright" in getattr(item, "fixturenames", ())


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _rank(item: pytest.Item, browsing: set[str]) -> tuple[bool, int]:
    """A file goes to a process whole, so one test of it that needs a browser puts all of it last."""
    length = next((rank for rank, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))
    return _file(item) in browsing, length


class ByProvinceAndFile(LoadFileScheduling):
    """Gives each process a file at a time; all tests on the province count as one file."""

    def _split_scope(self, nodeid: str) -> str:
        return "province" if nodeid.startswith(ON_THE_PROVINCE) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByProvinceAndFile:
    """Keep to the order of collection: by the number of tests in a file, as xdist would have it, says little."""
    config.option.loadscopereorder = False
    return ByProvinceAndFile(config, log)
