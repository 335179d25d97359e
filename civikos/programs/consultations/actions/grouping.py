"""Similar contributions: made one point by an officer's press, kept apart, and both taken back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound, Refused
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.actions import matrix
from civikos.programs.consultations.models import Consultation, Contribution, KeptApart, Point
from civikos.programs.consultations.states import ContributionStatus


class OnePointAlready(Refused):
    """Nothing to merge: fewer than two points stand behind these contributions."""

    code = "matrix.one_point_already"
    message = _("Choose contributions that are in two or more points.")


class GroupHasChanged(Refused):
    """Somebody withdrew or changed what they said since the page was made."""

    code = "matrix.group_has_changed"
    message = _("Somebody has changed or withdrawn a contribution of this group. Look at it again.")


def _standing(consultation: Consultation, keys: Iterable[int]) -> dict[int, Contribution]:
    wanted = set(keys)
    rows = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE)
    found = {row.pk: row for row in rows.select_related("provision") if row.pk in wanted}
    if len(found) < len(wanted):
        raise GroupHasChanged
    return found


@transaction.atomic
def merge_similar(pk: int, contributions: Iterable[int], *, words_of: int, by: Actor, at: datetime) -> Point:
    """
    Make one point of those in which some contributions stand; it gets the words of one of them. All stay behind it.

    Contributions that are in no point yet are put into the matrix first. A fixed number of queries. Raises: NotFound,
    NotAllowed, WrongStatus, GroupHasChanged, OnePointAlready, CannotMerge.
    """
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    said = _standing(consultation, contributions)
    through = Point.contributions.through
    links = through.objects.filter(point__consultation=consultation)
    placed = {contribution: point for point, contribution in links.values_list("point_id", "contribution_id")}
    if not said.keys() <= placed.keys():
        matrix.arrange_matrix(pk, by=by, at=at)
        placed = {contribution: point for point, contribution in links.values_list("point_id", "contribution_id")}
    points = sorted({placed[key] for key in said})
    if len(points) < 2:
        raise OnePointAlready
    point = matrix.merge_points(pk, points, by=by, at=at)
    typical = said.get(words_of)
    if typical is not None:
        point.provision, point.article, point.language = typical.provision, typical.article, typical.language
        point.text, point.original, point.proposed = typical.text, typical.original, typical.proposed
        point.save()
    return point


@transaction.atomic
def undo_merge(pk: int, point: int, *, by: Actor, at: datetime) -> list[Point]:
    """
    Take the merging of similar contributions back: those with equal words stay one point, the others get points of their own.

    Raises: NotFound, NotAllowed, WrongStatus, CannotSplit (all say the same).
    """
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    row = consultation.points.select_for_update(of=("self",)).filter(pk=point).first()
    if row is None:
        raise NotFound
    said = list(row.contributions.select_related("provision").order_by("given_at", "pk"))
    equal: dict[object, list[Contribution]] = defaultdict(list)
    for contribution in said:
        equal[matrix.same_words(contribution)].append(contribution)
    if len(equal) < 2:
        raise matrix.CannotSplit
    before = {"text": row.text, "proposed": row.proposed}
    groups = list(equal.values())
    own, others = groups[0], groups[1:]
    first = own[0]
    row.provision, row.article, row.language = first.provision, first.article, first.language
    row.text, row.original, row.proposed = first.text, first.original, first.proposed
    row.save()
    through = Point.contributions.through
    through.objects.filter(point=row).exclude(contribution__in=[each.pk for each in own]).delete()
    new = [matrix.point_of(consultation, rows[0]) for rows in others]
    for each in new:
        each.position = row.position
    Point.objects.bulk_create(new, batch_size=500)
    through.objects.bulk_create(
        [
            through(point_id=each.pk, contribution_id=contribution.pk)
            for each, rows in zip(new, others, strict=True)
            for contribution in rows
        ],
        batch_size=800,
    )
    matrix.renumber_positions(consultation)
    audit.record("matrix.point_split", consultation, by=by, at=at, details={"point": point, "before": before})
    return [row, *new]


@transaction.atomic
def keep_apart(pk: int, contributions: Iterable[int], *, by: Actor, at: datetime) -> KeptApart:
    """
    Remember that similar contributions are to stay points of their own, so that they are not proposed again.

    Raises: NotFound, NotAllowed, WrongStatus, GroupHasChanged.
    """
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    keys = sorted(_standing(consultation, contributions))
    row = KeptApart.objects.create(consultation=consultation, contributions=keys, by=by.person, at=at)
    audit.record("matrix.kept_apart", consultation, by=by, at=at, details={"kept": row.pk, "contributions": keys})
    return row


@transaction.atomic
def propose_again(pk: int, kept: int, *, by: Actor, at: datetime) -> None:
    """Undo keeping apart: the contributions are proposed as similar again. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.ARRANGE, pk, by=by)
    steps.require(states.ARRANGE, consultation)
    row = KeptApart.objects.filter(consultation=consultation, pk=kept).first()
    if row is None:
        raise NotFound
    details = {"kept": row.pk, "contributions": row.contributions}
    row.delete()
    audit.record("matrix.proposed_again", consultation, by=by, at=at, details=details)
