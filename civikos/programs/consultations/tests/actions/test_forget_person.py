"""Erasing a person: what they said for an organization stays, what they said for themselves goes while it still can."""

import pytest
from django.db import IntegrityError, transaction

from civikos.kernel.audit.models import LogSecret
from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.privacy import actions as privacy
from civikos.kernel.privacy import registry
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, Recipient, Revision, Subscription
from civikos.programs.consultations.states import ContributionStatus
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AT, Cast
from civikos.registers.organizations.models import Mandate
from civikos.registers.topics.models import Topic

SAID_AT = AT + 10 * A_MINUTE


def _speak(cast: Cast, distributed: Consultation) -> tuple[Contribution, Contribution]:
    organization = Mandate.objects.get(person=cast.member.person).organization
    for_it = story.contribute(distributed, cast.member, "Fjala e organizatës.", organization=organization)
    own = story.contribute(distributed, cast.member, "Fjala ime personale.", organization=None)
    actions.edit_contribution(
        own.pk, text="Fjala ime e ndryshuar.", proposed="", organization=None, by=cast.member, at=SAID_AT + A_MINUTE
    )
    actions.subscribe(topic=Topic.objects.order_by("pk")[0], by=cast.member, at=SAID_AT)
    return for_it, own


def test_a_copy_has_everything_they_said(cast: Cast, distributed: Consultation) -> None:
    _speak(cast, distributed)
    assert cast.member.person is not None
    copies = {holder.name: holder.copy(cast.member.person.pk) for holder in registry.holders()}
    assert [row["text"] for row in copies["consultations"]["contributions"]] == [
        "Fjala e organizatës.",
        "Fjala ime e ndryshuar.",
    ]
    assert len(copies["consultations"]["follows"]) == 1
    assert copies["organizations"]["mandates"][0]["scope"] == "speak"


def test_erasing_takes_back_what_was_personal_and_keeps_what_was_the_organizations(
    cast: Cast, distributed: Consultation
) -> None:
    for_it, own = _speak(cast, distributed)
    assert cast.member.person is not None
    pk = cast.member.person.pk
    privacy.erase_person(pk, by=cast.secretariat, at=SAID_AT + 2 * A_MINUTE)
    for_it.refresh_from_db()
    own.refresh_from_db()
    assert (for_it.status, for_it.text) == (ContributionStatus.ACTIVE, "Fjala e organizatës.")
    assert (own.status, own.text) == (ContributionStatus.WITHDRAWN, "…")
    assert not Revision.objects.filter(contribution=own).exists()
    assert not SearchEntry.objects.filter(text__contains="personale").exists()
    assert not [row for row in LogSecret.objects.all() if "Fjala ime" in str(row.content)]
    assert not Subscription.objects.filter(person=pk).exists()
    assert set(Recipient.objects.filter(person=pk).values_list("person__name", flat=True)) <= {"—"}
    assert not Mandate.objects.filter(person=pk, until=None).exists()


def test_what_has_been_submitted_stays_without_a_name(cast: Cast, distributed: Consultation) -> None:
    _for_it, own = _speak(cast, distributed)
    actions.submit(distributed.pk, close_now=True, by=cast.secretariat, at=SAID_AT + 2 * A_MINUTE)
    assert cast.member.person is not None
    privacy.erase_person(cast.member.person.pk, by=cast.secretariat, at=SAID_AT + 3 * A_MINUTE)
    own.refresh_from_db()
    assert (own.status, own.text) == (ContributionStatus.ACTIVE, "Fjala ime e ndryshuar.")
    assert own.author is not None
    assert own.author.name == "—"


def test_the_database_refuses_the_same_subscription_twice(cast: Cast, distributed: Consultation) -> None:
    topic = Topic.objects.order_by("pk")[0]
    Subscription.objects.create(person=cast.member.person, topic=topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(person=cast.member.person, topic=topic)
