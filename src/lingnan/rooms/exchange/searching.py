"""Finding people by what a resource says of them: with a purpose, by someone, and never without a trace."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.models import AuditEntry

from .facts import LONGEST_PURPOSE, PurposeMissing
from .resources import get_resource
from .types import Column, Resource
from .values import indexed, opened

SEARCHED, LISTED = "exchange.resource.searched", "exchange.values.listed"


class ElementNotSearched(LingnanError):
    """The resource does not declare that people may be found by this element."""

    code = "element-not-searched"
    message = "共享资源「%(resource)s」没有声明可以按 %(element)s 查找人员。请在资源的 searched_by 里声明后重新发布。"


def list_values(*, resource: str, element: str, purpose: str, by: Actor, at: datetime) -> list[Any]:
    """Every value of an element that a resource holds, each once, in no order, and of nobody in particular.

    The entry that it was asked is written by the same statement. Raises ElementNotSearched, PurposeMissing.
    """
    definition, column = _searched(resource, element)
    entry = _entry(LISTED, definition, element, purpose, by, at)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT exchange_list_values(%s, %s, %s, %s, %s, %s, %s)",
            [definition.id, column.name, column.index, LISTED, at, entry.body, entry.chain],
        )
        return [opened(definition, column, json.loads(value)) for (value,) in cursor.fetchall()]


def find_subjects(
    *, resource: str, element: str, values: Iterable[Any], purpose: str, by: Actor, at: datetime
) -> list[int]:
    """The keys of those of whom a resource holds one of the values, in order; their records stay closed.

    The entry that it was asked is written by the same statement and is nobody's in particular: whoever then opens a
    person's records leaves the one that she sees. Raises ElementNotSearched, PurposeMissing.
    """
    definition, column = _searched(resource, element)
    wanted = [indexed(definition, column, value) for value in values]
    entry = _entry(SEARCHED, definition, element, purpose, by, at)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT exchange_find(%s, %s, %s, %s, %s, %s, %s)",
            [definition.id, column.index, wanted, SEARCHED, at, entry.body, entry.chain],
        )
        return [key for (key,) in cursor.fetchall()]


def _searched(resource: str, element: str) -> tuple[Resource, Column]:
    definition = get_resource(resource)
    if element not in definition.searched_by:
        raise ElementNotSearched(resource=resource, element=element)
    return definition, next(column for column in definition.columns if column.element == element)


def _entry(name: str, resource: Resource, element: str, purpose: str, by: Actor, at: datetime) -> AuditEntry:
    if not 0 < len(purpose) <= LONGEST_PURPOSE:
        raise PurposeMissing()
    return audit.compose(
        kind=AuditEntry.Kind.READ, name=name, subject_key=None, by=by, at=at, purpose=purpose,
        details={"resources": [resource.id], "elements": [element]},
    )  # fmt: skip
