"""What is covered in a document."""

from dataclasses import dataclass

from django.db.models import Count

from civikos.programs.information_requests.models import Document, Redaction


@dataclass(frozen=True)
class Covered:
    """How many places of one kind are covered."""

    why: str
    label: str
    count: int


def by_kind(document: Document) -> list[Covered]:
    """One line for each kind. One query."""
    rows = document.redactions.values("why").annotate(n=Count("pk")).order_by("why").values_list("why", "n")
    return [Covered(why, str(Redaction.Why(why).label), count) for why, count in rows]


def on_page(document: Document, page: int) -> list[Redaction]:
    """The boxes of one page (from 0). One query."""
    return list(document.redactions.filter(page=page).order_by("top", "left", "pk"))


def per_page(document: Document) -> dict[int, int]:
    """How many boxes each page (from 1) has. One query."""
    rows = document.redactions.values("page").annotate(n=Count("pk")).order_by("page").values_list("page", "n")
    return {page + 1: count for page, count in rows}
