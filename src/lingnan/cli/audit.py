"""`lingnan audit`: the audit trail."""

from gettext import gettext as _

import click

from .options import set_up_django


@click.group(help=_("审计：每一次办理和每一次读取的记录。"))
def audit() -> None:
    """The group of commands about the audit trail."""


@audit.command(help=_("逐条核对审计链，指出被改动、删去、插入或调换的地方。"))
def verify() -> None:
    """Print every break; exit status 1 if there is one."""
    set_up_django()
    from lingnan.kernel import audit as trail

    breaks = list(trail.verify())
    for found in breaks:
        click.echo(
            _("第 %(chain)d 条链的第 %(seq)d 条：%(reason)s")
            % {"chain": found.chain, "seq": found.seq, "reason": found.reason}
        )
    if breaks:
        raise click.exceptions.Exit(1)
    click.echo(_("审计链完整。"))
