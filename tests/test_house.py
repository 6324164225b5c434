"""The rules of the house that no linter knows."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from lingnan.config.environment import PREFIX, BadVariable, Environment, UnknownVariable

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "lingnan"
ROOMS = SOURCE / "rooms"
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LOCKS = ("requirements.lock", "requirements-dev.lock")


def list_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()]


def list_texts() -> Iterator[tuple[Path, str]]:
    for path in list_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def list_modules(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_no_drawer():
    assert [name_of(path) for path in list_files() if DRAWERS & {*path.parts[len(ROOT.parts) : -1], path.stem}] == []


def test_a_file_has_one_noun():
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in list_modules(SOURCE)}
    assert [name for name, text in texts.items() if len(text.splitlines()) > LONGEST_FILE] == []


def test_a_function_does_one_thing():
    trees = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in list_modules(SOURCE)}
    assert [(name, function) for name, tree in trees.items() for function in _long_functions(tree)] == []


def _long_functions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno >= LONGEST_FUNCTION
        ):
            yield node.name


@pytest.mark.parametrize("path", sorted(ROOMS.glob("*/api.py")), ids=name_of)
def test_a_door_says_what_it_offers(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [ast.literal_eval(node.value) for node in tree.body if _assigns(node, "__all__")]
    assert names, "a door has __all__"
    assert names[0] == sorted(names[0])


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name for target in node.targets)


def test_every_package_says_what_it_is():
    """By a docstring; an `__init__` without words is a folder's formality only in migrations and tests."""
    silent = [
        name_of(path)
        for path in SOURCE.rglob("__init__.py")
        if not {"migrations", "management", "commands", "templatetags"} & set(path.parts)
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_only_the_environment_reads_the_environment():
    readers = {name_of(path) for path in list_modules(SOURCE) if re.search(r"os\.(environ|getenv)", path.read_text())}
    assert readers <= {
        "src/lingnan/config/environment.py",
        "src/lingnan/gate/environment.py",
        "src/lingnan/cli/language.py",  # the user's language
        "src/lingnan/cli/options.py",  # tells Django where its settings are
        "src/lingnan/cli/processes.py",  # spells the defaults out for the gate
        "src/lingnan/config/__init__.py",
    }


def test_every_variable_is_documented_and_no_other():
    table = re.findall(
        r"^\| `(LINGNAN_\w+)` \|", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert table == [PREFIX + field.name.upper() for field in fields(Environment)]


def test_what_the_gate_reads_is_among_the_variables():
    text = (SOURCE / "gate/environment.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"(LINGNAN_\w+)"', text)) <= {PREFIX + field.name.upper() for field in fields(Environment)}


@pytest.mark.parametrize("text", ["0", "-1", "65535", "8000.0", "eight", " "])
def test_a_number_that_is_none_is_refused(text):
    with pytest.raises(BadVariable, match="LINGNAN_PORT"):
        Environment.read({"LINGNAN_PORT": text})


def test_a_slip_of_the_pen_is_refused():
    with pytest.raises(UnknownVariable, match=r"LINGNAN_PROT.*LINGNAN_PORT"):
        Environment.read({"LINGNAN_PROT": "8000"})


def test_an_empty_variable_is_as_good_as_none():
    assert Environment.read({"LINGNAN_PORT": "", "OTHER": "x"}) == Environment()


def test_variables_move_a_province(tmp_path):
    moved = Environment.read({"LINGNAN_VAR": str(tmp_path), "LINGNAN_PORT": "8100"})
    assert (moved.var, moved.effective_gate_url) == (tmp_path, "http://127.0.0.1:8101")
    assert str(tmp_path) in str(moved.server.folder)


def test_nothing_at_run_time_looks_outside_the_clone():
    running = (SOURCE, ROOT / "content")
    texts = [(path, text) for path, text in list_texts() if any(path.is_relative_to(folder) for folder in running)]
    assert [name_of(path) for path, text in texts if "../shared" in text or '"shared"' in text] == []


def test_no_file_knows_this_machine():
    here = {str(ROOT), str(Path.home()), sys.base_prefix} - {"/", "/usr", "/root"}
    known = re.compile("|".join(re.escape(place) for place in sorted(here)))
    assert [name_of(path) for path, text in list_texts() if known.search(text)] == []


def test_no_file_names_a_registry():
    """Neither in a lock file nor in a tool's settings: where packages come from is the machine's own matter."""
    told = re.compile(r"(index-url|find-links|trusted-host|registry)\s*=\s*\S*[:/]|\"resolved\":", re.IGNORECASE)
    locks = {*LOCKS, "package-lock.json", ".npmrc", "pyproject.toml", "Makefile", "tools/prepare.py", "tools/step.py"}
    assert [name_of(path) for path, text in list_texts() if name_of(path) in locks and told.search(text)] == []


def test_no_file_names_a_host_that_this_machine_takes_packages_from():
    found = r"https?://([^/:\s\"']+)|file://(/[^\s\"']+)"
    hosts = {host for text in _package_settings() for match in re.findall(found, text) for host in match if host}
    assert [(name_of(path), host) for path, text in list_texts() for host in hosts if host in text] == []


def _package_settings() -> Iterator[str]:
    yield from (value for name, value in os.environ.items() if name.upper().startswith(("PIP_", "NPM_CONFIG_", "UV_")))
    for command in ([sys.executable, "-m", "pip", "config", "list"], ["npm", "config", "get", "registry"]):
        yield subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_the_two_locks_agree():
    pins = [dict(re.findall(r"^(\S+?)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS]
    run, dev = pins
    assert run.items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_a_hash_for_every_package(lock):
    entries = re.split(r"^(?=\S+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_project_speaks_of_itself_alone():
    foreign = re.compile(r"(?i:\bissue #?\d+\b)|\bTODO\b|\bFIXME\b")
    own = {"tests/test_house.py", "pyproject.toml"}
    texts = [(path, text) for path, text in list_texts() if path.suffix in {".py", ".md", ".yaml", ".toml", ".html"}]
    assert [name_of(path) for path, text in texts if name_of(path) not in own and foreign.search(text)] == []
