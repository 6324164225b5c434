"""Addresses of the gallery."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="gallery"),
    path("<slug:name>/", views.component, name="gallery_component"),
]
