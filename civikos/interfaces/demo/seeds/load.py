"""Loading the whole demo, all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation

from civikos.interfaces.demo import people as demo_people
from civikos.interfaces.demo.seeds import mailroom, register, requests, standards, story
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.programs.consultations.models import Consultation
from civikos.registers.organizations.models import Organization

WHOLE = 301


class AlreadyInUse(Exception):
    """There are people or organizations in the database that are not the demo's."""


@dataclass(frozen=True)
class Loaded:
    """What the demo consists of now."""

    register: register.Register
    story: story.Told
    recorded: int


def is_loaded() -> bool:
    """Whether the demo network is there already."""
    return Person.objects.filter(email=demo_people.OFFICER).exists()


def is_empty() -> bool:
    """Whether nothing has been entered: institutions come with the profile of the jurisdiction and do not count."""
    of_people = [Organization.Kind.CSO, Organization.Kind.WORKING_GROUP]
    return not (
        Person.objects.exists()
        or Consultation.objects.exists()
        or Organization.objects.filter(kind__in=of_people).exists()
    )


def load(*, at: datetime, organizations: int = WHOLE) -> Loaded:
    """
    Load the demo as it stands at a moment, into an empty database with the jurisdiction's profile, in one transaction.

    Raises: AlreadyInUse.
    """
    with transaction.atomic(), translation.override("sq"):
        if not is_empty():
            raise AlreadyInUse
        filled = register.fill_register(organizations, at=at)
        share = min(1.0, organizations / WHOLE)
        told = story.tell(at=at, share=share)
        mailroom.bring_mail(at=at)
        requests.ask(at=at)
        officer = Actor(Person.objects.get(email=demo_people.OFFICER))
        recorded = standards.watch(officer=officer, at=at, share=share)
        # PostgreSQL numbers facts after their transaction, and this is one.
        audit.number_pending()
        return Loaded(filled, told, recorded)
