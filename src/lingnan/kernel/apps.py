from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "lingnan.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make `among` known to every field."""
        from . import lookups  # noqa: F401, PLC0415 - registers itself, once the apps are there
