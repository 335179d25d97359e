"""The contract "public rooms": what of an app another app may import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import grimp
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True)
class Breach:
    """One import that reaches into a room that is not public."""

    importer: str
    imported: str
    line: int
    text: str


def app_of(module: str, floors: set[str]) -> tuple[str, str] | None:
    """
    The app a module belongs to and its room inside: `civikos.registers.places.models` → (`civikos.registers.places`, `models`).

    None for a module that lies in no app. Names are compared part by part, so `placesX` is never taken for `places`.
    """
    parts = module.split(".")
    floor = ".".join(parts[:2])
    if floor not in floors or len(parts) < 3:
        return None
    return ".".join(parts[:3]), parts[3] if len(parts) > 3 else ""


def _names(option: object) -> set[str]:
    # When the contract is made, import-linter puts the parsed values in the place of the fields.
    return set(cast("set[str]", option))


class PublicRooms(Contract):
    """
    From another app only public rooms are imported.

    Options:
        floors: packages whose children are apps.
        rooms: rooms of every app that others may import.
        own_modules: further modules, by full name, that are public because their app is there to offer them.
        composers: packages that may import `composer_rooms` as well.
        composer_rooms: those rooms.
        free_rooms: rooms whose own imports are not looked at, such as tests.
    """

    type_name = "public_rooms"

    floors = fields.SetField(subfield=fields.StringField())
    rooms = fields.SetField(subfield=fields.StringField())
    own_modules = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    composers = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    composer_rooms = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    free_rooms = fields.SetField(subfield=fields.StringField(), required=False, default=set())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every direct import between two apps."""
        breaches = []
        for importer in sorted(graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if not self._may_import(importer, imported):
                    first = graph.get_import_details(importer=importer, imported=imported)[0]
                    breaches.append(Breach(importer, imported, first["line_number"], first["line_contents"]))
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def _may_import(self, importer: str, imported: str) -> bool:
        floors = _names(self.floors)
        target, source = app_of(imported, floors), app_of(importer, floors)
        if target is None or (source is not None and source[0] == target[0]):
            return True
        if source is not None and source[1] in _names(self.free_rooms):
            return True
        allowed = _names(self.rooms)
        if any(importer == each or importer.startswith(f"{each}.") for each in _names(self.composers)):
            allowed |= _names(self.composer_rooms)
        return target[1] in allowed or ".".join(imported.split(".")[:4]) in _names(self.own_modules)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say what was imported from where, and what to do."""
        for breach in check.metadata["breaches"]:
            output.print_error(f"{breach.importer}:{breach.line} imports {breach.imported}")
            output.print(f"    {breach.text.strip()}")
        output.print_error(
            "\nFrom another app import only its models, queries, querysets, actions, events and states: the rest may change any day. "
            "Fix: ask one of its queries, call one of its actions, or let it offer what you need in one of these rooms.",
            bold=False,
        )
