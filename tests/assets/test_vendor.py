"""Vendored files are the ones that were locked, and a difference is told by name."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ops_vendor", ROOT / "ops" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("static/vendor", "tests/vendor"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_the_committed_files_are_the_locked_ones(vendor: ModuleType) -> None:
    assert vendor.check() == sum(len(package.picks) for package in vendor.PACKAGES)


def test_an_untouched_copy_passes(vendor: ModuleType, copy: Path) -> None:
    assert vendor.check(copy) == vendor.check()


def _change(copy: Path) -> None:
    with (copy / "static/vendor/htmx/2.0.10/htmx.min.js").open("ab") as script:
        script.write(b" ")


def _remove(copy: Path) -> None:
    (copy / "tests/vendor/axe-core/4.14.1/axe.min.js").unlink()


def _add(copy: Path) -> None:
    (copy / "static/vendor/stray.js").write_text("1", encoding="utf-8")


def _bump(copy: Path) -> None:
    lock = copy / "static/vendor/vendor.lock.json"
    lock.write_text(lock.read_text(encoding="utf-8").replace('"2.0.10"', '"2.0.11"'), encoding="utf-8")


def _break(copy: Path) -> None:
    (copy / "static/vendor/vendor.lock.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_change, "htmx.min.js: not the file that was vendored"),
        (_remove, "axe.min.js: in the lock but not on disk"),
        (_add, "static/vendor/stray.js: on disk but not in the lock"),
        (_bump, "htmx.org@2.0.10: not in"),
        (_break, "cannot be read"),
    ],
)
def test_a_difference_is_named(vendor: ModuleType, copy: Path, harm: Callable[[Path], None], sentence: str) -> None:
    harm(copy)
    with pytest.raises(vendor.VendorError, match=sentence.replace(".", r"\.")):
        vendor.check(copy)


def test_the_lock_names_no_registry(vendor: ModuleType) -> None:
    text = (ROOT / vendor.LOCK).read_text(encoding="utf-8")
    assert "://" not in text
    assert all(len(entry["tarball_sha512"]) == 128 for entry in json.loads(text)["packages"])
