"""Looking at licences and showing them as codes."""

from datetime import datetime
from uuid import UUID

from lingnan.engine.credentials import TOKEN_LIFETIME, encode_payload
from lingnan.engine.elements.masking import MaskStyle, mask
from lingnan.kernel.actors import Actor
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import DisplayClaims, StatusRef

from . import models
from .access import acts_until, may_act_for_holder, require_may_see
from .issuing import NAME, opened
from .types import Licence, Shown

LOOK = "查看证照"
SHOW = "亮证"


def get_licence(*, uuid: UUID, by: Actor, at: datetime) -> Licence:
    """One licence that the actor may see; raises `NotFound`. A look at another's leaves an access entry."""
    return opened(_seen(models.Licence.objects.filter(uuid=uuid).first(), by, at, purpose=LOOK))


def find_licence_by_identifier(*, identifier: str, by: Actor, at: datetime) -> Licence | None:
    """The licence with a GB/T 36904 identifier, for an officer of its issuer; None where there is none for her."""
    row = models.Licence.objects.filter(identifier=identifier).first()
    return opened(_seen(row, by, at, purpose=LOOK)) if row else None


def list_licences(*, holder_key: int, by: Actor, at: datetime) -> list[Licence]:
    """A person's licences that the actor may see, newest first: all of one's own; of another's those acted for."""
    rows = models.Licence.objects.filter(holder_key=holder_key).order_by("-issued_at")
    seen = [row for row in rows if may_act_for_holder(holder_key=holder_key, kind=row.kind, by=by, at=at)]
    return [opened(_seen(row, by, at, purpose=LOOK)) for row in seen]


def show_licence(*, uuid: UUID, by: Actor, at: datetime) -> Shown:
    """A licence as a code: a token good for a minute, a display key for the gate, and the text for paper."""
    row = _seen(models.Licence.objects.filter(uuid=uuid).first(), by, at, purpose=SHOW)
    licence = opened(row)
    claims = DisplayClaims(
        kind=row.kind,
        holder_masked=mask(str(licence.fields[NAME]), style=MaskStyle.NAME),
        status=StatusRef(list_id=row.status_list, index=row.status_index),
        valid_until=row.valid_until,
        credential=row.uuid,
    )
    return Shown(
        licence=licence,
        token=codes.mint_token(display=claims, at=at),
        display_key=codes.mint_display_key(display=claims, at=at, until=_shown_until(row, by, at)),
        expires_at=at + TOKEN_LIFETIME,
        printed=encode_payload(bytes(row.credential)),
    )


def _shown_until(row: models.Licence, by: Actor, at: datetime) -> datetime | None:
    """The holder's own screen needs no end."""
    if by.person_key == row.holder_key:
        return None
    mandate_ends_at = acts_until(holder_key=row.holder_key, kind=row.kind, by=by, at=at)
    return codes.anothers_screen_until(mandate_ends_at=mandate_ends_at, at=at)


def _seen(row: models.Licence | None, by: Actor, at: datetime, *, purpose: str) -> models.Licence:
    return require_may_see(row=row, by=by, at=at, purpose=purpose)
