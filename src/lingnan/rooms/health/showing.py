"""The health code: a person's standing colour as a code, whose status at every gate is the colour."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from lingnan.engine.credentials import TOKEN_LIFETIME
from lingnan.engine.verification import outcome_on_screen
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.ids import uuid7
from lingnan.kernel.rows import insert_rows
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import DisplayClaims, Status, StatusRef
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person

from . import models
from .certificate import or_off
from .colours import published_rules
from .holders import record_read, require_holder
from .rules import rule_set_in_force
from .types import HEALTH_CODE, PrintedCode, ShownCode

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


class GivenCode(NamedTuple):
    """A person's code, and the change that its colour stands by."""

    code: models.HealthCode
    change: models.ColourChange
    person: Person


class NoColourYet(LingnanError):
    """Nobody has judged this person: there is nothing to show."""

    code = "no-colour-yet"
    status = 404
    message = "还没有判定过颜色，所以没有码可以亮。请在健康码页面申领；急用时可以出示身份证件。"


def show_code(*, subject_key: int, by: Actor, at: datetime) -> ShownCode:
    """The standing colour as a code: a token good for a minute, and a display key by which a page asks a gate.

    For the person, and for whoever acts for her, whose key ends with the mandate and after five minutes, and whose look
    she sees. Raises `NotFound` for anyone else, `NoColourYet` before her first judgement,
    NoRuleInForce.
    """
    given = own_code(subject_key, by, at)
    claims = claims_of(given)
    return ShownCode(
        colour=given.change.colour,
        outcome=outcome_on_screen(status=STATUSES[given.change.colour], valid_until=None, today=local_date(at)),
        since=given.change.at,
        token=codes.mint_token(display=claims, at=at),
        display_key=codes.mint_display_key(display=claims, at=at, until=_shown_until(subject_key, by, at)),
        expires_at=at + TOKEN_LIFETIME,
        kept=_kept(given, by, at),
    )


def printed_codes(*, given: Mapping[int, GivenCode], at: datetime) -> dict[int, PrintedCode]:
    """The codes for paper of people by whose leave they are printed, by their keys."""
    last = local_date(at) + PAPER_LASTS
    claims = [claims_of(each, valid_until=last) for each in given.values()]
    statuses = [STATUSES[each.change.colour] for each in given.values()]
    codes.note_printing(refs=[each.status for each in claims], valid_until=last, at=at)
    texts = codes.print_codes(displays=list(zip(claims, statuses, strict=True)), at=at)
    return {
        key: PrintedCode(holder_masked=each.person.masked_name, colour=each.change.colour, text=text, valid_until=last)
        for (key, each), text in zip(given.items(), texts, strict=True)
    }


def given_codes(*, people: Mapping[int, Person]) -> dict[int, GivenCode]:
    """The codes of people by their keys, with the colours that stand; those who were never judged are left out."""
    codes_held = {code.subject_key: code for code in models.HealthCode.objects.filter(subject_key__in=people)}
    rows = models.StandingColour.objects.select_related("change").filter(subject_key__in=people)
    return {
        row.subject_key: GivenCode(codes_held[row.subject_key], row.change, people[row.subject_key])
        for row in rows
        if row.subject_key in codes_held
    }


def point_codes(*, colours: Mapping[int, str], at: datetime) -> None:
    """Let every gate know the colours that people changed to, in the transaction of the changes; her first one gives a
    person her code.
    """
    codes_held = models.HealthCode.objects.filter(subject_key__among=colours)
    held = {
        key: StatusRef(list_id=list_id, index=index)
        for key, list_id, index in codes_held.values_list("subject_key", "status_list", "status_index")
    }
    held |= _give([key for key in colours if key not in held], at)
    codes.move_statuses(statuses={held[key]: STATUSES[colour] for key, colour in colours.items()}, at=at)


def _give(subject_keys: Sequence[int], at: datetime) -> dict[int, StatusRef]:
    refs = codes.allocate_statuses(kind=HEALTH_CODE, holder_keys=subject_keys, at=at)
    given = dict(zip(subject_keys, refs, strict=True))
    insert_rows(
        model=models.HealthCode,
        rows=(
            {"subject_key": key, "uuid": uuid7(at=at), "status_list": ref.list_id, "status_index": ref.index}
            for key, ref in given.items()
        ),
    )
    return given


def _shown_until(subject_key: int, by: Actor, at: datetime) -> datetime | None:
    """The holder's own screen needs no end."""
    if by.person_key == subject_key:
        return None
    ends_at = identity.acts_until(by=by, subject_key=subject_key, services=[HEALTH_CODE], at=at)
    return codes.anothers_screen_until(mandate_ends_at=ends_at, at=at)


def _kept(given: GivenCode, by: Actor, at: datetime) -> str:
    """For the holder's screen alone: on another's it would outlast the mandate."""
    if by.person_key != given.code.subject_key:
        return ""
    return codes.keep_code(display=claims_of(given), status=STATUSES[given.change.colour], at=at)


def own_code(subject_key: int, by: Actor, at: datetime) -> GivenCode:
    """A person's code for herself or whoever acts for her, whose look she sees.

    Raises `NotFound` for anyone else, `NoColourYet`, NoRuleInForce.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    given = given_codes(people={subject_key: identity.get_person(key=subject_key)})
    if subject_key not in given:
        raise or_off(NoColourYet())
    record_read(subject_key=subject_key, by=by, at=at)
    return given[subject_key]


def claims_of(given: GivenCode, *, valid_until: date | None = None) -> DisplayClaims:
    """What a code says of a person; on paper, until when."""
    return DisplayClaims(
        kind=HEALTH_CODE,
        holder_masked=given.person.masked_name,
        status=ref_of(given.code),
        valid_until=valid_until,
        credential=given.code.uuid,
    )


def ref_of(code: models.HealthCode) -> StatusRef:
    """Where a code's status is kept."""
    return StatusRef(list_id=code.status_list, index=code.status_index)
