from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lingnan.rooms.exchange"
    label = "exchange"
