"""How delivery stands."""

from collections import Counter

from django.db.models import Count

from civikos.kernel.correspondence.models import Message, Mute


def counts(about: str, kind: str | None = None) -> Counter[str]:
    """Messages about one thing by state."""
    rows = Message.objects.filter(about=about)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return Counter({row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk"))})


def by_person(about: str, kind: str) -> dict[int, Message]:
    """The message of one kind about one thing for each person; without bodies."""
    rows = (
        Message.objects.filter(about=about, kind=kind, person__isnull=False)
        .defer("body", "headers", "secrets")
        .order_by("pk")
    )
    return {row.person_id: row for row in rows if row.person_id is not None}


def stopped_kinds(person_id: int) -> set[str]:
    """Kinds of messages that a person has stopped."""
    return set(Mute.objects.filter(person=person_id).values_list("kind", flat=True))
