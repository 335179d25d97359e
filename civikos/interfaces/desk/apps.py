from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.interfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from civikos.interfaces.desk import registration

        registration.register()
