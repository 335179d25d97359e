from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.programs.standards"
    label = "standards"

    def ready(self) -> None:
        from civikos.programs.standards import registration

        registration.register()
