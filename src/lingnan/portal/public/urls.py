from django.urls import path

from . import rules, transparency, views, worker

urlpatterns = [
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.guide, name="guide"),
    path("services/<slug:code>/rule/", rules.rule, name="rule"),
    path("services/<slug:code>/rule/try/", rules.rule_try, name="rule_try"),
    path("services/<slug:code>/rule/decision.dmn", rules.rule_file, name="rule_file"),
    path("transparency/codes/", transparency.codes, name="transparency_codes"),
    path("transparency/codes.json", transparency.codes_data, name="transparency_codes_data"),
    path("transparency/health/", transparency.health, name="transparency_health"),
    path("transparency/health/head.cose", transparency.health_head, name="transparency_head"),
    path("transparency/health/consistency.json", transparency.health_consistency, name="transparency_consistency"),
    path("transparency/health/certificate.cose", transparency.health_certificate, name="transparency_certificate"),
    path("code-worker.js", worker.code_worker, name="code_worker"),
    path("verify/", views.verify, name="verify"),
]
