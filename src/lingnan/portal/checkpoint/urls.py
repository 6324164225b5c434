"""Addresses of a device that inspects."""

from django.urls import path

from . import inspect, offline, pairing

urlpatterns = [
    path("inspect/", inspect.inspect, name="inspect"),
    path("inspect/pair/", pairing.pair, name="inspect_pair"),
    path("inspect/kit/", offline.inspect_kit, name="inspect_kit"),
    path("inspect/upload/", offline.inspect_upload, name="inspect_upload"),
    path("inspect/worker.js", offline.inspect_worker, name="inspect_worker"),
]
