"""The matrix that an institution sends back by mail: kept, and offered for taking over. Nothing is answered by the mail itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.kinds import Kind
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_interface
from civikos.kernel.mailroom.handlers import Arrived, Handled
from civikos.kernel.mailroom.states import Status as MailStatus
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import letters, states
from civikos.programs.consultations.actions.answers import keep_returned_sheet
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER
from civikos.programs.consultations.models import Consultation, Paper
from civikos.registers.organizations import queries as organizations

SHEETS = frozenset({Kind.XLSX.media_type, Kind.DOCX.media_type})


def _sheets(arrived: Arrived) -> list[StoredFile]:
    # A table in Excel comes before one in Word: institutions that fill in both work in Excel.
    found = [each for each in arrived.attachments if each.media_type in SHEETS]
    return sorted(found, key=lambda each: (each.media_type != Kind.XLSX.media_type, each.pk))


def is_returned_matrix(consultation: Consultation, person: Person, arrived: Arrived) -> bool:
    """Whether a mail brings back the matrix: from whoever answers for the institution, while it may answer. One query."""
    return (
        consultation.status in states.ANSWER.sources
        and bool(_sheets(arrived))
        and organizations.may_answer_for(person, consultation.draft.institution_id, timezone.localdate(arrived.at))
    )


@transaction.atomic
def receive_matrix(consultation: Consultation, person: Person, arrived: Arrived) -> Handled:
    """
    Keep the tables that came, and write to the official with a link to the page that shows what was read; they, or the
    secretariat, take the answers over there. A mail whose sender nothing proves is left for the secretariat to look at.
    """
    if not arrived.is_proved and arrived.stated_by is None:
        return Handled(
            MailStatus.QUARANTINED,
            about=consultation.name,
            note=_(
                "A matrix is attached, but nothing proves that the institution’s official sent it. Ask them, then hand it on."
            ),
        )
    by = Actor(person, audience=consultation.name, door=Door.MAIL)
    papers = [
        keep_returned_sheet(consultation.pk, content_of(sheet), name=sheet.name, by=by, at=arrived.at)
        for sheet in _sheets(arrived)
    ]
    _tell(consultation, person, papers[0], arrived.at)
    return Handled(
        MailStatus.HANDLED, about=consultation.name, note=_("The matrix came back. Its answers wait to be taken over.")
    )


def _tell(consultation: Consultation, person: Person, paper: Paper, at: datetime) -> None:
    language = person.language
    audience = f"{consultation.name}/returned_{paper.pk}"
    secret = entrance.make_personal_links([(person.pk, audience)], at=at, life=LINK_LIFE_AFTER)[person.pk]
    answer_to = entrance.make_reply_addresses([(person.pk, consultation.name)], at=at)
    days_left = workdays.working_days_left(at, consultation.government_until)
    with translation.override(of_interface(language)):
        letter = Letter(
            address=person.email,
            language=language,
            person=person,
            key=f"returned:{paper.pk}",
            secrets=(secret,),
            reply_to=answer_to[person.pk, consultation.name],
            variables={
                **letters.common(consultation, language, at=at, days_left=days_left),
                "salutation": letters.salutation(person, language),
                "link": letters.link_address(secret, language),
                "received_at": letters.spoken_moment(at),
                "file": paper.file.name,
            },
        )
    correspondence.enqueue("matrix_received", [letter], about=consultation.name, at=at)
