"""
Consultations in each state, made through the actions that people use. The clock stands at `at` (24 November 2026).

`registered`  a draft regulation of Driton's ministry in Albanian and Serbian, nothing sent yet
`distributed` the same, sent to Blerim (`member`) and Jelena (`other_member`); open until 15 December 2026, 16:00
`discussed`   with a comment of Blerim on article 2 and a proposal of Jelena on article 3, paragraph 1
`submitted`   the matrix of it handed in on 15 December, after the deadline
`answered`    every point answered by Driton on 18 December
`link_of`     the actor who came by a person's link to a consultation
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor, Door
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples


@pytest.fixture
def registered(jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any) -> Consultation:
    """A draft of Driton's ministry, being prepared."""
    return samples.register(secretariat, samples.organization_of(ministry), at)


@pytest.fixture
def distributed(
    registered: Consultation, secretariat: Actor, member: Actor, other_member: Actor, at: datetime
) -> Consultation:
    """Sent to Blerim and Jelena."""
    return samples.distribute(registered, secretariat, [member, other_member], at)


@pytest.fixture
def discussed(distributed: Consultation, member: Actor, other_member: Actor, at: datetime) -> Consultation:
    """Blerim commented on article 2, Jelena proposed wording for article 3, paragraph 1."""
    samples.comment(distributed, member, at)
    samples.comment(
        distributed,
        other_member,
        at + timedelta(minutes=5),
        "Ispod petnaest godina uz saglasnost.",
        eid="art_3__para_1",
        language="sr",
        proposed="Volonter može biti lice koje je navršilo četrnaest (14) godina.",
    )
    return distributed


@pytest.fixture
def submitted(discussed: Consultation, secretariat: Actor) -> Consultation:
    """The matrix handed in an hour after the members' deadline."""
    return samples.submit(discussed, secretariat)


@pytest.fixture
def answered(submitted: Consultation, ministry: Actor) -> Consultation:
    """Every point accepted."""
    samples.answer_all(submitted, ministry, datetime(2026, 12, 18, 11, 0, tzinfo=submitted.members_until.tzinfo))
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def link_of() -> Callable[[Actor, Consultation], Actor]:
    """The same person, come by the personal link of a mail."""
    return lambda actor, consultation: Actor(actor.person, audience=consultation.name, door=Door.LINK)
