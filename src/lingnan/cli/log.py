"""`lingnan log`: the log of all changes of colours, which anyone can be shown and nobody can rewrite."""

import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from lingnan.kernel import clock
from lingnan.kernel.errors import LingnanError

from .options import set_up_django

if TYPE_CHECKING:
    from lingnan.engine.credentials import TreeHead

writable_file = click.Path(dir_okay=False, path_type=Path)
kept_file = click.Path(exists=True, dir_okay=False, path_type=Path)


class HeadRefused(LingnanError):
    """The file is no head of this log, or was altered."""

    code = "head-refused"
    message = "这个文件不是本平台签名的日志头（%(code)s）。请换用当时保存的原件。"


@click.group(help=_("健康码日志：每一次变色都在里面，只能增加。"))
def log() -> None:
    """The group of commands about the log of colours."""


@log.command(help=_("把现在的日志头（条数和树根，带签名）写进 FILE。存到平台之外，以后可以拿来核对。"))
@click.argument("file", type=writable_file)
def head(file: Path) -> None:
    """Write the signed head."""
    set_up_django()
    from lingnan.rooms.health import api

    file.write_bytes(api.sign_head(at=clock.now()))
    click.echo(_("日志头写在 %(file)s。") % {"file": file})


@log.command(
    help=_(
        "逐条核对日志和现有的颜色：签名、内容、次序。不对的地方每处输出一行 JSON：place、change、person、reason，"
        "退出码为 1。"
    )
)
@click.option("--head", "file", type=kept_file, help=_("以前保存的日志头：日志必须从它接着往下写。"))
def verify(file: Path | None) -> None:
    """Print every break; exit status 1 if there is one."""
    set_up_django()
    from lingnan.rooms.health import api

    is_whole = True
    for found in api.verify_log(kept=_read(file) if file else None):
        is_whole = False
        line = {"place": found.place, "change": found.change, "person": found.person, "reason": found.reason}
        click.echo(json.dumps(line, default=str))
    if not is_whole:
        raise click.exceptions.Exit(1)
    click.echo(_("日志完整。"))


@log.command(
    help=_("证明变色 UUID 的决定书在日志里：输出一行 JSON：place、size、root、proof（RFC 6962，从叶到根，十六进制）。")
)
@click.argument("change", metavar="UUID", type=click.UUID)
@click.option("--size", type=click.IntRange(min=1), help=_("证明对哪个条数的日志头而言；默认是现在的。"))
@click.option("--receipt", "file", type=writable_file, help=_("同时把决定书写进这个文件；查看会留下记录。"))
def prove(change: UUID, size: int | None, file: Path | None) -> None:
    """Print the proof of inclusion."""
    set_up_django()
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.health import api

    found = api.prove_change(uuid=change, size=size)
    if file:
        file.write_bytes(api.get_receipt(uuid=change, by=PLATFORM, at=clock.now()))
    click.echo(found.write())


@log.command(
    help=_(
        "核对自己保存的文件，不需要网络和数据库。FILE 是以前保存的日志头，或者一份健康码决定书；HEAD 是后来的日志头；"
        "PROOF 是下载的证明：日志从 FILE 接着写到 HEAD（consistency.json），或者决定书在日志里（proof.json）。"
        "对不上时，退出码为 1。"
    )
)
@click.argument("file", type=kept_file)
@click.argument("head", type=kept_file)
@click.argument("proof", type=kept_file)
@click.option(
    "--keys",
    type=kept_file,
    multiple=True,
    help=_("平台的公钥（COSE_KeySet）。当时保存的和现在公布的一起用，就写两次。"),
)
def check(file: Path, head: Path, proof: Path, keys: tuple[Path, ...]) -> None:
    """Check both signatures, then the proof; a refusal is one sentence, exit status 1."""
    from .kept import check_kept

    click.secho(check_kept(file=file, head=head, proof=proof, keys=keys), fg="green")


def _read(file: Path) -> "TreeHead":
    from lingnan.engine.credentials import CredentialError
    from lingnan.rooms.health import api

    try:
        return api.read_head(data=file.read_bytes())
    except CredentialError as error:
        raise HeadRefused(code=error.code) from error
