"""The mail that came in, as the secretariat's pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.audit import queries as audit
from civikos.kernel.audit.models import Entry
from civikos.kernel.catalog import registry
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom.models import Incoming, Source
from civikos.kernel.mailroom.notes import said
from civikos.kernel.mailroom.reading import Mail, mail_of
from civikos.kernel.mailroom.states import Reason, Status

PAGE_SIZE = 25
HEADERS_SHOWN = 64 * 1024
TABS: dict[str, tuple[Status, ...]] = {
    "quarantine": (Status.QUARANTINED,),
    "waiting": (Status.WAITING, Status.NEW),
    "handled": (Status.HANDLED,),
    "ignored": (Status.IGNORED, Status.REFUSED, Status.DISCARDED),
}
_VERBS = {
    "mail.handled": gettext_lazy("The mail was taken in."),
    "mail.confirmation_asked": gettext_lazy("The person was asked to confirm it."),
    "mail.quarantined": gettext_lazy("The mail was set aside for somebody to look at."),
    "mail.ignored": gettext_lazy("The mail was left aside."),
    "mail.refused": gettext_lazy("The mail was not taken in."),
    "mail.confirmed": gettext_lazy("The person confirmed it."),
    "mail.declined": gettext_lazy("It was not confirmed."),
    "mail.released": gettext_lazy("The mail was handed on, with a stated sender."),
    "mail.discarded": gettext_lazy("The mail was discarded."),
    "mail.restored": gettext_lazy("The mail was brought back."),
}


@dataclass(frozen=True)
class Listing:
    """One page of a tab; `counts` is how many mails each tab holds."""

    page: Page[Incoming]
    counts: dict[str, int]


def listing(actor: Actor, *, tab: str, words: str = "", kind: str = "", page: int = 1) -> Listing:
    """Mail of one tab, the newest first; three queries."""
    visible = Incoming.objects.visible_to(actor)
    by_status = {row["status"]: row["n"] for row in visible.values("status").order_by().annotate(n=Count("pk"))}
    counts = {name: sum(by_status.get(status, 0) for status in statuses) for name, statuses in TABS.items()}
    rows = visible.filter(status__in=TABS[tab])
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(subject__icontains=word)
            | Q(sender_address__icontains=word)
            | Q(sender_name__icontains=word)
            | Q(person__name__icontains=word)
        )
    if kind:
        rows = rows.filter(kind=kind)
    found = Paginator(rows.for_lists().order_by("-received_at", "-pk"), PAGE_SIZE).get_page(page)
    return Listing(found, counts)


@dataclass(frozen=True)
class Link:
    """A thing of another app: what it is called and where its page is, empty where it has none."""

    title: str
    address: str


@dataclass(frozen=True)
class Told:
    """One entry of a mail's trail."""

    at: datetime
    sentence: str
    who: str


@dataclass(frozen=True)
class Opened:
    """
    One mail as its page shows it. `mail` is what was understood, None where it was not read or its words are forgotten;
    `headers` are those of the original, as text.
    """

    row: Incoming
    mail: Mail | None
    reason: str
    note: str
    attachments: list[StoredFile]
    source: str
    thread: Link | None
    became: Link | None
    headers: str
    history: list[Told]
    following: int | None


def opened(pk: int, actor: Actor) -> Opened | None:
    """One mail, or None where the actor may see none. Four queries, and those of the titles of what it belongs to."""
    row = Incoming.objects.visible_to(actor).filter(pk=pk).select_related("person", "stated_by", "file").first()
    if row is None:
        return None
    entries: Iterable[Any] = audit.history_of(row).select_related("actor")
    return Opened(
        row=row,
        mail=mail_of(row.reading) if row.reading else None,
        reason=str(Reason(row.why).label) if row.why else "",
        note=said(row.note),
        attachments=list(row.attachments.order_by("pk")),
        source=label_of(row.source),
        thread=_link(row.audience),
        became=_link(row.about),
        headers=_headers(row.file),
        history=[_told(entry) for entry in entries],
        following=_following(row, actor),
    )


def _following(row: Incoming, actor: Actor) -> int | None:
    # Whoever works through a tab goes on with the next mail in it.
    return (
        Incoming.objects.visible_to(actor)
        .filter(status=Status.QUARANTINED)
        .filter(Q(received_at__lt=row.received_at) | Q(received_at=row.received_at, pk__lt=row.pk))
        .order_by("-received_at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )


def _link(name: str) -> Link | None:
    name = name.partition("/")[0]
    if not name:
        return None
    try:
        return Link(registry.title_of(name) or name, registry.address_of(name))
    except (KeyError, ValueError):
        return Link(name, "")


def _headers(file: StoredFile | None) -> str:
    if file is None:
        return ""
    try:
        with default_storage.open(file.path, "rb") as source:
            head = bytes(source.read(HEADERS_SHOWN))
    except FileNotFoundError:
        return ""
    return head.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")


def _told(entry: Entry) -> Told:
    sentence = str(_VERBS.get(entry.verb, entry.verb))
    why = entry.details.get("why") if isinstance(entry.details, dict) else ""
    if entry.verb in {"mail.quarantined", "mail.ignored", "mail.refused"} and why in Reason.values and why:
        sentence = f"{sentence} {Reason(why).label}"
    if entry.actor is not None:
        who = entry.actor.name
    else:
        who = _("the platform") if entry.door in {Door.MAIL, Door.WORKER} else _("somebody whose account is closed")
    return Told(entry.at, sentence, who)


def number_to_look_at() -> int:
    """How many mails wait for somebody of the secretariat."""
    return Incoming.objects.filter(status=Status.QUARANTINED).count()


@dataclass(frozen=True)
class Place:
    """A place where mail comes from, and what people call it."""

    label: str
    row: Source


def sources() -> list[Place]:
    """The places where mail comes from, with how each fared."""
    return [Place(label_of(row.name), row) for row in Source.objects.order_by("name")]


def label_of(source: str) -> str:
    """What people call a source of mail."""
    if source.startswith("http:"):
        return _("Provider %(name)s") % {"name": source.partition(":")[2]}
    return {"folder": _("Folder"), "imap": _("Mailbox"), "lmtp": _("Mail server")}.get(source, source)


def visible(pk: int, actor: Actor) -> Incoming | None:
    """One mail as it stands, or None where the actor may see none."""
    return Incoming.objects.visible_to(actor).filter(pk=pk).first()


def file_of(pk: int, actor: Actor, key: str = "") -> StoredFile | None:
    """The original of a mail, or the attachment with this key; None where the actor may see none."""
    row = Incoming.objects.visible_to(actor).filter(pk=pk).select_related("file").first()
    if row is None:
        return None
    return row.attachments.filter(key=key).first() if key else row.file


def copy_of_person(person_id: int) -> list[dict[str, Any]]:
    """Mail in a person's threads, as JSON values, for the copy of what is held about them."""
    rows = Incoming.objects.filter(person=person_id).order_by("received_at", "pk")
    return [
        {
            "received_at": row.received_at.isoformat(),
            "from": row.sender_address,
            "subject": row.subject,
            "text": row.reading.get("text", ""),
            "state": row.status,
            "about": row.about or row.audience,
        }
        for row in rows
    ]
