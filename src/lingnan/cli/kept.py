"""What was kept of the log, a head or a receipt, held to a newer head; offline, without the platform."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from lingnan.config.environment import Environment
from lingnan.engine.credentials import (
    ColourReceipt,
    CredentialError,
    KeySet,
    TreeHead,
    is_colour_receipt,
    open_colour_receipt,
    open_tree_head,
)
from lingnan.engine.merkle import Consistency, Inclusion, NotAProof, hash_leaf, read_consistency, read_inclusion
from lingnan.kernel.errors import LingnanError

from .receipt import read_keys


class KeysMissing(LingnanError):
    """There are no keys to check by."""

    code = "log-keys-missing"
    message = "没有公钥，核对不了。请从平台的 /.well-known/cose-keys 下载，再用 --keys 写出这个文件。"


class FileRefused(LingnanError):
    """A file is not what its place asks for, or not signed with these keys."""

    code = "log-file-refused"
    message = "%(file)s 不是用这些公钥签名的原件（%(code)s）。请换用当时下载的文件和当时下载的公钥。"


class ProofRefused(LingnanError):
    """The file that should be the proof is none."""

    code = "log-proof-refused"
    message = "%(file)s 不是日志的证明。请重新下载。"


class OtherLog(LingnanError):
    """The two files are of two issuers, or of two logs."""

    code = "log-other"
    message = "两个文件不是同一个签发机关的同一个日志：%(kept)s，%(head)s。请换用同一个平台的文件。"


class ProofOfOtherSizes(LingnanError):
    """The proof leads between other sizes than the heads have."""

    code = "log-proof-of-other-sizes"
    message = "这份证明不是给这两个日志头的。请下载 consistency.json?from=%(earlier)d&to=%(size)d，再核对。"


class ProofOfOtherSize(LingnanError):
    """The proof leads to another size than the head has."""

    code = "log-proof-of-other-size"
    message = "这份证明不是给这个日志头的。请在证明的下载地址后面加上 ?size=%(size)d，重新下载，再核对。"


class LogShortened(LingnanError):
    """The later head has seen less than the earlier one."""

    code = "log-shortened"
    message = (
        "日志变短了：以前有 %(earlier)d 条，后来只有 %(size)d 条。有记录被删掉了。请保存这两个文件，拨打12345反映。"
    )


class HeadsSwapped(LingnanError):
    """The head that should be the earlier one is the later one."""

    code = "log-heads-swapped"
    message = "两个日志头的先后写反了。请把以前保存的写在前面。"


class LogRewritten(LingnanError):
    """The later log does not begin with the earlier one, or the proof was altered."""

    code = "log-rewritten"
    message = (
        "对不上：后来的日志不是从以前的接着写的。请重新下载证明再核对；仍然对不上，日志就被改过，请拨打12345反映。"
    )


class ReceiptNotInLog(LingnanError):
    """The proof does not lead from the receipt to the head."""

    code = "log-receipt-missing"
    message = "对不上：这份决定书不在日志里。请重新下载证明再核对；仍然对不上，请保存文件，拨打12345反映。"


def check_kept(*, file: Path, head: Path, proof: Path, keys: Sequence[Path]) -> str:
    """Hold an earlier head, or a receipt, to a newer head by a proof; returns what is thereby known.

    Raises one of this module's errors.
    """
    trusted, data = _trusted(keys), file.read_bytes()
    with _refusing(head):
        newest = open_tree_head(data=head.read_bytes(), keys=trusted)
    with _refusing(file):
        kept = (open_colour_receipt if is_colour_receipt(data) else open_tree_head)(data=data, keys=trusted)
    with _refusing(proof):
        if isinstance(kept, TreeHead):
            return _check_growth(kept, newest, read_consistency(data=proof.read_bytes()))
        return _check_receipt(kept, data, newest, read_inclusion(data=proof.read_bytes()))


def _trusted(files: Sequence[Path]) -> KeySet:
    trusted = KeySet()
    for file in files or [Environment.read().var / "keys.cose"]:
        if not file.exists():
            raise KeysMissing()
        with _refusing(file):
            trusted = trusted.merge(read_keys(file))
    return trusted


def _check_growth(kept: TreeHead, newest: TreeHead, proof: Consistency) -> str:
    _require_same_log(f"{kept.issuer} {kept.log}", f"{newest.issuer} {newest.log}")
    if kept.at > newest.at:
        raise HeadsSwapped()
    if kept.size > newest.size:
        raise LogShortened(earlier=kept.size, size=newest.size)
    if (proof.earlier, proof.size) != (kept.size, newest.size):
        raise ProofOfOtherSizes(earlier=kept.size, size=newest.size)
    if not proof.holds(earlier_root=kept.root, root=newest.root):
        raise LogRewritten()
    told = _("日志是接着写的：以前的 %(earlier)d 条一条没改、一条没少，后来共 %(size)d 条。")
    return told % {"earlier": kept.size, "size": newest.size}


def _check_receipt(receipt: ColourReceipt, data: bytes, newest: TreeHead, proof: Inclusion) -> str:
    _require_same_log(receipt.issuer, newest.issuer)
    if proof.size != newest.size:
        raise ProofOfOtherSize(size=newest.size)
    if not proof.holds(leaf=hash_leaf(data), size=newest.size, root=newest.root):
        raise ReceiptNotInLog()
    told = _("决定书在日志里：第 %(number)d 条，日志共 %(size)d 条。")
    return told % {"number": proof.place + 1, "size": newest.size}


def _require_same_log(kept: str, head: str) -> None:
    if kept != head:
        raise OtherLog(kept=kept, head=head)


@contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """What is wrong with a file, told with its name."""
    try:
        yield
    except CredentialError as error:
        raise FileRefused(file=file.name, code=error.code) from error
    except NotAProof as error:
        raise ProofRefused(file=file.name) from error
