"""A value on its way into a resource's table and out again: text at rest, sealed where it is sensitive."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from .types import Column, Resource


def stored(resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record's values as its table takes them in JSON, by column, with the indexes that it is searched by."""
    held = {column.name: _stored(resource, column, values.get(column.element)) for column in resource.columns}
    for column in resource.columns:
        value = values.get(column.element)
        if column.element in resource.searched_by and value is not None:
            held[column.index] = "\\x" + indexed(resource, column, value).hex()
    return held


def indexed(resource: Resource, column: Column, value: Any) -> bytes:
    """The keyed index of a value: what is sealed is found by it, and by nobody without the key."""
    index: bytes = settings.VAULT.index(plain=_text(value), purpose=f"{purpose_of(resource.id, column)}.index")
    return index


def record_key(resource: Resource, values: Mapping[str, Any]) -> str:
    """What makes a record of this subject the same record: a single one is the only one; of several, its content."""
    if not resource.multiple:
        return ""
    named = resource.record_key or tuple(column.element for column in resource.columns)
    content = "\x1f".join(f"{element}={_text(values.get(element))}" for element in named)
    return settings.VAULT.index(plain=content, purpose=f"exchange.{resource.id}").hex()[:32]


def _stored(resource: Resource, column: Column, value: Any) -> Any:
    if value is None:
        return None
    text = _text(value)
    if not column.is_sealed:
        return text
    return "\\x" + settings.VAULT.seal(plain=text.encode(), purpose=purpose_of(resource.id, column)).hex()


def opened(resource: Resource, column: Column, value: Any) -> Any:
    """A column of a record that was read, as its element's Python value."""
    return opener_of(resource, column)(value)


def opener_of(resource: Resource, column: Column) -> Callable[[Any], Any]:
    """How a column of records that were read comes to its element's Python value: found once for all of them."""
    read = _READERS[column.type]
    if not column.is_sealed:
        return lambda value: None if value is None else read(value)
    purpose, vault = purpose_of(resource.id, column), settings.VAULT

    def unsealed(value: str | None) -> Any:
        if value is None:
            return None
        return read(vault.open(sealed=bytes.fromhex(value.removeprefix("\\x")), purpose=purpose).decode())

    return unsealed


def purpose_of(resource: str, column: Column) -> str:
    """What the cells of a column are sealed for."""
    return f"exchange.{resource}.{column.name}"


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def _boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else value == "True"


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "string": str,
    "code": str,
    "file": str,
    "number": lambda value: Decimal(str(value)),
    "money": int,
    "date": lambda value: date.fromisoformat(str(value)[:10]),
    "datetime": datetime.fromisoformat,
    "boolean": _boolean,
}
