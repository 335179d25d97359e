"""The contract of public rooms refuses what it must; the contracts know every app."""

import configparser
from pathlib import Path

import grimp
import pytest

from config.contracts.public_rooms import PublicRooms, app_of

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"civikos.kernel", "civikos.programs"}


def verdict(importer: str, imported: str) -> bool:
    """Whether one import is kept, under the options of the real contract."""
    graph = grimp.ImportGraph()
    for module in (importer, imported):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import x")
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    options = {
        key: _value(value)
        for key, value in parser["importlinter:contract:public_rooms"].items()
        if key not in {"name", "type"}
    }
    return bool(PublicRooms("rooms", {}, options).check(graph, verbose=False).kept)


def _value(text: str) -> list[str] | str:
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    return lines if "\n" in text else text


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("civikos.programs.consultations.actions", "civikos.registers.legislation.queries", True),
        ("civikos.programs.consultations.actions", "civikos.registers.legislation.forms", False),
        ("civikos.programs.consultations.views.room", "civikos.kernel.correspondence.folder", False),
        ("civikos.programs.consultations.views.room", "civikos.kernel.files.downloads", True),
        ("civikos.programs.consultations.tests.test_x", "civikos.kernel.correspondence.folder", True),
        ("civikos.interfaces.portal.urls", "civikos.programs.consultations.urls", True),
        ("civikos.programs.consultations.urls", "civikos.interfaces.portal.urls", False),
        ("config.urls", "civikos.programs.consultations.urls", True),
        ("civikos.programs.consultations.views", "civikos.programs.consultations.forms", True),
    ],
)
def test_only_public_rooms_are_imported_from_another_app(importer: str, imported: str, kept: bool) -> None:
    assert verdict(importer, imported) is kept


def test_names_are_compared_part_by_part() -> None:
    assert app_of("civikos.kernel.audit.models", FLOORS) == ("civikos.kernel.audit", "models")
    assert app_of("civikos.kernel", FLOORS) is None
    assert app_of("civikos.kernels.audit.models", FLOORS) is None
    assert app_of("lawtext.model", FLOORS) is None
