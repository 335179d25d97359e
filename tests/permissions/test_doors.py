"""
Addresses that are secrets: the personal link and the way out of a list of mail. Whoever holds one gets what it gives.

What a link gives afterwards is in the table, rows `link` and `foreign_link`; that it survives scanners, that a forwarded
one needs a code, and that a mail can be stopped without a cookie is proved in `civikos/kernel/entrance/tests`.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civikos.kernel.correspondence.actions import unsubscribe_token
from civikos.kernel.correspondence.models import Message, Mute
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import Cast


@pytest.fixture
def cast(jurisdiction: None, clock: Any) -> Cast:
    return story.make_cast()


def test_the_link_of_the_mail_opens_its_consultation_and_nothing_else(cast: Cast, client_as: Any) -> None:
    closed = story.distributed(cast, is_public=False)
    other = story.distributed(cast, is_public=False, titles={"sq": "Tjetri"})
    path = link_of_first(closed.name)
    browser = Client()
    assert browser.get(path).status_code == 200
    assert browser.get(reverse("consultations:room", args=[closed.pk])).status_code == 404, (
        "looking at it opens nothing"
    )
    assert browser.post(path).status_code == 302
    assert browser.get(reverse("consultations:room", args=[closed.pk])).status_code == 200
    assert browser.get(reverse("consultations:room", args=[other.pk])).status_code == 404
    assert browser.get(reverse("desk:desk")).status_code == 302


def link_of_first(about: str) -> str:
    """The path of the first invitation about one consultation."""
    message = Message.objects.filter(kind="consultation_invitation", about=about).order_by("pk")[0]
    return reverse("entrance:personal_link", args=message.secrets[:1])


@pytest.mark.parametrize("who", ["visitor", "member", "ministry", "secretariat"])
def test_a_link_that_was_never_made_is_dead_for_everybody(cast: Cast, client_as: Any, who: str) -> None:
    browser = client_as(getattr(cast, who))
    path = reverse("entrance:personal_link", args=["a" * 32])
    assert (browser.get(path).status_code, browser.post(path).status_code) == (410, 410)


def test_a_link_stops_only_its_own_kind_of_mail_and_only_by_a_press(cast: Cast) -> None:
    story.distributed(cast)
    person = cast.person("outsider")
    path = reverse("entrance:unsubscribe", args=[unsubscribe_token(person.pk, "consultation_invitation")])
    assert Client().get(path).status_code == 200
    assert not Mute.objects.exists(), "a scanner that looks stops nothing"
    assert Client().post(path).status_code == 200
    assert list(Mute.objects.values_list("person", "kind")) == [(person.pk, "consultation_invitation")]
    forged = path.replace(f"{person.pk}.", f"{cast.member.person_id}.", 1)
    assert Client().post(forged).status_code == 410
    assert Mute.objects.count() == 1
