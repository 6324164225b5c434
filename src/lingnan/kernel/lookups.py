"""A lookup of many keys at once."""

import re
from collections.abc import Iterable
from datetime import date
from types import NoneType
from typing import Any
from uuid import UUID

from django.db.models import Field, Lookup

_PLAIN = frozenset({int, date, UUID, NoneType})
_CODES = re.compile(r"(?!null\b)[0-9a-z-]+(,(?!null\b)[0-9a-z-]+)*")  # which an array holds without quotes


def array_of(values: Iterable[Any]) -> str | list[Any]:
    """An array as a parameter. Of numbers, days, UUIDs and codes it is written here, for the driver would ask of each
    of a thousand what it is.
    """
    found = list(values)
    kinds = set(map(type, found))
    if kinds == {str}:
        codes = ",".join(found)
        is_plain = codes.count(",") == len(found) - 1 and _CODES.fullmatch(codes)
        return f"{{{codes}}}" if is_plain else found
    if kinds == {UUID}:
        return f"{{{','.join([value.hex for value in found])}}}"
    if not kinds <= _PLAIN:
        return found
    if NoneType in kinds:
        found = ["NULL" if value is None else value for value in found]
    return f"{{{','.join(map(str, found))}}}"


@Field.register_lookup
class Among(Lookup):
    """`key__among=keys`: as `key__in`, with one array for all and not a placeholder for each of a thousand.

    Keys in a set are taken as they are; a list Django looks through for expressions.
    """

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The keys as one array."""
        return "%s", (array_of(value),)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition and its one parameter."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*left_params, *right_params)
