"""The chainable vocabulary of requests for documents: who sees what, and the sets that figures and lists share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.programs.information_requests.states import Happening, Status
from civikos.registers.organizations.querysets import in_force

if TYPE_CHECKING:
    from civikos.programs.information_requests.models import Document, InformationRequest

    _Requests = models.QuerySet[InformationRequest]
    _Documents = models.QuerySet[Document]
else:
    _Requests = _Documents = models.QuerySet

OUT = Q(status__in=[Status.SENT, Status.CLOSED, Status.WITHDRAWN])
# A private request becomes public with its outcome, or when it is closed.
FOR_EVERYBODY = OUT & (Q(is_private=False) | Q(answered_at__isnull=False) | Q(status=Status.CLOSED))


def _ours(person_id: int) -> Q:
    today = timezone.localdate()
    affiliation: Any = apps.get_model("organizations", "Affiliation")
    mandate: Any = apps.get_model("organizations", "Mandate")
    belongs = affiliation.objects.filter(in_force(today), person=person_id, organization=OuterRef("organization"))
    speaks = mandate.objects.filter(
        in_force(today), person=person_id, scope="speak", organization=OuterRef("organization")
    )
    return Q(Exists(belongs)) | Q(Exists(speaks))


def results_at(moment: datetime) -> dict[str, Q]:
    """
    What became of a request by a moment, as conditions: figures count them, lists open the same rows.

    `in_time`, `late`, `silent` and `waiting` divide all requests sent, but for the withdrawn, which are in none of them.
    """
    answered = Q(answered_at__isnull=False)
    unanswered = Q(answered_at__isnull=True, status__in=[Status.SENT, Status.CLOSED])
    overdue = Q(due_until__isnull=False, due_until__lte=moment)
    return {
        "in_time": answered & Q(is_late=False),
        "late": answered & Q(is_late=True),
        "silent": unanswered & overdue,
        "waiting": unanswered & ~overdue,
        "full": Q(outcome=Happening.FULL),
        "partial": Q(outcome=Happening.PARTIAL),
        "refused": Q(outcome=Happening.REFUSED),
        "already_public": Q(outcome=Happening.ALREADY_PUBLIC),
        "extended": Q(is_extended=True),
        "forwarded": ~Q(institution=F("holder")),
        "complained": Q(complained_at__isnull=False),
        "upheld": Q(agency_decision__in=["upheld", "partly"]),
        "dismissed": Q(agency_decision="rejected"),
        "published": Q(published_documents__gt=0),
        "withdrawn": Q(status=Status.WITHDRAWN),
    }


class InformationRequestQuerySet(_Requests):
    """Requests for documents."""

    def visible_to(self, actor: Actor) -> InformationRequestQuerySet:
        """
        Those that the actor may read: the secretariat all, an organization's people all of its own, everybody what has
        been sent and is not kept private until its outcome.
        """
        if actor.is_secretariat:
            return self
        if actor.person is None or not actor.has_signed_in:
            return self.filter(FOR_EVERYBODY)
        return self.filter(FOR_EVERYBODY | _ours(actor.person.pk))

    def of_actor(self, actor: Actor) -> InformationRequestQuerySet:
        """Those that the actor works on: their organizations' and their own; for the secretariat the network's, too."""
        if actor.person is None or not actor.has_signed_in:
            return self.none()
        own = _ours(actor.person.pk)
        return self.filter(own | Q(organization=None)) if actor.is_secretariat else self.filter(own)

    def sent(self) -> InformationRequestQuerySet:
        """No drafts."""
        return self.filter(OUT)

    def for_list(self) -> InformationRequestQuerySet:
        """With what a list shows of each."""
        return self.select_related("institution", "holder", "organization")


class DocumentQuerySet(_Documents):
    """Documents that institutions gave."""

    def published(self) -> DocumentQuerySet:
        """Those that everybody may read in their redacted form."""
        return self.filter(status="published")
