"""What the standards of consultation measure of a consultation run here: its facts, and its score card."""

from collections.abc import Container, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.languages import of_text
from civikos.kernel.rulebook import queries as rulebook
from civikos.programs.consultations.models import Consultation, Contribution, Meeting, Point
from civikos.programs.consultations.queries import figures
from civikos.programs.consultations.querysets import FOR_EVERYBODY
from civikos.programs.consultations.states import ContributionStatus, Outcome, Status
from civikos.programs.standards import measures
from civikos.programs.standards.measures import Card, CaseFacts
from civikos.programs.standards.queries import Ruler, Source
from civikos.programs.standards.queries.measuring import level_of
from civikos.registers.legislation.models import Attachment, Expression
from civikos.registers.legislation.queries import title_in


def stamp() -> object:
    """Changes whenever a fact of a consultation may have changed: every step raises a revision. One query."""
    return tuple(Consultation.objects.aggregate(rows=Count("pk"), last=Max("pk"), revisions=Sum("revision")).values())


def everything(on: date) -> list[CaseFacts]:
    """Facts of all consultations that everybody may read and that were not withdrawn. Six queries for any number."""
    return _facts(Consultation.objects.filter(FOR_EVERYBODY).exclude(status=Status.WITHDRAWN), on)


def one(pk: int, actor: Actor, on: date) -> CaseFacts | None:
    """Facts of one consultation, as far as this actor may see it."""
    found = _facts(Consultation.objects.visible_to(actor).filter(pk=pk), on)
    return found[0] if found else None


SOURCE = Source("consultation", stamp, everything, one)


def _facts(rows: Any, on: date) -> list[CaseFacts]:
    consultations = list(rows.select_related("draft__institution__place", "draft__kind").order_by("-opened_on", "-pk"))
    keys = [row.pk for row in consultations]
    drafts = [row.draft_id for row in consultations]
    points = {
        row["consultation"]: row
        for row in Point.objects.filter(consultation__in=keys)
        .values("consultation")
        .annotate(
            comments=Count("pk"),
            unanswered=Count("pk", filter=Q(outcome="")),
            unreasoned=Count("pk", filter=Q(outcome=Outcome.REJECTED, answer="")),
            **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome},
        )
        .order_by("consultation")
    }
    commenters = {
        row["consultation"]: row["organizations"] + row["individuals"]
        for row in Contribution.objects.filter(consultation__in=keys, status=ContributionStatus.ACTIVE)
        .values("consultation")
        .annotate(
            organizations=Count("organization", distinct=True),
            individuals=Count("author", distinct=True, filter=Q(organization=None)),
        )
        .order_by("consultation")
    }
    documents: dict[int, set[str]] = {}
    for draft, code in Attachment.objects.filter(draft__in=drafts).values_list("draft", "kind__code"):
        documents.setdefault(draft, set()).add(code)
    languages: dict[int, set[str]] = {}
    for version, language in Expression.objects.filter(version__draft__in=drafts, version__number=1).values_list(
        "version__draft", "language"
    ):
        languages.setdefault(version, set()).add(language)
    meetings: dict[int, list[measures.Meeting]] = {}
    for row in Meeting.objects.filter(consultation__in=keys).order_by("held_on", "pk"):
        held = measures.Meeting(row.held_on, row.announced_on, row.place, row.participants)
        meetings.setdefault(row.consultation_id, []).append(held)
    return [
        facts_from(
            row,
            on=on,
            counted=dict(points.get(row.pk, {})),  # type: ignore[arg-type]
            commenters=commenters.get(row.pk, 0),
            documents=documents.get(row.draft_id, set()),
            languages=languages.get(row.draft_id, set()),
            meetings=meetings.get(row.pk, []),
        )
        for row in consultations
    ]


def facts_from(
    row: Consultation,
    *,
    on: date,
    counted: dict[str, int],
    commenters: int | None,
    documents: Iterable[str],
    languages: Iterable[str] | None,
    meetings: list[measures.Meeting] | None,
) -> CaseFacts:
    """
    The facts of a consultation, as they are known on a day. No query.

    `counted` are its points: `comments`, `unanswered`, `unreasoned` and one number for each outcome. What the institution
    answers is known only once it has got the matrix.
    """
    draft, institution = row.draft, row.draft.institution
    decided = row.submitted_at is not None
    number = (lambda name: counted.get(name, 0)) if decided else (lambda name: None)
    return CaseFacts(
        name=row.name,
        title=title_in(draft, of_text()),
        institution=institution.pk,
        level=level_of(institution.kind),
        kind=draft.kind.code,
        year=row.opened_on.year,
        known_on=on,
        note=draft.note,
        planned=row.announced_in_plan,
        early=row.early_consultation,
        early_on=row.early_consultation_on,
        notice_on=row.notice_on,
        channels=None if row.notice_channels is None else tuple(row.notice_channels),
        opened_on=row.opened_on,
        closes_on=timezone.localdate(row.government_until),
        is_urgent=row.is_urgent,
        short_reason=row.short_reason,
        documents=frozenset(documents),
        wanted_documents=tuple(draft.kind.documents),
        languages=None if languages is None else frozenset(languages),
        wanted_languages=tuple(institution.place.languages) if institution.place else (),
        meetings=tuple(meetings) if meetings else () if row.has_meetings is False else None,
        commenters=commenters,
        comments=number("comments"),
        accepted=number(Outcome.ACCEPTED),
        partly=number(Outcome.PARTLY),
        rejected=number(Outcome.REJECTED),
        noted=number(Outcome.NOTED),
        unanswered=number("unanswered"),
        unreasoned=number("unreasoned"),
        report_on=timezone.localdate(row.reported_at) if row.reported_at else None,
        adopted_on=row.adopted_on,
        final_text_on=row.final_text_on,
    )


def score_card(
    consultation: Consultation,
    *,
    at: datetime,
    counted: dict[str, int] | None = None,
    documents: set[str] | None = None,
    languages: set[str] | None = None,
    off: Container[date] | None = None,
) -> Card:
    """
    The score card of one consultation by the standards in force when it was opened, whoever may see it.

    Where the caller has them: `counted` its points as in `facts_from`, `documents` the codes of its documents, `languages`
    those of its first text, `off` the days off. One query, one more for each that is not given, one more with meetings.
    """
    if counted is None:
        counted = Point.objects.filter(consultation=consultation).aggregate(
            comments=Count("pk"),
            unanswered=Count("pk", filter=Q(outcome="")),
            unreasoned=Count("pk", filter=Q(outcome=Outcome.REJECTED, answer="")),
            **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome},
        )
    if documents is None:
        documents = set(Attachment.objects.filter(draft=consultation.draft_id).values_list("kind__code", flat=True))
    if languages is None:
        languages = set(
            Expression.objects.filter(version__draft=consultation.draft_id, version__number=1).values_list(
                "language", flat=True
            )
        )
    meetings = [measures.Meeting(**held) for held in meetings_of(consultation)] if consultation.has_meetings else []
    facts = facts_from(
        consultation,
        on=timezone.localdate(at),
        counted=counted,
        commenters=None,
        documents=documents,
        languages=languages,
        meetings=meetings,
    )
    return Ruler.load(off=off).score(facts)


def meetings_of(consultation: Consultation) -> list[dict[str, Any]]:
    """The public meetings of a consultation, by day, as a form wants them. One query."""
    rows = consultation.meetings.order_by("held_on", "pk").values("held_on", "announced_on", "place", "participants")
    return [dict(row) for row in rows]


def is_short(consultation: Consultation, until: datetime | None = None) -> bool:
    """
    Whether the institution's period, to its deadline or to another moment, is shorter than the least the rule asks for.

    Four queries at most.
    """
    rule = figures.minimum_rule(consultation.draft.institution.kind)
    try:
        least = rulebook.rule(rule, consultation.opened_on)
    except rulebook.NoSuchRule:
        return False
    return figures.days_given(consultation.opened_on, until or consultation.government_until, least) < least.number


def as_told(card: Card) -> list[dict[str, Any]]:
    """A score card as a report keeps it, in the active language."""
    return [
        {
            "code": each.code,
            "label": each.label,
            "met": each.met,
            "verdict": each.verdict.value,
            "detail": each.detail,
            "source": each.source,
            "is_confirmed": each.is_confirmed,
        }
        for each in card.findings
    ]
