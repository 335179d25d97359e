"""Every package the code imports is asked for by name, and every package asked for is used."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"civikos", "config", "lawtext", "mailtext", "ballotbox", "tests", "ops", "conftest", "bench", "postgres"}
# Used without being imported by our code.
BY_OTHERS = {
    "argon2-cffi": "Django's hasher of passwords",
    "gunicorn": "started as a program",
    "psycopg": "Django's driver of PostgreSQL",
    "tzdata": "Python's zones where the system has none",
    "setuptools": "puts our commands on the path",
    "django-htmx": "named in the settings",
    "whitenoise": "named in the settings",
    "django-csp": "named in the settings",
    "django-storages": "named in the settings where files lie in an S3-compatible store",
    "redis": "named in the settings where the queue lies in Redis",
    "numpy": "the arrays of scipy",
}


def asked_for(name: str) -> set[str]:
    """Packages named in a requirements file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[=\[<> ]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))}


def imported_by(*tops: str, with_tests: bool) -> dict[str, str]:
    """Top-level modules imported by code under some folders, each with one file that does."""
    found: dict[str, str] = {}
    for top in tops:
        for path in sorted((ROOT / top).rglob("*.py")):
            if not with_tests and "tests" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom) and not node.level
                    else []
                )
                for name in names:
                    found.setdefault(name.split(".")[0], str(path.relative_to(ROOT)))
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names and name not in OURS}


def package_names(module: str) -> set[str]:
    """Packages that bring a module, by name."""
    return {name.lower() for name in packages_distributions().get(module, [module])}


def test_what_runs_imports_only_what_the_runtime_lock_names() -> None:
    allowed = asked_for("requirements.in") | asked_for("requirements-prod.in")
    dev_only = {"config.contracts"}
    for module, path in imported_by("civikos", "config", "lawtext", "mailtext", "ballotbox", with_tests=False).items():
        if any(path.startswith(each.replace(".", "/")) for each in dev_only):
            continue
        assert package_names(module) & allowed, f"{path} imports {module}, which requirements.in does not name"


@pytest.mark.parametrize("name", ["requirements.in", "requirements-prod.in"])
def test_every_package_asked_for_is_used(name: str) -> None:
    used = {
        package
        for module in imported_by("civikos", "config", "lawtext", "ops", with_tests=False)
        for package in package_names(module)
    }
    unused = asked_for(name) - used - set(BY_OTHERS)
    assert not unused, (
        f"{name} names {sorted(unused)}, which nothing imports: take it out, or say in this test who uses it"
    )


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-prod.txt", "requirements-bootstrap.txt"]
)
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0])


def test_the_runtime_lock_is_part_of_the_dev_lock() -> None:
    floors = {
        name: dict(
            re.findall(
                r"^([a-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE
            )
        )
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-prod.txt")
    }
    for name in ("requirements.txt", "requirements-prod.txt"):
        assert floors[name].items() <= floors["requirements-dev.txt"].items()
