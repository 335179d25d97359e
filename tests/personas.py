"""
People with a story, made directly through the models: what they may do is what the tests are about.

Arta runs the secretariat. Blerim speaks for a member in Prishtina, Jelena for another one in another field. Driton
answers for a ministry. Nobody knows the visitor.
"""

from datetime import UTC, date, datetime

from civikos.kernel.accounts.actor import NOBODY, Actor
from civikos.kernel.accounts.models import Person, Role, RoleGrant
from civikos.registers.organizations.models import Affiliation, Mandate, Organization

LONG_AGO = date(2020, 1, 1)


def person(name: str, email: str = "", language: str = "sq") -> Person:
    """Somebody; the address is made from the name."""
    return Person.objects.create(
        name=name, email=email or f"{name.lower().replace(' ', '.')}@example.org", language=language
    )


def organization(code: str, name: str, kind: str = Organization.Kind.CSO, **more: object) -> Organization:
    """An organization; one of civil society is a member since 2020 unless told otherwise."""
    if kind == Organization.Kind.CSO:
        more.setdefault("member_since", LONG_AGO)
    return Organization.objects.create(code=code, name=name, kind=kind, **more)


def belongs_to(who: Person, where: Organization, title: str = "") -> Affiliation:
    """`who` belongs to `where` since 2020."""
    return Affiliation.objects.create(person=who, organization=where, title=title, since=LONG_AGO)


def speaks_for(who: Person, where: Organization, until: date | None = None) -> Mandate:
    """`who` may speak for `where` since 2020."""
    return Mandate.objects.create(
        person=who, organization=where, scope=Mandate.Scope.SPEAK, since=LONG_AGO, until=until
    )


def answers_for(who: Person, where: Organization, until: date | None = None) -> Mandate:
    """`who` may answer for the institution `where` since 2020."""
    return Mandate.objects.create(
        person=who, organization=where, scope=Mandate.Scope.ANSWER, since=LONG_AGO, until=until
    )


def make_secretariat() -> Actor:
    """Arta, who runs the secretariat."""
    arta = person("Arta Hoxha")
    RoleGrant.objects.create(person=arta, role=Role.SECRETARIAT, since=datetime(2020, 1, 1, tzinfo=UTC))
    return Actor(arta)


def make_member() -> Actor:
    """Blerim, who speaks for a member in Prishtina."""
    blerim = person("Blerim Krasniqi")
    forum = organization("persona-forumi", "Forumi për Pjesëmarrje")
    belongs_to(blerim, forum, "drejtor")
    speaks_for(blerim, forum)
    return Actor(blerim)


def make_other_member() -> Actor:
    """Jelena, who speaks for another member and reads Serbian."""
    jelena = person("Jelena Petrović", "jelena.petrovic@example.org", language="sr")
    center = organization("persona-centar", "Centar za životnu sredinu")
    belongs_to(jelena, center, "koordinatorka")
    speaks_for(jelena, center)
    return Actor(jelena)


def make_ministry() -> Actor:
    """Driton, who answers for a ministry."""
    driton = person("Driton Berisha")
    institution = organization("persona-ministria", "Ministria e Provës", Organization.Kind.MINISTRY)
    belongs_to(driton, institution, "zyrtar")
    answers_for(driton, institution)
    return Actor(driton)


def make_visitor() -> Actor:
    """Nobody we know."""
    return NOBODY
