"""Whether somebody may see one consultation: the rule of `visible_to`, for pages and for the door of the actions."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.prepared import Prepared
from civikos.programs.consultations.models import Consultation


def _seen(person: int, consultation: int, _on: date) -> "QuerySet[Consultation, tuple[int]]":
    return Consultation.objects.seen_by(person).filter(pk=consultation).order_by().values_list("pk")


_SEEN = Prepared(_seen)


def is_visible(consultation: Consultation, actor: Actor) -> bool:
    """The rule of `visible_to`, asked of one row: no query for a draft that everybody may read."""
    if consultation.is_for_everybody or actor.is_secretariat:
        return True
    if actor.person is None or not actor.reaches("consultation", consultation.pk):
        return False
    return bool(_SEEN.rows(actor.person.pk, consultation.pk, on=timezone.localdate()))
