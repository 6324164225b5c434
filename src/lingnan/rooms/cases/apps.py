from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lingnan.rooms.cases"
    label = "cases"
