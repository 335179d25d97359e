from django.apps import AppConfig
from django.conf import settings


class Config(AppConfig):
    name = "civikos.interfaces.demo"
    label = "demo"

    def ready(self) -> None:
        if not settings.DEMO:
            return
        from civikos.interfaces.demo.people import DEMO_PEOPLE
        from civikos.kernel.catalog import registry

        registry.add_demo_people(DEMO_PEOPLE)
