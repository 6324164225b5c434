"""Secrets at rest: AES-256-GCM per field, and a keyed blind index to find it by.

Each use derives a key of its own from the master key (HKDF, RFC 5869), so one leaked sub-key opens nothing else.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
MASTER_BYTES = 32


class SealBroken(Exception):
    """The stored value was altered, or sealed for another purpose or by another master key."""

    code: ClassVar[str] = "seal-broken"


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what a vault sealed for some purposes, and nothing else: another process gets this, not the master key."""

    keys: Mapping[str, bytes] = field(repr=False)

    def open_all(self, *, sealed: Iterable[bytes | None], purpose: str) -> list[bytes | None]:
        """As `Vault.open`, of many of one purpose; None stays None. Raises `SealBroken`."""
        decrypt, told = AESGCM(self.keys[purpose]).decrypt, purpose.encode()
        try:
            return [None if box is None else decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], told) for box in sealed]
        except (InvalidTag, ValueError) as error:
            raise SealBroken(purpose) from error


class Vault:
    """Seals, opens and indexes fields under one master key of 32 bytes."""

    def __init__(self, *, master: bytes) -> None:
        if len(master) != MASTER_BYTES:
            raise ValueError(f"the master key has {len(master)} bytes instead of {MASTER_BYTES}")
        self._master = master
        self._derived = lru_cache(maxsize=256)(self._derive)
        self._cipher = lru_cache(maxsize=256)(self._make_cipher)

    def _derive(self, purpose: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._master)

    def _make_cipher(self, purpose: str) -> AESGCM:
        return AESGCM(self._derived(purpose))

    def seal(self, *, plain: bytes, purpose: str) -> bytes:
        """Encrypt; `purpose` (such as `identity.person.id_number`) binds the value to its column."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher(purpose).encrypt(nonce, plain, purpose.encode())

    def open(self, *, sealed: bytes | memoryview, purpose: str) -> bytes:
        """Decrypt what `seal` made for the same purpose; raises `SealBroken`."""
        nonce, box = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
        try:
            return self._cipher(purpose).decrypt(nonce, box, purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(purpose) from error

    def open_all(self, *, sealed: Iterable[bytes | None], purpose: str) -> list[bytes | None]:
        """As `open`, of many of one purpose; None stays None. Raises `SealBroken`."""
        return self.opener(purposes=[purpose]).open_all(sealed=sealed, purpose=purpose)

    def opener(self, *, purposes: Iterable[str]) -> Opener:
        """The keys of some purposes, for whoever opens many or elsewhere."""
        return Opener({purpose: self._derived(purpose) for purpose in purposes})

    def index(self, *, plain: str, purpose: str) -> bytes:
        """A keyed digest, 32 bytes: equal texts give equal digests, and nobody without the key can guess one."""
        return hmac.digest(self._derived(f"{purpose}#index"), plain.encode(), "sha256")
