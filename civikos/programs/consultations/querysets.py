"""The chainable vocabulary of consultations: above all, who sees what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.states import ContributionStatus, Status
from civikos.registers.organizations.querysets import in_force, members_on

if TYPE_CHECKING:
    from civikos.programs.consultations.models import (
        Consultation,
        Contribution,
        MailedReply,
        Point,
        Raised,
        ReturnedFile,
    )

    _Consultations = models.QuerySet[Consultation]
    _Contributions = models.QuerySet[Contribution]
    _Points = models.QuerySet[Point]
    _ReturnedFiles = models.QuerySet[ReturnedFile]
    _MailedReplies = models.QuerySet[MailedReply]
    _Raised = models.QuerySet[Raised]
else:
    _Consultations = _Contributions = _Points = _ReturnedFiles = _MailedReplies = _Raised = models.QuerySet

# Not the status: a draft that was taken back before it was sent stays with the secretariat.
_DISTRIBUTED = Q(distributed_at__isnull=False)
# Which drafts everybody may read.
FOR_EVERYBODY = _DISTRIBUTED & Q(is_public=True)
WITH_THE_INSTITUTION = (Status.SUBMITTED, Status.ANSWERED, Status.REPORTED)


def belongs_to_a_member(person_id: int) -> Exists:
    """A condition: the person belongs to a member organization today. It costs no query of its own."""
    today = timezone.localdate()
    affiliation: Any = apps.get_model("organizations", "Affiliation")
    organization: Any = apps.get_model("organizations", "Organization")
    return Exists(
        affiliation.objects.filter(
            in_force(today),
            Exists(organization.objects.filter(members_on(today), pk=OuterRef("organization"))),
            person=person_id,
        )
    )


def answers_for(person_id: int, institution: str) -> Exists:
    """A condition: the person answers today for the institution named by an outer field."""
    mandate: Any = apps.get_model("organizations", "Mandate")
    return Exists(
        mandate.objects.filter(
            in_force(timezone.localdate()), person=person_id, scope="answer", organization=OuterRef(institution)
        )
    )


def _reached(actor: Actor, field: str = "consultation") -> Q:
    # Somebody who came by a personal link is a member in that one consultation only.
    if not actor.audience:
        return Q()
    kind, _colon, pk = actor.audience.partition(":")
    return Q(**{field: int(pk)}) if kind == "consultation" and pk.isdigit() else Q(pk__in=[])


def _near(person_id: int) -> Q:
    # Drafts that a person may read although not everybody may.
    recipient: Any = apps.get_model("consultations", "Recipient")
    asked = Exists(recipient.objects.filter(consultation=OuterRef("pk"), person=person_id, is_removed=False))
    own = _DISTRIBUTED & (Q(asked) | Q(belongs_to_a_member(person_id)))
    institution = Q(status__in=WITH_THE_INSTITUTION) & Q(answers_for(person_id, "draft__institution"))
    return own | institution


class ConsultationQuerySet(_Consultations):
    """Consultations."""

    def visible_to(self, actor: Actor) -> ConsultationQuerySet:
        """
        Those whose page the actor may read.

        The secretariat sees all. Once distributed, everybody sees public ones, members see all, recipients and
        whoever came by its personal link see theirs. The institution sees its own once it has been submitted.
        """
        if actor.is_secretariat:
            return self
        if actor.person is None:
            return self.filter(FOR_EVERYBODY)
        return self.filter(FOR_EVERYBODY | (_reached(actor, "pk") & _near(actor.person.pk)))

    def seen_by(self, person_id: int) -> ConsultationQuerySet:
        """Those that a person without a role may read who has signed in; `visible_to` is what pages ask."""
        return self.filter(FOR_EVERYBODY | _near(person_id))

    def open_at(self, moment: datetime) -> ConsultationQuerySet:
        """Those to which members may contribute at a moment."""
        return self.filter(status=Status.DISTRIBUTED, members_until__gt=moment)

    def for_list(self) -> ConsultationQuerySet:
        """With what a list shows of each."""
        return self.select_related("draft__institution", "draft__kind", "version")


class ContributionQuerySet(_Contributions):
    """Contributions."""

    def standing(self) -> ContributionQuerySet:
        """Given and not withdrawn or hidden."""
        return self.filter(status=ContributionStatus.ACTIVE)

    def visible_to(self, actor: Actor) -> ContributionQuerySet:
        """
        Standing contributions that the actor may read: their own always, all of them for the secretariat and members,
        and for whoever else sees the consultation once the secretariat has published them.
        """
        if actor.is_secretariat:
            return self.filter(~Q(status=ContributionStatus.WITHDRAWN))
        standing = self.standing()
        consultation: Any = apps.get_model("consultations", "Consultation")
        published = Q(
            consultation__in=consultation.objects.visible_to(actor)
            .filter(contributions_published_at__isnull=False)
            .values("pk")
        )
        if actor.person is None:
            return standing.filter(published)
        person = actor.person.pk
        near = Q(author=person) | Q(belongs_to_a_member(person))
        return standing.filter(published | (near & _reached(actor)))

    def listed_in(self, consultation: Consultation, actor: Actor) -> ContributionQuerySet:
        """
        What the actor may read in one consultation whose page they have been let into, the hidden ones too: of those a page
        shows that there was one and why it is hidden, never the words. The same rule as `visible_to`, asked of one row.
        """
        listed = self.filter(
            consultation=consultation, status__in=[ContributionStatus.ACTIVE, ContributionStatus.HIDDEN]
        )
        if actor.is_secretariat or consultation.contributions_published_at is not None:
            return listed
        if actor.person is None or not actor.reaches("consultation", consultation.pk):
            return self.none()
        person = actor.person.pk
        return listed.filter(Q(author=person) | Q(belongs_to_a_member(person)))


class PointQuerySet(_Points):
    """Points of the matrix."""

    def visible_to(self, actor: Actor) -> PointQuerySet:
        """
        Points that the actor may read: the secretariat all; members and the institution once submitted; everybody once
        the report is public.
        """
        if actor.is_secretariat:
            return self
        public = Q(consultation__reported_at__isnull=False, consultation__is_public=True)
        if actor.person is None:
            return self.filter(public)
        submitted = Q(consultation__status__in=WITH_THE_INSTITUTION)
        person = actor.person.pk
        near = Q(belongs_to_a_member(person)) | Q(answers_for(person, "consultation__draft__institution"))
        return self.filter(public | (submitted & near & _reached(actor)))

    def unanswered(self) -> PointQuerySet:
        """Points without an answer."""
        return self.filter(outcome="")


class ReturnedFileQuerySet(_ReturnedFiles):
    """Word files that were sent back."""

    def visible_to(self, actor: Actor) -> ReturnedFileQuerySet:
        """Those that speak for the actor, where the door they came through lets them; all of them for the secretariat."""
        if actor.is_secretariat:
            return self
        if actor.person is None:
            return self.none()
        return self.filter(_reached(actor), author=actor.person.pk)


class MailedReplyQuerySet(_MailedReplies):
    """What was said by mail."""

    def visible_to(self, actor: Actor) -> MailedReplyQuerySet:
        """Those of the actor, where the door they came through lets them; all of them for the secretariat."""
        if actor.is_secretariat:
            return self
        if actor.person is None:
            return self.none()
        return self.filter(_reached(actor), author=actor.person.pk)


class RaisedQuerySet(_Raised):
    """Points for the Council."""

    def visible_to(self, actor: Actor) -> RaisedQuerySet:
        """Those whose point the actor may read."""
        if actor.is_secretariat:
            return self
        point: Any = apps.get_model("consultations", "Point")
        return self.filter(point__in=point.objects.visible_to(actor).values("pk"))
