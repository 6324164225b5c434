from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "lingnan.rooms.codes"
    label = "codes"
