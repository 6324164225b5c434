"""Proofs as documents that anyone can keep: JSON with hashes in hexadecimal, checked without the log itself."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .proofs import verify_consistency, verify_inclusion

HASH = re.compile(r"[0-9a-f]{64}")


class NotAProof(ValueError):
    """The document is no proof of the kind that was asked for."""

    code = "merkle.not_a_proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """The proof that an entry stands in a log of this size and root: its place, and the hashes from its leaf up."""

    place: int
    size: int
    root: bytes
    proof: tuple[bytes, ...]

    def write(self) -> str:
        """The document, one line."""
        line = {"place": self.place, "size": self.size, "root": self.root.hex()}
        return json.dumps({**line, "proof": _hexadecimal(self.proof)})

    def holds(self, *, leaf: bytes, size: int, root: bytes) -> bool:
        """Whether it proves the entry with this leaf hash to be in the log of this size and root."""
        is_same = (self.size, self.root) == (size, root)
        return is_same and verify_inclusion(leaf=leaf, index=self.place, size=size, root=root, proof=self.proof)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """The proof that the log of `size` entries begins with that of `earlier` entries: hashes after RFC 6962."""

    earlier: int
    size: int
    proof: tuple[bytes, ...]

    def write(self) -> str:
        """The document, one line."""
        return json.dumps({"from": self.earlier, "to": self.size, "proof": _hexadecimal(self.proof)})

    def holds(self, *, earlier_root: bytes, root: bytes) -> bool:
        """Whether it proves the log with this root to have grown from the one with `earlier_root`."""
        return verify_consistency(
            earlier=self.earlier, earlier_root=earlier_root, size=self.size, root=root, proof=self.proof
        )


def read_inclusion(*, data: bytes) -> Inclusion:
    """The proof in a document. Raises NotAProof."""
    found = _read(data)
    return Inclusion(
        place=_number(found.get("place")),
        size=_number(found.get("size")),
        root=_hash(found.get("root")),
        proof=_hashes(found.get("proof")),
    )


def read_consistency(*, data: bytes) -> Consistency:
    """The proof in a document. Raises NotAProof."""
    found = _read(data)
    return Consistency(
        earlier=_number(found.get("from")), size=_number(found.get("to")), proof=_hashes(found.get("proof"))
    )


def _read(data: bytes) -> dict[str, object]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotAProof("no JSON") from error
    if not isinstance(found, dict):
        raise NotAProof("no JSON object")
    return found


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise NotAProof("a place or size is a whole number")
    return value


def _hash(value: object) -> bytes:
    if not (isinstance(value, str) and HASH.fullmatch(value)):
        raise NotAProof("a hash is 64 hexadecimal digits")
    return bytes.fromhex(value)


def _hashes(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        raise NotAProof("a proof is an array of hashes")
    return tuple(_hash(each) for each in value)


def _hexadecimal(proof: Sequence[bytes]) -> list[str]:
    return [node.hex() for node in proof]
