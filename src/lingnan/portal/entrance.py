"""Signing in: allauth's addresses, less those that need e-mail, which no account has.

A forgotten password is set anew at a counter.
"""

from allauth.account import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe


@require_safe
def reset_at_counter(request: HttpRequest) -> HttpResponse:
    """Which counter, and what to bring."""
    return render(request, "account/password_reset.html")


urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", reset_at_counter, name="account_reset_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
