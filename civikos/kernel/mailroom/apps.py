from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.kernel.mailroom"
    label = "mailroom"
