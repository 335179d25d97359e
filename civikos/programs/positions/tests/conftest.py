"""
Positions in each phase, made through the actions that people use. The clock stands at `at` (24 November 2026, a Tuesday).

`network`     the roll: Forumi (Blerim and Besa), Centar (Jelena), and four more members, each with one speaker
`opened`      a position on a public statement; `on_draft` one on the consultation of the samples, sent to the members
`drafted`     `on_draft` with two passages, standing on what Blerim and Jelena said
`asked`       put to the members on 1 December
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from civikos.kernel.accounts.actor import Actor, Door
from civikos.programs.consultations.models import Consultation, Contribution
from civikos.programs.consultations.tests import samples
from civikos.programs.positions import actions
from civikos.programs.positions.actions.asking import Saying
from civikos.programs.positions.actions.drafting import Basis, Words
from civikos.programs.positions.actions.opening import Plan, Subject
from civikos.programs.positions.models import Position
from civikos.registers.organizations.models import Organization
from tests import personas

PRISHTINA = ZoneInfo("Europe/Belgrade")


def moment(day: int, hour: int = 10, minute: int = 0, month: int = 12) -> datetime:
    """A moment in Prishtina, in December 2026 unless told otherwise."""
    return datetime(2026, month, day, hour, minute, tzinfo=PRISHTINA)


GATHERED = moment(30, 9, month=11)  # gathering ends on 27 November, 16:00; the 28th is a holiday and a Saturday
ANSWERED = moment(4, 17)


@dataclass
class Network:
    """Members and who speaks for them."""

    secretariat: Actor
    blerim: Actor
    jelena: Actor
    besa: Actor
    others: list[Actor] = field(default_factory=list)

    def organization(self, actor: Actor) -> Organization:
        assert actor.person is not None
        return actor.person.mandates.get().organization

    def pk(self, actor: Actor) -> int:
        return self.organization(actor).pk

    def answer(self, position: Position, actor: Actor, at: datetime, **saying: Any) -> Any:
        given = {"passage": None, "answer": "back"} | saying
        return actions.respond(position.pk, Saying(**given), organization=self.pk(actor), by=actor, at=at)


@pytest.fixture
def network(jurisdiction: None, secretariat: Actor, member: Actor, other_member: Actor) -> Network:
    made = Network(secretariat, member, other_member, secretariat)
    besa = personas.person("Besa Gashi")
    forum = made.organization(member)
    personas.belongs_to(besa, forum, "zëdhënëse")
    personas.speaks_for(besa, forum)
    made.besa = Actor(besa)
    for number, name in enumerate(["Agron Leka", "Drita Mala", "Ermal Noka", "Fatime Osa"], 1):
        person = personas.person(name)
        organization = personas.organization(f"persona-{number}", f"Organizata {number}")
        personas.belongs_to(person, organization, "drejtoreshë")
        personas.speaks_for(person, organization)
        made.others.append(Actor(person))
    return made


@pytest.fixture
def opened(network: Network, at: datetime, clock: Any) -> Position:
    return actions.open_position(
        Subject(kind="statement", title="Për lirinë e tubimit", addressee_name="Kuvendi i Republikës së Kosovës"),
        Plan(),
        rapporteur=network.blerim.person,
        working_group=None,
        by=network.secretariat,
        at=at,
    )


@pytest.fixture
def consultation(network: Network, ministry: Actor, at: datetime, clock: Any) -> Consultation:
    row = samples.register(network.secretariat, samples.organization_of(ministry), at)
    samples.distribute(row, network.secretariat, [network.blerim, network.jelena], at)
    samples.comment(row, network.blerim, at)
    samples.comment(
        row,
        network.jelena,
        at + timedelta(minutes=5),
        "Ispod petnaest godina uz saglasnost.",
        eid="art_3__para_1",
        language="sr",
        proposed="Volonter može biti lice koje je navršilo četrnaest (14) godina.",
    )
    row.refresh_from_db()
    return row


@pytest.fixture
def on_draft(consultation: Consultation, network: Network, at: datetime) -> Position:
    return actions.open_position(
        Subject(kind="consultation", consultation=consultation.pk),
        Plan(),
        rapporteur=network.blerim.person,
        working_group=None,
        by=network.secretariat,
        at=at + timedelta(hours=1),
    )


@pytest.fixture
def drafted(on_draft: Position, network: Network) -> Position:
    first, second = Contribution.objects.order_by("pk")
    actions.write_passage(
        on_draft.pk,
        Words(
            "Rregullorja duhet të zbatohet edhe për shkollat. Pa to, shumica e vullnetarëve mbetet jashtë.",
            heading="Fushëveprimi",
            eid="art_2",
            basis=Basis(contributions=[first.pk]),
        ),
        by=network.blerim,
        at=GATHERED,
    )
    actions.write_passage(
        on_draft.pk,
        Words(
            "Mosha katërmbëdhjetë vjeç është e mjaftueshme.",
            proposed="Vullnetar mund të jetë personi që ka mbushur katërmbëdhjetë (14) vjet.",
            eid="art_3__para_1",
            basis=Basis(contributions=[second.pk], named=[("Konventa për të Drejtat e Fëmijës, neni 15", "")]),
        ),
        by=network.blerim,
        at=GATHERED,
    )
    on_draft.refresh_from_db()
    return on_draft


@pytest.fixture
def asked(drafted: Position, network: Network, clock: Any) -> Position:
    clock.move_to(GATHERED)
    return actions.ask_members(drafted.pk, by=network.blerim, at=GATHERED)


@pytest.fixture
def link_to() -> Any:
    return lambda actor, position: Actor(actor.person, audience=position.name, door=Door.LINK)
