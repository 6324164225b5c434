from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "lingnan.rooms.catalogue"
    label = "catalogue"
