"""Venues: places with a code of their own on a poster, opened by who may enrol devices, replaced when lost, closed.

A venue's code tells people where they are. It is copied and forwarded as any picture is, so that it never proves of
anybody that she was there.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lingnan.engine.credentials import CredentialError, Expired, ScreenCodeOver, VenueCode, open_venue_code
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE, local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry

from . import models
from .devices import post_of
from .keys import key_set
from .signing import sign_screen_codes, sign_venue_code
from .types import SCREEN_FOR, Post, Venue, VenueScreen

OPENED, REPLACED, CLOSED = "codes.venue.opened", "codes.venue.replaced", "codes.venue.closed"
POSTER_LASTS = timedelta(days=365)
COUNTY_DIGITS = 6
MINUTE = timedelta(minutes=1)


class VenueUnnamed(LingnanError):
    """A venue that people could not tell from another, or that nobody runs."""

    code = "venue-unnamed"
    status = 422
    message = "请写明场所的名称、在哪里、由谁管理，各不超过60个字。这些都会印在海报上，让人核对是不是到了这里。"


class VenueExists(LingnanError):
    """A venue of that name is open at that place."""

    code = "venue-exists"
    status = 422
    message = "这个地方已经有一个叫这个名字的场所。请换一个名字；海报丢了或被转发了，请在那个场所里换一张新的。"


class VenueCodeUnreadable(LingnanError):
    """No code of a venue that was signed here: cut off, forged, by a key that is trusted no longer, or rubbish."""

    code = "venue-code-unreadable"
    status = 404
    message = (
        "认不出这个场所码：可能没有扫全，也可能不是真的。"
        "请对准入口处的海报再扫一次；还不行，请告诉场所的工作人员，出示身份证件一样登记。"
    )


class VenueCodeExpired(LingnanError):
    """The poster is older than posters last."""

    code = "venue-code-expired"
    status = 410
    message = "这张场所码海报已经过期。请告诉场所的工作人员换一张新的，出示身份证件一样登记。"


class VenueCodeReplaced(LingnanError):
    """A newer poster of the venue ended this one."""

    code = "venue-code-replaced"
    status = 410
    message = (
        "这张场所码已经换成新的，旧的不能再用。请扫入口处的新海报；这个链接如果是别人转发给您的，您不在那里就不用登记。"
    )


class VenueScreenOver(LingnanError):
    """It stood on the venue's screen some minutes ago."""

    code = "venue-screen-over"
    status = 410
    message = (
        "这是场所屏幕上的码，每分钟换一个，过几分钟就不能用了。您在现场，请再扫一次屏幕，或者扫海报；"
        "这个链接或图片如果是别人转发给您的，您不在那里就不用登记。"
    )


class VenueClosed(LingnanError):
    """The venue has no code any more."""

    code = "venue-closed"
    status = 410
    message = "这个场所已经停用场所码，不用扫码登记。有疑问，请问场所的工作人员。"


def open_venue(*, name: str, place: str, operator: str, by: Actor, at: datetime) -> Venue:
    """Open a venue in the actor's department and division, with the first edition of its poster, good for 365 days.

    Raises `NotAllowed`, `VenueUnnamed`, `VenueExists`.
    """
    post, words = post_of(by), (name.strip(), place.strip(), operator.strip())
    if not all(0 < len(each) <= models.NAME_LENGTH for each in words):
        raise VenueUnnamed()
    name, place, operator = words
    try:
        with transaction.atomic():
            row = models.Venue.objects.create(
                uuid=uuid7(at=at), department=post.department, division=post.division, name=name, place=place,
                operator=operator, issued_at=at, valid_until=local_date(at + POSTER_LASTS), opened_by=by.ref,
                opened_at=at,
            )  # fmt: skip
            _record(OPENED, row, by, at)
    except IntegrityError as error:
        raise VenueExists() from error
    return _told(row)


def replace_poster(*, uuid: UUID, edition: int, by: Actor, at: datetime) -> Venue:
    """Issue a new edition in place of `edition`, whose posters are refused from now on; 365 days begin anew.

    An edition that was replaced already is not replaced again. Raises `NotAllowed`, `NotFound`, `VenueClosed`.
    """
    with transaction.atomic():
        row = _locked(uuid, by)
        if row.closed_at:
            raise VenueClosed()
        if row.edition == edition:
            row.edition, row.issued_at, row.valid_until = edition + 1, at, local_date(at + POSTER_LASTS)
            row.save(update_fields=["edition", "issued_at", "valid_until"])
            _record(REPLACED, row, by, at)
    return _told(row)


def close_venue(*, uuid: UUID, by: Actor, at: datetime) -> None:
    """From now on no poster of the venue is good; doing it again does nothing. Raises `NotAllowed`, `NotFound`."""
    with transaction.atomic():
        row = _locked(uuid, by)
        if row.closed_at is None:
            row.closed_at, row.closed_by = at, by.ref
            row.save(update_fields=["closed_at", "closed_by"])
            _record(CLOSED, row, by, at)


def find_venue(*, uuid: UUID, by: Actor) -> Venue:
    """A venue of the actor's department and division. Raises `NotAllowed`, `NotFound`."""
    row = _of_post(post_of(by)).filter(uuid=uuid).first()
    if row is None:
        raise NotFound()
    return _told(row)


def list_venues(*, by: Actor) -> list[Venue]:
    """The venues of the actor's department and division: the open ones first, by place and name.

    Raises `NotAllowed`.
    """
    rows = [_told(row) for row in _of_post(post_of(by)).order_by("place", "name", "id")]
    return sorted(rows, key=lambda venue: venue.closed_at is not None)


def name_venues(*, uuids: Iterable[UUID]) -> dict[UUID, Venue]:
    """Venues by their public ids, closed ones too."""
    return {row.uuid: _told(row) for row in models.Venue.objects.filter(uuid__in=list(uuids))}


def venue_text(*, uuid: UUID, by: Actor, at: datetime) -> str:
    """The signed code of the poster in force, for an address. Raises `NotAllowed`, `NotFound`, `VenueClosed`."""
    venue = find_venue(uuid=uuid, by=by)
    if venue.closed_at:
        raise VenueClosed()
    code = VenueCode(venue=uuid, edition=venue.edition, signed_at=at, valid_until=venue.valid_until)
    return sign_venue_code(code=code, at=at)


def get_venue_screen(*, uuid: UUID, by: Actor, at: datetime) -> VenueScreen:
    """The codes of a venue's screen for the next two hours, `SCREEN_FOR`, the first one for the minute of `at`.

    For whoever may print the poster; a new edition ends them too. Raises `NotAllowed`, `NotFound`, `VenueClosed`.
    """
    venue, begins_at = find_venue(uuid=uuid, by=by), at.replace(second=0, microsecond=0)
    if venue.closed_at:
        raise VenueClosed()
    minutes = [begins_at + number * MINUTE for number in range(SCREEN_FOR // MINUTE)]
    texts = sign_screen_codes(venue=uuid, edition=venue.edition, minutes=minutes, at=at)
    return VenueScreen(venue=venue, begins_at=begins_at, texts=tuple(texts))


def read_venue(*, text: str, at: datetime) -> Venue:
    """The venue whose code somebody scanned or opened.

    Raises `VenueCodeUnreadable`, `VenueCodeExpired`, `VenueScreenOver`, `VenueCodeReplaced`, `VenueClosed`.
    """
    try:
        code = open_venue_code(text=text, keys=key_set(), at=at.astimezone(PROVINCE_ZONE))
    except ScreenCodeOver as error:
        raise VenueScreenOver() from error
    except Expired as error:
        raise VenueCodeExpired() from error
    except CredentialError as error:
        raise VenueCodeUnreadable() from error
    row = models.Venue.objects.filter(uuid=code.venue).first()
    if row is None:
        raise VenueCodeUnreadable()
    if row.closed_at:
        raise VenueClosed()
    if row.edition != code.edition:
        raise VenueCodeReplaced()
    return _told(row)


def _of_post(post: Post) -> QuerySet[models.Venue]:
    return models.Venue.objects.filter(department=post.department, division__startswith=post.division)


def _locked(uuid: UUID, by: Actor) -> models.Venue:
    row = _of_post(post_of(by)).select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise NotFound()
    return row


def _record(name: str, row: models.Venue, by: Actor, at: datetime) -> None:
    details = {"venue": str(row.uuid), "name": row.name, "place": row.place, "edition": row.edition}
    audit.record(kind=AuditEntry.Kind.ACT, name=name, subject_key=None, by=by, at=at, details=details)


def _told(row: models.Venue) -> Venue:
    return Venue(
        uuid=row.uuid,
        department=row.department,
        division=row.division.ljust(COUNTY_DIGITS, "0"),
        name=row.name,
        place=row.place,
        operator=row.operator,
        edition=row.edition,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
