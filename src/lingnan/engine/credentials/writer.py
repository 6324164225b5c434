"""The CBOR of many records that have most of their words in common, byte for byte what `cbor.encode` writes of `exact`.

A word is written once for all records, and so is what they have in common: that takes a third of the time. What is
remembered of values tells of people, so a writer is for one batch and goes with it; the order of names may stay.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.values import Value, exact

# Heads of values that are always as long, each with its tag: a UUID of 16 bytes (tag 37), a day of ten signs (tag 1004)
_UUID, _DAY = b"\xd8\x25\x50", b"\xd9\x03\xec\x6a"
# A moment (tag 0), as a text of so many signs
_MOMENTS = [b"\xc0" + cbor.head(cbor.TEXT, length) for length in range(40)]
_TRUTHS, _NOTHING = {False: b"\xf4", True: b"\xf5"}, {None: b"\xf6"}
_NUMBERS_END = 1 << 64


class Writer:
    """Writes values. Raises InexactValue for those that `exact` refuses."""

    def __init__(self) -> None:
        self._texts = _Texts()
        self._by_type = _ByType({
            str: self._texts.__getitem__, dict: self._map, list: self._array, tuple: self._array,
            datetime: _moment, date: _day, UUID: _uuid, int: _number,
            bool: _TRUTHS.__getitem__, type(None): _NOTHING.__getitem__,
        })  # fmt: skip

    def write(self, value: Value) -> bytes:
        """The value as CBOR."""
        return self._by_type[type(value)](value)

    def _array(self, value: list[Value] | tuple[Value, ...]) -> bytes:
        by_type = self._by_type
        return cbor.head(cbor.ARRAY, len(value)) + b"".join([by_type[type(each)](each) for each in value])

    def _map(self, value: dict[str, Value]) -> bytes:
        by_type = self._by_type
        head, keys = _order(tuple(value))
        return head + b"".join([key + by_type[type(each := value[name])](each) for name, key in keys])


class Form:
    """Maps that have texts under the same names, most of them the same texts: these are written once for all maps."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._writer = Writer()
        self._begun: dict[tuple[object, ...], tuple[list[bytes], list[str]]] = {}

    def fill(self, *, texts: tuple[str, ...], own: Mapping[str, Value]) -> bytes:
        """The map of the texts, in the order of the form's names, and of what is its own. Raises InexactValue."""
        begun, names = self._begun.get((texts, *own)) or self._begin(texts, tuple(own))
        parts, write = begun.copy(), self._writer.write
        parts[1::2] = [write(own[name]) for name in names]
        return b"".join(parts)

    def _begin(self, texts: tuple[str, ...], own: tuple[str, ...]) -> tuple[list[bytes], list[str]]:
        """What is written already, with a gap at each second place, and whose values the gaps are for."""
        common = dict(zip(self._names, texts, strict=True))
        head, keys = _order((*common, *own))
        parts, names = [head], []
        for name, key in keys:
            parts[-1] += key
            if name in common:
                parts[-1] += self._writer.write(common[name])
            else:
                names.append(name)
                parts += [b"", b""]
        begun = self._begun[texts, *own] = parts, names
        return begun


class _Texts(dict[str, bytes]):
    """Texts as they are written."""

    def __missing__(self, text: str) -> bytes:
        written = self[text] = _text(text)
        return written


class _ByType(dict[type, Callable[[Any], bytes]]):
    """How values are written; what is rare, by the other two modules."""

    def __missing__(self, kind: type) -> Callable[[Any], bytes]:
        return _rare


@lru_cache(maxsize=256)
def _order(names: tuple[str, ...]) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The head of a map and its keys with how they are written, by which they are ordered: the shorter first."""
    exact(dict.fromkeys(names))
    keys = ((name, _text(name)) for name in names)
    return cbor.head(cbor.MAP, len(names)), sorted(keys, key=lambda each: (len(each[1]), each[1]))


def _text(text: str) -> bytes:
    if not text.isascii():
        exact(text)
    data = text.encode()
    return cbor.head(cbor.TEXT, len(data)) + data


def _rare(value: Value) -> bytes:
    return cbor.encode(exact(value))


def _number(value: int) -> bytes:
    return cbor.head(cbor.NUMBER, value) if 0 <= value < _NUMBERS_END else _rare(value)


def _moment(value: datetime) -> bytes:
    text = value.isoformat()
    if text[-6] not in "+-":  # without a zone, or with one that has seconds
        return _rare(value)
    data = text.replace("+00:00", "Z").encode()
    return _MOMENTS[len(data)] + data


def _day(value: date) -> bytes:
    return _DAY + value.isoformat().encode()


def _uuid(value: UUID) -> bytes:
    return _UUID + value.bytes
