"""The matrix before it goes to the institution: arranging, merging, submitting."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound, Refused
from civikos.programs.consultations import permissions, states, tasks
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.organizations import queries as organizations
from lawtext import fold


class StillOpen(Refused):
    """Members may still comment."""

    code = "consultation.still_open"
    message = _("Members may comment until the deadline. Tick “close now” if the matrix should go out before it.")


class NothingToSubmit(Refused):
    """No point in the matrix."""

    code = "consultation.nothing_to_submit"
    message = _("Nobody has commented, so there is nothing to submit.")


class NobodyToReceive(Refused):
    """The institution has no contact person."""

    code = "consultation.no_contact"
    message = _(
        "Nobody is recorded who answers for this institution. Record a contact person with a mandate to answer first."
    )


class CannotMerge(Refused):
    """Points of different places, or fewer than two."""

    code = "matrix.cannot_merge"
    message = _("Choose two or more points on the same article.")


class CannotSplit(Refused):
    """The point has only one contribution."""

    code = "matrix.cannot_split"
    message = _("This point stands for one contribution only.")


@transaction.atomic
def arrange_matrix(pk: int, *, by: Actor, at: datetime) -> int:
    """
    Make points of contributions that have none yet: those that say the same in the same place become one.

    "The same" is the same words and wording, without regard to case, diacritics, script and spacing; what is only
    similar a person merges. Points of withdrawn contributions go. Returns the number of points.
    Raises: NotFound, NotAllowed, WrongStatus.
    """
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    _arrange(consultation)
    audit.record(states.ARRANGE.verb, consultation, by=by, at=at)
    return consultation.points.count()


def same_words(row: Contribution) -> tuple[int | None, str, str, bool]:
    """
    Contributions with the same of it are one point from the beginning: the place, the words and the wording, folded. The
    network's own voice is never one point with a member's, whose words it may have taken over.
    """

    def same(words: str) -> str:
        return " ".join(fold(words).split())

    return (row.provision_id, same(row.text), same(row.proposed), row.channel == Contribution.Channel.POSITION)


def _arrange(consultation: Consultation) -> None:
    standing = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE)
    through = Point.contributions.through
    through.objects.filter(point__consultation=consultation).exclude(
        contribution__status=ContributionStatus.ACTIVE
    ).delete()
    consultation.points.filter(contributions=None).delete()
    placed = set(through.objects.filter(point__consultation=consultation).values_list("contribution_id", flat=True))
    existing: dict[tuple[int | None, str, str, bool], int] = {}
    for link in through.objects.filter(point__consultation=consultation).select_related("contribution"):
        existing.setdefault(same_words(link.contribution), link.point_id)
    fresh: dict[tuple[int | None, str, str, bool], list[Contribution]] = defaultdict(list)
    links = []
    for row in standing.select_related("provision").order_by("given_at", "pk"):
        if row.pk in placed:
            continue
        key = same_words(row)
        if key in existing:
            links.append(through(point_id=existing[key], contribution_id=row.pk))
        else:
            fresh[key].append(row)
    new = [point_of(consultation, rows[0]) for rows in fresh.values()]
    Point.objects.bulk_create(new, batch_size=500)
    links += [
        through(point_id=point.pk, contribution_id=row.pk)
        for point, rows in zip(new, fresh.values(), strict=True)
        for row in rows
    ]
    through.objects.bulk_create(links, batch_size=800)
    renumber_positions(consultation)


def point_of(consultation: Consultation, row: Contribution) -> Point:
    """A new point in the words of a contribution, to be saved and put in its place (`renumber_positions`)."""
    return Point(
        consultation=consultation,
        position=10**8,
        provision=row.provision,
        article=row.article,
        language=row.language,
        text=row.text,
        original=row.original,
        proposed=row.proposed,
    )


def renumber_positions(consultation: Consultation) -> None:
    """Number the points in order."""
    # Points a person has moved keep their order among each other; new ones (position 10**8) go to their article.
    rows = list(consultation.points.select_related("provision").order_by("position", "pk"))

    def place(point: Point) -> tuple[int, int]:
        return (point.provision.position if point.provision else -1, point.pk)

    old = [point for point in rows if point.position < 10**8]
    for point in sorted((point for point in rows if point.position >= 10**8), key=place):
        index = next((number for number, other in enumerate(old) if place(other)[0] > place(point)[0]), len(old))
        old.insert(index, point)
    for position, point in enumerate(old, 1):
        point.position = position
    Point.objects.bulk_update(old, ["position"], batch_size=500)


def _point(consultation: Consultation, pk: int) -> Point:
    point = consultation.points.select_for_update(of=("self",)).filter(pk=pk).first()
    if point is None:
        raise NotFound
    return point


@transaction.atomic
def merge_points(pk: int, points: list[int], *, by: Actor, at: datetime) -> Point:
    """
    Make one point of several on the same article; the first one's words stand, all contributions stay behind it.

    Raises: NotFound, NotAllowed, WrongStatus, CannotMerge.
    """
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    wanted = set(points)
    rows = list(consultation.points.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("position", "pk"))
    if len(rows) < len(wanted):
        raise NotFound
    if len(rows) < 2 or len({row.article for row in rows}) > 1:
        raise CannotMerge
    first, others = rows[0], rows[1:]
    gone = [other.pk for other in others]
    # In bulk: a campaign may be thousands of points.
    through = Point.contributions.through
    behind = set(through.objects.filter(point__in=gone).values_list("contribution_id", flat=True))
    behind -= set(through.objects.filter(point=first).values_list("contribution_id", flat=True))
    consultation.points.filter(pk__in=gone).delete()
    through.objects.bulk_create(
        [through(point_id=first.pk, contribution_id=each) for each in sorted(behind)], batch_size=800
    )
    if not first.proposed:
        donor = next((other for other in others if other.proposed), None)
        if donor is not None:
            first.proposed, first.original, first.provision = donor.proposed, donor.original, donor.provision
            first.save()
    audit.record("matrix.points_merged", consultation, by=by, at=at, details={"into": first.pk, "from": gone})
    return first


@transaction.atomic
def split_point(pk: int, point: int, *, by: Actor, at: datetime) -> list[Point]:
    """
    Undo a merge: a point for each contribution, in the words of its author, in the order in which they were given.

    Raises: NotFound, NotAllowed, WrongStatus, CannotSplit.
    """
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    row = _point(consultation, point)
    said = list(row.contributions.select_related("provision").order_by("given_at", "pk"))
    if len(said) < 2:
        raise CannotSplit
    before = {"text": row.text, "proposed": row.proposed}
    first = said[0]
    row.provision, row.article, row.language = first.provision, first.article, first.language
    row.text, row.original, row.proposed = first.text, first.original, first.proposed
    row.save()
    made = []
    for contribution in said[1:]:
        row.contributions.remove(contribution)
        new = point_of(consultation, contribution)
        new.position = row.position
        new.save()
        new.contributions.add(contribution)
        made.append(new)
    renumber_positions(consultation)
    audit.record("matrix.point_split", consultation, by=by, at=at, details={"point": point, "before": before})
    return [row, *made]


@transaction.atomic
def move_point(pk: int, point: int, *, before: int | None, by: Actor, at: datetime) -> None:
    """Put a point before another one, or (None) at the end. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    row = _point(consultation, point)
    if before == row.pk:
        return
    order = [each for each in consultation.points.order_by("position", "pk") if each.pk != row.pk]
    index = (
        len(order) if before is None else next((number for number, each in enumerate(order) if each.pk == before), None)
    )
    if index is None:
        raise NotFound
    order.insert(index, row)
    for position, each in enumerate(order, 1):
        each.position = position
    Point.objects.bulk_update(order, ["position"], batch_size=500)
    audit.record("matrix.point_moved", consultation, by=by, at=at, details={"point": point, "before": before})


@transaction.atomic
def edit_point(pk: int, point: int, *, text: str, proposed: str, by: Actor, at: datetime) -> Point:
    """Put the words of a point right; what members said stays as they said it. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    row = _point(consultation, point)
    before = {"text": row.text, "proposed": row.proposed}
    row.text, row.proposed = text.strip(), proposed.strip()
    row.save()
    audit.record("matrix.point_edited", consultation, by=by, at=at, details={"point": point, "before": before})
    return row


@transaction.atomic
def submit(pk: int, *, close_now: bool, by: Actor, at: datetime) -> Consultation:
    """
    Number the points and hand the matrix to the institution: the worker makes the papers and sends them with a link.

    Raises: NotFound, NotAllowed, WrongStatus, StillOpen, NothingToSubmit, NobodyToReceive.
    """
    consultation = permissions.access_for(states.SUBMIT, pk, by=by)
    steps.require(states.SUBMIT, consultation)
    early = at < consultation.members_until
    if early and not close_now:
        raise StillOpen
    _arrange(consultation)
    rows = list(consultation.points.order_by("position", "pk"))
    if not rows:
        raise NothingToSubmit
    contact = organizations.contact_of(consultation.draft.institution, timezone.localdate(at))
    if contact is None:
        raise NobodyToReceive
    for number, row in enumerate(rows, 1):
        row.number = number
    Point.objects.bulk_update(rows, ["number"], batch_size=500)
    consultation.submitted_at = at
    steps.take(states.SUBMIT, consultation, by=by, at=at, points=len(rows), contact=contact.pk, before_deadline=early)
    audit.publish("matrix.submitted", consultation.name, {"points": len(rows), "before_deadline": early}, at=at)
    tasks.make_submission_papers.enqueue(consultation.pk)
    return consultation
