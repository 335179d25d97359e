from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.programs.information_requests"
    label = "information_requests"

    def ready(self) -> None:
        from civikos.programs.information_requests import registration

        registration.register()
