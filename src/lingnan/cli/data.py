"""`lingnan migrate` and `lingnan seed`: bring a database up to this version, and people it."""

import sys
from gettext import gettext as _

import click

from lingnan.config.environment import Environment
from lingnan.kernel import clock

from .connection import require_database
from .options import set_up_django

DEMO_PEOPLE = 2000
DEMO_SEED = 7


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
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.catalogue import api as catalogue
    from lingnan.rooms.codes import api as codes
    from lingnan.rooms.exchange import api as exchange

    at = clock.now()
    catalogue.publish_content(folder=ENVIRONMENT.content, by=PLATFORM, at=at)
    exchange.prepare_tables()
    codes.ensure_keys(by=PLATFORM, at=at)


@click.command(help=_("生成演示居民：按第七次人口普查的年龄、性别与地区分布，没有一个是真人。同样的参数只生成一次。"))
@click.option("--people", default=DEMO_PEOPLE, show_default=True, help=_("生成多少演示居民。"))
@click.option(
    "--seed", "number", default=DEMO_SEED, show_default=True, help=_("随机种子：同一天、同样的种子得到同样的人。")
)
@click.option("--if-empty", is_flag=True, help=_("已经有演示居民时，什么也不做。"))
def seed(people: int, number: int, if_empty: bool) -> None:
    """Write the cast and others through the rooms' doors."""
    require_database(Environment.read().effective_database_url)
    set_up_django()
    from lingnan.demo import seeding

    if if_empty and seeding.list_seedings():
        return
    with click.progressbar(length=people, label="· " + _("演示居民"), hidden=not sys.stdout.isatty()) as bar:
        is_new = seeding.seed(
            people=people, seed=number, at=clock.now(), progress=lambda done, total: bar.update(done - bar.pos)
        )
    if not is_new:
        click.echo(_("这一批演示居民已经在数据库里了。"))
