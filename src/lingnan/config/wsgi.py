"""The web process: Django's pages and API. Showing and scanning at scale is the gate's (`lingnan.gate`)."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
