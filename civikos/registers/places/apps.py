from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.registers.places"
    label = "places"
