from django.apps import AppConfig

from . import wiring


class ConfigConfig(AppConfig):
    name = "lingnan.config"

    def ready(self) -> None:
        wiring.connect()
