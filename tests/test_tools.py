"""What prepares and guards the repository."""

import gettext
import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tools import catalogues, prepare, step
from tools.step import NotPrepared, Step

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"

# a comment
#: somewhere.py:1
msgid "您好"
msgstr "Hello"

msgctxt "verb"
msgid "办理"
msgstr "apply"

msgid "办件"
msgid_plural "%(n)d 件"
msgstr[0] "one case"
msgstr[1] "%(n)d cases"

msgid "很长"
msgstr ""
"first "
"\\"second\\"\\n"

#, fuzzy
msgid "未定"
msgstr "not settled"

msgid "未译"
msgstr ""

#~ msgid "旧"
#~ msgstr "old"
"""


def compiled(text: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(catalogues.encode(catalogues.parse(text))))


def test_gettext_reads_what_was_compiled():
    said = compiled(CATALOGUE)
    assert said.gettext("您好") == "Hello"
    assert said.pgettext("verb", "办理") == "apply"
    assert [said.ngettext("办件", "%(n)d 件", n) for n in (1, 2)] == ["one case", "%(n)d cases"]
    assert said.gettext("很长") == 'first "second"\n'


@pytest.mark.parametrize("text", ["未定", "未译", "旧"])
def test_what_is_not_finished_stays_as_it_is(text):
    assert compiled(CATALOGUE).gettext(text) == text


@given(st.dictionaries(st.text(min_size=1).filter(lambda t: "\x00" not in t and "\x04" not in t), st.text(min_size=1)))
def test_every_text_survives(messages):
    header = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    said = gettext.GNUTranslations(io.BytesIO(catalogues.encode({**messages, **header})))
    texts = {key: text for key, text in messages.items() if "\x00" not in text}
    assert {key: said.gettext(key) for key in texts} == texts


def test_only_what_is_newer_is_compiled(tmp_path):
    (tmp_path / "a.po").write_text(CATALOGUE)
    assert [catalogues.compile_all(tmp_path), catalogues.compile_all(tmp_path)] == [1, 0]


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setattr(step, "LOG", tmp_path / "build" / "prepare.log")
    (tmp_path / "lock").write_text("one")

    def make(code: str = "", **more) -> Step:
        command = [sys.executable, "-c", code]
        return Step(name="x", title="x", command=command, stamp_folder=tmp_path, inputs=[tmp_path / "lock"], **more)

    return make


def test_a_step_is_skipped_until_what_it_is_made_from_changes(made, tmp_path):
    made().make()
    assert made().is_made()
    assert not made("pass").is_made()
    (tmp_path / "lock").write_text("two")
    assert not made().is_made()


def test_a_failed_step_leaves_no_stamp_and_says_where_to_look(made):
    with pytest.raises(NotPrepared, match=r"(?s)what went wrong.*prepare\.log"):
        made("import sys; sys.exit('what went wrong')").make()
    assert not made("import sys; sys.exit('what went wrong')").is_made()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "腾出至少 2 GB"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "与锁文件不符"),
        ("npm error code ENOTFOUND", "检查网络"),
        ("because ensurepip is not available", "python3.11-venv"),
        ("sudo: a password is required", "以 root 运行"),
    ],
)
def test_a_known_cause_is_said_in_two_languages(made, said, advice):
    with pytest.raises(NotPrepared) as failed:
        made(f"import sys; sys.exit({said!r})").make()
    chinese, english = str(failed.value).splitlines()
    assert advice in chinese
    assert english.isascii()


def test_a_missing_program_is_said_before_anything_runs(made, monkeypatch):
    monkeypatch.setattr(step.shutil, "which", lambda program: None)
    with pytest.raises(NotPrepared, match="缺少 Node"):
        made("raise SystemExit('ran')", needs=["node"]).make()


def test_the_tests_need_all_that_a_run_needs():
    run, dev = ([made.name for made in prepare.steps(dev=dev, bench=False)] for dev in (False, True))
    assert set(run) - {"requirements"} <= set(dev)


def test_make_says_which_python_is_missing():
    done = subprocess.run(["make", "PYTHON=", "run"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "python3.11-venv" in done.stderr


BREAKS = {
    "lingnan.rooms.cases.api": set(),
    "lingnan.rooms.cases.models": {"lingnan.rooms.health.x", "lingnan.portal.x", "lingnan.config.x", "own http"},
    "lingnan.rooms.cases.handlers": {"lingnan.rooms.health.x", "lingnan.portal.x"},
}


@pytest.mark.parametrize("imported", BREAKS)
def test_a_room_is_entered_by_its_door(imported):
    from tools.contracts import DoorsContract

    options = {"rooms": "lingnan.rooms", "joiners": ["lingnan.config"]}
    contract = DoorsContract("doors", {}, options)
    importers = {
        "lingnan.rooms.health.x": "lingnan.rooms.health.x",
        "lingnan.portal.x": "lingnan.portal.x",
        "lingnan.config.x": "lingnan.config.x",
        "own http": "lingnan.rooms.cases.http",
        "own noun": "lingnan.rooms.cases.desk",
    }
    refused = {
        name
        for name, importer in importers.items()
        if not contract._may_import(importer, imported, "lingnan.rooms.cases")
    }
    expected = BREAKS[imported] | ({"own http"} if imported.endswith("handlers") else set())
    assert refused == expected
