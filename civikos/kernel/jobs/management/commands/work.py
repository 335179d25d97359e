"""`civikos work`: the worker. It sends what is in the outbox and runs what the clock starts."""

from typing import Any, ClassVar

from django.utils import timezone
from huey.contrib.djhuey.management.commands.run_huey import Command as RunHuey

from civikos.kernel.jobs import clock


class Command(RunHuey):
    help = "Send mail and run what the clock starts, until stopped."
    # The worker serves no pages; the web process has checked the same settings.
    requires_system_checks: ClassVar[list[str]] = []

    def handle(self, *args: Any, **options: Any) -> None:
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("tasks")
        # What a killed worker left undone is picked up now, not only at the next full minute.
        clock.run_at_start(timezone.now())
        super().handle(*args, **options)
