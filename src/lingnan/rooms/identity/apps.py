from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lingnan.rooms.identity"
    label = "identity"
