"""The trail of a position in sentences, how its passages changed, and its editions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.audit.models import Entry
from civikos.programs.consultations.queries.history import DOORS
from civikos.programs.consultations.states import BASIS_LABELS
from civikos.programs.positions.models import Dissent, Passage, PassageVersion, Position, Response, Sentence, Suggestion
from civikos.programs.positions.queries import sentences

PAGE_SIZE = 50
SENTENCES = {
    "position.opened": gettext_lazy("The internal round was opened."),
    "position.plan_changed": gettext_lazy("The plan was changed."),
    "position.suggestion_given": gettext_lazy("A member gave a point."),
    "position.suggestion_withdrawn": gettext_lazy("A member took a point back."),
    "position.suggestion_restored": gettext_lazy("A member put a point back."),
    "position.drafting_began": gettext_lazy("The gathering of points ended; the draft is being written."),
    "position.passage_written": gettext_lazy("A passage was written."),
    "position.passage_changed": gettext_lazy("A passage was changed."),
    "position.passage_removed": gettext_lazy("A passage was taken out."),
    "position.passage_restored": gettext_lazy("A passage was put back."),
    "position.passage_moved": gettext_lazy("A passage was moved."),
    "position.sources_tied": gettext_lazy("The sources of a sentence were set."),
    "position.members_asked": gettext_lazy("The draft was put to the members."),
    "position.members_asked_again": gettext_lazy("Changed passages were put to the members again."),
    "position.response_given": gettext_lazy("An organization answered."),
    "position.response_taken_back": gettext_lazy("An organization took its answer back."),
    "position.amendment_handled": gettext_lazy("An amendment was decided on."),
    "position.vote_opened": gettext_lazy("The vote on what is contested was opened."),
    "position.ballot_cast": gettext_lazy("An organization voted."),
    "position.adopted": gettext_lazy("The position was adopted."),
    "position.not_adopted": gettext_lazy("The position was not adopted."),
    "position.dissent_recorded": gettext_lazy("An organization had its dissent recorded."),
    "position.dissent_taken_back": gettext_lazy("An organization took its dissent back."),
    "position.reminded": gettext_lazy("Organizations that were silent were reminded."),
    "position.sent": gettext_lazy("Letter and annex were sent to the addressee."),
    "position.withdrawn": gettext_lazy("The position was withdrawn."),
    "position.correction_opened": gettext_lazy("A corrected edition was opened."),
    "position.corrected": gettext_lazy("The position was replaced by a corrected edition."),
}
WHYS = {
    "drafted": gettext_lazy("by the rapporteur, in the draft"),
    "amendment": gettext_lazy("by an amendment that was taken over"),
    "vote": gettext_lazy("by an amendment that the vote carried"),
}


@dataclass(frozen=True)
class Told:
    """One entry of the trail as a page shows it."""

    at: datetime
    sentence: str
    reason: str
    who: str
    door: str
    basis: str


@dataclass(frozen=True)
class Changed:
    """How one passage read until a moment, and what it became."""

    number: int
    language: str
    before: str
    after: str
    proposed_before: str
    proposed_after: str
    why: str
    who: str
    until: datetime


def page_of(position: Position, page: int | str | None) -> tuple[Page[Any], list[Told]]:
    """One page of what was done to a position, the newest first. Two queries."""
    about = Q(about_type="position", about_id=position.pk)
    for kind, model in (
        ("suggestion", Suggestion),
        ("passage", Passage),
        ("response", Response),
        ("dissent", Dissent),
    ):
        keys = model.objects.filter(position=position).values("pk")
        about |= Q(about_type=kind, about_id__in=keys)
    rows = Entry.objects.filter(about).annotate(who=F("actor__name")).order_by("-at", "-pk")
    found = Paginator(rows, PAGE_SIZE).get_page(page)
    return found, [_told(row) for row in found.object_list]


def _told(entry: Any) -> Told:
    details = entry.details if isinstance(entry.details, dict) else {}
    who = entry.who or (_("the platform") if entry.door == Door.WORKER else _("somebody whose account is closed"))
    door = DOORS.get(Door(entry.door)) if entry.door in set(Door) else entry.door
    said = str(SENTENCES.get(entry.verb, entry.verb))
    number = details.get("passage")
    if isinstance(number, int):
        said = _("%(sentence)s Passage %(number)s.") % {"sentence": said, "number": number}
    basis = str(BASIS_LABELS.get(entry.basis, entry.basis))
    return Told(entry.at, said, str(details.get("reason") or ""), who, str(door), basis)


def changes_of(position: Position) -> list[Changed]:
    """How passages stood before, the newest change first. Three queries."""
    versions = list(
        PassageVersion.objects.filter(passage__position=position)
        .select_related("passage", "person")
        .order_by("passage", "-revision")
    )
    if not versions:
        return []
    now = _present_words({each.passage_id for each in versions})
    made: list[Changed] = []
    following: dict[int, tuple[str, str]] = {}
    for each in versions:
        text, proposed = following.get(each.passage_id, (now.get(each.passage_id, ""), each.passage.proposed))
        made.append(
            Changed(
                each.passage.number,
                each.passage.language,
                each.text,
                text,
                each.proposed,
                proposed,
                str(WHYS.get(each.why, each.why)),
                each.person.name if each.person else _("the platform"),
                each.until,
            )
        )
        following[each.passage_id] = (each.text, each.proposed)
    return sorted(made, key=lambda each: each.until, reverse=True)


def _present_words(passages: set[int]) -> dict[int, str]:
    pieces: dict[int, list[sentences.Piece]] = {}
    for row in Sentence.objects.filter(passage__in=passages).order_by("passage", "order", "pk"):
        pieces.setdefault(row.passage_id, []).append(sentences.Piece(row.text, row.starts_paragraph))
    return {key: sentences.joined(each) for key, each in pieces.items()}


def editions_of(position: Position, actor: Actor) -> list[Position]:
    """Every edition of a position that the actor may read, the newest first. A few queries, one for each edition before it."""
    first = position
    for _step in range(20):
        if first.corrects is None:
            break
        first = first.corrects
    found, keys = [first], [first.pk]
    for _step in range(20):
        later = list(Position.objects.visible_to(actor).filter(corrects__in=keys).order_by("pk"))
        if not later:
            break
        found += later
        keys = [each.pk for each in later]
    return sorted(found, key=lambda each: -each.edition)
