"""Who may do what to a consultation: predicates that read as sentences, one table, one door."""

from collections.abc import Callable
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.prepared import Prepared
from civikos.kernel.workflow.refusals import NotAllowed, NotFound
from civikos.kernel.workflow.steps import Step
from civikos.programs.consultations import states
from civikos.programs.consultations.models import (
    Consultation,
    Contribution,
    MailedReply,
    Paper,
    Point,
    Raised,
    Recipient,
    ReturnedFile,
)
from civikos.programs.consultations.queries.visibility import is_visible
from civikos.programs.consultations.querysets import belongs_to_a_member
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate, Organization

Predicate = Callable[[Actor, Consultation], bool]


def is_officer(actor: Actor, consultation: Consultation) -> bool:
    """Works in the secretariat."""
    return actor.is_secretariat


def _concerned(person: int, consultation: int, _on: date) -> "QuerySet[Consultation, tuple[int]]":
    asked = Recipient.objects.filter(consultation=OuterRef("pk"), person=person, is_removed=False)
    return (
        Consultation.objects.filter(Q(belongs_to_a_member(person)) | Q(Exists(asked)), pk=consultation)
        .order_by()
        .values_list("pk")
    )


_CONCERNED = Prepared(_concerned)


def is_concerned(actor: Actor, consultation: Consultation) -> bool:
    """Belongs to a member organization, or is on the list of this consultation, and reaches it by the door they came."""
    if actor.person is None or not actor.reaches("consultation", consultation.pk):
        return False
    return bool(_CONCERNED.rows(actor.person.pk, consultation.pk, on=_today()))


def answers_for_institution(actor: Actor, consultation: Consultation) -> bool:
    """Holds the mandate to answer for the institution whose draft it is."""
    if actor.person is None or not actor.reaches("consultation", consultation.pk):
        return False
    return organizations.may_answer_for(actor.person, consultation.draft.institution_id, _today())


def is_officer_or_answers(actor: Actor, consultation: Consultation) -> bool:
    """The institution itself, or the secretariat where the institution has answered on paper."""
    return is_officer(actor, consultation) or answers_for_institution(actor, consultation)


def is_officer_or_contributor(actor: Actor, consultation: Consultation) -> bool:
    """The secretariat, or whoever said something here or speaks for who did; which point is asked by the action."""
    if is_officer(actor, consultation):
        return True
    if actor.person is None or not actor.reaches("consultation", consultation.pk):
        return False
    spoken = organizations.mandates_of(actor.person, Mandate.Scope.SPEAK, _today())
    return Contribution.objects.standing().filter(_own(actor.person.pk, spoken), consultation=consultation).exists()


def _own(person: int, spoken: list[Organization]) -> Q:
    return Q(author=person, organization=None) | Q(organization__in=[each.pk for each in spoken])


def _today() -> date:
    return timezone.localdate()


MAY: dict[Step, Predicate] = {
    states.CORRECT_TEXT: is_officer,
    states.CHANGE_AUDIENCE: is_officer,
    states.DISTRIBUTE: is_officer,
    states.REMIND: is_officer,
    states.CHANGE_DEADLINE: is_officer,
    states.CONTRIBUTE: is_concerned,
    states.CONTRIBUTE_POSITION: is_officer,
    states.ENTER_FILE: is_officer,
    states.PUBLISH_CONTRIBUTIONS: is_officer,
    states.ARRANGE: is_officer,
    states.SUBMIT: is_officer,
    states.ANSWER: is_officer_or_answers,
    states.CONCLUDE: is_officer_or_answers,
    states.ADD_VERSION: is_officer,
    states.JUDGE: is_officer,
    states.OVERRULE: is_officer,
    states.ASK_EXPLANATIONS: is_officer,
    states.EXPLAIN: is_officer_or_answers,
    states.PROPOSE_RAISING: is_officer_or_contributor,
    states.REPORT: is_officer,
    states.NOTE_STANDARDS: is_officer,
    states.WITHDRAW: is_officer,
    states.MODERATE: is_officer,
}


def may(step: Step, actor: Actor, consultation: Consultation) -> bool:
    """Whether the step may be taken now by this actor: for showing a button. `access_for` decides."""
    return consultation.status in step.sources and MAY[step](actor, consultation)


def may_read_paper(kind: str, actor: Actor, consultation: Consultation) -> bool:
    """
    Whether an actor who sees the consultation may read a paper of it: the report once it is out, the rest by who handles it.

    A matrix is read by whoever may read its points; letters and returned sheets by the secretariat and the institution.
    """
    if kind == Paper.Kind.REPORT:
        return consultation.reported_at is not None or is_officer(actor, consultation)
    if kind == Paper.Kind.MATRIX:
        return consultation.points.visible_to(actor).exists()  # type: ignore[attr-defined]
    return is_officer_or_answers(actor, consultation)


def access_for(step: Step, pk: int, *, by: Actor) -> Consultation:
    """
    The consultation, visible to the actor, locked for the step, and allowed. Call it inside a transaction.

    Raises: NotFound, NotAllowed. Whether the status fits is asked by `workflow.take` or `workflow.require`.
    """
    rows = Consultation.objects.select_related("draft").filter(pk=pk)
    consultation = rows.select_for_update(of=("self",), no_key=True).first()
    if consultation is None or not is_visible(consultation, by):
        raise NotFound
    if not MAY[step](by, consultation):
        raise NotAllowed
    return _revised(consultation)


def _revised(consultation: Consultation) -> Consultation:
    # Whoever holds the row locked is about to change something of it. A step that is refused later takes this back with
    # its transaction. The instance follows, for some steps save the whole row. Plain SQL: everybody who contributes waits
    # for it, and building the query takes longer than it does.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_consultation SET revision = revision + 1 WHERE id = %s", [consultation.pk])
    consultation.revision += 1
    return consultation


def access_own(pk: int, *, by: Actor) -> Contribution:
    """
    One's own standing contribution, in a consultation that the actor reaches, both locked. Call it inside a transaction.

    The consultation is locked first, as by every other step: what a member changes is in the matrix or comes too late.
    Raises: NotFound, NotAllowed (visible, but somebody else's).
    """
    seen = Contribution.objects.visible_to(by).filter(pk=pk)
    rows = Consultation.objects.visible_to(by).select_related("draft").filter(pk__in=seen.values("consultation"))
    consultation = rows.select_for_update(of=("self",), no_key=True).first()
    row = seen.select_for_update(of=("self",), no_key=True).first() if consultation is not None else None
    if consultation is None or row is None:
        raise NotFound
    row.consultation = _revised(consultation)
    if by.person is None or row.author_id != by.person.pk or not by.reaches("consultation", row.consultation_id):
        raise NotAllowed
    return row


def speaks_in(row: Contribution, actor: Actor, on: date) -> bool:
    """
    Whether an actor may say what its contributor thinks of the answer: the author of one given as an individual, whoever
    speaks that day for the organization of the others. At most one query.
    """
    if actor.person is None or not actor.reaches("consultation", row.consultation_id):
        return False
    if row.organization_id is None:
        return row.author_id == actor.person.pk
    return organizations.may_speak_for(actor.person, row.organization_id, on)


def access_spoken(pk: int, *, by: Actor, on: date) -> Contribution:
    """
    A standing contribution whose contributor the actor is, or speaks for on a day, with its consultation, both locked, the
    consultation first. Call it inside a transaction. Raises: NotFound, NotAllowed (visible, but somebody else's).
    """
    seen = Contribution.objects.visible_to(by).standing().filter(pk=pk)
    rows = Consultation.objects.visible_to(by).select_related("draft").filter(pk__in=seen.values("consultation"))
    consultation = rows.select_for_update(of=("self",), no_key=True).first()
    row = seen.select_for_update(of=("self",), no_key=True).first() if consultation is not None else None
    if consultation is None or row is None:
        raise NotFound
    row.consultation = consultation
    if not speaks_in(row, by, on):
        raise NotAllowed
    row.consultation = _revised(consultation)
    return row


def access_point(step: Step, pk: int, *, by: Actor) -> Point:
    """
    A point that the actor may read and do the step to, with its consultation, both locked, the consultation first. Call it
    inside a transaction. Raises: NotFound, NotAllowed.
    """
    seen = Point.objects.visible_to(by).filter(pk=pk)
    found = seen.values_list("consultation_id", flat=True).first()
    if found is None:
        raise NotFound
    consultation = access_for(step, found, by=by)
    row = seen.select_related("provision").select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    row.consultation = consultation
    return row


def speaks_behind(point: Point, actor: Actor, on: date) -> bool:
    """Whether an actor is, or speaks on a day for, one of those who made a point. At most two queries."""
    if actor.person is None or not actor.reaches("consultation", point.consultation_id):
        return False
    spoken = organizations.mandates_of(actor.person, Mandate.Scope.SPEAK, on)
    own = _own(actor.person.pk, spoken)
    return Contribution.objects.standing().filter(own, points=point.pk).exists()


def organization_behind(point: Point, actor: Actor, on: date) -> int | None:
    """For which of those who made a point an actor speaks on a day; None as an individual. At most two queries."""
    if actor.person is None:
        return None
    spoken = organizations.mandates_of(actor.person, Mandate.Scope.SPEAK, on)
    said = Contribution.objects.standing().filter(points=point.pk, organization__in=[each.pk for each in spoken])
    return said.order_by("pk").values_list("organization_id", flat=True).first()


def point_to_raise(kind: str, pk: int, actor: Actor) -> int | None:
    """
    The key of the point that an actor may put on the list for the Council, of a `point` or a `contribution`; None for what
    they may not, what is there already, and what is not with the institution. At most five queries.
    """
    if actor.person is None:
        return None
    points = Point.objects.visible_to(actor).select_related("consultation__draft")
    points = points.filter(pk=pk) if kind == "point" else points.filter(contributions=pk)
    point = points.order_by("position", "pk").first()
    if point is None or point.consultation.status not in states.PROPOSE_RAISING.sources:
        return None
    if Raised.objects.filter(point=point).exclude(status=states.RaisedStatus.DROPPED).exists():
        return None
    if not actor.is_secretariat and not speaks_behind(point, actor, _today()):
        return None
    return point.pk


def access_raised(pk: int, *, by: Actor) -> Raised:
    """
    A point on the list for the Council, for the secretariat that keeps the list, its consultation and itself locked. Call it
    inside a transaction. Raises: NotFound, also for everybody else.
    """
    if not by.is_secretariat:
        raise NotFound
    rows = Raised.objects.filter(pk=pk)
    found = rows.values_list("point__consultation_id", flat=True).first()
    if found is None:
        raise NotFound
    Consultation.objects.select_for_update(of=("self",), no_key=True).get(pk=found)
    return rows.select_related("point").select_for_update(of=("self",), no_key=True).get()


def access_withdrawn(pk: int, *, by: Actor) -> Contribution:
    """
    One's own withdrawn contribution, in a consultation that the actor reaches, both locked as in `access_own`; nobody else
    sees it. Call it inside a transaction. Raises: NotFound.
    """
    own = Contribution.objects.filter(pk=pk, author=by.person_id, author__isnull=False)
    rows = Consultation.objects.visible_to(by).select_related("draft").filter(pk__in=own.values("consultation"))
    consultation = rows.select_for_update(of=("self",), no_key=True).first()
    row = own.select_for_update(of=("self",), no_key=True).first() if consultation is not None else None
    if consultation is None or row is None or not by.reaches("consultation", row.consultation_id):
        raise NotFound
    row.consultation = _revised(consultation)
    return row


def access_returned(pk: int, *, by: Actor) -> ReturnedFile:
    """
    A returned Word file that the actor may work on (their own, or for the secretariat anybody's), with its consultation,
    both locked, the consultation first. Call it inside a transaction. Raises: NotFound, NotAllowed.
    """
    seen = ReturnedFile.objects.visible_to(by).filter(pk=pk)
    before = seen.only("consultation", "author").first()
    if before is None:
        raise NotFound
    own = before.author_id is not None and before.author_id == by.person_id
    consultation = access_for(states.CONTRIBUTE if own else states.ENTER_FILE, before.consultation_id, by=by)
    row = seen.select_related("author", "organization").select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    row.consultation = consultation
    return row


def access_mailed(pk: int, *, by: Actor) -> MailedReply:
    """
    What the actor themselves said by mail, with its consultation, both locked, the consultation first. Call it inside a
    transaction. Raises: NotFound, NotAllowed (visible, but somebody else's).
    """
    seen = MailedReply.objects.visible_to(by).filter(pk=pk)
    before = seen.only("consultation", "author").first()
    if before is None:
        raise NotFound
    if before.author_id is None or before.author_id != by.person_id:
        raise NotAllowed
    consultation = access_for(states.CONTRIBUTE, before.consultation_id, by=by)
    row = seen.select_related("author", "organization", "version").select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound
    row.consultation = consultation
    return row
