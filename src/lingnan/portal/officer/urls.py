"""Addresses of the desk."""

from django.urls import path

from . import appeals, calls, cases, health, journeys, licences, manual, queue, ratings, rules

urlpatterns = [
    path("desk/", queue.desk, name="desk"),
    path("desk/cases/<uuid:uuid>/", cases.case, name="officer_case"),
    path("desk/cases/<uuid:uuid>/decide/", cases.decide, name="officer_decide"),
    path("desk/calls/", calls.calls, name="officer_calls"),
    path("desk/calls/<uuid:uuid>/", calls.call, name="officer_call"),
    path("desk/calls/<uuid:uuid>/take/", calls.take, name="officer_call_take"),
    path("desk/calls/<uuid:uuid>/result/", calls.record, name="officer_call_record"),
    path("desk/calls/<uuid:uuid>/hand-over/", calls.hand_over, name="officer_call_hand_over"),
    path("desk/calls/<uuid:uuid>/escalate/", calls.escalate, name="officer_call_escalate"),
    path("desk/ratings/", ratings.ratings, name="officer_ratings"),
    path("desk/licences/", licences.find, name="officer_licences"),
    path("desk/licences/<uuid:uuid>/", licences.licence, name="officer_licence"),
    path("desk/licences/<uuid:uuid>/revoke/", licences.revoke, name="officer_revoke"),
    path("desk/health/", health.areas, name="officer_health"),
    path("desk/health/rehearse/", health.rehearse, name="officer_health_rehearse"),
    path("desk/health/overdue/", health.overdue, name="officer_health_overdue"),
    path("desk/health/rules/<slug:rules_on>/<slug:version>/", health.rule, name="officer_health_rule"),
    path(
        "desk/health/rules/<slug:rules_on>/<slug:version>/decision.dmn",
        health.rule_file,
        name="officer_health_rule_file",
    ),
    path("desk/journeys/", journeys.journeys, name="officer_journeys"),
    path("desk/journeys/new/", journeys.make, name="officer_journey_new"),
    path("desk/journeys/<uuid:uuid>/", journeys.journey, name="officer_journey"),
    path("desk/journeys/<uuid:uuid>/boarding/", journeys.boarding, name="officer_boarding"),
    path("desk/appeals/", appeals.appeals, name="officer_appeals"),
    path("desk/appeals/<uuid:uuid>/", appeals.appeal, name="officer_appeal"),
    path("desk/manual/", manual.proposals, name="officer_manual"),
    path("desk/manual/new/", manual.propose, name="officer_manual_new"),
    path("desk/manual/<uuid:uuid>/", manual.proposal, name="officer_manual_one"),
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
