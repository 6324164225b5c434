"""The values that a signed record may hold: those that CBOR gives back exactly as they went in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from lingnan.engine.credentials.errors import CredentialError

# Money is an int, in fen. A tuple comes back as a list.
Value: TypeAlias = "bool | int | str | bytes | Decimal | date | UUID | Sequence[Value] | Mapping[str, Value] | None"


class InexactValue(CredentialError):
    """A value that a signed record could not give back exactly, or not to every reader alike."""

    code = "inexact_value"


def exact(value: Value) -> object:
    """The value as plain Python for the CBOR encoder.

    Raises InexactValue for a float (use Decimal), an infinite number, a time without its zone, text that is not
    Unicode, or a key that is not text.
    """
    match value:
        case str():
            return _text(value)
        case datetime():
            return _moment(value)
        case None | bool() | int() | bytes() | date() | UUID():
            return value
        case Decimal() if value.is_finite():
            return value
        case dict() | Mapping():
            return {_text(key): exact(each) for key, each in value.items()}
        case list() | tuple():
            return [exact(each) for each in value]
    raise InexactValue(f"{value!r} of the type {type(value).__name__} has no exact form")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InexactValue(f"the key {value!r} is not text")
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InexactValue(f"{value!r} is not Unicode text") from error
    return value


def _moment(value: datetime) -> datetime:
    offset = value.utcoffset()
    # RFC 3339 has no seconds in an offset (Shanghai's before 1901 had 43).
    if offset is None or offset.total_seconds() % 60:
        raise InexactValue(f"{value.isoformat()} does not state its zone in hours and minutes")
    return value
