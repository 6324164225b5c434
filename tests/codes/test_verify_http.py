"""Verifying over HTTP, without signing in: what a verifier needs, and no more."""

import pytest

from lingnan.kernel import clock
from tests.clients import stranger

from .cards import NOON


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_a_screen_is_believed_for_its_minute(card) -> None:
    answer = stranger().post("/verify", {"code": card.token()})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["outcome"], body["meaning"]) == ("valid", "有效。")
    assert set(body) == {
        "outcome", "meaning", "advice", "kind", "holder_masked", "valid_until", "issuer", "checked_at",
    }  # fmt: skip


def test_rubbish_is_an_answer_not_an_error(platform) -> None:
    body = stranger().post("/verify", {"code": "hello"}).json()
    assert (body["outcome"], body["kind"], body["holder_masked"]) == ("foreign", "", "")
    assert body["advice"]


@pytest.mark.parametrize("body", [{}, {"code": None}, {"code": "x" * 8_001}])
def test_what_is_no_code_at_all_is_refused(platform, body: dict[str, object]) -> None:
    assert stranger().post("/verify", body).status_code == 422
