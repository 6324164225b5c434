from django.urls import path

from . import accesses, apply, cases, family, health, home, licences, messages

urlpatterns = [
    path("apply/", apply.start, name="apply"),
    path("apply/begin/", apply.begin, name="apply_begin"),
    path("apply/later/", apply.later, name="apply_later"),
    path("apply/<uuid:uuid>/facts/", apply.facts, name="apply_facts"),
    path("apply/<uuid:uuid>/dispute/", apply.dispute, name="apply_dispute"),
    path("apply/<uuid:uuid>/ask/<slug:step>/", apply.ask, name="apply_ask"),
    path("apply/<uuid:uuid>/check/", apply.check, name="apply_check"),
    path("apply/<uuid:uuid>/send/", apply.send, name="apply_send"),
    path("applications/<uuid:uuid>/", apply.application, name="application"),
    path("codes/", licences.my_code, name="my_code"),
    path("licences/", licences.my_licences, name="licences"),
    path("licences/<uuid:uuid>/", licences.licence, name="licence"),
    path("licences/<uuid:uuid>/code/", licences.licence_code, name="licence_code"),
    path("licences/<uuid:uuid>/paper/", licences.licence_paper, name="licence_paper"),
    path("cases/", cases.my_cases, name="cases"),
    path("cases/<uuid:uuid>/", cases.case, name="case"),
    path("cases/<uuid:uuid>/receipt.cose", cases.receipt, name="receipt"),
    path("family/", family.family, name="family"),
    path("family/delegate/", family.delegate, name="delegate"),
    path("family/<uuid:uuid>/end/", family.end_delegation, name="end_delegation"),
    path("health/", health.colour, name="health"),
    path("health/code/", health.code, name="health_code"),
    path("health/paper/", health.paper, name="health_paper"),
    path("health/<uuid:uuid>/receipt.cose", health.receipt, name="health_receipt"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<uuid:uuid>/open/", messages.open_message, name="open_message"),
    path("access/", accesses.accesses, name="accesses"),
    path("me/", home.me, name="me"),
]
