"""What becomes of consultations when a person is erased, and the copy of what they hold about a person."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.programs.consultations import indexing, states
from civikos.programs.consultations.actions import articles, intake_mail, mailing, returning
from civikos.programs.consultations.models import (
    Answer,
    Contribution,
    Explanation,
    FollowedArticle,
    Inquiry,
    KeptApart,
    MailedReply,
    Raised,
    ReceivedDraft,
    Recipient,
    ReturnedFile,
    Revision,
    Satisfaction,
    Subscription,
    Support,
    TakenUp,
)
from civikos.programs.consultations.states import ContributionStatus, Status


def forget_person(person_id: int, at: datetime) -> int:
    """
    Part of erasing a person; how many rows changed.

    What they said for an organization is the organization's and stays. What they said as an individual is taken back
    while it has not gone to the institution; after that the words are part of the public record of the procedure and
    stay without a name. Their views of answers and proposals for the Council as an individual lose the reason and the
    name. Mails and Word files they sent, earlier wordings, what they follow, subscriptions and reasons for being asked go.
    They are written to no more.
    """
    own = Contribution.objects.filter(author=person_id, organization=None)
    before_submission = own.filter(status=ContributionStatus.ACTIVE, consultation__status=Status.DISTRIBUTED)
    changed = 0
    for row in before_submission.select_related("consultation__draft").select_for_update(of=("self",)):
        steps.take(states.WITHDRAW_CONTRIBUTION, row, by=SYSTEM, at=at)
        Contribution.objects.filter(pk=row.pk).update(
            text="…", proposed="", quote="", quote_prefix="", quote_suffix="", original=""
        )
        audit.forget_content(row.name, row, by=SYSTEM, at=at, basis="Law 06/L-082")
        indexing.forget_contribution(row)
        changed += 1
    for file in ReturnedFile.objects.filter(Q(author=person_id) | Q(uploader=person_id)).select_related("file"):
        # The file names people; what was made of it stands on its own.
        changed += returning.forget_file(file)
    for mail in MailedReply.objects.filter(author=person_id):
        changed += mailing.forget_reply(mail)
    changed += intake_mail.forget_sender(person_id)
    changed += articles.forget_follower(person_id)
    changed += Revision.objects.filter(contribution__author=person_id).delete()[0]
    views = Satisfaction.objects.filter(contribution__author=person_id, organization=None)
    changed += views.update(reason="", person=None)
    proposed = Raised.objects.filter(proposed_by=person_id, organization=None)
    changed += proposed.update(reason="…", proposed_by=None)
    changed += Subscription.objects.filter(person=person_id).delete()[0]
    changed += Recipient.objects.filter(person=person_id).update(reasons=[])
    return changed


def copy_of_person(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is held about a person here, as JSON values."""
    said = Contribution.objects.filter(author=person_id).select_related("organization").order_by("given_at", "pk")
    return {
        "contributions": [
            {
                "consultation": row.consultation_id,
                "article": row.article,
                "for": row.organization.name if row.organization else None,
                "status": row.status,
                "language": row.language,
                "text": row.text,
                "quote": row.quote,
                "proposed": row.proposed,
                "given_at": row.given_at.isoformat(),
            }
            for row in said
        ],
        "supports": [
            {"contribution": row.contribution_id, "given_at": row.given_at.isoformat()}
            for row in Support.objects.filter(person=person_id).order_by("pk")
        ],
        "returned_files": [
            {
                "consultation": row.consultation_id,
                "name": row.name,
                "for": row.organization.name if row.organization else None,
                "status": row.status,
                "received_at": row.received_at.isoformat(),
                "understood": row.reading,
            }
            for row in ReturnedFile.objects.filter(author=person_id).select_related("organization").order_by("pk")
        ],
        "mails": [
            {
                "consultation": row.consultation_id,
                "subject": row.subject,
                "for": row.organization.name if row.organization else None,
                "status": row.status,
                "arrived_at": row.arrived_at.isoformat(),
                "understood": row.items,
            }
            for row in MailedReply.objects.filter(author=person_id).select_related("organization").order_by("pk")
        ],
        "drafts_sent": [
            {"title": row.title, "words": row.words, "arrived_at": row.arrived_at.isoformat()}
            for row in ReceivedDraft.objects.filter(sender=person_id).order_by("pk")
        ],
        "follows_articles": [
            {"consultation": row.consultation_id, "article": row.article, "since": row.since.isoformat()}
            for row in FollowedArticle.objects.filter(person=person_id).order_by("pk")
        ],
        "answers": [
            {"point": row.point_id, "outcome": row.outcome, "given_at": row.given_at.isoformat()}
            for row in Answer.objects.filter(person=person_id).order_by("pk")
        ],
        "judgments": [
            {
                "point": row.point_id,
                "verdict": row.overruled,
                "reason": row.overruled_reason,
                "at": row.overruled_at.isoformat() if row.overruled_at else None,
            }
            for row in TakenUp.objects.filter(overruled_by=person_id).order_by("pk")
        ],
        "views_of_answers": [
            {
                "contribution": row.contribution_id,
                "for": row.organization.name if row.organization else None,
                "view": row.view,
                "reason": row.reason,
                "given_at": row.given_at.isoformat(),
                "until": row.until.isoformat() if row.until else None,
            }
            for row in Satisfaction.objects.filter(person=person_id).select_related("organization").order_by("pk")
        ],
        "explanations": [
            {"point": row.point_id, "text": row.text, "given_at": row.given_at.isoformat()}
            for row in Explanation.objects.filter(person=person_id).order_by("pk")
        ],
        "for_the_council": [
            {"point": row.point_id, "reason": row.reason, "proposed_at": row.proposed_at.isoformat()}
            for row in Raised.objects.filter(proposed_by=person_id).order_by("pk")
        ],
        "asked_for_explanations": [
            {"consultation": row.consultation_id, "points": row.points, "asked_at": row.asked_at.isoformat()}
            for row in Inquiry.objects.filter(asked_by=person_id).order_by("pk")
        ],
        "kept_apart": [
            {"contributions": row.contributions, "at": row.at.isoformat()}
            for row in KeptApart.objects.filter(by=person_id).order_by("pk")
        ],
        "asked": [
            {
                "consultation": row.consultation_id,
                "reasons": row.reasons,
                "invited_at": row.invited_at.isoformat() if row.invited_at else None,
                "opened_at": row.opened_at.isoformat() if row.opened_at else None,
            }
            for row in Recipient.objects.filter(person=person_id).order_by("pk")
        ],
        "follows": [
            {
                "topic": row.topic_id,
                "place": row.place_id,
                "institution": row.institution_id,
                "since": row.since.isoformat(),
            }
            for row in Subscription.objects.filter(person=person_id).order_by("pk")
        ],
    }
