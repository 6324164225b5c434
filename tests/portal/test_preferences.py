"""Elder mode and language: one post each, remembered, back to the same page and to no other site."""

import pytest
from django.test import Client


def test_elder_mode_is_remembered_and_left_again() -> None:
    client = Client()
    answer = client.post("/preferences/mode/", {"mode": "elder", "next": "/gallery/field/"})
    assert answer.headers["Location"] == "/gallery/field/"
    assert 'data-mode="elder"' in client.get("/gallery/").content.decode()
    client.post("/preferences/mode/", {"mode": "standard", "next": "/"})
    assert 'data-mode="standard"' in client.get("/gallery/").content.decode()


def test_unknown_mode_is_the_standard_one() -> None:
    client = Client()
    client.post("/preferences/mode/", {"mode": "<script>"})
    assert 'data-mode="standard"' in client.get("/gallery/").content.decode()


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_a_foreign_address_leads_home(address: str) -> None:
    assert Client().post("/preferences/mode/", {"mode": "elder", "next": address}).headers["Location"] == "/"


def test_looking_changes_nothing() -> None:
    answer = Client().get("/preferences/mode/")
    assert answer.status_code == 405
    assert not answer.cookies


@pytest.mark.parametrize(("code", "tag"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")])
def test_language_is_remembered(code: str, tag: str) -> None:
    client = Client()
    client.post("/preferences/language/", {"language": code, "next": "/gallery/"})
    assert f'<html lang="{tag}"' in client.get("/gallery/").content.decode()
