"""How a consultation stands at a moment: its state in a word, the way it has gone, the days left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.states import Status

CLOSING_DAYS = 3


@dataclass(frozen=True)
class Standing:
    """
    The state as a page shows it: word, icon and style together. `days_left` in working days while members may comment,
    else None; `share_left` of the members' period in percent.
    """

    style: str
    icon: str
    label: str
    days_left: int | None = None
    share_left: int = 0

    @property
    def is_open(self) -> bool:
        """Members may comment."""
        return self.days_left is not None

    @property
    def is_closing(self) -> bool:
        """Three working days or fewer are left."""
        return self.style == "closing"


@dataclass(frozen=True)
class Station:
    """One station of the way; `state` is `done`, `now`, `missed` or empty; `until` when `moment` is a deadline to come."""

    label: str
    state: str
    moment: datetime | None = None
    until: bool = False


def standing(consultation: Consultation, at: datetime, off: frozenset[date]) -> Standing:
    """The state of a consultation in a word. No query."""
    if consultation.is_open_at(at):
        left = workdays.working_days_left(at, consultation.members_until, off)
        began = consultation.distributed_at or consultation.received_at
        whole = (consultation.members_until - began).total_seconds()
        share = round(100 * (consultation.members_until - at).total_seconds() / whole) if whole > 0 else 0
        share = max(1, min(100, share))
        if left <= CLOSING_DAYS:
            return Standing("closing", "closing", _("Closing soon"), left, share)
        return Standing("open", "open", _("Open"), left, share)
    match consultation.status:
        case Status.REGISTERED:
            return Standing("none", "edit", _("Being prepared"))
        case Status.DISTRIBUTED:
            return Standing("closed", "closed", _("Closed"))
        case Status.SUBMITTED:
            return Standing("closed", "ministry", _("With the institution"))
        case Status.ANSWERED:
            return Standing("done", "accepted", _("Answered"))
        case Status.REPORTED:
            return Standing("done", "accepted", _("Report published"))
    return Standing("closed", "undo", _("Withdrawn by the institution"))


def way(consultation: Consultation, at: datetime) -> list[Station]:
    """Received, members, public, submitted, answered, reported: with dates, and which of them is now. No query."""
    distributed = consultation.distributed_at is not None
    is_open = consultation.is_open_at(at)
    goes_on = consultation.status != Status.WITHDRAWN
    closed = distributed and not is_open

    def next_one(ready: bool) -> str:
        return "now" if ready and goes_on else ""

    submitted = "done" if consultation.submitted_at else next_one(closed)
    if not consultation.submitted_at and goes_on and distributed and at >= consultation.government_until:
        submitted = "missed"
    members = "now" if is_open else "done" if distributed else ""
    return [
        Station(_("Received"), "done", consultation.received_at),
        Station(_("Members"), members, consultation.members_until, until=is_open or not distributed),
        Station(
            _("Public"),
            "done" if consultation.contributions_published_at else "",
            consultation.contributions_published_at,
        ),
        Station(
            _("Submitted"),
            submitted,
            consultation.submitted_at or consultation.government_until,
            until=consultation.submitted_at is None,
        ),
        Station(
            _("Answered"),
            "done" if consultation.answered_at else next_one(consultation.submitted_at is not None),
            consultation.answered_at,
        ),
        Station(
            _("Reported"),
            "done" if consultation.reported_at else next_one(consultation.answered_at is not None),
            consultation.reported_at,
        ),
    ]
