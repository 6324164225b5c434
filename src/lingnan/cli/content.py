"""`lingnan content`: what a province declares."""

from gettext import gettext as _
from pathlib import Path

import click

from .options import set_up_django


@click.group(help=_("内容：一个省声明的事项、数据元、资源与证照。"))
def content() -> None:
    """The group of commands about content."""


@content.command(help=_("检查内容目录 PATH，逐条说明文件、行号、问题与改法。"))
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False, default=None)
def check(path: Path | None) -> None:
    """Print every problem; exit status 1 if there is one."""
    set_up_django()
    from lingnan.config.settings import ENVIRONMENT
    from lingnan.rooms.catalogue import api as catalogue

    folder = path or ENVIRONMENT.content
    problems = catalogue.check_content(folder)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo(_("%(folder)s：没有问题。") % {"folder": folder})
