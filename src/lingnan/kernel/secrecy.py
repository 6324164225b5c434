"""Personal data at rest, sealed under the platform's master key.

The master key is 32 bytes in a file outside the database, so a stolen dump of the database tells no names.
"""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from lingnan.engine import secrecy
from lingnan.engine.secrecy import MASTER_BYTES

from .errors import LingnanError


class SealBroken(LingnanError):
    """The stored value was altered, or sealed by another master key."""

    code = secrecy.SealBroken.code
    status = 500
    message = "这条数据的密封已损坏，不能读取。请联系平台管理员核对主密钥。"


class Vault(secrecy.Vault):
    """The engine's vault, whose refusal a person may read."""

    def open(self, *, sealed: bytes | memoryview, purpose: str) -> bytes:
        """Decrypt what `seal` made for the same purpose; raises `SealBroken`."""
        try:
            return super().open(sealed=sealed, purpose=purpose)
        except secrecy.SealBroken as error:
            raise SealBroken() from error

    def open_all(self, *, sealed: Iterable[bytes | None], purpose: str) -> list[bytes | None]:
        """As `open`, of many of one purpose; None stays None."""
        try:
            return super().open_all(sealed=sealed, purpose=purpose)
        except secrecy.SealBroken as error:
            raise SealBroken() from error


def load_or_create_master(path: Path) -> bytes:
    """Read the master key, or make one on first use (mode 0600). Processes that race agree on the first one linked.

    It is on the disk before anything can be sealed by it: a power cut loses no key whose work is kept.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        _write_through(draft, secrets.token_bytes(MASTER_BYTES).hex())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        _sync(path.parent)
    return bytes.fromhex(path.read_text().strip())


def _write_through(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
    _sync(path)


def _sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
