"""A browser that Django answers itself: no server, no port, no database."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Route

from lingnan.kernel import clock
from tests.house import AT

SITE = "http://portal.test"


@pytest.fixture
def house_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock where the house's records stand."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture(scope="session")
def site() -> str:
    """Where the browser believes it is."""
    return SITE


@pytest.fixture(scope="session")
def serve() -> Callable[[Client], Callable[[Route], None]]:
    """What to route a browser's requests to."""

    def served_by(client: Client) -> Callable[[Route], None]:
        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(SITE)
            if path.startswith("/assets/"):
                return route.fulfill(path=settings.ENVIRONMENT.assets / path.removeprefix("/assets/"))
            page = client.get(path, headers={"accept-language": "zh-hans"})
            return route.fulfill(status=page.status_code, headers=dict(page.headers), body=page.content)

        return answer

    return served_by
