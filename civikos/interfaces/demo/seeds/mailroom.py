"""Mail that did not find its way by itself, for the secretariat's mailroom: made of real mails, which are really read."""

import json
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from civikos.interfaces.demo import people
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import sending
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.actions import make_reply_addresses
from civikos.kernel.mailroom import actions
from civikos.programs.consultations.models import Consultation, Recipient
from civikos.programs.consultations.states import Status

MAILS = Path(__file__).parents[1] / "data" / "mailroom.json"


@cache
def mails() -> list[dict[str, Any]]:
    """What is written, by whom, to what; texts in three languages."""
    found: list[dict[str, Any]] = json.loads(MAILS.read_text(encoding="utf-8"))
    return found


def bring_mail(*, at: datetime) -> int:
    """Let the mails of the last days come in; how many. Call it after the story has been told."""
    consultation = Consultation.objects.filter(status=Status.DISTRIBUTED).order_by("-members_until", "-pk").first()
    if consultation is None:
        return 0
    member = Person.objects.get(email=people.MEMBER)
    invited = Recipient.objects.filter(consultation=consultation, is_removed=False, invited_at__isnull=False)
    another = invited.exclude(person=member).select_related("person").order_by("pk").first()
    invitation = (
        Message.objects.filter(about=consultation.name, kind="consultation_invitation", state=Message.State.SENT)
        .exclude(person=member)
        .order_by("pk")
        .last()
    )
    if another is None or invitation is None:
        return 0
    for place, said in enumerate(sorted(mails(), key=lambda each: -each["hours_ago"])):
        moment = at - timedelta(hours=said["hours_ago"])
        writer = another.person if said["to"] == "thread_of_another" else member
        pair = (writer.pk, consultation.name)
        in_thread = said["to"] in {"thread", "thread_of_another"}
        to = make_reply_addresses([pair], at=moment)[pair] if in_thread else settings.DEFAULT_FROM_EMAIL
        raw = _written(said, writer, to, moment, place, invitation.message_id if said["to"] == "reference" else "")
        actions.lay_down(raw, source="folder", at=moment)
        actions.read_waiting(at=moment + timedelta(seconds=20))
        _deliver(moment + timedelta(minutes=1))
    return len(mails())


def _deliver(at: datetime) -> None:
    sending.deliver_due(lambda: at)


def _written(said: dict[str, Any], writer: Person, to: str, at: datetime, place: int, answers: str) -> bytes:
    mail = EmailMessage()
    for name, value in said.get("headers", {}).items():
        mail[name] = value
    mail["From"] = formataddr((said.get("name", writer.name), said.get("sender", writer.email)))
    mail["To"], mail["Date"] = to, format_datetime(at)
    mail["Subject"] = said["subject"][writer.language]
    mail["Message-ID"] = f"<demo-{place}@{said.get('sender', writer.email).partition('@')[2]}>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(said["text"][writer.language] + "\n")
    return mail.as_bytes()
