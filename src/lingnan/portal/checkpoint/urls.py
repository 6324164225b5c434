"""Addresses of a device that inspects."""

from django.urls import path

from . import inspect, pairing

urlpatterns = [
    path("inspect/", inspect.inspect, name="inspect"),
    path("inspect/pair/", pairing.pair, name="inspect_pair"),
]
