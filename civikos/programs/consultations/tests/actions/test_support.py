"""Backing another's contribution."""

from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.contributions import MandateLapsed, OwnContribution
from civikos.programs.consultations.actions.distribution import WindowClosed
from civikos.programs.consultations.models import Consultation, Contribution, Support
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import (
    A_MINUTE,
    AFTER,
    AT,
    MEMBERS_UNTIL,
    Cast,
    by_link,
    contribute,
    refused,
)

BACKED_AT = AT + 20 * A_MINUTE


@pytest.fixture
def said(cast: Cast, distributed: Consultation) -> Contribution:
    """Jelena's words."""
    return contribute(distributed, cast.other_member, organization=cast.center)


def back(row: Contribution, by: Actor, organization: Any = None, at: Any = BACKED_AT) -> Support:
    return actions.support(row.pk, organization=organization.pk if organization else None, by=by, at=at)


def test_backs_for_an_organization(cast: Cast, said: Contribution) -> None:
    made = back(said, cast.member, cast.forum)
    assert (made.person, made.organization, made.given_at) == (cast.member.person, cast.forum, BACKED_AT)
    entry = story.sole_entry(said, "contribution.supported", by=cast.member, at=BACKED_AT)
    assert entry.details == {"organization": cast.forum.pk}


def test_backing_again_changes_nothing(cast: Cast, said: Contribution) -> None:
    made = back(said, cast.member, cast.forum)
    before = story.snapshot()
    assert back(said, cast.member, cast.forum, BACKED_AT + A_MINUTE) == made
    assert back(said, cast.member, None, BACKED_AT + A_MINUTE) == made
    assert story.snapshot() == before


def test_an_organization_with_two_people_backs_once(cast: Cast, said: Contribution) -> None:
    made = back(said, cast.member, cast.forum)
    before = story.snapshot()
    assert back(said, cast.colleague, cast.forum, BACKED_AT + A_MINUTE) == made
    assert story.snapshot() == before
    assert back(said, cast.colleague, None) != made, "as an individual she may"


def test_two_individuals_back_twice(cast: Cast, said: Contribution) -> None:
    back(said, cast.member)
    back(said, cast.colleague)
    assert Support.objects.filter(contribution=said).count() == 2


def test_nobody_backs_their_own_words(cast: Cast, said: Contribution, distributed: Consultation) -> None:
    with refused(OwnContribution):
        back(said, cast.other_member)
    with refused(OwnContribution):
        back(said, cast.other_member, cast.center)
    ours = contribute(distributed, cast.member, "E jona.", organization=cast.forum)
    with refused(OwnContribution):
        back(ours, cast.colleague, cast.forum)
    assert back(ours, cast.colleague, None).pk


def test_backs_for_an_organization_only_with_its_mandate(cast: Cast, said: Contribution) -> None:
    with refused(MandateLapsed):
        back(said, cast.member, cast.center)


@pytest.mark.parametrize(
    ("who", "reason"),
    # Somebody who is no member sees members' words only once they are published.
    [("visitor", NotFound), ("ministry", NotFound), ("outsider", NotFound), ("secretariat", NotAllowed)],
)
def test_is_for_members(cast: Cast, said: Contribution, who: str, reason: type[Exception]) -> None:
    with refused(reason):
        back(said, getattr(cast, who))


@pytest.mark.parametrize(
    ("who", "reason"), [("visitor", NotAllowed), ("ministry", NotAllowed), ("secretariat", NotAllowed)]
)
def test_is_for_members_also_when_everybody_reads(
    cast: Cast, said: Contribution, who: str, reason: type[Exception]
) -> None:
    actions.publish_contributions(said.consultation_id, by=cast.secretariat, at=AT + 15 * A_MINUTE)
    with refused(reason):
        back(said, getattr(cast, who))
    assert back(said, cast.outsider).pk, "a recipient who is no member may"


def test_a_link_of_another_consultation_does_not_reach(cast: Cast, said: Contribution) -> None:
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    with refused(NotFound):
        back(said, by_link(cast.member, other))
    actions.publish_contributions(said.consultation_id, by=cast.secretariat, at=AT + 15 * A_MINUTE)
    with refused(NotAllowed):
        back(said, by_link(cast.member, other))
    assert back(said, by_link(cast.member, said.consultation)).pk


def test_ends_with_the_deadline_and_with_the_submission(cast: Cast, said: Contribution) -> None:
    with refused(WindowClosed):
        back(said, cast.member, at=MEMBERS_UNTIL)
    actions.submit(said.consultation_id, close_now=False, by=cast.secretariat, at=AFTER)
    with refused(WrongStatus):
        back(said, cast.member)


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_what_does_not_stand_is_not_backed(cast: Cast, said: Contribution, how: str) -> None:
    if how == "withdrawn":
        actions.withdraw_contribution(said.pk, by=cast.other_member, at=AT + 15 * A_MINUTE)
    else:
        actions.hide_contribution(said.pk, reason="Fyerje.", by=cast.secretariat, at=AT + 15 * A_MINUTE)
    with refused(NotFound):
        back(said, cast.member)


def test_takes_ones_backing_back(cast: Cast, said: Contribution) -> None:
    back(said, cast.member, cast.forum)
    back(said, cast.colleague)
    actions.withdraw_support(said.pk, by=cast.member, at=BACKED_AT + A_MINUTE)
    assert list(Support.objects.values_list("person", flat=True)) == [cast.colleague.person_id]
    story.sole_entry(said, "contribution.support_withdrawn", by=cast.member, at=BACKED_AT + A_MINUTE)
    before = story.snapshot()
    actions.withdraw_support(said.pk, by=cast.member, at=BACKED_AT + 2 * A_MINUTE)
    assert story.snapshot() == before, "there was nothing to take back any more"


def test_taking_back_ends_with_the_deadline_and_reaches_no_further(cast: Cast, said: Contribution) -> None:
    back(said, cast.member)
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    with refused(WindowClosed):
        actions.withdraw_support(said.pk, by=cast.member, at=MEMBERS_UNTIL)
    with refused(NotFound):
        actions.withdraw_support(said.pk, by=by_link(cast.member, other), at=BACKED_AT)
    with refused(NotFound):
        actions.withdraw_support(said.pk, by=cast.visitor, at=BACKED_AT)
