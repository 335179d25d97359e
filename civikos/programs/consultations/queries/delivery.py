"""How sending a consultation stands, who is on its list and why, and who could be added."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import queries as correspondence
from civikos.kernel.correspondence.models import Message, Notice
from civikos.programs.consultations.models import Consultation, Contribution, Recipient
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.organizations.models import Affiliation, Organization
from civikos.registers.organizations.querysets import in_force

INVITATION = "consultation_invitation"
STATE_LABELS = {
    "listed": _("on the list"),
    "removed": _("taken off"),
    "queued": _("queued"),
    "deferred": _("will be tried again"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "failed": _("failed"),
    "bounced": _("came back"),
    "held": _("held"),
    "no_address": _("not sent"),
    "waiting": _("waits for the digest"),
    "cancelled": _("wants no invitations"),
    "no_mail": _("wants no invitations"),
    "opened": _("opened the link"),
    "commented": _("commented"),
}
FILTER_STATES = [
    "removed",
    "queued",
    "sent",
    "failed",
    "bounced",
    "held",
    "no_address",
    "waiting",
    "opened",
    "commented",
]


@dataclass(frozen=True)
class Delivery:
    """
    Invitations by what became of them: those of messages add up to `invited`; the rest is about people, not messages.

    `waiting` are those that wait for somebody's digest. Of `organizations` those are `unreached` whose people all of them
    did not get theirs.
    """

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
    opened_silent: int = 0
    no_address: int = 0
    waiting: int = 0
    organizations: int = 0
    unreached: int = 0

    @property
    def without_mail(self) -> int:
        """People on the list who asked not to be sent invitations."""
        told = self.queued + self.sending + self.sent + self.failed + self.bounced + self.held
        return max(0, self.invited - told - self.no_address - self.waiting)

    @property
    def can_be_retried(self) -> int:
        """Messages that another try may still deliver."""
        return self.failed + self.held

    @property
    def segments(self) -> list["Segment"]:
        """The bar: each person in one part, what they did before what their message did; widths in percent."""
        parts = [
            ("commented", self.commented),
            ("opened", self.opened_silent),
            ("sent", max(0, self.sent - self.commented - self.opened_silent)),
            ("queued", self.queued + self.sending + self.waiting),
            ("bounced", self.bounced + self.no_address),
            ("failed", self.failed + self.held),
        ]
        whole = sum(count for _kind, count in parts) or 1
        made, at = [], 0.0
        for kind, count in parts:
            width = 100 * count / whole
            made.append(Segment(kind, count, f"{at:.2f}", f"{width:.2f}"))
            at += width
        return made

    @property
    def is_moving(self) -> bool:
        """Whether there is something the worker still has to do."""
        return self.queued + self.sending > 0


@dataclass(frozen=True)
class Segment:
    """A part of the live bar; `x` and `width` as SVG wants them."""

    kind: str
    count: int
    x: str
    width: str


def delivery(consultation: Consultation) -> Delivery:
    """Counts for the live bar. Four queries."""
    states = correspondence.counts(consultation.name, INVITATION)
    said = Contribution.objects.filter(
        consultation=consultation, status=ContributionStatus.ACTIVE, author=OuterRef("person")
    )
    people = consultation.recipients.filter(is_removed=False, invited_at__isnull=False).aggregate(
        invited=Count("pk"),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        reminded=Count("pk", filter=Q(reminded_at__isnull=False)),
        commented=Count("pk", filter=Q(Exists(said))),
        opened_silent=Count("pk", filter=Q(opened_at__isnull=False) & ~Q(Exists(said))),
    )
    state = Message.State
    return Delivery(
        **people,
        queued=states[state.QUEUED] + states[state.DEFERRED],
        sending=states[state.SENDING],
        sent=states[state.SENT],
        failed=states[state.FAILED] + states[state.CANCELLED],
        bounced=states[state.BOUNCED],
        held=states[state.HELD],
        no_address=states[state.NO_ADDRESS],
        waiting=states[correspondence.WAITING],
        **_organizations(consultation),
    )


def _organizations(consultation: Consultation) -> dict[str, int]:
    """How many organizations were written to, and how many of them not one of whose people was reached. One query."""
    messages, notices = correspondence.told(consultation.name, INVITATION, person=OuterRef("person"))
    failed = Exists(messages.filter(state__in=correspondence.UNREACHED)) | Exists(
        notices.filter(digest__state__in=correspondence.UNREACHED)
    )
    rows = (
        consultation.recipients.filter(is_removed=False, invited_at__isnull=False, organization__isnull=False)
        .order_by()
        .values("organization")
        .annotate(people=Count("pk"), missed=Count("pk", filter=failed))
        .values_list("people", "missed")
    )
    found = list(rows)
    return {"organizations": len(found), "unreached": sum(people == missed for people, missed in found)}


@dataclass(frozen=True)
class RecipientRow:
    """One person on the list with what became of their invitation."""

    recipient: Recipient
    message: Message | None
    has_commented: bool
    notice: Notice | None = None

    @property
    def state(self) -> str:
        """One word for the row: removed, listed, then the message's state, then what the person did."""
        if self.recipient.is_removed:
            return "removed"
        if self.has_commented:
            return "commented"
        if self.recipient.opened_at:
            return "opened"
        message = self.message or (self.notice.digest if self.notice else None)
        if message is None and self.notice is not None:
            return correspondence.WAITING
        if message is None:
            return "no_mail" if self.recipient.invited_at else "listed"
        return message.state

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(STATE_LABELS.get(self.state, self.state))


def recipients_page(
    consultation: Consultation, page: int, *, words: str = "", state: str = "", reason: str = "", size: int = 50
) -> tuple[Page[Recipient], list[RecipientRow]]:
    """One page of the list, by organization and name, filtered. Five queries."""
    said = Contribution.objects.filter(
        consultation=consultation, status=ContributionStatus.ACTIVE, author=OuterRef("person")
    )
    rows: QuerySet[Any] = consultation.recipients.select_related("person", "organization").annotate(
        has_commented=Exists(said)
    )
    if words:
        rows = rows.filter(
            Q(person__name__icontains=words)
            | Q(person__email__icontains=words)
            | Q(organization__name__icontains=words)
        )
    if reason:
        rows = rows.filter(reasons__icontains=f'"{reason}"')
    messages, notices = correspondence.told(consultation.name, INVITATION, person=OuterRef("person"))
    if state == "removed":
        rows = rows.filter(is_removed=True)
    elif state == "opened":
        rows = rows.filter(opened_at__isnull=False)
    elif state == "commented":
        rows = rows.filter(has_commented=True)
    elif state == correspondence.WAITING:
        rows = rows.filter(Exists(notices.filter(digest=None)))
    elif state:
        rows = rows.filter(Exists(messages.filter(state=state)) | Exists(notices.filter(digest__state=state)))
    found = Paginator(rows.order_by("organization__name", "person__name", "pk"), size).get_page(page)
    listed = list(found.object_list)
    mails = {
        message.person_id: message
        for message in Message.objects.filter(
            about=consultation.name, kind=INVITATION, person__in=[row.person_id for row in listed]
        ).defer("body", "headers", "secrets")
    }
    waiting = correspondence.notices_by_person(consultation.name, INVITATION, [row.person_id for row in listed])
    return found, [
        RecipientRow(row, mails.get(row.person_id), row.has_commented, waiting.get(row.person_id)) for row in listed
    ]


def last_activity(consultation: Consultation) -> datetime | None:
    """When the last message about it was handed over."""
    return (
        Message.objects.filter(about=consultation.name, handed_at__isnull=False)
        .order_by("-handed_at")
        .values_list("handed_at", flat=True)
        .first()
    )


@dataclass(frozen=True)
class Audience:
    """The list in figures: people not taken off, organizations behind them, by reason and by language of their letters."""

    people: int
    organizations: int
    removed: int
    reasons: dict[str, int]
    languages: dict[str, int]


def audience(consultation: Consultation) -> Audience:
    """Counts over the whole list. One query."""
    reasons: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    organizations: set[int] = set()
    people = removed = 0
    rows = consultation.recipients.order_by().values_list(
        "is_removed", "reasons", "organization_id", "person__language"
    )
    for is_removed, why, organization, language in rows:
        if is_removed:
            removed += 1
            continue
        people += 1
        languages[language] += 1
        reasons.update({reason["code"] for reason in why})
        if organization is not None:
            organizations.add(organization)
    return Audience(people, len(organizations), removed, dict(reasons.most_common()), dict(languages))


def recipient_row(consultation: Consultation, pk: int) -> RecipientRow | None:
    """One person on the list. Three queries."""
    said = Contribution.objects.filter(
        consultation=consultation, status=ContributionStatus.ACTIVE, author=OuterRef("person")
    )
    rows: QuerySet[Any] = consultation.recipients.select_related("person", "organization").annotate(
        has_commented=Exists(said)
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    mail = (
        Message.objects.filter(about=consultation.name, kind=INVITATION, person=row.person_id)
        .defer("body", "headers", "secrets")
        .first()
    )
    notices = correspondence.notices_by_person(consultation.name, INVITATION, [row.person_id])
    return RecipientRow(row, mail, row.has_commented, notices.get(row.person_id))


def one_of_each_language(consultation: Consultation) -> dict[str, Recipient]:
    """For each language of letters one person on the list, as an example. Three queries."""
    found = {}
    for language in ("sq", "sr", "en"):
        row = (
            consultation.recipients.filter(is_removed=False, person__language=language, person__is_active=True)
            .select_related("person", "organization")
            .order_by("pk")
            .first()
        )
        if row is not None:
            found[language] = row
    return found


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be added: a person and an organization they belong to, if any."""

    person: Person
    organization_id: int | None
    organization: str

    @property
    def key(self) -> str:
        """How the form names the choice."""
        return f"{self.person.pk}:{self.organization_id or ''}"


def candidates(consultation: Consultation, words: str, on: date, most: int = 20) -> list[Candidate]:
    """People who are not on the list, found by their name, address or organization. Two queries."""
    wanted = words.strip()
    if len(wanted) < 2:
        return []
    listed = consultation.recipients.filter(is_removed=False).values("person")
    belongs = Affiliation.objects.filter(in_force(on), person=OuterRef("pk"), organization__name__icontains=wanted)
    people = list(
        Person.objects.filter(is_active=True)
        .exclude(pk__in=listed)
        .filter(Q(name__icontains=wanted) | Q(email__iexact=wanted) | Exists(belongs))
        .order_by("name", "pk")[:most]
    )
    return _with_organizations(people, on)


def _with_organizations(people: Iterable[Person], on: date) -> list[Candidate]:
    rows = list(people)
    of: dict[int, tuple[int, str]] = {}
    held = Affiliation.objects.filter(in_force(on), person__in=[row.pk for row in rows]).order_by("-since", "-pk")
    for person_id, organization_id, name in held.values_list("person_id", "organization_id", "organization__name"):
        of.setdefault(person_id, (organization_id, name))
    return [Candidate(row, *of.get(row.pk, (None, ""))) for row in rows]


def candidate(person: int, organization: int | None, on: date) -> tuple[Person, Organization | None] | None:
    """An active person, with the organization only if they belong to it on the day. Two queries at most."""
    row = Person.objects.filter(pk=person, is_active=True).first()
    if row is None:
        return None
    held = Affiliation.objects.filter(in_force(on), person=row, organization=organization).select_related(
        "organization"
    )
    belongs = held.first() if organization else None
    return row, belongs.organization if belongs else None


def silent_count(consultation: Consultation) -> int:
    """How many a reminder would reach now: invited, not reminded, neither they nor their organization have commented. One query."""
    return silent(consultation).count()


def silent(consultation: Consultation) -> QuerySet[Recipient]:
    """Invited people who have not commented, whose organization has not either, and who have not been reminded."""
    said = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE)
    return consultation.recipients.filter(
        ~Exists(said.filter(author=OuterRef("person"))),
        ~Exists(said.filter(organization=OuterRef("organization"))),
        is_removed=False,
        invited_at__isnull=False,
        reminded_at=None,
    ).filter(person__is_active=True)
