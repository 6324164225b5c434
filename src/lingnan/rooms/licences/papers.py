"""A licence on paper: printed, and lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lingnan.engine.credentials import encode_payload
from lingnan.kernel import events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import StatusRef

from . import models
from .access import require_may_see
from .events import LicencePaperLost, LicencePrinted
from .issuing import opened, sign_anew
from .types import PrintedLicence

PRINT, LOST = "打印纸质证照", "挂失纸质证照"


class NothingToLose(LingnanError):
    """A revoked licence's paper is refused already."""

    code = "nothing-to-lose"
    status = 409
    message = "这份证照已经撤销，纸质码本来就不能用了，不用挂失。"


def print_licence(*, uuid: UUID, by: Actor, at: datetime) -> PrintedLicence:
    """A licence for paper, good as long as the licence.

    For the holder, and for whoever may see it, which is in her access log; publishes `LicencePrinted` for another's
    printing. Raises `NotFound` for anyone else.
    """
    with transaction.atomic():
        row = require_may_see(row=models.Licence.objects.filter(uuid=uuid).first(), by=by, at=at, purpose=PRINT)
        _tell(LicencePrinted, row, by, at)
    return PrintedLicence(licence=opened(row), text=encode_payload(bytes(row.credential)))


def report_paper_lost(*, uuid: UUID, seen_at: datetime, by: Actor, at: datetime) -> None:
    """Have all papers of a licence refused that were printed before `seen_at`; the licence stands, and is signed anew,
    so that it can be printed again.

    The same again changes nothing. For the holder, and for whoever acts for her, which is in her access log; publishes
    `LicencePaperLost` for another's report. Raises `NotFound` for anyone else, `NothingToLose`.
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
            _tell(LicencePaperLost, row, by, at)


def _tell(event: type[LicencePrinted | LicencePaperLost], row: models.Licence, by: Actor, at: datetime) -> None:
    """Publish what another did; what the holder does herself is no news."""
    if by.person_key != row.holder_key:
        events.publish(
            event(
                licence=str(row.uuid), kind=row.kind, holder_key=row.holder_key, by_kind=by.kind, by_ref=by.ref,
                at=at.isoformat(),
            )
        )  # fmt: skip
