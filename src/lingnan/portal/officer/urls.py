"""Addresses of the desk."""

from django.urls import path

from . import cases, licences, queue

urlpatterns = [
    path("desk/", queue.desk, name="desk"),
    path("desk/cases/<uuid:uuid>/", cases.case, name="officer_case"),
    path("desk/cases/<uuid:uuid>/decide/", cases.decide, name="officer_decide"),
    path("desk/licences/", licences.find, name="officer_licences"),
    path("desk/licences/<uuid:uuid>/", licences.licence, name="officer_licence"),
    path("desk/licences/<uuid:uuid>/revoke/", licences.revoke, name="officer_revoke"),
]
