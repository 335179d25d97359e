"""What the mailroom tells the rest of the house."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Finding, Waiting

FETCH_IS_LATE = timedelta(minutes=15)


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_waiting(_waiting)
    registry.add_examination("incoming mail", examine, remedy="Check CIVIKOS_IMAP_URL: host, name, password, folder.")


def _waiting(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.is_secretariat:
        return
    from civikos.kernel.mailroom.queries import number_to_look_at

    n = number_to_look_at()
    if n:
        about = ngettext("%(n)s mail to look at", "%(n)s mails to look at", n) % {"n": n}
        yield Waiting(_("Mail that came in"), about, reverse("mailroom:list"))


def examine(at: datetime) -> Finding:
    """The mailbox lets us in, mail has been fetched lately, and nothing lies unread."""
    from civikos.kernel.mailroom.models import Incoming, Source
    from civikos.kernel.mailroom.sources import Cursor, Mailbox
    from civikos.kernel.mailroom.states import Status

    rows = {row.name: row for row in Source.objects.all()}
    unread = Incoming.objects.filter(status=Status.NEW, received_at__lt=at - FETCH_IS_LATE).count()
    look = Incoming.objects.filter(status=Status.QUARANTINED).count()
    found = f"{look} mails to look at"
    if not settings.AUTHSERV_ID:
        found += ", every answer by mail must be confirmed (CIVIKOS_AUTHSERV_ID is not set)"
    if settings.IMAP_URL:
        Mailbox(settings.IMAP_URL, Cursor()).check()
        worked = rows["imap"].worked_at if "imap" in rows else None
        if worked is None or at - worked > FETCH_IS_LATE:
            since = f"since {worked:%d.%m. %H:%M} UTC" if worked else "yet"
            return Finding(f"the mailbox opens, but nothing was fetched {since}", "Look at the line `worker`.")
        found = f"the mailbox opens, read {int((at - worked).total_seconds()) // 60} min ago, {found}"
    elif {"lmtp"} & set(rows) or any(name.startswith("http:") for name in rows):
        newest = max((row.mail_at for row in rows.values() if row.mail_at), default=None)
        found = f"mail is brought to us{f', last {newest:%d.%m. %H:%M} UTC' if newest else ''}, {found}"
    else:
        found = f"no mailbox is read (CIVIKOS_IMAP_URL is not set), {found}"
    if unread:
        return Finding(f"{unread} mails wait to be read, {found}", "Look at the lines `queue` and `worker`.")
    return Finding(found)
