"""Addresses of the desk."""

from django.urls import path

from . import cases, devices, journeys, licences, queue, ratings, rules

urlpatterns = [
    path("desk/", queue.desk, name="desk"),
    path("desk/cases/<uuid:uuid>/", cases.case, name="officer_case"),
    path("desk/cases/<uuid:uuid>/decide/", cases.decide, name="officer_decide"),
    path("desk/ratings/", ratings.ratings, name="officer_ratings"),
    path("desk/licences/", licences.find, name="officer_licences"),
    path("desk/licences/<uuid:uuid>/", licences.licence, name="officer_licence"),
    path("desk/licences/<uuid:uuid>/revoke/", licences.revoke, name="officer_revoke"),
    path("desk/journeys/", journeys.journeys, name="officer_journeys"),
    path("desk/journeys/new/", journeys.make, name="officer_journey_new"),
    path("desk/journeys/<uuid:uuid>/", journeys.journey, name="officer_journey"),
    path("desk/journeys/<uuid:uuid>/boarding/", journeys.boarding, name="officer_boarding"),
    path("desk/devices/", devices.devices, name="officer_devices"),
    path("desk/devices/new/", devices.enrol, name="officer_device_new"),
    path("desk/devices/<uuid:uuid>/revoke/", devices.revoke, name="officer_device_revoke"),
    path("desk/rules/", rules.proposals, name="officer_rules"),
    path("desk/rules/new/", rules.propose, name="officer_rule_new"),
    path("desk/rules/<uuid:uuid>/", rules.proposal, name="officer_rule"),
    path("desk/rules/<uuid:uuid>/decision.dmn", rules.proposal_file, name="officer_rule_file"),
    path("desk/rules/<uuid:uuid>/rehearse/", rules.rehearse, name="officer_rule_rehearse"),
    path("desk/rules/<uuid:uuid>/submit/", rules.submit, name="officer_rule_submit"),
    path("desk/rules/<uuid:uuid>/approve/", rules.approve, name="officer_rule_approve"),
    path("desk/rules/<uuid:uuid>/decline/", rules.decline, name="officer_rule_decline"),
    path("desk/rules/<uuid:uuid>/withdraw/", rules.withdraw, name="officer_rule_withdraw"),
]
