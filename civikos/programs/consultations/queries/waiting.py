"""What waits for a person: the desk asks."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.registry import Waiting
from civikos.kernel.languages import of_text
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations.models import Answer, Consultation, Contribution, Paper
from civikos.programs.consultations.queries import contradictions, figures, intake_mail, mailed, satisfaction
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION, answers_for
from civikos.programs.consultations.states import ContributionStatus, Status
from civikos.registers.legislation.queries import title_in
from civikos.registers.organizations import queries as organizations

MOST = 200
# Names a consultation, what is to be done there, the page where, and until when.
Item = Callable[[Consultation, str, str, datetime | None], Waiting]


def is_to_answer(pk: int, person_id: int) -> bool:
    """Whether a person answers today for the institution that has this consultation's points. One query."""
    answers = answers_for(person_id, "draft__institution")
    return Consultation.objects.filter(answers, pk=pk, status__in=WITH_THE_INSTITUTION).exists()


def waiting(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """The secretariat's next steps, members' open consultations, the institution's open points, who is asked to explain or for their view.

    A fixed number of queries, and a few for each consultation before its report that has a later text.
    """
    if actor.person is None:
        return []
    off = workdays.days_off()
    found: list[Waiting] = []

    def item(row: Consultation, what: str, name: str, until: datetime | None) -> Waiting:
        days = workdays.working_days_left(at, until, off) if until else None
        return Waiting(
            what, title_in(row.draft, of_text()), reverse(f"consultations:{name}", args=[row.pk]), until, days
        )

    found += _mails_to_confirm(actor)
    if actor.is_secretariat:
        found += _for_the_secretariat(at, off, item)
        found += _drafts_by_mail(actor)
        found += _contradictions(item)
    else:
        said = Contribution.objects.filter(
            consultation=OuterRef("pk"), author=actor.person, status=ContributionStatus.ACTIVE
        )
        rows = (
            Consultation.objects.visible_to(actor)
            .open_at(at)
            .filter(recipients__person=actor.person, recipients__is_removed=False)
        )
        for row in rows.filter(~Exists(said)).select_related("draft").order_by("members_until", "pk")[:MOST]:
            found.append(item(row, _("Read and comment"), "room", row.members_until))
    institutions = organizations.institutions_of(actor, timezone.localdate(at))
    if institutions:
        rows = (
            Consultation.objects.filter(draft__institution__in=institutions, status=Status.SUBMITTED)
            .select_related("draft")
            .annotate(left=Count("points", filter=Q(points__outcome="")))
            .order_by("government_until", "pk")
        )
        found += [
            item(
                row,
                ngettext("Answer %(n)s point", "Answer %(n)s points", row.left) % {"n": row.left},
                "matrix",
                row.government_until,
            )
            for row in rows[:MOST]
            if row.left
        ]
        found += _to_explain(institutions, item)
    if not actor.is_secretariat:
        for row, n, until in satisfaction.waiting_for(actor, at):
            words = ngettext("Say what you think of %(n)s answer", "Say what you think of %(n)s answers", n) % {"n": n}
            waits = item(row, words, "own", until)
            found.append(replace(waits, address=f"{waits.address}?show=waiting"))
    return found


def _to_explain(institutions: list[int], item: Item) -> list[Waiting]:
    found = []
    for row, inquiry in contradictions.of_institutions(institutions):
        n = contradictions.counted(row).open
        if n:
            said = ngettext(
                "Explain %(n)s point where the answer and the text differ",
                "Explain %(n)s points where the answer and the text differ",
                n,
            ) % {"n": n}
            found.append(item(row, said, "contradictions", inquiry.answer_until))
    return found


def _contradictions(item: Item) -> list[Waiting]:
    # Two queries for each consultation that has a later text and no report yet: there are never many.
    found = []
    for row in contradictions.with_later_text():
        version = contradictions.newest_judged(row)
        to_ask = len(contradictions.to_ask(row, version)) if version is not None else 0
        if to_ask:
            said = ngettext(
                "Ask about %(n)s point where the answer and the text differ",
                "Ask about %(n)s points where the answer and the text differ",
                to_ask,
            ) % {"n": to_ask}
            found.append(item(row, said, "contradictions", None))
            continue
        n = contradictions.counted(row).open
        asked = contradictions.inquiries(row)
        if n and asked:
            said = ngettext("Waiting for %(n)s explanation", "Waiting for %(n)s explanations", n) % {"n": n}
            found.append(item(row, said, "contradictions", asked[0].answer_until))
    return found


def _mails_to_confirm(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            _("Confirm what you said by mail"),
            title_in(row.consultation.draft, of_text()),
            row.get_absolute_url(),
            row.consultation.members_until,
        )
        for row in mailed.waiting_replies(actor)
    ]


def _drafts_by_mail(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            _("A draft came from %(institution)s") % {"institution": row.institution.name if row.institution else "–"},
            row.title or row.sender_address,
            reverse("consultations:received_draft", args=[row.pk]),
            None,
        )
        for row in intake_mail.waiting_drafts(actor)
    ]


def _returned_matrices() -> dict[int, int]:
    """The newest table that came back after the last answer was taken over, by consultation. One query."""
    newer = Paper.objects.filter(
        kind=Paper.Kind.RETURNED, consultation__status=Status.SUBMITTED, consultation__points__outcome=""
    )
    taken = Answer.objects.filter(
        point__consultation=OuterRef("consultation"), by_sheet=True, given_at__gte=OuterRef("made_at")
    )
    return dict(newer.filter(~Exists(taken)).order_by("made_at", "pk").values_list("consultation_id", "pk"))


def _for_the_secretariat(at: datetime, off: frozenset[date], item: Item) -> list[Waiting]:
    found = []
    for row in (
        Consultation.objects.filter(status=Status.REGISTERED)
        .select_related("draft")
        .order_by("members_until", "pk")[:MOST]
    ):
        found.append(item(row, _("Check the text and send it out"), "distribution", row.members_until))
    closed = Consultation.objects.filter(status=Status.DISTRIBUTED, members_until__lte=at).select_related("draft")
    for row in closed.order_by("government_until", "pk")[:MOST]:
        found.append(item(row, _("Arrange the matrix and submit it"), "matrix", row.government_until))
    try:
        due = rule("consultation.report.due", timezone.localdate(at))
    except NoSuchRule:
        due = None
    came_back = _returned_matrices()
    for row in (
        Consultation.objects.filter(status__in=[Status.SUBMITTED, Status.ANSWERED])
        .select_related("draft")
        .order_by("government_until", "pk")[:MOST]
    ):
        until = (
            workdays.at_local_time(
                figures.report_due_on(row, due, off),
                at.astimezone().time().replace(hour=16, minute=0, second=0, microsecond=0),
            )
            if due
            else None
        )
        if row.pk in came_back:
            back = item(row, _("A filled matrix came back: look at it and take it over"), "returned", until)
            found.append(replace(back, address=f"{back.address}?paper={came_back[row.pk]}"))
        found.append(
            item(
                row,
                _("Publish the report") if row.status == Status.ANSWERED else _("Waiting for answers"),
                "report",
                until,
            )
        )
    return found
