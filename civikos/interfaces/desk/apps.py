from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.interfaces.desk"
    label = "desk"
