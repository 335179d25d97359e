from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.kernel.accounts"
    label = "accounts"
