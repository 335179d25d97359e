"""Requests for documents in every stage, made by the verbs that people use; only the days are invented."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from civikos.interfaces.demo import people
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import sending
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import TEXTS
from civikos.programs.consultations.models import Consultation
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import Wanted
from civikos.programs.information_requests.models import Event, InformationRequest
from civikos.registers.legislation.queries import title_in
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization

WORDS = Path(__file__).parents[1] / "data" / "requests.json"


@cache
def words() -> dict[str, Any]:
    """Texts, who asks whom how long ago, what happened then, and the document that comes back."""
    found: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return found


class _Askers:
    """In whose name requests are made."""

    def __init__(self, at: datetime) -> None:
        self.officer = Actor(Person.objects.get(email=people.OFFICER))
        member = Person.objects.get(email=people.MEMBER)
        self.member = Actor(member)
        self.organization = organizations.mandates_of(member, "speak", timezone.localdate(at))[0]

    def of(self, who: str) -> tuple[Actor, Organization | None]:
        return (self.member, self.organization) if who == "member" else (self.officer, None)


def ask(*, at: datetime) -> int:
    """Make the requests as they stand at a moment; how many. Call it after the story has been told."""
    askers = _Askers(at)
    institutions = {each.code: each for each in organizations.institutions()}
    for said in sorted(words()["requests"], key=lambda each: -each["ago"]):
        _one(said, askers, institutions, at)
    _report(askers, at)
    _round(askers, institutions, at)
    return InformationRequest.objects.count()


def _hour(at: datetime, ago: float) -> datetime:
    # In the morning of a day, and never after the moment of the demo.
    day = timezone.localtime(at - timedelta(days=ago))
    return min(day.replace(hour=10, minute=20, second=0, microsecond=0), at - timedelta(minutes=30))


def _wanted(key: str, institution: Organization, organization: Organization | None, **more: Any) -> Wanted:
    text = words()["texts"][key]
    return Wanted(institution, text["subject"], text["text"], text["language"], organization, **more)


def _one(said: dict[str, Any], askers: _Askers, institutions: dict[str, Organization], at: datetime) -> None:
    by, organization = askers.of(said["who"])
    sent_at = _hour(at, said["ago"])
    wanted = _wanted(
        said["text"],
        institutions[said["to"]],
        organization,
        reason=said.get("reason", ""),
        urgency=said.get("urgency", ""),
        urgency_note=said.get("note", ""),
        is_private=said.get("private", False),
    )
    row = actions.write_draft(wanted, by=by, at=sent_at)
    if said["way"] == "draft":
        return
    _send(row, said["way"], by, sent_at)
    for kind, days, more in said["events"]:
        _happen(row, kind, min(sent_at + timedelta(days=days), at), dict(more), by, institutions)
    if (message := said.get("message")) is not None:
        stored = _document(by, at)
        actions.receive_message(
            row.pk,
            words=message["words"],
            sender=message["sender"],
            subject=f"{message['subject']} {row.number}",
            is_foreign=True,
            mail_kind="reply",
            attachments=[stored] if message["document"] else [],
            at=_hour(at, message["ago"]),
        )


def _send(row: InformationRequest, way: str, by: Actor, at: datetime) -> None:
    if way == "mail":
        actions.send(row.pk, by=by, at=at)
        actions.put_in_outbox(row.pk, at=at)
        sending.deliver_due(lambda: at)
    else:
        actions.mark_sent(row.pk, handed_in_at=at, way=way, by=by, at=at)
    row.refresh_from_db()


def _document(by: Actor, at: datetime):  # type: ignore[no-untyped-def]
    return files.store(words()["document"].encode(), name="raport-i-pranimit.txt", accepted=TEXTS, by=by, at=at)


def _happen(
    row: InformationRequest,
    kind: str,
    at: datetime,
    more: dict[str, Any],
    by: Actor,
    institutions: dict[str, Organization],
) -> None:
    if kind == "closed":
        actions.close(row.pk, by=by, at=at)
        return
    document = more.pop("document", "")
    if "holder" in more:
        more["holder"] = institutions[more["holder"]]
    event = actions.enter_event(row.pk, kind, happened_at=at, by=by, at=at, way="paper", **more)
    if document:
        _publish(row, event, by, at)


def _publish(row: InformationRequest, event: Event, by: Actor, at: datetime) -> None:
    document = actions.add_document(row.pk, _document(by, at), title="Raporti i pranimit të shërbimeve", by=by, at=at)
    actions.make_pages(document.pk, by=by, at=at)
    patterns = ["email", "phone", "personal_number", "account"]
    actions.cover_words(document.pk, patterns=patterns, words=words()["hidden_words"], by=by, at=at)
    actions.prepare(document.pk, by=by, at=at)
    actions.publish(document.pk, by=by, at=at + timedelta(minutes=10))


def _report(askers: _Askers, at: datetime) -> None:
    """The secretariat asks for the report of a consultation whose answers have come but not the report."""
    consultation = (
        Consultation.objects.filter(submitted_at__isnull=False, reported_at=None, is_public=True)
        .select_related("draft__institution")
        .order_by("submitted_at", "pk")
        .first()
    )
    if consultation is None or consultation.submitted_at is None:
        return
    wanted = Wanted(
        consultation.draft.institution,
        "Kërkesë për qasje në raportin e konsultimit publik",
        "Të nderuar,\n\nNë bazë të Ligjit nr. 06/L-081 për qasje në dokumente publike, kërkojmë qasje në raportin e "
        f"konsultimit publik për dokumentin:\n\n{title_in(consultation.draft, 'sq')}",
        "sq",
        None,
        consultation.name,
        "report",
    )
    moment = min(max(_hour(at, 4), consultation.submitted_at), at)
    row = actions.write_draft(wanted, by=askers.officer, at=moment)
    _send(row, "mail", askers.officer, moment)


def _round(askers: _Askers, institutions: dict[str, Organization], at: datetime) -> None:
    said = words()["round"]
    moment = _hour(at, said["ago"])
    chosen = [institutions[code] for code in said["to"]]
    wanted = _wanted(said["text"], chosen[0], None)
    batch = actions.make_batch(said["title"], chosen, wanted, by=askers.officer, at=moment)
    answered = iter(said["answers"])
    for row in batch.requests.order_by("pk"):
        actions.mark_sent(row.pk, handed_in_at=moment, way="paper", by=askers.officer, at=moment)
        row.refresh_from_db()
        kind = next(answered)
        if kind is not None:
            _happen(row, kind, moment + timedelta(days=5), {}, askers.officer, institutions)
