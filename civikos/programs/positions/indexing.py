"""What the search finds of positions, and who may find it."""

from civikos.kernel.catalog import actions as catalog
from civikos.kernel.catalog.models import SearchEntry
from civikos.programs.positions.models import Position, Sentence
from civikos.programs.positions.queries import titles
from civikos.programs.positions.states import UNDER_WAY, Status


def index_position(position: Position) -> None:
    """Put a position into the index, or change it there; members find it while it is under way, everybody once it is adopted."""
    if position.status in (Status.NOT_ADOPTED, Status.WITHDRAWN) and position.adopted_at is None:
        catalog.forget(position.name)
        return
    level = SearchEntry.Level.PUBLIC if position.is_for_everybody else SearchEntry.Level.MEMBERS
    # A draft changes every hour; its words are found once members have been asked.
    text = "" if position.status in UNDER_WAY[:2] else _words(position)
    catalog.index(
        SearchEntry(
            kind="position",
            about=position.name,
            scope=position.name,
            level=level,
            language=language,
            title=title[:300],
            context=titles.subject_of(position, language),
            text=f"{position.summary}\n{text}",
            address=f"/positions/{position.pk}/",
            at=position.adopted_at or position.opened_at,
        )
        for language, title in titles.titles_of(position).items()
    )


def _words(position: Position) -> str:
    rows = Sentence.objects.filter(passage__position=position, passage__removed_at=None)
    return "\n".join(rows.order_by("passage__order", "order").values_list("text", flat=True))
