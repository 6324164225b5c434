from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "lingnan.rooms.outreach"
    label = "outreach"
