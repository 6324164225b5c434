"""A laboratory's own system: results by tube, over HTTP."""

from typing import Annotated

from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from lingnan.kernel import clock
from lingnan.kernel.http import ActorRequest

from . import api
from .types import ResultRow, SetAsideCode

MOST = 500
router = Router(tags=["tests"])


class ResultIn(Schema):
    """What a tube came to, in texts: one that can't be read is set aside, and the others are taken.

    `result` is 阴性, 阳性, 可疑, 作废 or their code of WS 364; `published_at` ISO 8601 with its offset, or now;
    `item` a LOINC code, or a nucleic acid test.
    """

    tube: str = ""
    result: str = ""
    published_at: str = ""
    item: str = ""


class ResultsIn(Schema):
    """Results of many tubes, taken in their order."""

    results: Annotated[list[ResultIn], Field(max_length=MOST)]


class SetAsideOut(Schema):
    """One that was not taken: its place among the results, from 1, and why, with what to do. Codes are stable."""

    place: int
    tube: str
    code: SetAsideCode
    reason: str


class ResultsOut(Schema):
    """How many tubes have a new result, how many had the same already, and what was set aside."""

    taken: int
    known: int
    set_aside: list[SetAsideOut]


@router.post("/test-results", response=ResultsOut)
def send_test_results(request: ActorRequest, body: ResultsIn) -> dict[str, object]:
    """Results by the number of the tube; sent twice, they happen once. What is set aside holds up nothing else."""
    rows = [ResultRow(line=place, **each.dict()) for place, each in enumerate(body.results, start=1)]
    done = api.load_results(rows=rows, by=request.auth, at=clock.now())
    aside = [
        {"place": each.line, "tube": each.tube, "code": each.code, "reason": gettext(each.reason)}
        for each in done.set_aside
    ]
    return {"taken": done.taken, "known": done.known, "set_aside": aside}
