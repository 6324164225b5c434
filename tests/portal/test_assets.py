"""What a phone has to fetch, and what the lock file gives away."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lingnan.portal.templatetags import portal

ROOT = Path(__file__).resolve().parents[2]
ALLOWANCE = 100_000


WHEN_ASKED_FOR = {
    "picture.css",
    "picture.js",
    "map.js",
    "chart.js",
    "decoder.js",
    "decoder.wasm",
    "inspector.js",
    "inspector_worker.js",
}


def _weight(*contents: bytes) -> int:
    return sum(len(gzip.compress(content)) for content in contents)


@pytest.mark.parametrize("name", ["receipt", "code", "field", "rule_table"])
def test_a_page_with_all_it_needs_stays_under_100_kb(name: str) -> None:
    assets = settings.ENVIRONMENT.assets
    names = json.loads((assets / "manifest.json").read_text())
    page = Client().get(f"/gallery/{name}/").content
    fetched = [file for each, file in names.items() if each not in WHEN_ASKED_FOR]
    assert _weight(page, *((assets / each).read_bytes() for each in fetched)) < ALLOWANCE


def test_addresses_carry_the_hash() -> None:
    assert portal.asset("app.css").startswith("/assets/app-")
    with pytest.raises(portal.AssetsMissing):
        portal.asset("no-such.css")


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in re.sub(r'"url": "https://[^"]+"', "", lock)  # where packages ask for funds
