"""The list of those concerned and the sending: what the page does, what it says, what it costs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.correspondence import wishes
from civikos.kernel.correspondence.models import Message, Notice
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Recipient
from civikos.programs.consultations.queries import delivery
from civikos.programs.consultations.tests import samples
from tests import personas

ClientAs = Callable[[Actor], Client]


def address(consultation: Consultation, verb: str = "", query: str = "") -> str:
    return f"/en/consultations/{consultation.pk}/distribution/{verb + '/' if verb else ''}{query}"


@pytest.fixture
def listed(
    registered: Consultation, member: Actor, other_member: Actor, secretariat: Actor, at: datetime
) -> Consultation:
    """Blerim and Jelena are on the list, nothing is sent."""
    actions.propose_audience(registered.pk, by=secretariat, at=at)
    return registered


@pytest.fixture
def officer(secretariat: Actor, client_as: ClientAs) -> Client:
    return client_as(secretariat)


def test_the_list_says_who_and_why_and_shows_the_mail_in_each_language(listed: Consultation, officer: Client) -> None:
    page = officer.get(address(listed)).content.decode()
    assert "2 people would get this draft." in page
    assert "Blerim Krasniqi" in page
    assert "All members" in page
    assert "as Blerim Krasniqi will read it" in page
    assert "as Jelena Petrović will read it" in page
    assert "Ftesë" in page or "Konsultim" in page
    assert "Send to 2 people" in page


def test_the_page_costs_the_same_for_many_people(listed: Consultation, officer: Client, queries: Any) -> None:
    officer.get(address(listed))
    with queries(at_most=40) as few:
        officer.get(address(listed))
    for number in range(120):
        Recipient.objects.create(
            consultation=listed, person=personas.person(f"Person {number}"), reasons=[{"code": "all_members"}]
        )
    with queries(len(few)):
        officer.get(address(listed))


def test_a_person_is_taken_off_and_put_back(listed: Consultation, officer: Client, member: Actor) -> None:
    row = Recipient.objects.get(consultation=listed, person=member.person)
    officer.post(address(listed, "remove"), {"recipient": row.pk})
    assert "1 was taken off" in officer.get(address(listed)).content.decode()
    partial = officer.post(
        address(listed, "restore"), {"recipient": row.pk}, headers={"HX-Request": "true"}
    ).content.decode()
    assert partial.lstrip().startswith("<tr")
    assert "Take off" in partial
    row.refresh_from_db()
    assert not row.is_removed


def test_filters_narrow_the_list(listed: Consultation, officer: Client) -> None:
    assert (
        "Jelena"
        not in officer.get(address(listed, query="?words=Blerim"))
        .content.decode()
        .split("<tbody>")[1]
        .split("</tbody>")[0]
    )
    assert "Nobody here" in officer.get(address(listed, query="?reason=topic")).content.decode()
    assert "Nobody here" in officer.get(address(listed, query="?state=bounced")).content.decode()


def test_somebody_is_found_by_organization_and_added(listed: Consultation, officer: Client, at: datetime) -> None:
    albana = personas.person("Albana Gashi")
    where = personas.organization("shtesa", "Qendra Shtesa")
    personas.belongs_to(albana, where)
    page = officer.get(address(listed, query="?find=Shtesa")).content.decode()
    assert f'value="{albana.pk}:{where.pk}"' in page
    officer.post(address(listed, "add"), {"candidate": f"{albana.pk}:{where.pk}"})
    row = Recipient.objects.get(consultation=listed, person=albana)
    assert (row.organization, row.reasons) == (where, [{"code": "added_by_hand"}])
    stranger = personas.organization("tjeter", "Tjetër")
    blerta = personas.person("Blerta Nimani")
    officer.post(address(listed, "add"), {"candidate": f"{blerta.pk}:{stranger.pk}"})
    assert Recipient.objects.get(consultation=listed, person=blerta).organization is None


def test_sending_writes_one_message_each_and_the_bar_counts_them(listed: Consultation, officer: Client) -> None:
    answer = officer.post(address(listed, "distribute"), follow=True)
    page = answer.content.decode()
    assert Message.objects.filter(kind="consultation_invitation").count() == 2
    assert "2 people were invited." in page or "of 2 sent" in page
    again = officer.post(address(listed, "distribute"), follow=True).content.decode()
    assert "This has been done already" in again
    assert Message.objects.filter(kind="consultation_invitation").count() == 2


def test_the_bar_asks_again_only_while_something_moves(listed: Consultation, officer: Client) -> None:
    officer.post(address(listed, "distribute"))
    Message.objects.update(state=Message.State.QUEUED)
    assert 'hx-trigger="every 2s"' in officer.get(address(listed, "live")).content.decode()
    Message.objects.update(state=Message.State.SENT)
    assert "hx-trigger" not in officer.get(address(listed, "live")).content.decode()


def test_each_person_is_in_one_part_of_the_bar(discussed: Consultation, member: Actor, at: datetime) -> None:
    Message.objects.filter(kind="consultation_invitation").update(state=Message.State.SENT)
    actions.note_link_opened(discussed.pk, member.person_id or 0, at)
    stand = delivery.delivery(discussed)
    assert (stand.opened, stand.commented, stand.without_mail) == (1, 2, 0)
    assert sum(part.count for part in stand.segments) == stand.invited == 2


def test_what_failed_is_tried_again_and_what_came_back_is_not(
    listed: Consultation, officer: Client, member: Actor
) -> None:
    officer.post(address(listed, "distribute"))
    Message.objects.update(state=Message.State.BOUNCED)
    page = officer.post(address(listed, "retry"), follow=True).content.decode()
    assert "nothing to try again" in page
    mail = Message.objects.get(person=member.person, kind="consultation_invitation")
    Message.objects.filter(pk=mail.pk).update(state=Message.State.FAILED, body=mail.body or "Text", tries=5)
    page = officer.post(address(listed, "retry"), follow=True).content.decode()
    assert "1 message is in the queue again." in page


def test_reminding_reaches_the_silent_once(
    distributed: Consultation, officer: Client, member: Actor, at: datetime
) -> None:
    samples.comment(distributed, member, at)
    assert "1 person has been silent" in officer.get(address(distributed)).content.decode()
    assert "1 person is being reminded." in officer.post(address(distributed, "remind"), follow=True).content.decode()
    assert (
        "has commented or has been reminded already"
        in officer.post(address(distributed, "remind"), follow=True).content.decode()
    )


def test_after_the_deadline_nothing_is_sent(
    listed: Consultation, secretariat: Actor, client_as: ClientAs, clock: Any
) -> None:
    clock.move_to(listed.members_until + timedelta(minutes=1))
    officer = client_as(secretariat)
    assert "Move it before you send the draft." in officer.get(address(listed)).content.decode()
    assert "The deadline has passed" in officer.post(address(listed, "distribute"), follow=True).content.decode()
    assert not Message.objects.filter(kind="consultation_invitation").exists()


def test_an_empty_list_is_not_sent(registered: Consultation, officer: Client) -> None:
    Recipient.objects.all().delete()
    assert "The list is empty" in officer.post(address(registered, "distribute"), follow=True).content.decode()


def test_deadlines_move_with_a_reason_and_everybody_is_told(distributed: Consultation, officer: Client) -> None:
    place = f"/en/consultations/{distributed.pk}/deadline/"
    sent = {"government_on": "2026-12-28", "government_at": "16:00", "members_on": "", "members_at": "", "reason": ""}
    refused = officer.post(place, sent)
    assert refused.status_code == 422
    assert "Write the reason." in refused.content.decode()
    assert 'value="2026-12-28"' in refused.content.decode()
    assert officer.post(place, sent | {"reason": "Ministria e zgjati afatin."}).status_code == 302
    distributed.refresh_from_db()
    assert distributed.members_until.isoformat() == "2026-12-18T15:00:00+00:00"  # 25 December is a day off
    assert Message.objects.filter(kind="deadline_changed").count() == 2


@pytest.mark.parametrize("verb", ["remove", "restore", "add", "propose", "distribute", "remind", "retry"])
def test_nobody_else_takes_a_step(
    verb: str, registered: Consultation, member: Actor, ministry: Actor, client_as: ClientAs
) -> None:
    for actor in (member, ministry):
        assert (
            client_as(actor).post(address(registered, verb), {"recipient": "1", "candidate": "1:1"}).status_code == 404
        )
    registered.refresh_from_db()
    assert registered.status == "registered"


def test_who_will_read_of_it_in_a_digest_is_not_reminded_before(
    registered: Consultation, secretariat: Actor, member: Actor, other_member: Actor, client_as: Any, at: Any
) -> None:
    assert member.person is not None
    wishes.choose_rhythms(member.person.pk, {"invitations": "weekly"}, by=member, at=at)
    samples.distribute(registered, secretariat, [member, other_member], at)
    assert [row.person_id for row in delivery.silent(registered)] == [other_member.person_id]
    stands = delivery.delivery(registered)
    assert (stands.invited, stands.waiting, stands.without_mail) == (2, 1, 0)
    assert not Message.objects.filter(person=member.person).exists()
    page = client_as(secretariat).get(f"/en/consultations/{registered.pk}/distribution/?state=waiting").content.decode()
    assert member.person.name in page
    assert "waits for the digest" in page
    Notice.objects.update(left_out_at=at)
    assert {row.person_id for row in delivery.silent(registered)} == {member.person_id, other_member.person_id}
