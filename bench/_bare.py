"""The reference: the barest Django view that reads one row by its primary key, on the same server and database."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "lingnan.config.settings"

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.ROOT_URLCONF = "bench._bare"
settings.INSTALLED_APPS = ["lingnan.kernel"]
settings.MIDDLEWARE = []
application = get_wsgi_application()

from lingnan.kernel.models import AuditHead  # noqa: E402  models load after the settings


def row(request: HttpRequest, chain: int) -> HttpResponse:
    """One row by primary key."""
    return HttpResponse(str(AuditHead.objects.get(chain=chain).seq))


urlpatterns = [path("row/<int:chain>/", row)]
