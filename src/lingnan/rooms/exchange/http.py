"""Who read my data, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Schema

from lingnan.kernel.errors import NotAllowed
from lingnan.kernel.http import ActorRequest

from . import api

MOST = 100
GREATEST_MARK = 2**63 - 1
router = Router(tags=["accesses"])


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
