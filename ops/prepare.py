#!/usr/bin/env python3
"""Make the data ready for a start, in one process: migrate, load the jurisdiction's profile, and once the demo network."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> int:
    """0 when the platform may start."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1

    from django.conf import settings
    from django.core.management import call_command, get_commands
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("migrating the database …", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    commands = get_commands()
    if "load_jurisdiction" in commands:
        call_command("load_jurisdiction", verbosity=0)
    seeded: Path = settings.DATA_DIR / "seeded"
    if settings.DEMO and "seed" in commands and not seeded.exists():
        print("loading the demo network (once) …", flush=True)
        started = time.monotonic()
        call_command("seed", verbosity=1)
        # Written last: a load that was stopped half-way is done again.
        seeded.write_text("The demo network has been loaded. Remove this file to load it again.\n")
        print(f"loaded in {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
