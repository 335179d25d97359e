"""How sending a consultation stands."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from civikos.kernel.correspondence import queries as correspondence
from civikos.kernel.correspondence.models import Message
from civikos.programs.consultations.models import Consultation, Contribution, Recipient
from civikos.programs.consultations.states import ContributionStatus


@dataclass(frozen=True)
class Delivery:
    """Invitations by what became of them: the first six add up to `invited`; the rest is about people, not messages."""

    invited: int
    queued: int
    sending: int
    sent: int
    failed: int
    bounced: int
    held: int
    opened: int
    commented: int
    reminded: int

    @property
    def is_moving(self) -> bool:
        """Whether there is something the worker still has to do."""
        return self.queued + self.sending > 0


def delivery(consultation: Consultation) -> Delivery:
    """Counts for the live bar. Two queries."""
    states = correspondence.counts(consultation.name, "consultation_invitation")
    said = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE, author=OuterRef("person"))
    people = consultation.recipients.filter(is_removed=False, invited_at__isnull=False).aggregate(
        invited=Count("pk"), opened=Count("pk", filter=Q(opened_at__isnull=False)), reminded=Count("pk", filter=Q(reminded_at__isnull=False)),
        commented=Count("pk", filter=Exists(said)),
    )
    state = Message.State
    return Delivery(
        **people, queued=states[state.QUEUED] + states[state.DEFERRED], sending=states[state.SENDING], sent=states[state.SENT],
        failed=states[state.FAILED] + states[state.CANCELLED], bounced=states[state.BOUNCED], held=states[state.HELD],
    )


@dataclass(frozen=True)
class RecipientRow:
    """One person on the list with what became of their invitation."""

    recipient: Recipient
    message: Message | None
    has_commented: bool

    @property
    def state(self) -> str:
        """One word for the row: removed, listed, then the message's state, then what the person did."""
        if self.recipient.is_removed:
            return "removed"
        if self.has_commented:
            return "commented"
        if self.recipient.opened_at:
            return "opened"
        return self.message.state if self.message else "listed"


def recipients_page(
    consultation: Consultation, page: int, *, words: str = "", state: str = "", reason: str = "", size: int = 50
) -> tuple[Page[Recipient], list[RecipientRow]]:
    """One page of the list, by organization and name, filtered. Four queries."""
    said = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE, author=OuterRef("person"))
    rows = consultation.recipients.select_related("person", "organization").annotate(has_commented=Exists(said))
    if words:
        rows = rows.filter(Q(person__name__icontains=words) | Q(person__email__icontains=words) | Q(organization__name__icontains=words))
    if reason:
        rows = rows.filter(reasons__icontains=f'"{reason}"')
    messages = Message.objects.filter(about=consultation.name, kind="consultation_invitation", person=OuterRef("person"))
    if state == "removed":
        rows = rows.filter(is_removed=True)
    elif state == "opened":
        rows = rows.filter(opened_at__isnull=False)
    elif state == "commented":
        rows = rows.filter(has_commented=True)
    elif state:
        rows = rows.filter(Exists(messages.filter(state=state)))
    found = Paginator(rows.order_by("organization__name", "person__name", "pk"), size).get_page(page)
    listed = list(found.object_list)
    mails = {
        message.person_id: message
        for message in Message.objects.filter(about=consultation.name, kind="consultation_invitation", person__in=[row.person_id for row in listed])
        .defer("body", "headers", "secrets")
    }
    return found, [RecipientRow(row, mails.get(row.person_id), row.has_commented) for row in listed]


def last_activity(consultation: Consultation) -> datetime | None:
    """When the last message about it was handed over."""
    return Message.objects.filter(about=consultation.name, handed_at__isnull=False).order_by("-handed_at").values_list("handed_at", flat=True).first()
