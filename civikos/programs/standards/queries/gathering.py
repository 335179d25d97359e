"""
Facts of consultations, wherever they were run: recorded ones from their rows, others from the apps that run them.

Only what everybody may read is gathered: a draft that is not for everybody neither shows its title in the watch nor moves
a figure of it. A fixed number of queries for any number of consultations.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.programs.standards.measures import CaseFacts, Meeting
from civikos.programs.standards.models import RecordedCase, RecordedMeeting
from civikos.programs.standards.queries.measuring import level_of
from civikos.registers.legislation.models import ActKind
from civikos.registers.organizations.models import Organization

INSTITUTIONS = (Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY)


@dataclass(frozen=True)
class Source:
    """
    An app that runs consultations. `stamp` changes whenever any fact may have changed (one query); `everything` gives the
    facts of all that everybody may read, as they are known on a day; `one` those of one that this actor may see.
    """

    kind: str
    stamp: Callable[[], object]
    everything: Callable[[date], Iterable[CaseFacts]]
    one: Callable[[int, Actor, date], CaseFacts | None]


_sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Register an app whose consultations the watch measures; once, when it is ready."""
    _sources[source.kind] = source


@dataclass(frozen=True)
class Part:
    """One source of facts: what changes whenever one of them may have changed, and how to get them."""

    kind: str
    stamp: object
    facts: Callable[[], Iterable[CaseFacts]]


def parts(at: datetime) -> list[Part]:
    """
    Where facts come from, recorded cases first. One query each for the stamps; four for recorded facts, those of each
    source for its own. What is known of a recorded case does not change with the day.
    """
    day = timezone.localdate(at)
    own = RecordedCase.objects.aggregate(rows=Count("pk"), last=Max("changed_at"))
    found = [Part("recorded_case", (own["rows"], own["last"]), lambda: recorded_facts(RecordedCase.objects.counted()))]
    for source in _sources.values():
        # Titles of drafts are told in the reader's language, so it is part of the stamp by the ruler's fingerprint.
        found.append(Part(source.kind, (day, source.stamp()), lambda source=source: source.everything(day)))  # type: ignore[misc]
    return found


def facts_of(name: str, actor: Actor, at: datetime) -> CaseFacts | None:
    """The facts of one consultation by its name (`recorded_case:7`), as far as this actor may see it; None if hidden or absent."""
    kind, _colon, pk = name.partition(":")
    if not pk.isdigit():
        return None
    if kind == "recorded_case":
        found = recorded_facts(RecordedCase.objects.visible_to(actor).filter(pk=int(pk)))
        return found[0] if found else None
    source = _sources.get(kind)
    return source.one(int(pk), actor, timezone.localdate(at)) if source is not None else None


_COLUMNS = (
    "pk",
    "title",
    "institution_id",
    "institution__kind",
    "institution__place__languages",
    "kind_id",
    "year",
    "looked_on",
    "title_language",
    "is_invented",
    "was_consulted",
    "without_reason",
    "planned",
    "early",
    "early_on",
    "notice_on",
    "channels",
    "opened_on",
    "closes_on",
    "extended_to",
    "is_urgent",
    "short_reason",
    "documents",
    "languages",
    "has_meetings",
    "commenters",
    "comments",
    "accepted",
    "partly",
    "rejected",
    "unanswered",
    "unreasoned",
    "report_on",
    "adopted_on",
    "final_text_on",
)


def recorded_facts(rows: "Iterable[RecordedCase]") -> list[CaseFacts]:
    """The facts of recorded cases, the newest first. Three queries for any number."""
    cases = rows.order_by("-year", "-opened_on", "-pk")  # type: ignore[attr-defined]
    kinds = {pk: (code, tuple(wanted)) for pk, code, wanted in ActKind.objects.values_list("pk", "code", "documents")}
    meetings: dict[int, list[Meeting]] = {}
    for case, held_on, announced, place, participants in (
        RecordedMeeting.objects.filter(case__in=cases.order_by().values("pk"))
        .order_by("held_on", "pk")
        .values_list("case_id", "held_on", "announced_on", "place", "participants")
    ):
        meetings.setdefault(case, []).append(Meeting(held_on, announced, place, participants))
    found = []
    for values in cases.values_list(*_COLUMNS):
        row = dict(zip(_COLUMNS, values, strict=True))
        pk = row["pk"]
        code, wanted = kinds[row["kind_id"]]
        level = level_of(row["institution__kind"])
        held = meetings.get(pk)
        found.append(
            CaseFacts(
                name=f"recorded_case:{pk}",
                title=row["title"],
                institution=row["institution_id"],
                level=level,
                kind=code,
                year=row["year"],
                known_on=row["looked_on"],
                title_language=row["title_language"],
                note="invented" if row["is_invented"] else "",
                was_consulted=row["was_consulted"],
                without_reason=row["without_reason"],
                planned=row["planned"],
                early=row["early"],
                early_on=row["early_on"],
                notice_on=row["notice_on"],
                channels=_tuple(row["channels"]),
                opened_on=row["opened_on"],
                closes_on=row["closes_on"],
                extended_to=row["extended_to"],
                is_urgent=row["is_urgent"],
                short_reason=row["short_reason"],
                documents=None if row["documents"] is None else frozenset(row["documents"]),
                wanted_documents=wanted,
                languages=None if row["languages"] is None else frozenset(row["languages"]),
                wanted_languages=tuple(row["institution__place__languages"] or ()),
                meetings=tuple(held) if held else () if row["has_meetings"] is False else None,
                commenters=row["commenters"],
                comments=row["comments"],
                accepted=row["accepted"],
                partly=row["partly"],
                rejected=row["rejected"],
                unanswered=row["unanswered"],
                unreasoned=row["unreasoned"],
                report_on=row["report_on"],
                adopted_on=row["adopted_on"],
                final_text_on=row["final_text_on"],
            )
        )
    return found


def _tuple(value: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)
