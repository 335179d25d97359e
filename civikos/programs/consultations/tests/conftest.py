"""
Consultations in each state, made through the actions that people use. The clock stands at `at` (24 November 2026).

`registered`  a draft regulation of Driton's ministry in Albanian and Serbian, nothing sent yet
`distributed` the same, sent to Blerim (`member`) and Jelena (`other_member`); open until 15 December 2026, 16:00
`discussed`   with a comment of Blerim on article 2 and a proposal of Jelena on article 3, paragraph 1
`submitted`   the matrix of it handed in on 15 December, after the deadline
`answered`    every point answered by Driton on 18 December
`asked`       four points: a wording that is taken up, one that is not, a comment on an article that stays, one on the whole draft
`judged`      these submitted, answered and held against a second version; the clock stands on 19 December
`officer`     Arta's browser, with Driton's ministry there; `filled` a form of registering with everything but the files
`link_of`     the actor who came by a person's link to a consultation
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import Actor, Door
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.registers.legislation.models import ActKind


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


@pytest.fixture
def asked(distributed: Consultation, member: Actor, other_member: Actor, at: datetime) -> Consultation:
    """Four points: a wording that is taken up, one that is not, a comment on an article that stays, and one on the whole draft."""
    wording = distributed.version.provisions.get(eid="art_3__para_1").wordings.get(language="sq").text
    for who, age in ((member, "katërmbëdhjetë (14)"), (other_member, "tetëmbëdhjetë (18)")):
        samples.comment(
            distributed,
            who,
            at,
            "Propozojmë këtë tekst.",
            eid="art_3__para_1",
            proposed=wording.replace("pesëmbëdhjetë (15)", age),
        )
    samples.comment(distributed, member, at, "Ky nen është i paqartë.", eid="art_2")
    samples.comment(distributed, other_member, at, "Ligji duhet më herët.", eid="")
    return distributed


@pytest.fixture
def judged(asked: Consultation, secretariat: Actor, ministry: Actor, clock: Any) -> Consultation:
    """The first and the third accepted, the second rejected, the last noted; then the second text."""
    return samples.judge(asked, secretariat, ministry, clock)


@pytest.fixture
def officer(
    jurisdiction: None, secretariat: Actor, ministry: Actor, client_as: Callable[[Actor], Client], clock: Any
) -> Client:
    """Arta's browser; Driton's ministry has a draft."""
    return client_as(secretariat)


@pytest.fixture
def filled(officer: Client, ministry: Actor) -> dict[str, Any]:
    """A form of registering a draft with everything in it but the files."""
    return {
        "title_sq": "Projektligji për provën",
        "kind": ActKind.objects.get(code="draft_law").pk,
        "institution": samples.organization_of(ministry).pk,
        "opened_on": "2026-11-23",
        "government_on": "2026-12-22",
        "government_at": "16:00",
        "is_public": "1",
        "rows": "0",
        "summary": "Fjala që nuk guxon të humbet.",
        "register": "1",
    }
