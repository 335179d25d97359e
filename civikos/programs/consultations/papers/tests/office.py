"""LibreOffice as the other program: what it makes of our files. Tests that need it are skipped where it is absent."""

import shutil
import subprocess
from pathlib import Path

import pytest


def through_libreoffice(data: bytes, folder: Path, suffix: str, target: str | None = None) -> bytes:
    """Open a file in LibreOffice, recalculate, and save it as `target` (the same kind when none is named)."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    source = folder / f"sent.{suffix}"
    source.write_bytes(data)
    out = folder / "back"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    done = subprocess.run(
        [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            target or suffix,
            "--outdir",
            str(out),
            str(source),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    saved = out / f"sent.{target or suffix}"
    if not saved.exists() and "could not be loaded" in done.stderr:
        pytest.skip(f"this LibreOffice does not open {suffix}")
    assert saved.exists(), done.stderr
    return saved.read_bytes()
