from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "lingnan.rooms.health"
    label = "health"
