"""The API as a whole: it describes itself, and lets nobody in by a path that was forgotten."""

import json

import pytest

from lingnan.config.api import api
from tests.clients import API, stranger

OPEN = {"/services", "/services/{code}", "/verify"}


def described() -> dict[str, dict[str, object]]:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))["paths"]


def operations() -> list[tuple[str, str]]:
    return [(path.removeprefix(API), method) for path, methods in described().items() for method in methods]


def test_it_describes_itself(db) -> None:
    answer = stranger().get("/openapi.json")
    assert answer.status_code == 200
    assert set(answer.json()["paths"]) == set(described())


@pytest.mark.parametrize(("path", "method"), operations())
def test_only_what_is_open_to_all_answers_a_stranger(path: str, method: str, published, db) -> None:
    address = API + path.replace("{uuid}", "00000000-0000-7000-8000-000000000000").replace("{code}", "senior-card")
    answer = getattr(stranger().client, method)(address, {}, content_type="application/json")
    assert (answer.status_code == 401) == (path not in OPEN)


@pytest.mark.parametrize(("path", "method"), operations())
def test_every_call_says_what_it_does(path: str, method: str) -> None:
    assert described()[API + path][method]["description"]
