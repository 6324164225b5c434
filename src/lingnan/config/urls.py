"""Every address of the web process."""

from django.urls import URLPattern, URLResolver, include, path

from lingnan.portal import entrance, preferences
from lingnan.portal.checkpoint import urls as checkpoint
from lingnan.portal.citizen import urls as citizen
from lingnan.portal.cockpit import urls as cockpit
from lingnan.portal.gallery import urls as gallery
from lingnan.portal.officer import urls as officer
from lingnan.portal.public import urls as public
from lingnan.portal.statements import urls as statements
from lingnan.rooms.codes import http as codes
from lingnan.rooms.identity import http as identity

from .api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(public.urlpatterns)),
    path("", include(citizen.urlpatterns)),
    path("", include(officer.urlpatterns)),
    path("", include(checkpoint.urlpatterns)),
    path("", include(cockpit.urlpatterns)),
    path("", include(statements.urlpatterns)),
    path("preferences/", include(preferences.urlpatterns)),
    path("gallery/", include(gallery.urlpatterns)),
    path("accounts/", include(entrance.urlpatterns)),
    path("", include(codes.urlpatterns)),
    path("", include(identity.urlpatterns)),
    path("api/v1/", api.urls),
]

handler403 = "lingnan.portal.shell.not_allowed"
handler404 = "lingnan.portal.shell.not_found"
handler500 = "lingnan.portal.shell.failed"
handler429 = "lingnan.portal.shell.too_many"
