#!/usr/bin/env python3
"""Keep the third-party front-end files in the repository pinned and checked.

    python ops/vendor.py check    re-hash every vendored file against the lock (no network; part of `make check`)
    python ops/vendor.py fetch    get the packages named below again and rewrite the files and the lock

Only the standard library is used. `fetch` is for a developer's machine: it calls `npm pack` (which runs no
package script) and, for fonts that are cut to fewer letters, `python -m fontTools.subset` with the woff2 codec.
The files are committed, so neither tool is needed to run, test or deploy.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
LOCK = PurePosixPath("static/vendor/vendor.lock.json")

SHIPPED = PurePosixPath("static/vendor")
"""Served to browsers."""

TESTS_ONLY = PurePosixPath("tests/vendor")
"""Loaded by the page tests, never collected into the static files of an installation."""

# Letters of Albanian, Serbian (Latin) and of the names from the region: Latin Extended-A, the Romanian comma letters,
# capital sharp s. The full Latin Extended file is three times as long and every Serbian page would load it.
REGION = "U+0100-017F,U+0218-021B,U+1E9E,U+2113"
CYRILLIC = "U+0301,U+0400-045F,U+0490-0491,U+2116"


class VendorError(Exception):
    """The vendored files cannot be trusted or fetched; the message says what to do."""


@dataclass(frozen=True)
class Pick:
    """One file taken out of a package: its path inside, our name for it, and the letters kept if it is a font."""

    source: str
    name: str
    letters: str = ""


@dataclass(frozen=True)
class Package:
    """One published package, at one version, of which a few files are copied to `folder`."""

    name: str
    version: str
    licence: str
    folder: PurePosixPath
    picks: tuple[Pick, ...]

    @property
    def label(self) -> str:
        """`name@version`, as npm writes it."""
        return f"{self.name}@{self.version}"


def _font(family: str, style: str) -> tuple[Pick, ...]:
    return (
        Pick(f"files/{family}-latin-wght-{style}.woff2", f"{family}-latin-{style}.woff2"),
        Pick(f"files/{family}-latin-ext-wght-{style}.woff2", f"{family}-region-{style}.woff2", REGION),
        Pick(f"files/{family}-cyrillic-wght-{style}.woff2", f"{family}-cyrillic-{style}.woff2", CYRILLIC),
    )


PACKAGES = (
    Package(
        "@fontsource-variable/source-sans-3",
        "5.3.0",
        "OFL-1.1",
        SHIPPED / "source-sans-3" / "5.3.0",
        (*_font("source-sans-3", "normal"), Pick("LICENSE", "OFL.txt")),
    ),
    Package(
        "@fontsource-variable/source-serif-4",
        "5.3.1",
        "OFL-1.1",
        SHIPPED / "source-serif-4" / "5.3.1",
        (*_font("source-serif-4", "normal"), *_font("source-serif-4", "italic"), Pick("LICENSE", "OFL.txt")),
    ),
    Package(
        "htmx.org",
        "2.0.10",
        "0BSD",
        SHIPPED / "htmx" / "2.0.10",
        (Pick("dist/htmx.min.js", "htmx.min.js"), Pick("LICENSE", "LICENSE.txt")),
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        TESTS_ONLY / "axe-core" / "4.14.1",
        (Pick("axe.min.js", "axe.min.js"), Pick("LICENSE", "LICENSE.txt")),
    ),
)


def check(root: Path = ROOT, packages: Sequence[Package] = PACKAGES) -> int:
    """Compare the files on disk with the lock and the list of packages; return how many files were checked.

    Raises:
        VendorError: with one line per difference: a file missing, changed, or not in the lock, or a package
            whose version or licence in the lock is not the one named in this script.
    """
    locked = _read_lock(root)
    faults: list[str] = []
    expected: dict[str, str] = {}
    for package in packages:
        entry = locked.pop(package.label, None)
        if entry is None:
            faults.append(f"{package.label}: not in {LOCK}; run `python ops/vendor.py fetch`")
            continue
        if entry["licence"] != package.licence:
            faults.append(f"{package.label}: the lock says licence {entry['licence']}, not {package.licence}")
        wanted = {str(package.folder / pick.name) for pick in package.picks}
        if set(entry["files"]) != wanted:
            faults.append(f"{package.label}: the lock lists other files than this script; run `fetch`")
        expected.update(entry["files"])
    faults += [f"{label}: in {LOCK} but not in this script; run `fetch`" for label in sorted(locked)]

    present = {
        str(PurePosixPath(path.relative_to(root)))
        for top in (SHIPPED, TESTS_ONLY)
        for path in (root / top).rglob("*")
        if path.is_file() and path != root / LOCK
    }
    faults += [f"{path}: in the lock but not on disk" for path in sorted(set(expected) - present)]
    faults += [f"{path}: on disk but not in the lock" for path in sorted(present - set(expected))]
    for path in sorted(present & set(expected)):
        if _sha256(root / path) != expected[path]:
            faults.append(f"{path}: not the file that was vendored (its sha256 differs)")
    if faults:
        raise VendorError("\n".join(faults))
    return len(expected)


def fetch(root: Path = ROOT, packages: Sequence[Package] = PACKAGES) -> None:
    """Get every package anew, copy its files and write the lock.

    Raises:
        VendorError: a tool is missing or fails, a file is not in the package, or a version that is already
            locked now has another tarball than before (then somebody changed a published version: do not use it).
    """
    if shutil.which("npm") is None:
        raise VendorError("npm is needed to fetch (not to run): install Node, or leave the vendored files as they are")
    before = _read_lock(root) if (root / LOCK).exists() else {}
    entries = []
    with tempfile.TemporaryDirectory() as scratch:
        for package in packages:
            tarball = _pack(package, Path(scratch))
            sha512 = hashlib.sha512(tarball.read_bytes()).hexdigest()
            known = before.get(package.label)
            if known is not None and known["tarball_sha512"] != sha512:
                raise VendorError(f"{package.label}: the tarball is not the one locked before; nothing was changed")
            entries.append((package, sha512, _unpack(package, tarball)))
    for top in (SHIPPED, TESTS_ONLY):
        shutil.rmtree(root / top, ignore_errors=True)
    lock = []
    for package, sha512, files in entries:
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        lock.append(
            {
                "name": package.name,
                "version": package.version,
                "licence": package.licence,
                "tarball_sha512": sha512,
                "files": {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())},
            }
        )
    (root / LOCK).parent.mkdir(parents=True, exist_ok=True)
    (root / LOCK).write_text(json.dumps({"packages": lock}, indent=2) + "\n", encoding="utf-8")


def _pack(package: Package, scratch: Path) -> Path:
    folder = scratch / package.name.replace("/", "-")
    folder.mkdir()
    _run(["npm", "pack", "--silent", "--ignore-scripts", package.label], folder)
    tarballs = list(folder.glob("*.tgz"))
    if len(tarballs) != 1:
        raise VendorError(f"{package.label}: npm pack left {len(tarballs)} tarballs, one was expected")
    return tarballs[0]


def _unpack(package: Package, tarball: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with tarfile.open(tarball) as archive:
        for pick in package.picks:
            try:
                member = archive.extractfile(f"package/{pick.source}")
            except KeyError:
                member = None
            if member is None:
                raise VendorError(f"{package.label}: there is no file {pick.source} in it")
            content = member.read()
            if pick.letters:
                content = _subset(content, pick.letters, tarball.parent)
            files[str(package.folder / pick.name)] = content
    return files


def _subset(font: bytes, letters: str, scratch: Path) -> bytes:
    source, target = scratch / "whole.woff2", scratch / "subset.woff2"
    source.write_bytes(font)
    _run(
        [
            sys.executable,
            "-m",
            "fontTools.subset",
            str(source),
            f"--output-file={target}",
            f"--unicodes={letters}",
            "--flavor=woff2",
            "--layout-features=*",
            # The licence reserves the font's name for unmodified files: a cut file keeps only copyright and licence.
            "--name-IDs=0,13,14",
            "--no-recalc-timestamp",
        ],
        scratch,
    )
    return target.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise VendorError(f"{' '.join(command[:4])} failed: {done.stderr.strip()[-400:]}")


def _read_lock(root: Path) -> dict[str, dict]:
    try:
        packages = json.loads((root / LOCK).read_text(encoding="utf-8"))["packages"]
        return {f"{entry['name']}@{entry['version']}": entry for entry in packages}
    except FileNotFoundError:
        raise VendorError(f"{LOCK} is missing; take it from the repository or run `fetch`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise VendorError(f"{LOCK} cannot be read: {error}") from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when all is well, 1 with the reasons on standard error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=("check", "fetch"))
    command = parser.parse_args(arguments).command
    try:
        if command == "fetch":
            fetch()
        print(f"vendor: {check()} files are the ones in {LOCK}")
    except VendorError as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
