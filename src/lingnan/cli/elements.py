"""`lingnan elements`: data elements on the command line, without a database."""

import csv
import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lingnan.kernel import clock
from lingnan.kernel.errors import LingnanError

from . import language
from .options import content_option

if TYPE_CHECKING:
    from lingnan.engine.elements import Dictionary, Element


class NoSuchElement(LingnanError):
    """The dictionary has no element of this name."""

    code = "no-such-element"
    status = 404
    message = "字典里没有数据元 %(name)s。名字相近的有：%(near)s。"


class NoDictionary(LingnanError):
    """There is no content where it was looked for."""

    code = "no-dictionary"
    status = 404
    message = "%(folder)s 里没有 elements.yaml。请用 --content 指明内容目录。"


@click.group(help=_("数据元：名称、规则与校验。"))
def elements() -> None:
    """The group of commands about data elements."""


@elements.command(
    help=_(
        "按数据元 ELEMENT 校验每个 VALUE，每个值输出一行 JSON：value、valid、normal、parts、error。"
        "值不合规也算完成，退出码为 0。"
    )
)
@click.argument("element")
@click.argument("value", nargs=-1)
@click.option("--stdin", "reads_input", is_flag=True, help=_("从标准输入读取，每行一个值。"))
@content_option
def check(element: str, value: Sequence[str], reads_input: bool, folder: Path) -> None:
    """Print a JSON line per value."""
    declared = find_element(load(folder), element)
    today = clock.local_date(clock.now())
    for given in _values(value, reads_input):
        click.echo(answer(declared, given, today=today))


def _values(arguments: Sequence[str], reads_input: bool) -> Iterator[str]:
    yield from arguments
    if reads_input:
        for line in sys.stdin:
            yield line.rstrip("\r\n")
    elif not arguments:
        raise click.UsageError(_("请给出至少一个值，或用 --stdin 从标准输入读取。"))


def answer(element: "Element", value: str, *, today: date) -> str:
    """One line of JSON, kept stable for others' scripts; `error` is a sentence in the user's language, or null."""
    checked = element.check(value, today=today)
    error = checked.error.text(language.locale()) if checked.error else None
    return json.dumps({**checked.as_json(), "error": error}, ensure_ascii=False)


def find_element(dictionary: "Dictionary", name: str) -> "Element":
    """The element of that name; raises `NoSuchElement` with the names that come near."""
    if name in dictionary:
        return dictionary[name]
    near = difflib.get_close_matches(name, dictionary, n=3) or sorted(dictionary)[:3]
    raise NoSuchElement(name=name, near=", ".join(near))


def load(folder: Path) -> "Dictionary":
    """The dictionary as written in a content folder; raises `NoDictionary`."""
    import yaml

    from lingnan.engine.elements import load_dictionary

    if not (folder / "elements.yaml").exists():
        raise NoDictionary(folder=folder)
    return load_dictionary(
        elements=yaml.load((folder / "elements.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader),
        code_lists={path.stem: _rows(path) for path in sorted((folder / "codes").glob("*.csv"))},
        divisions=_rows(folder / "divisions.csv"),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
