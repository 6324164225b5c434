"""`lingnan content`: what a province declares."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import language
from .options import set_up_django

if TYPE_CHECKING:
    from lingnan.rooms.catalogue.types import Problem


@click.group(help=_("内容：一个省声明的事项、数据元、资源与证照。"))
def content() -> None:
    """The group of commands about content."""


@content.command(help=_("检查内容目录 PATH，逐条说明文件、行号、问题与改法。"))
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False, default=None)
def check(path: Path | None) -> None:
    """Print every problem; exit status 1 if one is an error."""
    set_up_django()
    from lingnan.config.settings import ENVIRONMENT
    from lingnan.rooms.catalogue import api as catalogue

    folder = path or ENVIRONMENT.content
    problems = catalogue.check_content(folder)
    for problem in problems:
        _print(problem)
    if any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)
    click.echo(_("%(folder)s：没有问题。") % {"folder": folder})


@content.command(help=_("把已发布的事项 CODE 写到目录 FOLDER，用来合并工作台上的改动，或核验决定书。"))
@click.argument("code")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--version", type=int, default=None, help=_("哪一版；默认是现行的一版。"))
def export(code: str, folder: Path, version: int | None) -> None:
    """Write a published service's files as they were published."""
    set_up_django()
    from lingnan.rooms.catalogue import api as catalogue

    number = catalogue.export_service(code=code, version=version, folder=folder)
    click.echo(_("%(code)s 第 %(number)d 版已写到 %(folder)s。") % {"code": code, "number": number, "folder": folder})


def _print(problem: "Problem") -> None:
    """The place (file, line, element), then what is wrong and what to do."""
    element = f" {problem.element_id}" if problem.element_id else ""
    kind = "" if problem.severity == "error" else _("提示：")
    click.echo(f"{problem.file}:{problem.line}:{element} {kind}{problem.tell(language.translate)}")
