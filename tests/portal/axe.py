"""What axe finds on a page, and whether it is wider than the screen.

Pages that come out of a test's own transaction are looked at in a process apart (`python -m tests.portal.axe`):
while Playwright's event loop runs in a thread, Django gives that thread another connection, outside the transaction.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# another mode or language changes colours, sizes and words, not the page
LOOKS = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "html-has-lang", "html-lang-valid"]}}
SITE = "http://portal.test"
PHONE = {"width": 320, "height": 640}
PATIENCE = 180_000  # milliseconds, for a machine with much else to do


def make_ready(page: Page) -> None:
    """Load axe into an empty page of the site. It is slow until it is warm, so pages are written over one another."""
    page.set_default_timeout(PATIENCE)
    page.route(f"{SITE}/", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
    page.goto(f"{SITE}/")
    page.evaluate(AXE.read_text())


def findings(page: Page, html: str, rules: object) -> list[str]:
    """Each violation with the beginning of the element that has it, and how much too wide it is, if so."""
    page.set_content(html)
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    told = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
    return [*told, f"{wider} px wider than the screen"] if wider > 0 else told


def look_at(pages: Mapping[str, str], *, rules: object, assets: Path) -> dict[str, list[str]]:
    """What is wrong with pages (HTML by address) on the narrowest phone; those without a finding are left out."""
    seen = subprocess.run(
        [sys.executable, "-m", "tests.portal.axe"],
        input=json.dumps({"pages": pages, "rules": rules, "assets": str(assets)}),
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(seen.stdout)


def _look(pages: Mapping[str, str], rules: object, assets: Path) -> dict[str, list[str]]:
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--disable-gpu", *sandbox])
        # a colour on its way from one to another is neither
        page = browser.new_page(viewport=PHONE, bypass_csp=True, reduced_motion="reduce")
        page.route("**/*", lambda route: _answer(route, assets))
        make_ready(page)
        found = {address: findings(page, html, rules) for address, html in pages.items()}
    return {address: what for address, what in found.items() if what}


def _answer(route: Route, assets: Path) -> None:
    wanted = urlsplit(route.request.url).path
    if wanted.startswith("/assets/"):
        return route.fulfill(path=assets / wanted.removeprefix("/assets/"))
    return route.abort()


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump(_look(asked["pages"], asked["rules"], Path(asked["assets"])), sys.stdout)
