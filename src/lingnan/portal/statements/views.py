"""Three pages of plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who runs this, and where to find help."""
    return render(request, "statements/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom these pages work, and what to do where they don't."""
    return render(request, "statements/accessibility.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """What is kept, who may read it, what a person can demand."""
    return render(request, "statements/legal.html")
