from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.registers.organizations"
    label = "organizations"
