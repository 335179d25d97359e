"""`civikos restore FILE --into FOLDER`: make an installation's data out of a backup; overwrites nothing."""

import base64
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from civikos.kernel.safekeeping import actions
from civikos.kernel.workflow.refusals import Refused


class Command(BaseCommand):
    help = "Restore a backup into a folder that does not exist yet. Mail is held and nobody is signed in until `civikos release`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What, where to, and what is known from outside."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--into", type=Path, required=True)
        parser.add_argument("--database", default="", help="address of an empty database, for a backup of PostgreSQL")
        parser.add_argument(
            "--private-key", type=Path, help="file with the private key of age, for an encrypted backup"
        )
        parser.add_argument(
            "--checkpoint", default="", help="the newest checkpoint from a mail: size and root, such as '1234 q83v…='"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checkpoint = None
        if options["checkpoint"]:
            try:
                size, root, *_minute = options["checkpoint"].split()
                checkpoint = int(size), base64.b64decode(root, validate=True).hex()
            except ValueError:
                raise CommandError("--checkpoint: copy the line from the mail as it stands there, in quotation marks.")
        try:
            done = actions.restore(
                options["file"],
                options["into"],
                at=timezone.now(),
                private_key=options["private_key"],
                database=options["database"],
                checkpoint=checkpoint,
            )
        except Refused as refusal:
            raise CommandError(str(refusal))
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {error.filename}.")
        rows, log = sum(done.manifest.rows.values()), done.manifest.log_size
        self.stdout.write(f"Restored the state of {done.manifest.made_at} into {done.folder}: {rows} rows, log {log}.")
        if done.lost:
            self.stdout.write(f"Entries {done.lost[0]}–{done.lost[1]} of the public log are not in this backup.")
        self.stdout.write(
            f"Set CIVIKOS_DATA_DIR={done.folder} and the keys of the installation, look at it, then run `civikos release`."
        )
