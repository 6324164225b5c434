from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "lingnan.rooms.licences"
    label = "licences"
