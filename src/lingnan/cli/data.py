"""`lingnan migrate` and `lingnan seed`: bring a database up to this version, and people it."""

from gettext import gettext as _

import click

from lingnan.config.environment import Environment

from .connection import require_database
from .options import set_up_django


@click.command(help=_("以数据库所有者的身份，把表结构、权限、密钥和内容更新到这个版本。可以重复运行。"))
def migrate() -> None:
    """Tables, content, keys, and then the rights on all of them."""
    require_database(Environment.read().effective_database_url)
    set_up_django(as_owner=True)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _publish()
    from lingnan.kernel import privileges

    privileges.grant()


def _publish() -> None:
    from lingnan.config.settings import ENVIRONMENT
    from lingnan.kernel import clock
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.catalogue import api as catalogue
    from lingnan.rooms.codes import api as codes

    at = clock.now()
    catalogue.publish_content(folder=ENVIRONMENT.content, by=PLATFORM, at=at)
    codes.ensure_keys(by=PLATFORM, at=at)
