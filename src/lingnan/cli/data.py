"""`lingnan migrate` and `lingnan seed`: bring a database up to this version, and people it."""

import sys
from gettext import gettext as _

import click

from lingnan.config.environment import Environment
from lingnan.kernel import clock

from .connection import require_database
from .options import set_up_django
from .steps import step

DEMO_PEOPLE = 2000
DEMO_SEED = 7


people_option = click.option("--people", default=DEMO_PEOPLE, show_default=True, help=_("生成多少演示居民。"))


@click.command(help=_("以数据库所有者的身份，把表结构、权限、密钥和内容更新到这个版本。可以重复运行。"))
def migrate() -> None:
    """Bring the database up to this version."""
    require_database(Environment.read().effective_database_url)
    set_up_django(as_owner=True)
    bring_up_to_date()


@click.command(help=_("生成演示居民：按第七次人口普查的年龄、性别与地区分布，没有一个是真人。同样的参数只生成一次。"))
@people_option
@click.option(
    "--seed", "number", default=DEMO_SEED, show_default=True, help=_("随机种子：同一天、同样的种子得到同样的人。")
)
def seed(people: int, number: int) -> None:
    """Write the cast and others through the rooms' doors."""
    require_database(Environment.read().effective_database_url)
    set_up_django()
    if not settle_people(people, number):
        click.echo(_("这一批演示居民已经在数据库里了。"))
    _tell_of_health()


@click.command(hidden=True)
@people_option
@click.option("--seed/--no-seed", "seeds", default=True)
def prepare(people: int, seeds: bool) -> None:
    """What `lingnan up` does before it serves, in one process: loading the house twice would take seconds."""
    with step(_("加载程序")):
        set_up_django(as_owner=True)
    with step(_("表结构、权限、密钥与内容")):
        bring_up_to_date()
    if seeds:
        _work_with_least_privilege()
        from lingnan.demo import seeding

        with step(_("演示居民")):
            if not seeding.list_seedings():
                settle_people(people, DEMO_SEED)
        _tell_of_health()


def bring_up_to_date() -> None:
    """Tables, content, keys, and then the rights on all of them."""
    from django.core.management import call_command

    from lingnan.kernel import privileges

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _publish()
    privileges.grant()


def settle_people(people: int, number: int) -> bool:
    """Write demo residents with a progress bar; False if these are there already."""
    from lingnan.demo import seeding

    with click.progressbar(length=people, label="· " + _("演示居民"), hidden=not sys.stdout.isatty()) as bar:
        return seeding.seed(
            people=people, seed=number, at=clock.now(), progress=lambda done, total: bar.update(done - bar.pos)
        )


def _tell_of_health() -> None:
    """Why the demo's health codes are empty on a day without rules."""
    from lingnan.demo import evidence

    if not evidence.is_judged(at=clock.now()):
        click.echo(
            _("· 健康码：今天没有有效的规则，所以没有颜色，演示居民也没有健康证据。请用 make run DATE=2021-08-02。")
        )


def _work_with_least_privilege() -> None:
    from django.db import connection

    from lingnan.kernel.logins import APP_ROLE

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")


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
    # Public keys beside the data, so that a receipt can be verified with the province switched off.
    (ENVIRONMENT.var / "keys.cose").write_bytes(codes.key_set().public().to_cose_key_set())
