"""Who read my data, and records from a department's own system, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import get_language, gettext
from ninja import Query, Router, Schema
from pydantic import Field

from lingnan.engine.elements import Problem
from lingnan.engine.elements.wording import DEFAULT_LOCALE, LOCALES
from lingnan.kernel import clock
from lingnan.kernel.errors import NotAllowed
from lingnan.kernel.http import ActorRequest

from . import api
from .types import NOBODY

MOST = 100
MOST_ROWS = 500
GREATEST_MARK = 2**63 - 1
# Django's code of each language, and the engine's.
LANGUAGES = {locale.lower(): locale for locale in LOCALES}
router = Router(tags=["accesses"])
records = Router(tags=["records"])


class Reader(Schema):
    """Who read; people are named masked."""

    kind: str
    name: str
    department: str


class AccessOut(Schema):
    """One read; `id` is the mark for `before`. `purpose` names services by code: `核对资格：senior-card`."""

    id: int
    at: datetime
    by: Reader
    purpose: str
    resources: list[str]
    elements: list[str]
    case_uuid: UUID | None


@router.get("/accesses", response=list[AccessOut])
def list_my_accesses(
    request: ActorRequest,
    before: Annotated[int | None, Query(ge=1, le=GREATEST_MARK)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> list[object]:
    """Who read my data, newest first; `before` is the id of the last one already seen."""
    if request.auth.person_key is None:
        raise NotAllowed()
    return list(api.list_accesses(subject_key=request.auth.person_key, before=before, limit=limit))


class RecordsIn(Schema):
    """Rows by column, in texts, as a table in CSV has them; `as_of` in each, and `id_kind` where it is known."""

    rows: Annotated[list[dict[str, str]], Field(max_length=MOST_ROWS)]


class ProblemOut(Schema):
    """What is wrong with a value, and what to do. Codes are stable."""

    code: str
    message: str


class RowSetAside(Schema):
    """One that was not taken: its place among the rows, from 1, and what is wrong by column."""

    place: int
    problems: dict[str, ProblemOut]


class RecordsOut(Schema):
    """How many rows were new or newer than what was held, how many were not, and what was set aside."""

    loaded: int
    held: int
    set_aside: list[RowSetAside]


@records.post("/records/{resource}", response=RecordsOut)
def send_records(request: ActorRequest, resource: str, body: RecordsIn) -> dict[str, object]:
    """Records of a resource of the department's own; sent twice, they happen once. What is set aside stops no other."""
    done = api.send_records(resource=resource, rows=body.rows, by=request.auth, at=clock.now())
    aside = [
        {"place": row.number, "problems": {column: _told(reason) for column, reason in row.reasons.items()}}
        for row in done.refused
    ]
    return {"loaded": done.loaded, "held": done.held, "set_aside": aside}


def _told(reason: Problem | None) -> dict[str, str]:
    if reason is None:
        return {"code": NOBODY, "message": gettext("这里没有这个人。请核对证件号码和证件类型。")}
    return {"code": reason.code, "message": reason.text(LANGUAGES.get(get_language() or "", DEFAULT_LOCALE))}
