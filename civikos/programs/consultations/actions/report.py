"""The public report."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.languages import INTERFACE_LANGUAGES, of_text
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import indexing, permissions, states, tasks
from civikos.programs.consultations.actions.answers import tell_contributors
from civikos.programs.consultations.models import Consultation, Report
from civikos.programs.consultations.queries import contradictions, figures, measuring
from civikos.programs.consultations.states import Status


class OpenContradictions(Refused):
    """Answers and the newest text differ, and nobody has explained it or said that the report goes out all the same."""

    code = "report.open_contradictions"
    message = _("The answer and the text differ, and the institution has not explained it.")


@transaction.atomic
def publish_report(pk: int, *, foreword: str, despite: int = 0, by: Actor, at: datetime) -> Consultation:
    """
    Publish what was said, what was answered and how the standards were kept; unanswered points are shown as such.

    Contributions become public with it. `despite` is how many unexplained contradictions the officer has seen and publishes
    all the same: one more that came meanwhile stops it. Raises: NotFound, NotAllowed, WrongStatus, OpenContradictions.
    """
    consultation = permissions.access_for(states.REPORT, pk, by=by)
    steps.require(states.REPORT, consultation)
    unexplained = contradictions.counted(consultation).open
    if unexplained > despite:
        told = ngettext(
            "At %(n)s point the answer and the text differ, and the institution has not explained it. Ask it first, or tick that the report goes out all the same.",
            "At %(n)s points the answer and the text differ, and the institution has not explained them. Ask it first, or tick that the report goes out all the same.",
            unexplained,
        )
        raise OpenContradictions(told % {"n": unexplained})
    never_told = consultation.status == Status.SUBMITTED
    consultation.reported_at = at
    consultation.contributions_published_at = consultation.contributions_published_at or at
    details = {"unexplained": unexplained} if unexplained else {}
    steps.take(states.REPORT, consultation, by=by, at=at, **details)
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
