from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.programs.positions"
    label = "positions"
