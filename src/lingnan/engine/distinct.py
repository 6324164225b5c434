"""Counting how many different ones there were without keeping any: HyperLogLog (Flajolet and others, 2007).

Sketches merge into the one that a single counter would have made, so what two gates saw counts once.
"""

from hashlib import blake2b
from math import log
from typing import Self

# 2**14 registers: a standard error of 0.8 percent in 16 kB.
_INDEX_BITS = 14
_REGISTERS = 1 << _INDEX_BITS
_REST_BITS = 64 - _INDEX_BITS
_REST = (1 << _REST_BITS) - 1
_ALPHA = 0.7213 / (1 + 1.079 / _REGISTERS)


class Distinct:
    """A sketch of a set."""

    def __init__(self, registers: bytes = bytes(_REGISTERS)) -> None:
        """An empty sketch, or one kept before. Raises ValueError for another number of registers."""
        if len(registers) != _REGISTERS:
            raise ValueError(f"a sketch has {_REGISTERS} registers, not {len(registers)}")
        self._registers = bytearray(registers)

    def add(self, item: bytes) -> None:
        """Note one of the set; again changes nothing."""
        digest = int.from_bytes(blake2b(item, digest_size=8).digest(), "big")
        register, rank = digest >> _REST_BITS, _REST_BITS - (digest & _REST).bit_length() + 1
        if rank > self._registers[register]:
            self._registers[register] = rank

    def merged(self, other: Self) -> Self:
        """The sketch of both sets together."""
        return type(self)(bytes(map(max, self._registers, other._registers)))

    def estimate(self) -> int:
        """How many there were."""
        raw = _ALPHA * _REGISTERS**2 / sum(2.0**-rank for rank in self._registers)
        empty = self._registers.count(0)
        # Few leave most registers empty, and are counted by these.
        few = raw <= 2.5 * _REGISTERS and empty
        return round(_REGISTERS * log(_REGISTERS / empty)) if few else round(raw)

    def to_bytes(self) -> bytes:
        """The registers, to be kept."""
        return bytes(self._registers)
