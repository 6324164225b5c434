import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lingnan.cli import main
from lingnan.cli.elements import load
from lingnan.config.environment import Environment
from tests.conftest import ROOT

GOOD, BAD = "11010519491231002X", "110105194912310021"


def run(*arguments: str, **options) -> list[dict]:
    done = CliRunner().invoke(main, ["elements", "check", *arguments], **options)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_a_line_of_json_per_value():
    good, bad = run("person.id_number", GOOD, BAD)
    assert (good["value"], good["valid"], good["normal"], good["error"]) == (GOOD, True, GOOD, None)
    assert good["parts"]["birth_date"] == "1949-12-31"
    assert (bad["value"], bad["valid"], bad["normal"]) == (BAD, False, None)
    assert "第18位" in bad["error"]


def test_the_keys_are_the_same_for_every_value():
    assert {tuple(line) for line in run("person.name", "张三", "")} == {("value", "valid", "normal", "parts", "error")}


def test_standard_input_is_read_line_by_line():
    assert [line["value"] for line in run("person.name", "--stdin", input="张三\r\n\n李四")] == ["张三", "", "李四"]


def test_values_that_look_like_options_come_after_two_dashes():
    assert run("person.name", "--", "--stdin")[0]["value"] == "--stdin"


@pytest.mark.parametrize(
    "element", ["enterprise.uscc", "licence.identifier", "service.item_code", "vehicle.plate", "place.division"]
)
def test_what_others_scripts_rely_on_is_there(element):
    assert element in load(Environment().content)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["person.nam", "x"], 1, "person.name"),
        (["person.name"], 2, "--stdin"),
        (["person.name", "x", "--content", str(ROOT)], 1, "没有 elements.yaml"),
        (["person.name", "x", "--content", "/nowhere"], 2, "/nowhere"),
    ],
)
def test_an_error_says_what_to_do_and_prints_no_json(arguments, status, words):
    done = CliRunner().invoke(main, ["elements", "check", *arguments])
    assert (done.exit_code, done.stdout) == (status, "")
    assert words in done.stderr


def test_it_needs_neither_django_nor_a_database():
    script = """
import sys
from lingnan.cli import main
try:
    main(["elements", "check", "person.name", "张三"])
finally:
    assert not {"django", "psycopg", "cryptography"} & set(sys.modules), "loaded what it does not need"
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["valid"]
