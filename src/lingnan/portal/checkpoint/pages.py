"""The page of a browser that is no device yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.kernel.errors import LingnanError
from lingnan.portal.shell import explain


def render_pairing(
    request: HttpRequest, *, refusal: LingnanError | None = None, problem: LingnanError | None = None
) -> HttpResponse:
    """The field for the enrolment key: why it is shown in another page's place, and what was wrong with the key."""
    wrong, error = explain(problem) if problem else "", refusal or problem
    context = {
        "notice": explain(refusal) if refusal else "",
        "problem": wrong,
        "problems": [("text", wrong)] if wrong else [],
    }
    return render(request, "checkpoint/pair.html", context, status=error.status if error else 200)
