"""At a sampling site: who stands there, and her sample, taken once into a tube that says whose it is."""

import re
from datetime import datetime, timedelta
from typing import Any, Final, cast, get_args
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from lingnan.engine.elements.folding import fold_identifier
from lingnan.kernel import events
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date, local_midnight
from lingnan.kernel.errors import LingnanError, NotAllowed
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person, Role

from . import models
from .events import TestSampled
from .ordering import new_order, open_orders, told
from .people import record_act, record_read, require_ruled, wait_for_turn
from .sites import SiteUnknown, get_site, list_sites
from .types import Order, Site, SiteDay, TubeSize, Visit

ROLE: Final[Role] = "sampler"
PURPOSE = "核酸采样，核对本人和预约"
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,39}")
DAY = timedelta(days=1)


class NobodyFound(LingnanError):
    """Neither an order nor a person has this number."""

    code = "nobody-found"
    status = 404
    message = "没有这个预约号，也没有这个证件号码的登记。请对照屏幕或证件再扫一次。"


class SeveralFound(LingnanError):
    """Documents of more than one person have this number."""

    code = "several-found"
    status = 409
    message = "有几个人的证件都是这个号码。请扫本人的预约码；没有预约的，请本人在手机上预约一次再来采样。"


class OrderOff(LingnanError):
    """The order that was scanned was called off, missed, or used."""

    code = "order-off"
    status = 409
    message = "这个预约已经取消、过期或者采过样了。本人仍要采样的，请扫身份证或输入证件号码，现场登记。"


class TubeUnfit(LingnanError):
    """A barcode that is none, or a size that no tube has."""

    code = "tube-unfit"
    status = 422
    message = "采样管编号要有4到40位，只用字母、数字和横线；并选好是单采还是混采。请再扫一次管上的条码。"


class TubeFull(LingnanError):
    """The tube has as many samples as it takes."""

    code = "tube-full"
    status = 409
    message = "这支管已经满%(size)d人了。请换一支新管。"


class TubeTaken(LingnanError):
    """The tube is of another size or site, or was examined already."""

    code = "tube-taken"
    status = 409
    message = "这支管已经在别处用过，或者已经有结果了。请换一支新管。"


def my_sites(*, by: Actor) -> list[Site]:
    """The sites where the officer takes samples. Raises `NotAllowed` for who is no sampler."""
    divisions = tuple(role.division for role in identity.list_roles_of(by=by) if role.role == ROLE)
    if not divisions:
        raise NotAllowed()
    return [site for site in list_sites() if site.division.startswith(divisions)]


def list_site_days(*, by: Actor, at: datetime) -> list[SiteDay]:
    """What the officer's sites have to do today, in the order of the content. Raises `NotAllowed`."""
    sites, midnight = my_sites(by=by), local_midnight(at)
    today = Q(planned_at__gte=midnight, planned_at__lt=midnight + DAY)
    rows = models.Order.objects.filter(site__in=[site.id for site in sites], cancelled_at=None).values("site")
    counts: dict[str, dict[str, Any]] = {
        row["site"]: dict(row)
        for row in rows.annotate(
            ordered=Count("id", filter=today),
            sampled=Count("id", filter=today & Q(sampled_at__isnull=False)),
            walked_in=Count("id", filter=Q(slot=None, sampled_at__gte=midnight)),
        )
    }
    names = ("ordered", "sampled", "walked_in")
    return [SiteDay(site=site, **{name: counts.get(site.id, {}).get(name, 0) for name in names}) for site in sites]


def find_visitor(*, text: str, by: Actor, at: datetime) -> UUID:
    """The person whose order or document has the number that was scanned or typed; what she is told of is `get_visit`.

    Raises `NotAllowed`, `NoRuleInForce`, `NobodyFound`, `SeveralFound`, `OrderOff`.
    """
    my_sites(by=by)
    require_ruled(at=at)
    written = fold_identifier(text)
    row = models.Order.objects.select_related("tube").filter(number=written).first()
    if row is None:
        return _bearer(written)
    if not told(row, at).is_open:
        raise OrderOff()
    return identity.get_person(key=row.subject_key).uuid


def _bearer(id_number: str) -> UUID:
    try:
        person = identity.find_person_by_id_number(id_number=id_number)
    except identity.SeveralBearers as error:
        raise SeveralFound() from error
    if person is None:
        raise NobodyFound()
    return person.uuid


def get_visit(*, person: UUID, by: Actor, at: datetime) -> Visit:
    """Who stands there, with the order of today; she sees that it was looked up. Raises `NotAllowed`, `NotFound`."""
    my_sites(by=by)
    require_ruled(at=at)
    found = identity.get_person_by_uuid(uuid=person)
    record_read(subject_key=found.key, purpose=PURPOSE, by=by, at=at)
    return _visit(found, at)


def record_sample(*, person: UUID, site: str, tube: str, size: int, by: Actor, at: datetime) -> Order:
    """Take a person's sample into a tube, on her order of today or without one; the same tube again is the same sample.

    `tube` is its barcode, `size` for how many people it is. Publishes `TestSampled`. Raises `NotAllowed`, `NotFound`,
    `NoRuleInForce`, `SiteUnknown`, `TubeUnfit`, `TubeFull`, `TubeTaken`.
    """
    if site not in {each.id for each in my_sites(by=by)}:
        raise SiteUnknown()
    require_ruled(at=at)
    number = tube_number(tube)
    if not NUMBER.fullmatch(number) or size not in get_args(TubeSize):
        raise TubeUnfit()
    found = identity.get_person_by_uuid(uuid=person)
    with transaction.atomic():
        wait_for_turn(found.key)
        before = models.Order.objects.select_related("tube").filter(subject_key=found.key, tube__number=number).first()
        row = before or _sample(found, site, _opened_tube(number, size, site, at), by, at)
    return told(row, at)


def tube_number(text: str) -> str:
    """A tube's barcode as it is kept, however it was scanned or typed."""
    return "".join(text.split()).upper()


def _sample(person: Person, site: str, tube: models.Tube, by: Actor, at: datetime) -> models.Order:
    if not models.Tube.objects.filter(pk=tube.pk, taken__lt=F("size")).update(taken=F("taken") + 1):
        raise TubeFull(size=tube.size)
    row = _due(person.key, at) or new_order(subject_key=person.key, turn=1, site=site, by=by, at=at)
    row.site, row.tube, row.sampled_at, row.sampled_by = site, tube, at, by.ref
    row.save()
    record_act(TestSampled.name, row, by, at, site=site, tube=tube.number)
    events.publish(TestSampled(subject_key=row.subject_key, order=str(row.uuid), site=site, sampled_at=at.isoformat()))
    return row


def _opened_tube(number: str, size: int, site: str, at: datetime) -> models.Tube:
    """The tube, held till the transaction ends so that no result overtakes a sample."""
    models.Tube.objects.get_or_create(number=number, defaults={"size": size, "site": site, "opened_at": at})
    tube = models.Tube.objects.select_for_update().get(number=number)
    if (tube.size, tube.site, tube.result) != (size, get_site(site=site).id, ""):
        raise TubeTaken()
    return tube


def _due(subject_key: int, at: datetime) -> models.Order | None:
    """Her open order of today, early or late; one of another day stays as it is."""
    return next((row for row in open_orders(subject_key).select_for_update() if _is_of_day(row, at)), None)


def _is_of_day(row: models.Order, at: datetime) -> bool:
    return local_date(cast("datetime", row.planned_at)) == local_date(at)


def _visit(person: Person, at: datetime) -> Visit:
    rows = list(open_orders(person.key).filter(planned_at__gte=at - DAY))
    due = next((row for row in rows if _is_of_day(row, at)), None)
    last = models.Order.objects.filter(subject_key=person.key, sampled_at__isnull=False).order_by("-sampled_at").first()
    later = [told(row, at) for row in rows if row is not due]
    return Visit(
        person_uuid=person.uuid,
        name=person.name,
        masked_id_number=person.masked_id_number,
        order=told(due, at) if due else None,
        later=tuple(each for each in later if each.is_open),
        last_sampled_at=last.sampled_at if last else None,
    )
