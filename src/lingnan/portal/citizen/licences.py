"""Licences: mine and those of people who let me act, shown as cards, as a code, on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import NotFound
from lingnan.portal.dates import write_date
from lingnan.portal.descriptions import described_licence
from lingnan.portal.paper import Paper, paper_response
from lingnan.portal.session import for_residents
from lingnan.rooms.codes.types import KEPT_FOR
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person
from lingnan.rooms.licences import api as licences
from lingnan.rooms.licences.types import Licence

from .people import list_principals, own_key

TONES = {"valid": "valid", "revoked": "stop", "expired": "neutral"}


@never_cache
@require_safe
@for_residents
def my_code(request: HttpRequest, by: Actor) -> HttpResponse:
    """The one code: my licences, each a tap from being shown; those of family a tap further."""
    return render(request, "citizen/my_code.html", _wallet(request, by))


@never_cache
@require_safe
@for_residents
def my_licences(request: HttpRequest, by: Actor) -> HttpResponse:
    """My licences as cards, valid or not."""
    return render(request, "citizen/licences.html", _wallet(request, by))


@never_cache
@require_safe
@for_residents
def licence(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The face of a licence."""
    at = clock.now()
    found = licences.get_licence(uuid=uuid, by=by, at=at)
    context = {**described_licence(found, today=local_date(at)), "crumbs": _crumbs("licences", found, by)}
    return render(request, "citizen/licence.html", context)


@never_cache
@require_safe
@for_residents
def licence_code(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """A licence as a code that changes each minute; without script the page loads itself again."""
    at = clock.now()
    shown = licences.show_licence(uuid=uuid, by=by, at=at)
    described = described_licence(shown.licence, today=local_date(at))
    context = {**described, "shown": shown, "shown_at": at, "tone": TONES[str(described["state"])]}
    context["crumbs"] = _crumbs("my_code", shown.licence, by)
    # On another's screen it would outlast the mandate.
    context["kept_code"] = shown.printed if shown.licence.holder_key == by.person_key else ""
    context["kept_for"] = int(KEPT_FOR.total_seconds())
    return render(request, "citizen/code.html", context)


@never_cache
@require_safe
@for_residents
def licence_paper(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The code for paper, in large type."""
    at = clock.now()
    printed = licences.print_licence(uuid=uuid, by=by, at=at)
    context = {**described_licence(printed.licence, today=local_date(at)), "printed": printed, "printed_at": at}
    context["crumbs"] = _crumbs("licences", printed.licence, by)
    return render(request, "citizen/paper.html", context)


@never_cache
@require_safe
@for_residents
def licence_paper_file(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The code for paper as PDF: a sheet, or a card to cut out with `?size=card`."""
    at = clock.now()
    printed = licences.print_licence(uuid=uuid, by=by, at=at)
    described = described_licence(printed.licence, today=local_date(at))
    paper = Paper(
        title=str(described["title"]),
        holder=str(described["holder_masked"]),
        text=printed.text,
        lines=[str(described["issuer"]), gettext("%(day)s打印") % {"day": write_date(at)}],
        number=printed.licence.identifier,
    )
    return paper_response(paper=paper, size=request.GET.get("size", ""))


def _wallet(request: HttpRequest, by: Actor) -> dict[str, object]:
    """One person's licences, and the others whose licences one may show. A look at another's is hers to see."""
    at = clock.now()
    me, principals = identity.get_person(key=own_key(by)), list_principals(by=by, at=at)
    holder = _chosen(request.GET.get("holder", ""), [me, *(principal.person for principal in principals)])
    return {
        "holder": holder,
        "is_me": holder == me,
        "principals": [principal for principal in principals if principal.person != holder],
        "licences": [
            described_licence(found, today=local_date(at))
            for found in licences.list_licences(holder_key=holder.key, by=by, at=at)
        ],
    }


def _chosen(wanted: str, people: list[Person]) -> Person:
    """The person named in the address, the first if none is; raises `NotFound` for one who is not among them."""
    if not wanted:
        return people[0]
    for person in people:
        if str(person.uuid) == wanted:
            return person
    raise NotFound()


def _crumbs(wallet: str, found: Licence, by: Actor) -> list[tuple[str, str]]:
    """The way back to the holder's licences."""
    names = {"licences": gettext("我的证照"), "my_code": gettext("我的码")}
    if found.holder_key == by.person_key:
        return [(reverse(wallet), names[wallet])]
    holder = identity.get_person(key=found.holder_key)
    return [(f"{reverse(wallet)}?holder={holder.uuid}", holder.masked_name)]
