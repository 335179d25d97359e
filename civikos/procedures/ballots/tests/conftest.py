"""An election with four member organizations, two holders of keys, and people who may cast a ballot."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ballotbox import make_identity
from ballotbox.__main__ import open_box
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person, RoleGrant
from civikos.procedures.ballots import actions
from civikos.procedures.ballots.actions.preparing import Plan
from civikos.procedures.ballots.models import Election, Elector
from civikos.registers.organizations.models import Affiliation, Mandate, Organization

SINCE = date(2020, 1, 1)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=timezone.get_fixed_timezone(60))
OPENS, CLOSES = AT + timedelta(hours=1), AT + timedelta(days=5)
WORDS = "lukon vufis sorak"


@dataclass
class Scene:
    """Who is there, and the keys."""

    folder: Path
    officer: Actor
    second: Actor
    organizations: list[Organization] = field(default_factory=list)
    people: dict[str, Actor] = field(default_factory=dict)
    keys: list[tuple[str, str]] = field(default_factory=lambda: [make_identity(), make_identity()])

    def plan(self, **more: Any) -> Plan:
        values = {
            "titles": {"sq": "Zgjedhja e anëtarit të Këshillit", "en": "Election of a member of the Council"},
            "explanations": {},
            "seats": 1,
            "method": "plurality",
            "most_marks": 1,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "roll_on": AT.date(),
        }
        return Plan(**(values | more))

    def prepared(self, names: str = "Arta Milan Emine", **more: Any) -> Election:
        """An election whose candidates and holders are named."""
        election = actions.prepare_election(self.plan(**more), by=self.officer, at=AT)
        for name in names.split():
            actions.add_candidate(election.pk, name=name, by=self.officer, at=AT)
        holders = [(f"Holder {n}", public) for n, (_secret, public) in enumerate(self.keys, 1)]
        return actions.name_holders(election.pk, holders, by=self.officer, at=AT)

    def opened(self, names: str = "Arta Milan Emine", **more: Any) -> Election:
        """An open one."""
        election = self.prepared(names, **more)
        probe = actions.make_probe(election.pk, by=self.officer, at=AT)
        actions.prove_keys(election.pk, self.unseal(probe), by=self.officer, at=AT)
        return actions.open_election(election.pk, by=self.officer, at=AT)

    def vote(self, election: Election, who: str, choices: str, at: datetime = OPENS) -> Elector:
        """The ballot of the organization of a person."""
        elector = Elector.objects.get(election=election, organization__mandates__person=self.people[who].person)
        return actions.cast_ballot(
            election.pk, elector.pk, choices.split(), f"{WORDS} {who}fjala", by=self.people[who], at=at
        )

    def unseal(self, box: bytes, *lots: str) -> bytes:
        """What the holders do, on a machine of their own."""
        (self.folder / "box.json").write_bytes(box)
        files = []
        for number, (secret, _public) in enumerate(self.keys):
            path = self.folder / f"key{number}"
            path.write_text(secret)
            files.append(path)
        return open_box(self.folder / "box.json", files, lots)[0]


@pytest.fixture
def scene(db: None, jurisdiction: Any, tmp_path: Path) -> Scene:
    """Four members; two people of the first one; somebody whose mandate has ended."""

    def person(name: str) -> Person:
        return Person.objects.create(email=f"{name}@example.org", name=name.title(), language="sq")

    officer, second = person("officer"), person("second")
    for each in (officer, second):
        RoleGrant.objects.create(person=each, role="secretariat", since=AT - timedelta(days=900))
    made = Scene(tmp_path, Actor(officer), Actor(second))
    for number, names in enumerate([["ana", "anita"], ["beni"], ["cveta"], ["drita"]]):
        organization = Organization.objects.create(
            kind="cso", code=f"o{number}", name=f"Organizata {number}", member_since=SINCE
        )
        made.organizations.append(organization)
        for name in names:
            who = person(name)
            Affiliation.objects.create(person=who, organization=organization, since=SINCE)
            Mandate.objects.create(person=who, organization=organization, scope="speak", since=SINCE)
            made.people[name] = Actor(who)
    lapsed = person("lapsed")
    Mandate.objects.create(
        person=lapsed, organization=made.organizations[3], scope="speak", since=SINCE, until=date(2026, 1, 1)
    )
    made.people["lapsed"] = Actor(lapsed)
    return made


@pytest.fixture
def dossier_of() -> Callable[[Election], dict[str, Any]]:
    """The dossier of an election as plain values."""
    from civikos.kernel.files.actions import content_of

    def read(election: Election) -> dict[str, Any]:
        election.refresh_from_db()
        assert election.dossier is not None
        return dict(json.loads(content_of(election.dossier)))

    return read
