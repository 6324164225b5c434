"""Records as a department's own system sends them: of its own resources, each row by itself, and twice is once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Role

from .closing import require_open
from .resources import list_resources
from .tables import load_table, require_known
from .types import NOBODY, Loaded, Resource

ROLE: Final[Role] = "data-provider"
SENT = "exchange.records.sent"


class NoRecords(LingnanError):
    """A delivery without a row."""

    code = "no-records"
    status = 422
    message = "一行也没有。请把要送的记录放在 rows 里，一行一条。"


def send_records(*, resource: str, rows: Sequence[Mapping[str, str]], by: Actor, at: datetime) -> Loaded:
    """Load rows of a resource that belongs to the sender's department, as `load_table` does, and put it on record.

    Every row says its `as_of`, at most 5 minutes ahead: what is sent again, or late, then changes nothing. The role has
    to be for the whole division of the owner. Publishes `exchange.records.loaded`. Raises `NotAllowed`; `NotFound`
    where there is no such resource, or it is another's; `NoRecords`, `ColumnsUnknown`, `ResourceClosed`.
    """
    definition = _own_resource(resource, by)
    if not rows:
        raise NoRecords()
    columns = [column.name for column in definition.columns]
    require_known(definition, (name for row in rows for name in row))
    with transaction.atomic():
        require_open(resource=definition)
        done = load_table(resource=resource, columns=columns, rows=rows, by=by, at=at, is_dated=True)
        audit.record(
            kind=AuditEntry.Kind.ACT, name=SENT, subject_key=None, by=by, at=at,
            details={
                "resource": resource, "loaded": done.loaded, "held": done.held, "set_aside": _count_reasons(done),
            },
        )  # fmt: skip
    return done


def _own_resource(resource: str, by: Actor) -> Resource:
    identity.require_role(by=by, role=ROLE)
    definition = list_resources().get(resource)
    if definition is None:
        raise NotFound()
    try:
        identity.require_role(by=by, role=ROLE, department=definition.owner, division=definition.division)
    except NotAllowed as error:
        raise NotFound() from error
    return definition


def _count_reasons(done: Loaded) -> Mapping[str, int]:
    """How many values were refused by which code: nothing of whom."""
    reasons = (reason for row in done.refused for reason in row.reasons.values())
    return Counter(reason.code if reason else NOBODY for reason in reasons)
