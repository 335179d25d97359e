from django.apps import AppConfig


class Config(AppConfig):
    name = "civikos.registers.organizations"
    label = "organizations"

    def ready(self) -> None:
        from civikos.registers.organizations import registration

        registration.register()
