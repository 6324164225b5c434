"""A value on its way into a resource's table and out again: text at rest, sealed where it is sensitive."""

from collections.abc import Callable, Mapping, Sequence
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
    """A column of a record that was read in JSON, as its element's Python value."""
    if value is None:
        return None
    if column.is_sealed:
        sealed = bytes.fromhex(value.removeprefix("\\x"))
        value = settings.VAULT.open(sealed=sealed, purpose=purpose_of(resource.id, column)).decode()
    return _READERS[column.type](value)


def opened_cells(resource: Resource, column: Column, cells: Sequence[bytes | None]) -> list[Any]:
    """As `opened`, of many cells of a column as they lie."""
    read = _READERS[column.type]
    if column.is_sealed:
        cells = settings.VAULT.open_all(sealed=cells, purpose=purpose_of(resource.id, column))
    return [None if cell is None else read(cell.decode()) for cell in cells]


def purpose_of(resource: str, column: Column) -> str:
    """What the cells of a column are sealed for."""
    return f"exchange.{resource}.{column.name}"


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def _boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() == "true"


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
