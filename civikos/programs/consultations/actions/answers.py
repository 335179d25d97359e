"""What the institution says of each point: on the page, several at once, or in the sheet it sends back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.languages import of_interface
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound, Refused
from civikos.programs.consultations import letters, permissions, states
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER
from civikos.programs.consultations.models import Answer, Consultation, Contribution, Paper, Point
from civikos.programs.consultations.states import ContributionStatus, Outcome, Status
from civikos.registers.legislation import queries as legislation

RETURNED = frozenset({Kind.XLSX, Kind.DOCX, Kind.OLE, Kind.ZIP})


class UnknownOutcome(Refused):
    """None of the four words."""

    code = "answer.unknown"
    message = _("Choose one of: accepted, partly accepted, rejected, noted.")


class RejectionWithoutReason(Refused):
    """A rejected point needs a reason (Regulation (GRK) 05/2016)."""

    code = "answer.rejection_without_reason"
    message = _("A rejection needs a reason. Write it for point %(number)s; nothing has been saved yet.")


class NothingChosen(Refused):
    """No point was chosen."""

    code = "answer.nothing_chosen"
    message = _("Choose at least one point.")


@dataclass(frozen=True)
class Said:
    """An answer as plain values."""

    outcome: str
    text: str


def _access(pk: int, by: Actor) -> Consultation:
    consultation = permissions.access_for(states.ANSWER, pk, by=by)
    steps.require(states.ANSWER, consultation)
    return consultation


def _write(consultation: Consultation, answers: Mapping[int, Said], *, by_sheet: bool, by: Actor, at: datetime) -> int:
    points = {
        row.pk: row for row in consultation.points.select_for_update(of=("self",)).filter(pk__in=answers).order_by("pk")
    }
    if not answers:
        raise NothingChosen
    if set(points) != set(answers):
        raise NotFound
    for pk, said in answers.items():
        if said.outcome not in Outcome.values:
            raise UnknownOutcome(number=points[pk].number)
        if said.outcome == Outcome.REJECTED and not said.text.strip():
            raise RejectionWithoutReason(number=points[pk].number)
    changed = {
        pk: said
        for pk, said in answers.items()
        if (points[pk].outcome, points[pk].answer) != (said.outcome, said.text.strip())
    }
    for pk, said in changed.items():
        row = points[pk]
        row.outcome, row.answer, row.answered_at = said.outcome, said.text.strip(), at
    Point.objects.bulk_update([points[pk] for pk in changed], ["outcome", "answer", "answered_at"], batch_size=500)
    Answer.objects.bulk_create(
        [
            Answer(
                point_id=pk,
                outcome=said.outcome,
                text=said.text.strip(),
                person=by.person,
                by_sheet=by_sheet,
                given_at=at,
            )
            for pk, said in changed.items()
        ],
        batch_size=500,
    )
    if changed:
        audit.record(
            states.ANSWER.verb,
            consultation,
            by=by,
            at=at,
            basis=states.ANSWER.basis,
            details={"points": sorted(changed), "by_sheet": by_sheet},
        )
        audit.publish(
            "points.answered",
            consultation.name,
            {str(pk): [said.outcome, said.text.strip()] for pk, said in changed.items()},
            at=at,
        )
    if (
        consultation.status == Status.SUBMITTED
        and not Point.objects.filter(consultation=consultation).unanswered().exists()
    ):
        _conclude(consultation, by=by, at=at)
    return len(changed)


@transaction.atomic
def answer_point(pk: int, point: int, *, outcome: str, text: str, by: Actor, at: datetime) -> int:
    """
    Answer one point, or change its answer; each answer stays in the history.

    Raises: NotFound, NotAllowed, WrongStatus, UnknownOutcome, RejectionWithoutReason.
    """
    return _write(_access(pk, by), {point: Said(outcome, text)}, by_sheet=False, by=by, at=at)


@transaction.atomic
def answer_points(pk: int, points: list[int], *, outcome: str, text: str, by: Actor, at: datetime) -> int:
    """Give several points the same answer, all or none. Returns how many changed. Raises as `answer_point`, NothingChosen."""
    return _write(_access(pk, by), dict.fromkeys(points, Said(outcome, text)), by_sheet=False, by=by, at=at)


@transaction.atomic
def answer_each(pk: int, answers: Mapping[int, Said], *, by: Actor, at: datetime) -> int:
    """Give several points each its own answer, as a page of the matrix does, all or none. Returns and raises as `answer_points`."""
    return _write(_access(pk, by), answers, by_sheet=False, by=by, at=at)


@transaction.atomic
def import_answers(pk: int, answers: Mapping[int, Said], *, by: Actor, at: datetime) -> int:
    """
    Take over the answers of a sheet that was read and looked at before (`papers.returned`), all or none.

    `answers` by point. Returns how many changed. Raises as `answer_point`, NothingChosen.
    """
    return _write(_access(pk, by), answers, by_sheet=True, by=by, at=at)


@transaction.atomic
def keep_returned_sheet(pk: int, content: bytes, *, name: str, by: Actor, at: datetime) -> Paper:
    """
    Keep the sheet that came back, whatever it says, so that nothing of it is lost. Its answers are taken over apart.

    Raises: NotFound, NotAllowed, WrongStatus, and what `files.store` raises.
    """
    consultation = _access(pk, by)
    stored = files.store(content, name=name, accepted=RETURNED, by=by, at=at)
    paper = Paper.objects.create(
        consultation=consultation,
        kind=Paper.Kind.RETURNED,
        format="docx" if stored.media_type == Kind.DOCX.media_type else "xlsx",
        file=stored,
        made_at=at,
    )
    audit.record("matrix.returned", consultation, by=by, at=at, details={"paper": paper.pk})
    return paper


@transaction.atomic
def conclude(pk: int, *, by: Actor, at: datetime) -> Consultation:
    """The institution will say no more: what is unanswered stays so, in public. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.CONCLUDE, pk, by=by)
    _conclude(consultation, by=by, at=at)
    return consultation


def _conclude(consultation: Consultation, *, by: Actor, at: datetime) -> None:
    consultation.answered_at = at
    steps.take(states.CONCLUDE, consultation, by=by, at=at)
    tell_contributors(consultation, at)


def tell_contributors(consultation: Consultation, at: datetime) -> int:
    """Write to each contributor what became of their points, once; how many letters."""
    said = list(
        Contribution.objects.filter(
            consultation=consultation, status=ContributionStatus.ACTIVE, author__isnull=False, author__is_active=True
        )
        .prefetch_related("points")
        .select_related("provision")
        .order_by("author", "given_at", "pk")
    )
    by_author: dict[int, list[Contribution]] = {}
    for row in said:
        if row.author_id is not None:
            by_author.setdefault(row.author_id, []).append(row)
    people = {person.pk: person for person in Person.objects.filter(pk__in=by_author)}
    links = entrance.make_personal_links([(pk, consultation.name) for pk in people], at=at, life=LINK_LIFE_AFTER)
    shared = letters.commons(consultation, at=at, days_left=0)
    places = {
        language: legislation.full_labels(
            consultation.version, {row.provision.eid for row in said if row.provision}, language
        )
        for language in {person.language for person in people.values()}
    }
    written = []
    for pk, person in people.items():
        language = person.language
        with translation.override(of_interface(language)):
            parts = [
                _fate(
                    row,
                    places[language].get(row.provision.eid, "")
                    if row.provision
                    else legislation.unit_label(None, language),
                )
                for row in by_author[pk]
            ]
        written.append(
            Letter(
                address=person.email,
                language=language,
                person=person,
                key=f"{pk}:1",
                secrets=(links[pk],),
                variables={
                    **shared[language],
                    "salutation": letters.salutation(person, language),
                    "link": letters.link_address(links[pk], language),
                    "answers": letters.blocks(parts),
                },
            )
        )
    correspondence.enqueue("answers_received", written, about=consultation.name, at=at)
    return len(written)


def _fate(row: Contribution, place: str) -> str:
    point = next(iter(row.points.all()), None)
    short = " ".join((row.text or row.proposed).split())
    short = short if len(short) <= 200 else short[:199] + "…"
    outcome = Outcome(point.outcome).label if point is not None and point.outcome else _now("no answer")
    reason = point.answer if point is not None else ""
    head = _now("%(place)s: %(outcome)s") % {"place": place, "outcome": outcome}
    quoted = _now("“%(words)s”") % {"words": short}
    return "\n".join(part for part in (head, quoted, reason) if part)
