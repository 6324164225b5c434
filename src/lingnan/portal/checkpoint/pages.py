"""The page of a browser that is no device yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lingnan.kernel.errors import LingnanError
from lingnan.portal.shell import explain


def render_pairing(request: HttpRequest, error: LingnanError | None = None) -> HttpResponse:
    """The field for the enrolment key, with what was wrong where something was."""
    problem = explain(error) if error else ""
    context = {"problem": problem, "problems": [("text", problem)] if problem else []}
    return render(request, "checkpoint/pair.html", context, status=error.status if error else 200)
