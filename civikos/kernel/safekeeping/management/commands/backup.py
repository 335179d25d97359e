"""`civikos backup`: one file with database and stored files, while the installation runs."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from civikos.kernel.safekeeping import actions
from civikos.kernel.workflow.refusals import Refused


class Command(BaseCommand):
    help = "Write a backup of database and stored files; safe while the installation runs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, for whom, and what else."""
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "backups",
            help="default: backups in the data folder",
        )
        parser.add_argument("--public-key", default="", help="encrypt to this key of age (age1…)")
        parser.add_argument(
            "--rotate", action="store_true", help="remove older backups: 24 hourly, 14 daily, 8 weekly, 12 monthly stay"
        )
        parser.add_argument(
            "--drill", action="store_true", help="restore it into a scratch folder and check it (SQLite, not encrypted)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = actions.make_backup(
                options["folder"],
                at=timezone.now(),
                public_key=options["public_key"],
                keep_all=not options["rotate"],
            )
            rows, size = sum(made.manifest.rows.values()), made.path.stat().st_size
            self.stdout.write(
                f"{made.path}: {rows} rows, {len(made.manifest.members) - 1} files, {size / 1e6:.1f} MB, log {made.manifest.log_size}"
            )
            if options["drill"]:
                began = time.monotonic()
                actions.drill(made.path, at=timezone.now())
                self.stdout.write(f"Restored and checked in {time.monotonic() - began:.1f} s.")
        except (Refused, ValueError) as refusal:
            raise CommandError(str(refusal))
        if made.manifest.missing_files:
            lost = ", ".join(digest[:12] for digest in made.manifest.missing_files[:5])
            raise CommandError(
                f"The backup was written, but the content of {len(made.manifest.missing_files)} stored files is missing or altered: {lost}"
            )
