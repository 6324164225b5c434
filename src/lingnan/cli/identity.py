"""`lingnan identity`: records of one person are made one; other systems are let in; a guardianship is ended."""

import json
from gettext import gettext as _

import click

from lingnan.engine.elements.folding import fold_identifier
from lingnan.kernel import clock

from .options import set_up_django

WORD = "merge"
GROUNDS = ("renewed-document", "second-document", "number-corrected")


@click.group(help=_("身份：同一个人的登记，接入的系统，父母的代办。"))
def identity() -> None:
    """The group of commands about who people are."""


@identity.command(
    help=_(
        "把同一个人的两份登记合并为一份：保留的一份得到并入的一份的账号、记录、办件、证照和消息，健康码重新判定。"
        "两个证件号码从标准输入读取，不写在命令里。不能恢复。"
    )
)
@click.option("--ground", type=click.Choice(GROUNDS), required=True, help=_("依据：换发证件、第二种证件、号码更正。"))
@click.option("--by", "names", multiple=True, required=True, help=_("决定合并的工作人员的姓名；写两次，两个人。"))
@click.option("--yes", "is_sure", is_flag=True, help=_("不再询问。"))
def merge(ground: str, names: tuple[str, ...], is_sure: bool) -> None:
    """Ask for both numbers, show whose they are, masked, and make the records one."""
    set_up_django(as_owner=True)
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.identity import api

    surviving = _ask(_("保留的登记的证件号码"))
    absorbed = _ask(_("并入的登记的证件号码"))
    if not is_sure and click.prompt(_confirmation(), default="", show_default=False) != WORD:
        click.echo(_("没有合并。"), err=True)
        raise click.exceptions.Exit(1)
    api.merge_people(
        surviving_key=surviving, absorbed_key=absorbed, ground=ground, names=names, by=PLATFORM, at=clock.now()
    )
    click.echo(_("已经合并。本人会收到一条消息。"))


@identity.command(
    help=_(
        "让一个工作账号的系统接入接口，例如检测机构的系统：写出编号和密钥，密钥只写这一次。"
        "再运行一次就换新密钥，旧的密钥和已经领取的令牌立即失效。"
    )
)
@click.argument("username")
@click.option("--end", "is_ended", is_flag=True, help=_("停用：它的系统不能再接入。"))
def machine(username: str, is_ended: bool) -> None:
    """Print what the account's system signs in by, as a line of JSON; or let it in no more."""
    set_up_django(as_owner=True)
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.identity import api

    if is_ended:
        api.end_machine(username=username, by=PLATFORM, at=clock.now())
        click.echo(_("已经停用。"))
        return
    key = api.register_machine(username=username, by=PLATFORM, at=clock.now())
    click.echo(json.dumps({"client_id": key.client_id, "client_secret": key.secret, "scope": " ".join(key.scopes)}))


@identity.command(
    help=_(
        "按生效的法律文书结束父母一方替未成年子女的代办，网上不能再接手；文书有变化的，用 --restore 恢复。"
        "两个证件号码从标准输入读取，不写在命令里。"
    )
)
@click.option("--document", default="", help=_("依据的法律文书，例如判决书的案号。"))
@click.option("--restore", "is_restored", is_flag=True, help=_("恢复这一方的代办。"))
def guardianship(document: str, is_restored: bool) -> None:
    """Ask for both numbers, show whose they are, masked, and end or restore what one parent may do for the child."""
    set_up_django(as_owner=True)
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.health.types import HEALTH_CODE
    from lingnan.rooms.identity import api

    asked = [_ask(_("孩子的证件号码")), _ask(_("父亲或母亲的证件号码"))]
    survivors = api.list_survivors(keys=asked)
    child, parent = (survivors.get(key, key) for key in asked)
    if is_restored:
        api.restore_guardianship(
            child_key=child,
            guardian_key=parent,
            services=[HEALTH_CODE],
            document=document,
            by=PLATFORM,
            at=clock.now(),
        )
        click.echo(_("已经恢复。"))
        return
    api.end_guardianship(child_key=child, guardian_key=parent, document=document, by=PLATFORM, at=clock.now())
    click.echo(_("已经结束。本人会收到一条消息。"))


def _ask(asked: str) -> int:
    """The key of a record by its own number, whichever it leads to by now, and whose it is."""
    from lingnan.kernel.errors import NotFound
    from lingnan.rooms.identity import api

    number = fold_identifier(click.prompt(asked, err=True))
    try:
        record = api.find_record(id_number=number)
    except api.SeveralBearers:
        record = api.find_record(id_number=number, id_kind=click.prompt(_("证件类型的代码（GA/T 517）"), err=True))
    if record is None:
        raise NotFound()
    click.echo(f"{record.masked_name} {record.masked_id_number}", err=True)
    return record.key


def _confirmation() -> str:
    return _("这两份登记将合并为一份，不能恢复。确定的话，请输入 %(word)s") % {"word": WORD}
