"""Writing a request before it is sent: for one institution, or the same text for several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.kernel.workflow.steps import require, take
from civikos.programs.information_requests import permissions, states
from civikos.programs.information_requests.models import Batch, InformationRequest
from civikos.registers.organizations.models import Organization

MOST_IN_A_BATCH = 60


class NotAnInstitution(Refused):
    """The law binds public institutions; a member organization is none."""

    code = "information_request.not_an_institution"
    message = _("Requests for documents go to public institutions. Choose an institution.")


class UrgencyWithoutGround(Refused):
    """The short period needs what is at stake in a sentence."""

    code = "information_request.urgency_without_ground"
    message = _("Say in a sentence what is at stake; the short period applies only then.")


class NobodyChosen(Refused):
    """A batch without institutions, or with more than one letter a week could hold."""

    code = "information_request.nobody_chosen"
    message = _("Choose at least two institutions, and at most %(most)s.")


@dataclass(frozen=True)
class Wanted:
    """What a request says, as a person has written it; `organization` is None for the network's own."""

    institution: Organization
    subject: str
    text: str
    language: str
    organization: Organization | None = None
    about: str = ""
    reason: str = ""
    urgency: str = ""
    urgency_note: str = ""
    is_private: bool = False


def _check(wanted: Wanted, by: Actor, row: InformationRequest | None = None) -> None:
    asked_for = wanted.organization.pk if wanted.organization is not None else None
    # Whoever may change a draft need not be able to ask in its name: the secretariat helps, and changes nothing in that.
    is_as_before = row is not None and row.organization_id == asked_for
    if not is_as_before and not permissions.may_ask_for(by, asked_for):
        raise NotAllowed
    if not wanted.institution.is_institution:
        raise NotAnInstitution
    if wanted.urgency and not wanted.urgency_note.strip():
        raise UrgencyWithoutGround


@transaction.atomic
def write_draft(wanted: Wanted, *, by: Actor, at: datetime, batch: Batch | None = None) -> InformationRequest:
    """Keep a request that is not sent yet. Raises: NotAllowed, NotAnInstitution, UrgencyWithoutGround."""
    _check(wanted, by)
    row = InformationRequest(requester=by.person, batch=batch, created_at=at)
    _fill(row, wanted, at)
    row.save()
    audit.record(
        "information_request.drafted",
        row,
        by=by,
        at=at,
        basis=states.NETWORK_RULES,
        details={"institution": wanted.institution.pk, "about": wanted.about, "reason": wanted.reason},
    )
    return row


@transaction.atomic
def edit(pk: int, wanted: Wanted, *, by: Actor, at: datetime) -> InformationRequest:
    """Change a draft. Raises: NotFound, NotAllowed, WrongStatus, NotAnInstitution, UrgencyWithoutGround."""
    row = permissions.access_for(states.EDIT, pk, by=by)
    require(states.EDIT, row)
    _check(wanted, by, row)
    _fill(row, wanted, at)
    if row.requester_id is None:
        row.requester = by.person
    take(states.EDIT, row, by=by, at=at)
    return row


def _fill(row: InformationRequest, wanted: Wanted, at: datetime) -> None:
    row.institution = row.holder = wanted.institution
    row.organization = wanted.organization
    row.subject, row.text, row.language = wanted.subject.strip(), wanted.text.strip(), wanted.language
    row.about, row.reason = wanted.about, wanted.reason
    row.urgency, row.urgency_note = wanted.urgency, wanted.urgency_note.strip() if wanted.urgency else ""
    row.is_private, row.edited_at = wanted.is_private, at


@transaction.atomic
def discard(pk: int, *, by: Actor, at: datetime) -> None:
    """Throw a draft away. Raises: NotFound, NotAllowed, WrongStatus."""
    row = permissions.access_for(states.DISCARD, pk, by=by)
    require(states.DISCARD, row)
    audit.record(
        states.DISCARD.verb, row, by=by, at=at, basis=states.DISCARD.basis, details={"institution": row.institution_id}
    )
    row.delete()


@transaction.atomic
def make_batch(title: str, institutions: Sequence[Organization], wanted: Wanted, *, by: Actor, at: datetime) -> Batch:
    """
    The same request as a draft for each of several institutions; that of `wanted` is not looked at.

    Raises: NotAllowed, NobodyChosen, NotAnInstitution, UrgencyWithoutGround.
    """
    chosen = list(dict.fromkeys(institutions))
    if not 2 <= len(chosen) <= MOST_IN_A_BATCH:
        raise NobodyChosen(most=MOST_IN_A_BATCH)
    batch = Batch(title=title.strip(), made_by=by.person, organization=wanted.organization, made_at=at)
    for index, institution in enumerate(chosen):
        one = Wanted(
            institution,
            wanted.subject,
            wanted.text,
            wanted.language,
            wanted.organization,
            wanted.about,
            wanted.reason,
            wanted.urgency,
            wanted.urgency_note,
            wanted.is_private,
        )
        if index == 0:
            _check(one, by)
            batch.save()
        write_draft(one, by=by, at=at, batch=batch)
    return batch
