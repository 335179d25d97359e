"""The network's own voice: an adopted joint position stands in the matrix beside what the members said."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.programs.consultations import indexing, permissions, states
from civikos.programs.consultations.actions.contributions import Said, check_words, place_of, public_content
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.states import ContributionStatus


@transaction.atomic
def contribute_position(
    pk: int, points: Sequence[Said], *, organization: int, about: str, by: Actor, at: datetime
) -> list[Contribution]:
    """
    Put an adopted position into the consultation, a contribution of the network (`organization`) for each of its points.

    Members' deadline does not bind it: it is made of what they said before. It must come before the matrix goes out. `about`
    names the position in the trail. Whose words they are `points` does not say again: their organization and author are left out.
    Raises: NotFound, NotAllowed, WrongStatus, NothingSaid, SaidTooMuch, NoSuchProvision.
    """
    consultation = permissions.access_for(states.CONTRIBUTE_POSITION, pk, by=by)
    steps.require(states.CONTRIBUTE_POSITION, consultation)
    made = []
    for said in points:
        provision, original = place_of(consultation, said)
        check_words(said.text, said.proposed, original, said.is_proposal)
        row = Contribution.objects.create(
            consultation=consultation,
            version_id=consultation.version_id,
            provision=provision,
            article=provision.article if provision else "",
            kind=Contribution.Kind.PROPOSAL if said.is_proposal else Contribution.Kind.COMMENT,
            organization_id=organization,
            language=said.language,
            text=said.text.strip(),
            original=original if said.is_proposal else "",
            proposed=said.proposed.strip() if said.is_proposal else "",
            channel=Contribution.Channel.POSITION,
            given_at=at,
            entered_by=by.person,
        )
        details = {"position": about}
        step = states.CONTRIBUTE_POSITION
        audit.record(step.verb, row, by=by, at=at, basis=step.basis, details=details)
        audit.publish("contribution.received", row.name, public_content(row), at=at)
        made.append(row)
    indexing.index_contributions(consultation, made)
    return made


@transaction.atomic
def withdraw_position(pk: int, contributions: Sequence[int], *, about: str, by: Actor, at: datetime) -> int:
    """
    Take back what a position that was withdrawn or corrected has put here, before the matrix goes out; how many.

    Raises: NotFound, NotAllowed, WrongStatus.
    """
    consultation = permissions.access_for(states.CONTRIBUTE_POSITION, pk, by=by)
    steps.require(states.CONTRIBUTE_POSITION, consultation)
    rows = Contribution.objects.select_for_update(of=("self",)).filter(
        consultation=consultation,
        pk__in=list(contributions),
        channel=Contribution.Channel.POSITION,
        status=ContributionStatus.ACTIVE,
    )
    count = 0
    for row in rows.order_by("pk"):
        steps.take(states.WITHDRAW_CONTRIBUTION, row, by=by, at=at, position=about)
        audit.publish("contribution.withdrawn", row.name, {"at": at.isoformat()}, at=at)
        indexing.forget_contribution(row)
        count += 1
    return count
