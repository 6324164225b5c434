"""The fixtures that the journeys stand on."""

import pytest


@pytest.mark.parametrize("who", ["daughter", "window-gd"])
def test_one_of_the_cast_is_signed_in(page_as, who):
    page = page_as(who)
    page.goto("/accounts/login/")
    assert "/accounts/login" not in page.url


def test_nobody_is_signed_in(page_as):
    page = page_as(None)
    page.goto("/accounts/login/")
    assert page.url.endswith("/accounts/login/")
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
