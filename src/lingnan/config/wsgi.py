"""The web process: Django's pages and API. Showing and scanning at scale is the gate's (`lingnan.gate`)."""

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

application = get_wsgi_application()
# By name: rooms import their models, which Django has only now.
import_string("lingnan.config.wiring.count")()
import_string("lingnan.portal.probe.watch")()
