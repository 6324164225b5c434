"""A licence on paper that was lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import StatusRef

from . import models
from .access import require_may_see
from .issuing import sign_anew

LOST = "挂失纸质证照"


class NothingToLose(LingnanError):
    """A revoked licence's paper is refused already."""

    code = "nothing-to-lose"
    status = 409
    message = "这份证照已经撤销，纸质码本来就不能用了，不用挂失。"


def report_paper_lost(*, uuid: UUID, seen_at: datetime, by: Actor, at: datetime) -> None:
    """Have all papers of a licence refused that were printed before `seen_at`; the licence stands, and is signed anew,
    so that it can be printed again.

    The same again changes nothing. For the holder, and for whoever acts for her, which is in her access log. Raises
    `NotFound` for anyone else, `NothingToLose`.
    """
    with transaction.atomic():
        row = require_may_see(
            row=models.Licence.objects.select_for_update().filter(uuid=uuid).first(), by=by, at=at, purpose=LOST
        )
        if row.revoked_at is not None:
            raise NothingToLose()
        # A signature tells whole seconds.
        until = min(seen_at, at).replace(microsecond=0)
        ref = StatusRef(list_id=row.status_list, index=row.status_index)
        if codes.withdraw_paper(ref=ref, signed_before=until, by=by, at=at):
            sign_anew(row, at)
