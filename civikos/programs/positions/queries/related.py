"""What pages of other apps show of positions: which one used a contribution, which one is on a consultation."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.registry import Related
from civikos.kernel.languages import of_text
from civikos.programs.positions.models import Passage, Position, Source
from civikos.programs.positions.queries import titles
from civikos.programs.positions.states import UNDER_WAY, Status

LABEL = _("joint position")


def _related(position: Position) -> Related:
    return Related(
        kind="position",
        label=LABEL,
        title=titles.title_of(position, of_text()),
        address=position.get_absolute_url(),
        state=str(position.get_status_display()),
        at=position.adopted_at or position.opened_at,
    )


def of_consultations(keys: Sequence[int], actor: Actor) -> Mapping[int, Sequence[Related]]:
    """Positions on consultations that the actor may read. One query."""
    found: dict[int, list[Related]] = {}
    rows = titles.with_titles(Position.objects.visible_to(actor).filter(consultation__in=list(keys)))
    for row in rows.order_by("opened_at", "pk"):
        if row.consultation_id is not None:
            found.setdefault(row.consultation_id, []).append(_related(row))
    return found


def of_contributions(keys: Sequence[int], actor: Actor) -> Mapping[int, Sequence[Related]]:
    """Positions that stand on contributions, or put them into the matrix, as far as the actor may read them. Three queries."""
    wanted = list(keys)
    pairs = set(
        Source.objects.filter(contribution__in=wanted, passage__removed_at=None).values_list(
            "contribution", "passage__position"
        )
    ) | set(Passage.objects.filter(contribution__in=wanted).values_list("contribution", "position"))
    if not pairs:
        return {}
    rows = titles.with_titles(Position.objects.visible_to(actor).filter(pk__in={pk for _key, pk in pairs}))
    positions = {row.pk: row for row in rows}
    found: dict[int, list[Related]] = {}
    for contribution, pk in sorted(pairs):
        if contribution is not None and pk in positions:
            found.setdefault(contribution, []).append(_related(positions[pk]))
    return found


def current_of(consultation: int, actor: Actor) -> Position | None:
    """The position on a consultation that is under way, else the one adopted last. One query."""
    rows = list(Position.objects.visible_to(actor).filter(consultation=consultation).order_by("-opened_at", "-pk"))
    under_way = next((row for row in rows if row.status in UNDER_WAY), None)
    return under_way or next((row for row in rows if row.status == Status.ADOPTED), None)
