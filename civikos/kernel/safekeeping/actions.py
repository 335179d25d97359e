"""Making a backup of a running installation, and making an installation out of a backup."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext_lazy as _

from civikos.kernel.safekeeping import archive, engines
from civikos.kernel.safekeeping.archive import BackupDamaged, Manifest
from civikos.kernel.safekeeping.engines import Figures, TargetNotEmpty
from civikos.kernel.safekeeping.rotation import to_drop
from civikos.kernel.workflow.refusals import Refused

SQLITE, POSTGRES = "sqlite", "postgresql"
ENDING = ".civikos-backup"
LAST_DRILL = "last-drill.json"


class NeedsDatabase(Refused):
    """A backup of PostgreSQL is restored into a database that the caller names."""

    code = "backup.needs_database"
    message = _("This is a backup of PostgreSQL. Name an empty database with --database.")


@dataclass(frozen=True)
class Made:
    """A backup that was written."""

    path: Path
    manifest: Manifest


@dataclass(frozen=True)
class Restored:
    """What a restore brought back; `lost` are log entries that a known checkpoint has and the backup has not."""

    folder: Path
    manifest: Manifest
    lost: tuple[int, int] | None


def make_backup(folder: Path, *, at: datetime, public_key: str = "", keep_all: bool = True) -> Made:
    """
    Write one file with the whole installation as it was at one moment, while it runs: database and stored files.

    Not in it, on purpose: keys, and mail that the demo keeps in a folder. With `keep_all` off, older backups beside it go by
    the rotation. Raises: DatabaseDamaged, ToolMissing, NoEncryption, ValueError for a wrong public key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}{ENDING}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch_name:
        scratch = Path(scratch_name)
        figures, database = _copy_database(scratch)
        parts, missing = {archive.DATABASE: database}, []
        for digest in figures.files:
            copy = scratch / digest
            if _copy_file(digest, copy):
                parts[f"files/{digest}"] = copy
            else:
                missing.append(digest)
        manifest = Manifest(
            made_at=at.astimezone(UTC).isoformat(),
            engine=SQLITE if connection.vendor == "sqlite" else POSTGRES,
            rows=figures.rows,
            log_size=figures.log_size,
            log_root=figures.log_root,
            members={name: archive.hash_of(path) for name, path in parts.items()},
            missing_files=missing,
        )
        archive.write(folder / name, manifest, parts, public_key=public_key)
    if not keep_all:
        for old in to_drop(list(folder.glob(f"*{ENDING}"))):
            old.unlink()
    return Made(folder / name, manifest)


def _copy_database(scratch: Path) -> tuple[Figures, Path]:
    if connection.vendor == "sqlite":
        plain, packed = scratch / "plain", scratch / "packed"
        figures = engines.copy_sqlite(str(connection.settings_dict["NAME"]), plain)
        engines.compress(plain, packed)
        plain.unlink()
        return figures, packed
    dump = scratch / "dump"
    return engines.copy_postgres(dump), dump


def _copy_file(digest: str, target: Path) -> bool:
    # False where the content is missing or is not what its name says: the manifest then tells which, and the rest is saved.
    try:
        with default_storage.open(f"{digest[:2]}/{digest}", "rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, archive.CHUNK)
    except OSError:
        return False
    return archive.hash_of(target).sha256 == digest


def restore(
    backup: Path,
    into: Path,
    *,
    at: datetime,
    private_key: Path | None = None,
    database: str = "",
    checkpoint: tuple[int, str] | None = None,
) -> Restored:
    """
    Make an installation's data out of a backup, in a folder that does not exist yet; checked before it gets its name.

    What is restored rests: mail is held, links and sessions are gone, the clock is paused until `civikos release`.
    `checkpoint` is the newest one known from outside, as size and root in hexadecimal. `database` is the address of an empty
    PostgreSQL database.

    Raises: TargetNotEmpty, BackupDamaged, BackupEncrypted, DatabaseDamaged, NeedsDatabase, ToolMissing.
    """
    if into.exists():
        raise TargetNotEmpty(target=into)
    into.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=into.parent, prefix=f".{into.name}."))
    try:
        unpacked = partial / "unpacked"
        unpacked.mkdir()
        with archive.opened(backup, partial / "plain", private_key=private_key) as plain:
            manifest = archive.unpack(plain, unpacked)
        _put_files(unpacked / "files", partial / "files")
        roots = _put_database(manifest, unpacked / archive.DATABASE, partial, database, at)
        lost = _compare(checkpoint, manifest, roots)
        shutil.rmtree(unpacked)
        partial.chmod(0o700)
        partial.replace(into)
    finally:
        engines.remove(partial)
    return Restored(into, manifest, lost)


def _put_files(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for path in source.iterdir() if source.is_dir() else []:
        place = target / path.name[:2] / path.name
        place.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(place)


def _put_database(manifest: Manifest, dump: Path, folder: Path, database: str, at: datetime) -> dict[int, str]:
    reason = f"restored from a backup of {manifest.made_at}"
    if manifest.engine == SQLITE:
        place = folder / "civikos.sqlite3"
        try:
            engines.decompress(dump, place)
        except (OSError, EOFError) as error:
            raise BackupDamaged(why="the database cannot be unpacked") from error
        place.chmod(0o600)
        engines.check_sqlite(place)
        with engines.sqlite_cursor(place) as cursor:
            return _compared_and_put_to_rest(cursor, manifest, reason, at)
    if not database:
        raise NeedsDatabase
    engines.restore_postgres(dump, database)
    with engines.postgres_cursor(database) as cursor:
        return _compared_and_put_to_rest(cursor, manifest, reason, at)


def _compared_and_put_to_rest(cursor: engines.Cursor, manifest: Manifest, reason: str, at: datetime) -> dict[int, str]:
    found = engines.figures_of(cursor, manifest.rows)
    if found.rows != manifest.rows:
        table = next(
            name for name in sorted({*found.rows, *manifest.rows}) if found.rows.get(name) != manifest.rows.get(name)
        )
        raise BackupDamaged(why=f"{table} has {found.rows.get(table)} rows and not {manifest.rows.get(table)}")
    if (found.log_size, found.log_root) != (manifest.log_size, manifest.log_root):
        raise BackupDamaged(why="the public log is not what the manifest says")
    roots = engines.roots_of(cursor)
    engines.put_to_rest(cursor, reason, at)
    return roots


def _compare(checkpoint: tuple[int, str] | None, manifest: Manifest, roots: dict[int, str]) -> tuple[int, int] | None:
    if checkpoint is None:
        return None
    size, root = checkpoint
    if size > manifest.log_size:
        return manifest.log_size + 1, size
    if roots[size] != root:
        raise BackupDamaged(why=f"the first {size} entries of the public log are not those of the checkpoint")
    return None


def drill(backup: Path, *, at: datetime, private_key: Path | None = None) -> Restored:
    """
    Restore a backup of SQLite into a scratch folder, with every check, and throw it away; `doctor` tells when it was done
    last. Raises as `restore`.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".drill-") as scratch:
        restored = restore(backup, Path(scratch) / "restored", at=at, private_key=private_key)
    told = {"at": at.isoformat(), "backup": backup.name, "rows": sum(restored.manifest.rows.values())}
    (settings.DATA_DIR / LAST_DRILL).write_text(json.dumps(told))
    return restored
