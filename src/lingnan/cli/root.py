"""`lingnan`: the group of all commands, and how a refusal is told."""

from gettext import gettext as _
from typing import Any

import click

from lingnan.config.environment import Environment
from lingnan.kernel import clock
from lingnan.kernel.errors import LingnanError

from . import language
from .audit import audit
from .content import content
from .data import migrate, prepare, seed
from .elements import elements
from .exchange import exchange
from .health import health
from .identity import identity
from .log import log
from .processes import gate, web, worker
from .receipt import verify
from .rehearse import rehearse
from .sunset import sunset
from .tck import tck
from .up import up


class Refusal(click.ClickException):
    """A refusal on the command line: its sentence on standard error, exit status 1."""

    def __init__(self, error: LingnanError) -> None:
        super().__init__(language.tell(error))

    def show(self, file: Any = None) -> None:
        click.secho(self.message, fg="red", err=True)


class House(click.Group):
    """The commands; what one of them refuses is told, not traced."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LingnanError as error:
            raise Refusal(error) from error


@click.group(
    cls=House,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("岭南：运行一个数字政府。先运行 lingnan up；每个命令都有 --help。"),
)
@click.version_option(package_name="lingnan")
def main() -> None:
    """The entry point of the `lingnan` command. Each command goes by the clock of the data folder."""
    clock.turn_back(days=Environment.read().days_back)


for command in (
    up,
    web,
    worker,
    gate,
    migrate,
    seed,
    prepare,
    content,
    elements,
    exchange,
    health,
    identity,
    audit,
    log,
    verify,
    rehearse,
    tck,
):
    main.add_command(command)

health.add_command(sunset)
