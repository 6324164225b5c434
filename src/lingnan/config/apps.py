from django.apps import AppConfig
from django.utils.module_loading import import_string


class ConfigConfig(AppConfig):
    name = "lingnan.config"

    def ready(self) -> None:
        # By name: rooms import their models, which Django has only now.
        import_string("lingnan.config.wiring.connect")()
