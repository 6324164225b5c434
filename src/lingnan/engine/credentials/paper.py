"""A code for paper that is no licence: what it is, whose, and what it came to when it was printed.

A CWT (RFC 8392) with a status (IETF Token Status List): who is online asks what it comes to now, who is not reads what
it came to at printing, and when that was.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lingnan.engine.credentials.claims import LEEWAY, Claims, StatusReference, check_times, read_claims
from lingnan.engine.credentials.cose import TYP, Message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.status_list import Status

MEDIA_TYPE = "application/vnd.lingnan.paper+cwt"

_CODE = "code"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperCode:
    """A code of one `kind` of one person, `holder` masked, good on paper to the end of `valid_until`.

    `issuer` is a jurisdiction's URI, `status` says where to ask what it comes to now, `printed_status` what it came to
    at `printed_at` (whole seconds).
    """

    issuer: str
    kind: str
    holder: str
    status: StatusReference
    printed_status: Status
    printed_at: datetime
    valid_until: date


def sign_paper_code(*, code: PaperCode, key: SigningKey, zone: tzinfo) -> bytes:
    """The code as a tagged COSE_Sign1 CWT; its last day ends in `zone`, the issuer's time zone."""
    end = datetime.combine(code.valid_until + timedelta(days=1), time(), zone)
    claims = Claims(
        iss=code.issuer,
        iat=int(code.printed_at.timestamp()),
        exp=int(end.timestamp()),
        status=code.status,
        private={_CODE: [code.kind, code.holder, int(code.printed_status)]},
    )
    return sign1(payload=claims.encode(), key=key, typ=MEDIA_TYPE)


def is_paper_code(message: Message) -> bool:
    """Whether a message says that it is a code for paper."""
    return message.header.get(TYP) == MEDIA_TYPE


def open_paper_code_message(*, message: Message, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> PaperCode:
    """Check the signature of a code for paper, then its times, and read it; `at` carries the issuer's zone.

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid, Expired.
    """
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.CREDENTIAL)
    require_typ(message=message, typ=MEDIA_TYPE)
    claims = read_claims(verified.payload)
    if claims.iss is None or claims.iat is None or claims.exp is None or claims.status is None:
        raise Malformed("the code does not say who printed it, when, until when, and where to ask")
    verified.require_period(timestamp=claims.iat)
    check_times(claims=claims, at=at, leeway=leeway)
    kind, holder, printed_status = _content(claims.private.get(_CODE))
    return PaperCode(
        issuer=claims.iss,
        kind=kind,
        holder=holder,
        status=claims.status,
        printed_status=printed_status,
        printed_at=datetime.fromtimestamp(claims.iat, UTC),
        valid_until=datetime.fromtimestamp(claims.exp - 1, at.tzinfo).date(),
    )


def _content(content: object) -> tuple[str, str, Status]:
    match content:
        case [str() as kind, str() as holder, int() as status] if status in set(Status):
            return kind, holder, Status(status)
    raise Malformed("not the content of a code for paper")
