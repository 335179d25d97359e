"""The public report."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.languages import INTERFACE_LANGUAGES, of_text
from civikos.kernel.workflow import steps
from civikos.programs.consultations import indexing, permissions, states, tasks
from civikos.programs.consultations.actions.answers import tell_contributors
from civikos.programs.consultations.models import Consultation, Report
from civikos.programs.consultations.queries import figures, measuring
from civikos.programs.consultations.states import Status


@transaction.atomic
def publish_report(pk: int, *, foreword: str, by: Actor, at: datetime) -> Consultation:
    """
    Publish what was said, what was answered and how the standards were kept; unanswered points are shown as such.

    Contributions become public with it. Raises: NotFound, NotAllowed, WrongStatus.
    """
    consultation = permissions.access_for(states.REPORT, pk, by=by)
    steps.require(states.REPORT, consultation)
    never_told = consultation.status == Status.SUBMITTED
    consultation.reported_at = at
    consultation.contributions_published_at = consultation.contributions_published_at or at
    steps.take(states.REPORT, consultation, by=by, at=at)
    counted = figures.figures(consultation)
    standards = {}
    for language in INTERFACE_LANGUAGES:
        with translation.override(language):
            standards[of_text(language)] = measuring.as_told(measuring.score_card(consultation, at=at))
    Report.objects.create(
        consultation=consultation,
        figures=counted.as_dict(),
        standards=standards,
        foreword=foreword.strip(),
        published_at=at,
    )
    audit.publish("report.published", consultation.name, counted.as_dict(), at=at)
    indexing.publish_contributions(consultation)
    if never_told:
        tell_contributors(consultation, at)
    tasks.make_report_papers.enqueue(consultation.pk)
    return consultation
