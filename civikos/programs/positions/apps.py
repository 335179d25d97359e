from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.programs.positions"
    label = "positions"

    def ready(self) -> None:
        from civikos.programs.positions import registration

        registration.register()
