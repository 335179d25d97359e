"""One request as its page shows it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.catalog import registry
from civikos.kernel.correspondence.models import Message
from civikos.programs.information_requests.models import Batch, Document, Event, InformationRequest, Letter
from civikos.programs.information_requests.queries.clock import Due, Standing
from civikos.programs.information_requests.queries.standing import law_of, standing
from civikos.programs.information_requests.queries.suggesting import Suggestion, suggestions
from civikos.programs.information_requests.states import DocumentStatus, Happening, LetterStatus, Stage


@dataclass(frozen=True)
class Line:
    """One line of the timeline: the event, its documents, whether it was taken back, whether it still waits to be classified."""

    event: Event
    documents: list[Document] = field(default_factory=list)
    is_annulled: bool = False
    is_open: bool = False
    suggestions: list[Suggestion] = field(default_factory=list)
    is_ignored: bool = False
    may_annul: bool = False


@dataclass(frozen=True)
class DueLine:
    """One period for the page: whether it runs, was kept or missed."""

    due: Due
    state: str


@dataclass(frozen=True)
class Shown:
    """All that the page of a request shows."""

    request: InformationRequest
    standing: Standing
    law: str
    lines: list[Line]
    dues: list[DueLine]
    letters: list[Letter]
    documents: list[Document]
    about_title: str
    about_address: str
    delivery: str


def get_visible(pk: int, actor: Actor) -> InformationRequest | None:
    """The request, if the actor may read it. One query."""
    rows = InformationRequest.objects.visible_to(actor).select_related(  # type: ignore[attr-defined]
        "institution__place", "holder", "organization", "requester", "batch"
    )
    found: InformationRequest | None = rows.filter(pk=pk).first()
    return found


def get_document(pk: int, actor: Actor) -> Document | None:
    """A document of a request that the actor may read; what of it they may read is another question. One query."""
    seen = InformationRequest.objects.visible_to(actor)  # type: ignore[attr-defined]
    rows = Document.objects.select_related("request__holder", "original", "working", "redacted", "event")
    found: Document | None = rows.filter(pk=pk, request__in=seen).first()
    return found


def get_batch(pk: int) -> Batch | None:
    """A batch."""
    return Batch.objects.select_related("organization").filter(pk=pk).first()


def get_letter(pk: int) -> Letter | None:
    """A further letter with its request."""
    return (
        Letter.objects.select_related("request__holder", "request__organization", "request__requester")
        .filter(pk=pk)
        .first()
    )


def get_event(pk: int) -> Event | None:
    """An event with its request."""
    return Event.objects.select_related("request__holder", "request__organization").filter(pk=pk).first()


def all_events(request: InformationRequest) -> list[Event]:
    """Every event, also those taken back, the oldest first."""
    taken_back = Event.objects.filter(about=OuterRef("pk"), kind=Happening.ANNULLED)
    rows = request.events.annotate(was_annulled=Exists(taken_back)).select_related("entered_by", "about")
    return list(rows.order_by("at", "pk"))


_MAY_BE_TAKEN_BACK = frozenset(Happening) - {
    Happening.SENT,
    Happening.RECEIVED,
    Happening.ANNULLED,
    Happening.WITHDRAWN,
    Happening.CLOSED,
    Happening.REOPENED,
    Happening.LETTER_SENT,
}
_NOT_FOR_EVERYBODY = frozenset({Happening.RECEIVED, Happening.NOTED, Happening.ANNULLED})


def shown(request: InformationRequest, actor: Actor, at: datetime, *, works: bool) -> Shown:
    """
    The page for somebody who works on the request, or for everybody else: they see neither messages that nobody has
    classified, nor notes, nor what was taken back, nor documents that are not public. A fixed number of queries.
    """
    events = all_events(request)
    live = [each for each in events if not each.was_annulled and each.kind != Happening.ANNULLED]  # type: ignore[attr-defined]
    now = standing(request, live, at) if request.sent_at else Standing(Stage.DRAFT)
    rows = request.documents.select_related("original", "redacted").order_by("pk")
    documents = list(rows if works else rows.published())  # type: ignore[attr-defined]
    by_event: dict[int | None, list[Document]] = {}
    for document in documents:
        by_event.setdefault(document.event_id, []).append(document)
    said = {each.about_id for each in live if each.about_id is not None}
    lines = []
    for event in events:
        annulled = bool(event.was_annulled)  # type: ignore[attr-defined]
        if not works and (annulled or event.kind in _NOT_FOR_EVERYBODY):
            continue
        is_open = event.kind == Happening.RECEIVED and event.pk not in said
        lines.append(
            Line(
                event,
                by_event.get(event.pk, []),
                annulled,
                is_open,
                _suggested(event, bool(by_event.get(event.pk))) if is_open else [],
                event.pk in now.ignored_extensions,
                works and not annulled and event.kind in _MAY_BE_TAKEN_BACK and event.details.get("letter") is None,
            )
        )
    title, address = _about(request, actor)
    letters = list(request.letters.order_by("pk")) if works else []
    return Shown(
        request,
        now,
        law_of(request),
        lines,
        [DueLine(due, _state(due, at)) for due in now.dues],
        letters,
        documents,
        title,
        address,
        _delivery(request) if works else "",
    )


def _state(due: Due, at: datetime) -> str:
    if due.is_missed(at):
        return "missed"
    return "kept" if due.met_at is not None else "running"


def _suggested(event: Event, has_documents: bool) -> list[Suggestion]:
    automatic = event.details.get("mail_kind") == "auto_reply"
    return suggestions(
        f"{event.details.get('subject', '')}\n{event.words}", has_documents=has_documents, is_automatic=automatic
    )


def documents_of(event: Event) -> list[Document]:
    """The files that came with an event. One query."""
    return list(event.documents.select_related("original").order_by("pk"))


def suggested(event: Event) -> list[Suggestion]:
    """What a received message may be. One query."""
    return _suggested(event, Document.objects.filter(event=event).exists())


def _about(request: InformationRequest, actor: Actor) -> tuple[str, str]:
    if not request.about or not registry.is_visible(request.about, actor):
        return "", ""
    return registry.title_of(request.about), registry.address_of(request.about)


def _delivery(request: InformationRequest) -> str:
    """How the delivery of the letter stands: the outbox's word for it; "" where no mail was sent."""
    row = (
        Message.objects.filter(about=request.name, kind__in=["information_request", "information_letter"])
        .order_by("-pk")
        .first()
    )
    return str(row.get_state_display()) if row is not None else ""


def history(request: InformationRequest) -> list[Entry]:
    """The trail of a request and its documents, the newest first."""
    own = Entry.objects.filter(about_type="informationrequest", about_id=request.pk)
    documents = Entry.objects.filter(
        about_type="document", about_id__in=request.documents.values("pk"), verb__startswith="request_document"
    )
    return list((own | documents).select_related("actor").order_by("-at", "-pk")[:300])


def of_batch(batch: Batch, actor: Actor) -> list[InformationRequest]:
    """The requests of a batch that the actor may read, by institution."""
    rows = InformationRequest.objects.visible_to(actor).filter(batch=batch).for_list()  # type: ignore[attr-defined]
    return list(rows.order_by("institution__name", "pk"))


def draft_letter_of(request: InformationRequest, kind: str) -> Letter | None:
    """The letter of a kind that is not sent yet."""
    return request.letters.filter(kind=kind, status=LetterStatus.DRAFT).first()


def is_public(document: Document) -> bool:
    """Whether everybody who sees the request may read the redacted copy."""
    return document.status == DocumentStatus.PUBLISHED and document.redacted is not None
