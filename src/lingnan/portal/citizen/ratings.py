"""How it went: five grades and, if one likes, a few words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.portal.session import for_residents
from lingnan.portal.wording import grade_words
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import Grade

from .cases import case_for_reader
from .forms import described_refusal

FIELDS = {"grade-missing": "grade", "words-too-long": "words"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def rate(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Rate a case that has ended; what was said before can be said anew."""
    if request.method != "POST":
        said = cases.get_rating(case_uuid=uuid, by=by)
        return _page(request, by, uuid, grade=str(said.grade.value) if said else "", words=said.words if said else "")
    grade, words = request.POST.get("grade", ""), request.POST.get("words", "")
    try:
        cases.rate_case(uuid=uuid, grade=_GRADES.get(grade), words=words, by=by, at=clock.now())
    except (cases.GradeMissing, cases.WordsTooLong) as error:
        return _page(request, by, uuid, grade=grade, words=words, refused=error)
    messages.success(request, gettext("谢谢您的评价，办理部门会看到。"))
    return redirect("case", uuid=uuid)


_GRADES = {str(grade.value): grade for grade in Grade}


def _page(
    request: HttpRequest, by: Actor, uuid: UUID, *, grade: str, words: str, refused: LingnanError | None = None
) -> HttpResponse:
    found = case_for_reader(cases.get_case(uuid=uuid, by=by), by)
    context = {
        **found,
        "grades": [(str(each.value), grade_words(each)[1]) for each in Grade],
        "grade": grade,
        "words": words,
        "crumbs": [(reverse("cases"), gettext("我的办件")), (reverse("case", args=[uuid]), found["heading"])],
        **described_refusal(refused, fields=FIELDS),
    }
    return render(request, "citizen/rate.html", context, status=refused.status if refused else 200)
