import ast
import gettext
import re
from pathlib import Path

import click
import pytest

from lingnan.cli import language
from lingnan.kernel.errors import LingnanError
from tools import catalogues, messages

SOURCE = Path(language.__file__).parents[1]
SPOKEN = [*sorted((SOURCE / "cli").glob("*.py")), SOURCE / "kernel/database.py", SOURCE / "config/environment.py"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^}]*\}")


def read(name: str) -> dict[str, str]:
    path = language.CATALOGUES / name / "LC_MESSAGES" / "cli.po"
    return catalogues.parse(path.read_text(encoding="utf-8"))


def list_sentences() -> set[str]:
    return {text for path in SPOKEN for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))}


def _sentences(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
            yield ast.literal_eval(node.args[0])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
            yield ast.literal_eval(node.value)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "zh_Hans"),
        ({"LANG": "C.UTF-8"}, "zh_Hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_Hans"),
        ({"LANG": "zh_HK.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:zh_CN:en"}, "zh_Hans"),
        ({"LANG": "de_DE.UTF-8"}, "zh_Hans"),
        ({"LANG": "zh_MO.UTF-8"}, "zh_Hant"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_Hant_HK:en"}, "zh_Hant"),
    ],
)
def test_the_language_is_the_users(environment, expected):
    assert language.choose(environment) == expected


def test_every_sentence_is_written_in_english_and_none_is_left_over():
    assert set(read("en")) - {""} == list_sentences()


def test_traditional_chinese_is_derived_from_every_sentence():
    kept = {text: translated for text, translated in read("zh_Hant").items() if text}
    assert kept == messages.compose_command_line().translations, "run python -m tools.messages"


@pytest.mark.parametrize("name", ["en", "zh_Hans", "zh_Hant"])
def test_a_translation_fills_the_same_places(name):
    for original, translated in read(name).items():
        assert sorted(PLACEHOLDER.findall(original)) == sorted(PLACEHOLDER.findall(translated)), original


def test_clicks_own_words_are_chinese():
    spoken = set()
    for module in ("core", "exceptions", "decorators", "types", "formatting"):
        tree = ast.parse((Path(click.__file__).parent / f"{module}.py").read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_"]
        spoken |= {ast.literal_eval(call.args[0]) for call in calls if isinstance(call.args[0], ast.Constant)}
    assert set(read("zh_Hans")) - {""} <= spoken | {"Missing parameter: {param_name}"}
    assert {"Usage:", "Options", "Commands", "Show this message and exit.", "No such command {name!r}."} <= set(
        read("zh_Hans")
    )


def test_a_refusal_is_told_with_its_details(monkeypatch):
    class Full(LingnanError):
        message = "满了：%(free)d"

    monkeypatch.setattr(gettext, "gettext", {"满了：%(free)d": "full: %(free)d"}.get)
    assert language.tell(Full(free=3)) == "full: 3"
