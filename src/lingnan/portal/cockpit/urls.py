"""Addresses of the cockpit."""

from django.urls import path

from . import codes

urlpatterns = [
    path("cockpit/codes/", codes.codes, name="cockpit_codes"),
]
