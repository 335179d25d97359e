"""The chainable vocabulary of positions: above all, who sees what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.querysets import answers_for, belongs_to_a_member
from civikos.programs.positions.states import OUT, UNDER_WAY, Status

if TYPE_CHECKING:
    from civikos.programs.positions.models import Position, Response, Suggestion

    _Positions = models.QuerySet[Position]
    _Suggestions = models.QuerySet[Suggestion]
    _Responses = models.QuerySet[Response]
else:
    _Positions = _Suggestions = _Responses = models.QuerySet

FOR_EVERYBODY = Q(adopted_at__isnull=False, is_public=True)


def _reached(actor: Actor, field: str) -> Q:
    # Somebody who came by a personal link is a member in that one position only.
    if not actor.audience:
        return Q()
    kind, _colon, pk = actor.audience.partition(":")
    return Q(**{field: int(pk)}) if kind == "position" and pk.isdigit() else Q(pk__in=[])


class PositionQuerySet(_Positions):
    """Positions."""

    def visible_to(self, actor: Actor) -> PositionQuerySet:
        """
        Those whose page the actor may read: everybody the adopted public ones, members all, the institution to which one is
        addressed once it is adopted; whoever came by a personal link that one and the public ones.
        """
        if actor.is_secretariat:
            return self
        if actor.person is None:
            return self.filter(FOR_EVERYBODY)
        person = actor.person.pk
        near = Q(belongs_to_a_member(person)) | Q(rapporteur=person)
        addressed = Q(adopted_at__isnull=False) & Q(answers_for(person, "addressee"))
        return self.filter(FOR_EVERYBODY | (_reached(actor, "pk") & (near | addressed)))

    def out(self) -> PositionQuerySet:
        """Adopted once, whatever became of them later."""
        return self.filter(adopted_at__isnull=False, status__in=OUT)

    def under_way(self) -> PositionQuerySet:
        """Not decided yet."""
        return self.filter(status__in=UNDER_WAY)

    def due_at(self, moment: datetime) -> PositionQuerySet:
        """The deadline of the present phase is over, and what follows needs no hand."""
        return self.filter(
            Q(status=Status.GATHERING, gather_until__lte=moment)
            | Q(status=Status.CONSENT, consent_until__lte=moment)
            | Q(status=Status.VOTING, vote_until__lte=moment)
        )


class SuggestionQuerySet(_Suggestions):
    """Points that members gave for a position."""

    def standing(self) -> SuggestionQuerySet:
        """Given and not taken back."""
        return self.filter(withdrawn_at=None)


class ResponseQuerySet(_Responses):
    """What organizations said of a draft position."""

    def standing(self) -> ResponseQuerySet:
        """Neither replaced by a later one nor taken back."""
        return self.filter(replaced_at=None)
