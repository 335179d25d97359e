from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.kernel.mailroom"
    label = "mailroom"

    def ready(self) -> None:
        from civikos.kernel.mailroom import registration

        registration.register()
