"""Lists as files: comma-separated, with a mark that makes spreadsheets read them as UTF-8, and no cell that could be a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Message
from civikos.registers.organizations.queries import BrokenAddress

CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _moment(value: object) -> str:
    return timezone.localtime(value).isoformat(timespec="minutes") if value else ""  # type: ignore[arg-type]


def addresses_csv(rows: Iterable[BrokenAddress]) -> bytes:
    """Addresses that do not work."""
    return _written(
        [
            _("Person"),
            _("Address"),
            _("Organizations"),
            _("Municipality"),
            _("Hub"),
            _("Why"),
            _("What the server said"),
            _("Since"),
            _("Not sent"),
            _("Proposed address"),
            _("Working again since"),
        ],
        (
            [
                row.hold.person.name if row.hold.person else "",
                row.hold.address,
                "; ".join(each.name for each in row.organizations),
                "; ".join(sorted({each.place.name for each in row.organizations if each.place})),
                "; ".join(sorted({each.place.hub.name for each in row.organizations if each.place and each.place.hub})),
                str(row.hold.get_reason_display()),
                row.hold.words,
                _moment(row.hold.since),
                str(row.unsent),
                row.change.new if row.change else "",
                _moment(row.hold.ended_at),
            ]
            for row in rows
        ),
    )


def mails_csv(mails: Iterable[Message]) -> bytes:
    """What was sent to a person and what became of it."""
    return _written(
        [
            _("Date"),
            _("Kind"),
            _("About"),
            _("Address"),
            _("State"),
            _("Handed over"),
            _("Came back"),
            _("Link opened"),
            _("Answer of the server"),
        ],
        (
            [
                _moment(mail.date),
                str(KINDS[mail.kind].label) if mail.kind in KINDS else mail.kind,
                mail.about,
                mail.address,
                str(mail.get_state_display()),
                _moment(mail.handed_at),
                _moment(mail.faulted_at),
                _moment(mail.opened_at),
                mail.reply,
            ]
            for mail in mails
        ),
    )
