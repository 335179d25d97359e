from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.procedures.ballots"
    label = "ballots"

    def ready(self) -> None:
        from civikos.procedures.ballots import registration

        registration.register()
