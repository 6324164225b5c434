"""The security policy, and how each way of refusing is put."""

import json

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.portal import shell


class TooEarly(LingnanError):
    """A refusal with a placeholder."""

    code = "too-early"
    status = 409
    message = "您还差 %(days)d 天，请到期再来。"


@pytest.fixture
def request_of(rf: RequestFactory):
    def build(path: str, **headers: str) -> HttpRequest:
        return rf.get(path, headers=headers)

    return build


def test_policy_lets_nothing_in_but_our_own_and_the_gate() -> None:
    policy = Client().get("/gallery/").headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["connect-src"] == f"'self' {settings.ENVIRONMENT.effective_gate_url}"
    assert "unsafe" not in policy


def test_refusal_as_a_page_says_why_and_where_to_turn(request_of) -> None:
    page = shell.refuse(request_of("/services/"), TooEarly(days=3))
    text = page.content.decode()
    assert page.status_code == 409
    assert "您还差 3 天，请到期再来。" in text
    assert 'href="/services/"' in text


def test_refusal_to_an_api_caller_is_json(request_of) -> None:
    answer = shell.refuse(request_of("/api/cases"), TooEarly(days=3))
    assert answer.status_code == 409
    assert json.loads(answer.content) == {"code": "too-early", "message": "您还差 3 天，请到期再来。"}


def test_refusal_to_htmx_is_a_part_of_a_page(request_of) -> None:
    part = shell.refuse(request_of("/services/", **{"HX-Request": "true"}), NotFound()).content.decode()
    assert "<html" not in part
    assert str(NotFound()) in part


def test_other_exceptions_are_left_to_django(request_of) -> None:
    refusals = shell.Refusals(lambda request: None)  # type: ignore[arg-type, return-value]
    assert refusals.process_exception(request_of("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("handler", "status"), [(shell.not_found, 404), (shell.not_allowed, 403), (shell.csrf_failed, 403)]
)
def test_handlers_keep_their_status(handler, status: int, request_of) -> None:
    assert handler(request_of("/"), Exception()).status_code == status


def test_too_many_tries_and_a_failure_are_told_kindly(request_of) -> None:
    assert shell.too_many(request_of("/")).status_code == 429
    failed = shell.failed(request_of("/"))
    assert failed.status_code == 500
    assert "不是您的操作有误" in failed.content.decode()


def test_while_the_database_is_away_each_is_told_another_time_to_come_again(request_of) -> None:
    def failed() -> HttpResponse:
        try:
            raise OperationalError
        except OperationalError:
            return shell.failed(request_of("/"))

    answers = [failed() for _ in range(100)]
    assert {answer.status_code for answer in answers} == {503}
    waits = {int(answer["Retry-After"]) for answer in answers}
    assert len(waits) > 1
    assert waits <= {*shell.RETRY_SECONDS}


def test_stale_form_is_refused_with_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/preferences/mode/", {"mode": "elder"})
    assert answer.status_code == 403
    assert "什么都没有改变" in answer.content.decode()


def test_after_a_failure_nobody_is_asked_who_she_was(request_of) -> None:
    class Lost:
        @property
        def accessed(self) -> bool:
            raise ConnectionError("the database is gone")

    request = request_of("/")
    request.session = Lost()
    assert shell.PrivatePages(lambda _: HttpResponse(status=500))(request).status_code == 500
