"""What people say of how it went, for those in charge."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lingnan.kernel.actors import Actor
from lingnan.portal.paging import older, read_moment
from lingnan.portal.session import for_officers
from lingnan.portal.wording import grade_words, service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import Grade, Rating
from lingnan.rooms.catalogue import api as catalogue

from .post import described_post

MOST = {"dissatisfied": Grade.DISSATISFIED}


@never_cache
@require_safe
@for_officers
def ratings(request: HttpRequest, by: Actor) -> HttpResponse:
    """The ratings of cases in one's charge, newest first; the filter stands in the address."""
    which = request.GET.get("which", "")
    before = read_moment(request.GET.get("before", ""))
    found = cases.list_ratings(by=by, most=MOST.get(which, Grade.VERY_SATISFIED), before=before)
    context = {
        **described_post(by),
        "ratings": [_described(rating) for rating in found],
        "which": which if which in MOST else "",
        "choices": [("dissatisfied", gettext("不满意的"))],
        "older": older(found, mark=lambda rating: rating.rated_at.isoformat()),
    }
    return render(request, "officer/ratings.html", context)


def _described(rating: Rating) -> dict[str, object]:
    tone, word = grade_words(rating.grade)
    service = catalogue.get_service(code=rating.service, version=rating.version)
    return {"rating": rating, "tone": tone, "word": word, "title": service_text(service).title}
