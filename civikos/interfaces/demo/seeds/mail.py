"""
Mail that has come in: two members answer from their mailbox, somebody writes in another's name, an agency sends a draft. The
files of `data/mail` are brought in as the worker does; only what differs from day to day is filled in.
"""

from datetime import date, datetime, time
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation

from civikos.interfaces.demo import people as demo_people
from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.actions import make_reply_addresses
from civikos.kernel.languages import of_interface
from civikos.kernel.mailroom import actions as mailroom
from civikos.programs.consultations.actions import mailing
from civikos.programs.consultations.models import MailedReply, Recipient

if TYPE_CHECKING:
    from civikos.interfaces.demo.seeds.story import Case, _Story

MAILS = Path(__file__).parents[1] / "data" / "mail"
# Only what this server says of a sender is believed; the demo has it in its settings.
SERVER = settings.AUTHSERV_ID or "mx.civikos.example.org"


def arrive(story: "_Story", case: "Case") -> None:
    """Let the mails come, in the last working days before the present."""
    for name, language, day, clock in (
        ("1-reply.sq.eml", "sq", -3, time(8, 52)),
        ("2-reply.sr.eml", "sr", -2, time(14, 17)),
        ("3-forged.sq.eml", "sq", -2, time(22, 41)),
    ):
        story.on(story.moment(day, clock), partial(_answer, story, case, name, language))
    story.on(story.moment(-2, time(11, 6)), lambda at: _draft(story, at))


def _answer(story: "_Story", case: "Case", name: str, language: str, at: datetime) -> None:
    asked = Recipient.objects.filter(
        consultation=case.pk, is_removed=False, person__is_active=True, person__language=language
    ).exclude(organization=None)
    rows = asked.exclude(person=story.member).select_related("person").order_by("pk")
    # Who speaks by mail has a mandate, an address that works, and got the invitation.
    ready = [row for row in rows if story.speaks_for.get(row.person_id) == row.organization_id]
    known = [row for row in ready if row.person.email.endswith("example.org")]
    if not known:
        return
    person = known[len(name) % len(known) if "forged" in name else 0].person
    invitation = Message.objects.filter(
        kind="consultation_invitation", person=person, about=f"consultation:{case.pk}"
    ).first()
    pair = (person.pk, f"consultation:{case.pk}")
    values = {
        "reply_to": make_reply_addresses([pair], at=at)[pair],
        "subject": invitation.subject if invitation else f"Konsultim: {case.plan.titles[language]}",
        "answers": invitation.message_id if invitation else "<none@example.org>",
        "quoted": (invitation.body if invitation else "")[:1500],
    }
    _bring(story, name, person, at, values)


def _draft(story: "_Story", at: datetime) -> None:
    official = Person.objects.filter(email=demo_people.OFFICIAL).first()
    if official is None:
        return
    with translation.override(of_interface("sq")):
        deadline = spoken_date(story.day(15))
    _bring(
        story,
        "4-draft.sq.eml",
        official,
        at,
        {"reply_to": f"{settings.INTAKE_LOCAL}@{settings.MAIL_IN_DOMAIN}", "deadline": str(deadline)},
    )


def _bring(story: "_Story", name: str, person: Person, at: datetime, values: dict[str, str]) -> None:
    written = (MAILS / name).read_text(encoding="utf-8")
    filled = {
        **values,
        "sender": person.email,
        "domain": person.email.rpartition("@")[2],
        "name": person.name,
        "from": settings.DEFAULT_FROM_EMAIL,
        "server": SERVER,
        "date": format_datetime(timezone.localtime(at)),
        "stamp": _stamp(timezone.localdate(at)),
    }
    for key, value in filled.items():
        written = written.replace(f"{{{key}}}", value)
    row, _is_new = mailroom.lay_down(written.encode(), source="demo", at=at)
    mailroom.read_one(row.pk, at=at)
    for reply in MailedReply.objects.filter(incoming=row.pk):
        mailing.finish_reply(reply.pk, at=at)
    story.deliver(at)


def _stamp(day: date) -> str:
    return day.strftime("%Y%m%d")
