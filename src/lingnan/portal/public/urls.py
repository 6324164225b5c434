from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.guide, name="guide"),
    path("verify/", views.verify, name="verify"),
]
