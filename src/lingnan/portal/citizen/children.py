"""A parent's minor children: whose affairs she takes up, and until when."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.session import for_residents
from lingnan.portal.values import with_note
from lingnan.portal.wording import service_titles
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Ward

from .people import own_key, relations_of

# What a minor has here; the services that are declared so far are for people of 60.
SERVICES = (HEALTH_CODE,)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def take_up(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Take up a minor child's affairs, or go on with them, after being asked once more."""
    child, at = identity.get_person_by_uuid(uuid=uuid), clock.now()
    if request.method == "POST":
        identity.take_up_guardianship(
            child_key=child.key, guardian_key=own_key(by), services=SERVICES, by=by, at=at
        )  # fmt: skip
        return redirect("family")
    ward = identity.get_ward(child_key=child.key, guardian_key=own_key(by), at=at)
    if ward.is_barred:
        raise identity.GuardianshipBarred()
    return render(request, "citizen/take_up_child.html", _described(ward, relations_of(by)))


def describe_wards(*, by: Actor, relations: dict[int, str], at: datetime) -> list[dict[str, object]]:
    """Her minor children by the register, as the family page lists them."""
    return [_described(ward, relations) for ward in identity.list_wards(guardian_key=own_key(by), at=at)]


def _described(ward: Ward, relations: dict[int, str]) -> dict[str, object]:
    return {
        "ward": ward,
        "name": with_note(ward.child.masked_name, relations.get(ward.child.key, gettext("子女"))),
        "titles": service_titles(ward.mandate.services if ward.mandate else SERVICES),
    }
