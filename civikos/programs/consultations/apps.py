from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.programs.consultations"
    label = "consultations"

    def ready(self) -> None:
        from civikos.programs.consultations import registration

        registration.register()
