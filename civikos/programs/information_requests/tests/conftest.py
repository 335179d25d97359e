"""
Requests in each state, made through the actions that people use. The clock stands at `at` (24 November 2026, 10:00).

`institution` the profile's Ministry of Justice     `drafted`  Blerim's draft to it, for his organization
`sent`        the same, sent today at 10:00          `own`      the network's own request, sent
`refused`     answered with a refusal after three days, the clock moved there
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import Wanted
from civikos.programs.information_requests.models import InformationRequest
from civikos.programs.information_requests.states import Happening
from civikos.registers.organizations.models import Mandate, Organization


@pytest.fixture
def institution(jurisdiction: None) -> Organization:
    """The Ministry of Justice of the profile."""
    return Organization.objects.get(code="ministry-justice")


@pytest.fixture
def forum(member: Actor) -> Organization:
    """Blerim's organization."""
    return Mandate.objects.get(person=member.person).organization


@pytest.fixture
def wanted(institution: Organization, forum: Organization) -> Wanted:
    """What Blerim asks for."""
    return Wanted(
        institution=institution,
        subject="Raporti i konsultimit publik",
        text="Të nderuar,\n\nKërkojmë qasje në raportin e konsultimit publik.",
        language="sq",
        organization=forum,
        reason="report",
    )


@pytest.fixture
def drafted(wanted: Wanted, member: Actor, at: datetime, clock: Any) -> InformationRequest:
    """Not sent yet."""
    return actions.write_draft(wanted, by=member, at=at)


@pytest.fixture
def sent(drafted: InformationRequest, member: Actor, at: datetime) -> InformationRequest:
    """On its way to the ministry."""
    return actions.send(drafted.pk, by=member, at=at)


@pytest.fixture
def own(wanted: Wanted, secretariat: Actor, at: datetime, clock: Any) -> InformationRequest:
    """The network's own request, private until its outcome."""
    mine = Wanted(wanted.institution, "Memorandumi shpjegues", wanted.text, "sq", is_private=True)
    row = actions.write_draft(mine, by=secretariat, at=at)
    return actions.send(row.pk, by=secretariat, at=at)


@pytest.fixture
def happen(clock: Any) -> Callable[..., InformationRequest]:
    """Something happens to a request some days after it was sent; the clock moves there."""

    def happen(request: InformationRequest, kind: str, by: Actor, *, days: float, **more: Any) -> InformationRequest:
        assert request.sent_at is not None
        moment = request.sent_at + timedelta(days=days)
        clock.move_to(moment)
        actions.enter_event(request.pk, kind, happened_at=moment, by=by, at=moment, **more)
        request.refresh_from_db()
        return request

    return happen


@pytest.fixture
def refused(sent: InformationRequest, member: Actor, happen: Callable[..., InformationRequest]) -> InformationRequest:
    """Refused on 27 November for the sake of deliberation."""
    return happen(sent, Happening.REFUSED, member, days=3, grounds=["deliberation"], words="Kërkesa refuzohet.")


@pytest.fixture
def registered(jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any) -> Any:
    """A draft of Driton's ministry in consultation, as the consultations' own tests make it: something to ask about."""
    from civikos.programs.consultations.tests import samples

    return samples.register(secretariat, samples.organization_of(ministry), at)
