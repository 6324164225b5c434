"""The health code: a person's standing colour as a code, whose status at every gate is the colour."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from lingnan.engine.credentials import TOKEN_LIFETIME
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import DisplayClaims, Status, StatusRef
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person

from . import models
from .types import CODE_KIND, PrintedCode, ShownCode

# The day of printing and 14 more.
PAPER_LASTS = timedelta(days=14)
# Two bits a person. INVALID is no colour: it is final, and a colour never is.
STATUSES: Mapping[str, Status] = MappingProxyType(
    {
        "green": Status.VALID,
        "blue": Status.VALID,
        "yellow": Status.SUSPENDED,
        "red": Status.APPLICATION_SPECIFIC,
    }
)


class NoColourYet(LingnanError):
    """Nobody has judged this person: there is nothing to show."""

    code = "no-colour-yet"
    status = 404
    message = "还没有判定过颜色，所以没有码可以亮。请在健康码页面申领；急用时可以出示身份证件。"


def show_code(*, subject_key: int, by: Actor, at: datetime) -> ShownCode:
    """The standing colour as a code: a token good for a minute, and a display key by which a page asks a gate.

    For the person alone; raises `NotFound` for anyone else, `NoColourYet` before her first judgement.
    """
    code, change = _own(subject_key, by)
    claims = _claims(code, identity.get_person(key=subject_key))
    return ShownCode(
        colour=change.colour,
        since=change.at,
        token=codes.mint_token(display=claims, at=at),
        display_key=codes.mint_display_key(display=claims, at=at),
        expires_at=at + TOKEN_LIFETIME,
    )


def print_code(*, subject_key: int, by: Actor, at: datetime) -> PrintedCode:
    """The code for paper, good for 14 days: online it tells the colour of now, offline that of the printing.

    For the person alone; raises `NotFound` for anyone else, `NoColourYet` before her first judgement.
    """
    code, change = _own(subject_key, by)
    return printed_code(code=code, change=change, person=identity.get_person(key=subject_key), at=at)


def printed_code(*, code: models.HealthCode, change: models.ColourChange, person: Person, at: datetime) -> PrintedCode:
    """The code for paper of a person by whose leave it is printed."""
    claims = _claims(code, person, valid_until=local_date(at) + PAPER_LASTS)
    return PrintedCode(
        holder_masked=claims.holder_masked,
        colour=change.colour,
        text=codes.print_code(display=claims, status=STATUSES[change.colour], at=at),
        valid_until=local_date(at) + PAPER_LASTS,
    )


def point_code(*, change: models.ColourChange, by: Actor, at: datetime) -> None:
    """Let every gate know the colour of a change, in its transaction; the first one gives the person her code."""
    code = models.HealthCode.objects.filter(subject_key=change.subject_key).first() or _give(change.subject_key, at)
    codes.set_status(ref=_ref(code), status=STATUSES[change.colour], by=by, at=at, reason=str(change.uuid))


def _give(subject_key: int, at: datetime) -> models.HealthCode:
    ref = codes.allocate_status(kind=CODE_KIND, holder_key=subject_key, at=at)
    return models.HealthCode.objects.create(
        subject_key=subject_key, uuid=uuid7(at=at), status_list=ref.list_id, status_index=ref.index
    )


def _own(subject_key: int, by: Actor) -> tuple[models.HealthCode, models.ColourChange]:
    if by.person_key != subject_key:
        raise NotFound()
    code = models.HealthCode.objects.filter(subject_key=subject_key).first()
    standing = models.StandingColour.objects.select_related("change").filter(subject_key=subject_key).first()
    if code is None or standing is None:
        raise NoColourYet()
    return code, standing.change


def _claims(code: models.HealthCode, person: Person, *, valid_until: date | None = None) -> DisplayClaims:
    return DisplayClaims(
        kind=CODE_KIND,
        holder_masked=person.masked_name,
        status=_ref(code),
        valid_until=valid_until,
        credential=code.uuid,
    )


def _ref(code: models.HealthCode) -> StatusRef:
    return StatusRef(list_id=code.status_list, index=code.status_index)
