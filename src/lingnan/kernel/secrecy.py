"""Personal data at rest: AES-256-GCM per field, and a keyed blind index to find it by.

The master key is 32 bytes in a file outside the database, so a stolen dump of the database tells no names. Each use
derives a key of its own (HKDF, RFC 5869), so one leaked sub-key opens nothing else.
"""

import hmac
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import LingnanError

NONCE_BYTES = 12
MASTER_BYTES = 32


class SealBroken(LingnanError):
    """The stored value was altered, or sealed by another master key."""

    code = "seal-broken"
    status = 500
    message = "这条数据的密封已损坏，不能读取。请联系平台管理员核对主密钥。"


class Vault:
    """Seals, opens and indexes fields under one master key."""

    def __init__(self, *, master: bytes) -> None:
        if len(master) != MASTER_BYTES:
            raise ValueError(
                f"the master key has {len(master)} bytes instead of {MASTER_BYTES}"
            )
        self._master = master
        self._derived = lru_cache(maxsize=256)(self._derive)

    def _derive(self, purpose: str) -> bytes:
        return HKDF(
            algorithm=SHA256(), length=32, salt=None, info=purpose.encode()
        ).derive(self._master)

    def seal(self, *, plain: bytes, purpose: str) -> bytes:
        """Encrypt; `purpose` (such as `identity.person.id_number`) binds the value to its column."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._derived(purpose)).encrypt(
            nonce, plain, purpose.encode()
        )

    def open(self, *, sealed: bytes, purpose: str) -> bytes:
        """Decrypt what `seal` made for the same purpose; raises `SealBroken`."""
        sealed = bytes(sealed)
        try:
            return AESGCM(self._derived(purpose)).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode()
            )
        except InvalidTag as error:
            raise SealBroken() from error

    def index(self, *, plain: str, purpose: str) -> bytes:
        """A keyed digest, 32 bytes: equal texts give equal digests, and nobody without the key can guess one."""
        return hmac.digest(self._derived(f"{purpose}#index"), plain.encode(), sha256)


def load_or_create_master(path: Path) -> bytes:
    """Read the master key, or make one on first use (mode 0600). Processes that race agree on the first one linked."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_bytes(MASTER_BYTES).hex())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return bytes.fromhex(path.read_text().strip())
