"""Three hundred real-looking mails to one consultation: on the right article, in the right capacity, none for a wrong sender."""

from __future__ import annotations

from typing import Any

import pytest

import mailtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.mailroom import actions as mailroom
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.tests import mail_world
from civikos.programs.consultations.tests.samples import organization_of


@pytest.fixture
def world(
    jurisdiction: None, secretariat: Actor, ministry: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> mail_world.World:
    settings.AUTHSERV_ID, settings.MAIL_IN_DOMAIN = mail_world.SERVER, mail_world.DOMAIN
    # Read here instead of in a child process for each mail: what is understood is the same, and the test is short.
    monkeypatch.setattr(mailroom, "read", mailtext.read_mail)
    return mail_world.make_world(secretariat, organization_of(ministry), people=20)


def test_three_hundred_mails_land_where_they_belong(world: mail_world.World) -> None:
    assert mail_world.languages_of(world) == ["sq", "sr", "en"]
    figures = mail_world.run(world, mail_world.make_mails(world, 300, seed=20261122))
    told = [
        f"{sent.sample.truth.program} {sent.sample.truth.situation} {sent.language} {sent.sample.truth.damage}: {why}"
        for sent, why in figures.wrong
    ]
    assert figures.mails == 300
    assert figures.forged > 10
    assert figures.published_wrongly == 0
    assert figures.share >= 0.99, "\n".join(told)
    assert Contribution.objects.filter(consultation=world.consultation).count() > 100
