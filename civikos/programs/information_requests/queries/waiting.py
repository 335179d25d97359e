"""What waits for people about requests: messages to be classified, silence, last days. A fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.registry import Waiting
from civikos.kernel.workdays import queries as workdays
from civikos.programs.information_requests.models import Event, InformationRequest
from civikos.programs.information_requests.queries.standing import standings
from civikos.programs.information_requests.states import Happening, Stage, Status
from civikos.registers.organizations import queries as organizations

MOST = 100


def waiting(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """For those who may act on requests; nothing, at the cost of two queries, for everybody else."""
    if actor.person is None or not actor.has_signed_in:
        return []
    mine = _mine(actor)
    if mine is None:
        return []
    off = workdays.days_off()
    found: list[Waiting] = []
    said = Event.objects.filter(about=OuterRef("pk"))
    messages = Event.objects.filter(
        ~Exists(said), kind=Happening.RECEIVED, request__in=mine.filter(status=Status.SENT).values("pk")
    ).select_related("request")
    for event in messages.order_by("at", "pk")[:MOST]:
        address = reverse("information_requests:classify", args=[event.pk])
        found.append(Waiting(_("Say what this message is"), _about(event.request), address, None, None))
    near = Q(next_until__isnull=False, next_until__gt=at) | Q(due_until__lte=at, answered_at=None)
    rows = list(mine.filter(near, status=Status.SENT).order_by("next_until", "pk")[:MOST])
    for row, now in zip(rows, standings(rows, at).values(), strict=True):
        what = _what(now.stage)
        if what is None:
            continue
        until = now.due.until if now.due is not None else None
        if until is not None and now.due is not None and not now.due.in_hours:
            # Midnight after the last day would be read as a moment of the next one.
            until -= timedelta(minutes=1)
        days = workdays.working_days_left(at, until, off) if until else None
        found.append(Waiting(what, _about(row), row.get_absolute_url(), until, days))
    return found


def _mine(actor: Actor) -> QuerySet[InformationRequest] | None:
    if actor.person is None:
        return None
    spoken = organizations.mandates_of(actor.person, "speak", timezone.localdate())
    if actor.is_secretariat:
        return InformationRequest.objects.filter(Q(organization=None) | Q(organization__in=spoken))
    return InformationRequest.objects.filter(organization__in=spoken) if spoken else None


def _about(row: InformationRequest) -> str:
    return f"{row.number} {row.subject}"


def _what(stage: Stage) -> str | None:
    return {
        Stage.SILENT: _("No answer in time: complain"),
        Stage.CONTESTABLE: _("Accept the answer or complain"),
        Stage.CLARIFICATION: _("Clarify the request"),
        Stage.AGENCY_SILENT: _("The Agency is late: go to court or wait"),
        Stage.NOT_COMPLIED: _("The decision was not carried out: go on"),
        Stage.AGENCY_REJECTED: _("Decide whether to go to court"),
    }.get(stage)
