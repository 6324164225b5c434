from django.apps import AppConfig


class TestingConfig(AppConfig):
    name = "lingnan.rooms.testing"
    label = "testing"
