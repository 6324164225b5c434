"""`lingnan health sunset`: what was held under rules that have ended is destroyed, with a certificate."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lingnan.kernel import clock

from .options import set_up_django

if TYPE_CHECKING:
    from lingnan.engine.credentials import SunsetCertificate

WORD = "destroy"


@click.command(
    help=_(
        "规则到期以后，销毁健康码的全部证据、决定书和颜色，停用健康码，并把带签名的销毁证明写进 FILE。"
        "其他事项照常办理。不能恢复；再运行一次，只是再写一份同样的证明。"
    )
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--by", "names", multiple=True, required=True, help=_("决定销毁的人的姓名；写两次，两个人。"))
@click.option("--yes", "is_sure", is_flag=True, help=_("不再询问。"))
def sunset(file: Path, names: tuple[str, ...], is_sure: bool) -> None:
    """End the room; the certificate is written and told."""
    if not is_sure:
        asked = _("全部健康码数据将被销毁，不能恢复。确定的话，请输入 %(word)s") % {"word": WORD}
        if click.prompt(asked, default="", show_default=False) != WORD:
            click.echo(_("没有销毁任何数据。"), err=True)
            raise click.exceptions.Exit(1)
    set_up_django(as_owner=True)
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.health import api

    signed = api.end_room(names=names, by=PLATFORM, at=clock.now())
    file.write_bytes(signed)
    tell_certificate(api.read_certificate(data=signed))
    click.echo(_("销毁证明写在 %(file)s。请保存到平台之外。") % {"file": file})


def tell_certificate(certificate: "SunsetCertificate") -> None:
    """What the certificate says, a line for each kind of record."""
    click.echo(_("签名有效。健康码已于 %(at)s 停用并销毁，规则有效到 %(day)s，由%(names)s决定。") % {
        "at": certificate.at.astimezone(clock.PROVINCE_ZONE).isoformat(timespec="seconds"),
        "day": certificate.ruled_until, "names": "、".join(certificate.by),
    })  # fmt: skip
    for name, count in certificate.destroyed.items():
        click.echo(_("已销毁 %(count)d 条：%(name)s") % {"count": count, "name": name})
    click.echo(_("日志共 %(size)d 条，树根 %(root)s；销毁前核对，不对的有 %(breaks)d 处。") % {
        "size": certificate.log_size, "root": certificate.log_root.hex(), "breaks": certificate.log_breaks,
    })  # fmt: skip
