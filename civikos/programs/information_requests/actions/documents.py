"""Received documents on their way to the public: pages, boxes, a redacted copy, a second look, publication and its undoing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind, kind_of
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow.refusals import Refused, WrongStatus
from civikos.kernel.workflow.steps import require, take
from civikos.programs.information_requests import permissions, states
from civikos.programs.information_requests.models import Document, InformationRequest, Redaction
from civikos.programs.information_requests.papers import redaction
from civikos.programs.information_requests.papers.redaction import Box, CannotRedact
from civikos.programs.information_requests.states import DocumentStatus

MOST_BOXES = 3000


class PagesImpossible(Refused):
    """The file cannot be turned into pages here."""

    code = "request_document.pages_impossible"
    SENTENCES = {
        "converter_missing": _(
            "“%(name)s” must be turned into PDF before it can be redacted, and the program for that is not installed "
            "here. Save it as PDF and add that."
        ),
        "too_long": _("“%(name)s” has too many pages or too much in them. Split it and add the parts."),
        "unreadable": _("“%(name)s” cannot be turned into pages. Print it into a PDF and add that."),
    }

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(self.SENTENCES[reason], name=name)


class Published(Refused):
    """What is public is not changed under the reader's eyes."""

    code = "request_document.published"
    message = _("This document is public. Take it back first, then change what is covered.")


class NoPagesYet(Refused):
    """Nothing to cover yet."""

    code = "request_document.no_pages"
    message = _("Make the pages of this document first.")


class NothingFound(Refused):
    """The words do not stand in the document."""

    code = "request_document.nothing_found"
    message = _(
        "Nothing of this was found. Words in pictures (scans) cannot be found; cover them by a box on the page."
    )


class NothingSought(Refused):
    """Neither a pattern nor words."""

    code = "request_document.nothing_sought"
    message = _("Choose a pattern, or write the words to cover.")


class TooManyBoxes(Refused):
    """A page with thousands of boxes says nothing."""

    code = "request_document.too_many_boxes"
    message = _("So much cannot be covered one by one. Publish an excerpt instead.")


class OffThePage(Refused):
    """A box that lies outside its page."""

    code = "request_document.off_the_page"
    message = _("This box does not lie on a page of the document.")


class ChangedMeanwhile(Refused):
    """Somebody else has changed what is covered."""

    code = "request_document.changed_meanwhile"
    message = _("What is covered has been changed meanwhile. Look at the pages again.")


@transaction.atomic
def add_document(pk: int, stored: StoredFile, *, title: str, by: Actor, at: datetime) -> Document:
    """Add a file to a request by hand. Raises: NotFound, NotAllowed, WrongStatus."""
    request = permissions.access_for(states.REDACT, pk, by=by)
    require(states.REDACT, request)
    row: Document = Document.objects.create(
        request=request, title=(title.strip() or stored.name)[:200], original=stored
    )
    take(states.REDACT, request, by=by, at=at, document=row.pk, added=True)
    return row


@transaction.atomic
def rename_document(pk: int, *, title: str, by: Actor, at: datetime) -> Document:
    """Give a document the title under which it is shown. Raises: NotFound, NotAllowed, WrongStatus, Published."""
    row = permissions.access_document(states.REDACT, pk, by=by)
    _not_public(row)
    row.title = title.strip()[:200] or row.title
    row.save(update_fields=["title"])
    return row


def make_pages(pk: int, *, by: Actor, at: datetime) -> Document:
    """
    Turn a received file into pages that can be covered. The conversion runs outside any transaction.

    Raises: NotFound, NotAllowed, PagesImpossible.
    """
    with transaction.atomic():
        row = permissions.access_document(states.REDACT, pk, by=by)
        _not_public(row)
    original = files.content_of(row.original)
    kind = kind_of(original)
    try:
        pdf = redaction.as_pdf(original, kind)
        count, _silent = redaction.pages(pdf)
    except CannotRedact as reason:
        raise PagesImpossible(reason.reason, row.original.name) from reason
    with transaction.atomic():
        row = permissions.access_document(states.REDACT, pk, by=by)
        _not_public(row)
        if kind is Kind.PDF:
            row.working = row.original
        else:
            row.working = files.store(
                pdf, name=f"{row.original.name}.pdf", accepted=frozenset({Kind.PDF}), by=SYSTEM, at=at
            )
        row.pages = count
        row.save(update_fields=["working", "pages"])
    return row


def _not_public(row: Document) -> None:
    require(states.REDACT, row.request)
    if row.status == DocumentStatus.PUBLISHED:
        raise Published


def _with_pages(pk: int, by: Actor) -> Document:
    row = permissions.access_document(states.REDACT, pk, by=by)
    _not_public(row)
    if row.working is None:
        raise NoPagesYet
    return row


def boxes_of(document: Document) -> list[Box]:
    """What is covered, in a fixed order."""
    rows = document.redactions.order_by("page", "pk")
    return [Box(row.page, row.left, row.top, row.width, row.height, row.why) for row in rows]


def cover_words(pk: int, *, patterns: Sequence[str], words: Sequence[str], by: Actor, at: datetime) -> list[int]:
    """
    Cover everything that some patterns or typed words match; how often each was found, patterns first.

    The words themselves are kept nowhere. Raises: NotFound, NotAllowed, Published, NoPagesYet, NothingSought,
    NothingFound, PagesImpossible, TooManyBoxes.
    """
    sought = [" ".join(each.split()) for each in words if each.strip()]
    known = [each for each in patterns if each in redaction.PATTERNS]
    if not sought and not known:
        raise NothingSought
    with transaction.atomic():
        row = _with_pages(pk, by)
    assert row.working is not None  # noqa: S101 - `_with_pages` has looked
    try:
        found = redaction.find(files.content_of(row.working), known, sought)
    except CannotRedact as reason:
        raise PagesImpossible(reason.reason, row.original.name) from reason
    if not found.boxes:
        raise NothingFound
    _add(pk, found.boxes, by=by, at=at)
    return list(found.counts)


def add_boxes(pk: int, boxes: Iterable[Box], *, by: Actor, at: datetime) -> int:
    """Cover places by boxes drawn on a page; how many. Raises: as `cover_words`, and OffThePage."""
    return _add(pk, list(boxes), by=by, at=at)


@transaction.atomic
def _add(pk: int, boxes: Sequence[Box], *, by: Actor, at: datetime) -> int:
    row = _with_pages(pk, by)
    there = {(box.page, round(box.left, 4), round(box.top, 4), round(box.width, 4)) for box in boxes_of(row)}
    new = [box for box in boxes if (box.page, round(box.left, 4), round(box.top, 4), round(box.width, 4)) not in there]
    for box in new:
        on_page = 0 <= box.left < 1 and 0 <= box.top < 1 and box.width > 0 and box.height > 0
        if not on_page or not 0 <= box.page < row.pages:
            raise OffThePage
    if len(there) + len(new) > MOST_BOXES:
        raise TooManyBoxes
    Redaction.objects.bulk_create(
        Redaction(
            document=row,
            page=box.page,
            left=box.left,
            top=box.top,
            width=min(box.width, 1 - box.left),
            height=min(box.height, 1 - box.top),
            why=box.why,
            made_by=by.person,
            made_at=at,
        )
        for box in new
    )
    _changed(row, by, at, added=len(new))
    return len(new)


@transaction.atomic
def remove_redactions(pk: int, *, keys: Sequence[int] | None = None, why: str = "", by: Actor, at: datetime) -> int:
    """Uncover some boxes, all of one kind, or all; how many. Raises: NotFound, NotAllowed, Published, NoPagesYet."""
    row = _with_pages(pk, by)
    found = row.redactions.all()
    if keys is not None:
        found = found.filter(pk__in=list(keys))
    if why:
        found = found.filter(why=why)
    count, _kinds = found.delete()
    _changed(row, by, at, removed=count)
    return count


def _changed(row: Document, by: Actor, at: datetime, **details: int) -> None:
    if row.status == DocumentStatus.PREPARED:
        row.redacted = None
        take(states.CHANGE_DOCUMENT, row, by=by, at=at, **details)
    else:
        audit.record(states.CHANGE_DOCUMENT.verb, row, by=by, at=at, basis=states.NETWORK_RULES, details=details)


def prepare(pk: int, *, by: Actor, at: datetime) -> Document:
    """
    Make the copy for the public, to be looked at once more. Painting runs outside any transaction.

    Raises: NotFound, NotAllowed, Published, NoPagesYet, PagesImpossible, ChangedMeanwhile.
    """
    with transaction.atomic():
        row = _with_pages(pk, by)
        boxes = boxes_of(row)
    assert row.working is not None  # noqa: S101 - `_with_pages` has looked
    try:
        copy = redaction.burn(
            files.content_of(row.working),
            boxes,
            title=f"{row.request.number}: {row.title}",
            language=row.request.language,
        )
    except CannotRedact as reason:
        raise PagesImpossible(reason.reason, row.original.name) from reason
    with transaction.atomic():
        row = _with_pages(pk, by)
        if boxes_of(row) != boxes:
            raise ChangedMeanwhile
        row.redacted = files.store(
            copy,
            name=f"{row.request.number}-{row.pk}.pdf",
            accepted=frozenset({Kind.PDF}),
            by=SYSTEM,
            at=at,
        )
        row.prepared_by, row.prepared_at = by.person, at
        take(states.PREPARE_DOCUMENT, row, by=by, at=at, boxes=len(boxes), pages=row.pages)
    return row


@transaction.atomic
def publish(pk: int, *, by: Actor, at: datetime) -> Document:
    """Show the redacted copy to everybody who sees the request. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_document(states.PUBLISH_DOCUMENT, pk, by=by)
    require(states.REDACT, row.request)
    if row.redacted is None:
        raise WrongStatus
    row.published_at = at
    take(states.PUBLISH_DOCUMENT, row, by=by, at=at, request=row.request_id)
    audit.publish(
        states.PUBLISH_DOCUMENT.verb,
        row.request.name,
        {"number": row.request.number or "", "sha256": row.redacted.sha256},
        at=at,
    )
    _count(row.request)
    return row


@transaction.atomic
def unpublish(pk: int, *, reason: str = "", by: Actor, at: datetime) -> Document:
    """Take a document back from the public; the trace stays. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_document(states.UNPUBLISH_DOCUMENT, pk, by=by)
    row.published_at, row.redacted = None, None
    take(states.UNPUBLISH_DOCUMENT, row, by=by, at=at, request=row.request_id, reason=reason.strip())
    audit.publish(
        states.UNPUBLISH_DOCUMENT.verb,
        row.request.name,
        {"number": row.request.number or "", "document": row.pk},
        at=at,
    )
    _count(row.request)
    return row


def _count(request: InformationRequest) -> None:
    count = request.documents.published().count()  # type: ignore[attr-defined]
    InformationRequest.objects.filter(pk=request.pk).update(published_documents=count)


@transaction.atomic
def reopen_document(pk: int, *, by: Actor, at: datetime) -> Document:
    """Go back from the second look to covering. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_document(states.CHANGE_DOCUMENT, pk, by=by)
    row.redacted = None
    take(states.CHANGE_DOCUMENT, row, by=by, at=at)
    return row


def counted(counts: Sequence[int]) -> str:
    """How much was found, in words."""
    total = sum(counts)
    return ngettext("%(n)s place was covered.", "%(n)s places were covered.", total) % {"n": total}
