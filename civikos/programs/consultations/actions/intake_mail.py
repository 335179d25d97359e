"""Drafts that institutions send by mail: kept with what the mail says of them, until an officer registers them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import SYSTEM, Actor, Door
from civikos.kernel.audit import actions as audit
from civikos.kernel.mailroom.handlers import Arrived, Handled
from civikos.kernel.mailroom.states import Status as MailStatus
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, NotFound
from civikos.programs.consultations import states
from civikos.programs.consultations.actions.intake import register_draft
from civikos.programs.consultations.models import Consultation, ReceivedDraft
from civikos.programs.consultations.queries import intake_mail as queries
from civikos.programs.consultations.states import DraftStatus

KEPT = timedelta(days=365)


@transaction.atomic
def receive_draft(arrived: Arrived) -> Handled:
    """
    What becomes of a mail to the intake address: from somebody who answers for an institution, or from an institution's
    own domain, a draft that waits for the secretariat; from anybody else something to look at.
    """
    known = ReceivedDraft.objects.filter(incoming=arrived.incoming).first()
    if known is not None:
        return Handled(MailStatus.HANDLED, about=f"received_draft:{known.pk}")
    sender, institution = queries.institution_of_sender(arrived.mail.sender, arrived.at)
    if institution is None:
        return Handled(
            MailStatus.QUARANTINED,
            note=_("It came to the address for drafts, from somebody who answers for no institution that we know."),
        )
    if not arrived.attachments:
        return Handled(
            MailStatus.QUARANTINED,
            note=_("It came from an institution to the address for drafts, without a file that is taken."),
        )
    mail = arrived.mail
    row = ReceivedDraft.objects.create(
        incoming=arrived.incoming,
        sender=sender,
        sender_address=mail.sender[:254],
        institution=institution,
        title=queries.title_in(mail.subject)[:400],
        language=mail.language if mail.language in {"sq", "sr", "en"} else (sender.language if sender else "sq"),
        words=mail.text[:20_000],
        deadline_on=queries.deadline_in(mail.text, arrived.at),
        is_proved=arrived.is_genuine,
        arrived_at=arrived.at,
    )
    row.files.set(arrived.attachments)
    by = Actor(sender, door=Door.MAIL) if sender is not None else SYSTEM
    audit.record("received_draft.arrived", row, by=by, at=arrived.at, details={"institution": institution.pk})
    return Handled(MailStatus.HANDLED, about=f"received_draft:{row.pk}", note=_("A draft waits to be registered."))


def _access(pk: int, by: Actor) -> ReceivedDraft:
    if not by.is_secretariat:
        raise NotAllowed
    row = ReceivedDraft.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def register_received(pk: int, *, by: Actor, at: datetime, **draft: Any) -> Consultation:
    """
    Register the draft of a mail (`draft`: what `register_draft` takes), and say of the mail that it is done. A second press
    of the button gives what the first has made. Raises: NotFound, NotAllowed, WrongStatus, and what `register_draft` raises.
    """
    row = _access(pk, by)
    consultation = register_draft(**draft, by=by, at=at)
    if row.consultation_id != consultation.pk:
        row.consultation, row.closed_at = consultation, at
        steps.take(states.TAKE_DRAFT, row, by=by, at=at, consultation=consultation.pk)
    return consultation


@transaction.atomic
def discard_draft(pk: int, *, by: Actor, at: datetime) -> ReceivedDraft:
    """It is no draft, or one that is here already; `restore_draft` brings it back. Raises: NotFound, NotAllowed, WrongStatus."""
    row = _access(pk, by)
    row.closed_at = at
    steps.take(states.DISCARD_DRAFT, row, by=by, at=at)
    return row


@transaction.atomic
def restore_draft(pk: int, *, by: Actor, at: datetime) -> ReceivedDraft:
    """Put a draft that was thrown away back among those that wait. Raises: NotFound, NotAllowed, WrongStatus."""
    row = _access(pk, by)
    row.closed_at = None
    steps.take(states.RESTORE_DRAFT, row, by=by, at=at)
    return row


def forget_old_drafts(*, at: datetime) -> int:
    """Delete what is said at `ReceivedDraft` to be deleted; how many. A registered draft has files of its own."""
    old = ReceivedDraft.objects.filter(~Q(status=DraftStatus.WAITING), closed_at__lt=at - KEPT)
    return old.delete()[1].get("consultations.ReceivedDraft", 0)


def forget_sender(person_id: int) -> int:
    """Part of erasing a person: who sent a draft; how many rows. The draft is the institution's and stays."""
    return ReceivedDraft.objects.filter(sender=person_id).update(sender=None, sender_address="", words="")
