"""`lingnan verify`: a receipt checked and decided again, offline."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lingnan.kernel.errors import LingnanError

from .elements import load
from .options import set_up_django
from .sunset import tell_certificate

if TYPE_CHECKING:
    from lingnan.engine.credentials import KeySet, Receipt
    from lingnan.rooms.cases.types import Replay


class ReceiptRefused(LingnanError):
    """The file is no receipt of ours, or was altered."""

    code = "receipt-refused"
    message = "这份决定书不能采信（%(code)s）：%(reason)s。请从「办件」里重新下载；如果仍然这样，请拨打12345核实。"


@click.command(help=_("核验决定书 FILE：先验签名，再用公布的规则重新决定一遍，不需要网络和数据库。"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--content", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_("公布的内容目录。"))
@click.option(
    "--keys", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("签发机关的公钥（COSE_KeySet）。")
)
def verify(file: Path, content: Path | None, keys: Path | None) -> None:
    """Print what the receipt says and whether the rules still say so; exit status 1 if they don't."""
    set_up_django()
    from lingnan.config.settings import ENVIRONMENT
    from lingnan.engine.credentials import (
        CredentialError,
        is_colour_receipt,
        is_sunset_certificate,
        open_sunset_certificate,
    )

    trusted = read_keys(keys or ENVIRONMENT.var / "keys.cose")
    data, folder = file.read_bytes(), content or ENVIRONMENT.content
    try:
        if is_sunset_certificate(data):
            tell_certificate(open_sunset_certificate(data=data, keys=trusted))
            return
        differences = (_replay_colour if is_colour_receipt(data) else _replay_case)(data, trusted, folder)
    except CredentialError as error:
        raise ReceiptRefused(code=error.code, reason=str(error)) from error
    if differences:
        parts = "、".join(differences)
        click.secho(
            _("重新决定一遍，结果不同：%(parts)s。这份决定书与公布的规则不符。") % {"parts": parts}, fg="red", err=True
        )
        raise click.exceptions.Exit(1)
    click.secho(_("重新决定一遍，结果相同。"), fg="green")


def _replay_case(data: bytes, trusted: "KeySet", folder: Path) -> tuple[str, ...]:
    from lingnan.rooms.cases import api as cases
    from lingnan.rooms.catalogue import api as catalogue

    receipt = cases.open_receipt(data=data, keys=trusted)
    service = catalogue.read_service_in(folder=folder, code=receipt.service.code)
    replay = cases.replay(receipt=receipt, service=service)
    _print(receipt, replay)
    return replay.differences


def _replay_colour(data: bytes, trusted: "KeySet", folder: Path) -> tuple[str, ...]:
    from lingnan.engine.credentials import open_colour_receipt
    from lingnan.rooms.health import api

    receipt = open_colour_receipt(data=data, keys=trusted)
    click.echo(_("签名有效。健康码颜色 %(colour)s（%(class)s），决定于 %(at)s，规则 %(version)s 版 %(rule)s。") % {
        "colour": receipt.colour, "class": receipt.class_code, "version": receipt.version, "rule": receipt.rule,
        "at": receipt.decided_at.isoformat(timespec="seconds"),
    })  # fmt: skip
    return api.replay(receipt=receipt, rules=api.read_rules_in(folder=folder, divisions=load(folder).divisions))


def read_keys(file: Path) -> "KeySet":
    """The published keys in a file, trusted for what the platform signs to be kept."""
    from datetime import UTC, datetime

    from lingnan.engine.credentials import Purpose, read_cose_key_set

    beginning = datetime.fromtimestamp(0, UTC)
    return read_cose_key_set(data=file.read_bytes(), purposes=[Purpose.RECEIPT], not_before=beginning)


def _print(receipt: "Receipt", replay: "Replay") -> None:
    click.echo(_("签名有效。受理号 %(number)s，%(service)s 第 %(version)d 版，决定于 %(at)s。") % {
        "number": receipt.case_number, "service": receipt.service.code, "version": receipt.service.number,
        "at": receipt.decided_at.isoformat(timespec="seconds"),
    })  # fmt: skip
    click.echo(
        _("结果：%(outcome)s") % {"outcome": "，".join(f"{key}={value!s}" for key, value in receipt.outcome.items())}
    )
    click.echo(_("规则：%(rules)s") % {"rules": "，".join(replay.matched)})
