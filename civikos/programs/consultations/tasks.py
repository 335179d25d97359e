"""What the worker and the clock do for consultations. Each can be run twice: it looks at the rows first."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.jobs import clock
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workdays import counting
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow.refusals import Refused


@task()
def make_submission_papers(pk: int) -> None:
    """The matrix and the letter of a submission, then the mail to the institution."""
    from civikos.programs.consultations.actions import papers

    papers.make_submission_papers(pk, at=timezone.now())


@task()
def make_report_papers(pk: int) -> None:
    """The report as PDF in three languages, then the mails that say it is public."""
    from civikos.programs.consultations.actions import papers

    papers.make_report_papers(pk, at=timezone.now())


@task()
def tell_new_version(pk: int, version: int) -> None:
    """Tell everybody invited that there is a new text."""
    from civikos.programs.consultations.actions import papers

    papers.tell_new_version(pk, version, at=timezone.now())


@task()
def make_export(pk: int) -> None:
    """A long matrix as PDF, for whoever asked."""
    from civikos.programs.consultations.actions import exports

    exports.make_export(pk, at=timezone.now())


@clock.every(minutes=60)
def old_exports(at: datetime) -> None:
    """Exports of yesterday."""
    from civikos.programs.consultations.actions import exports

    exports.forget_old_exports(at=at)


@task()
def finish_reply(pk: int) -> None:
    """Attached Word files of a mail, then the letter that says what was understood of it."""
    from civikos.programs.consultations.actions import mailing

    mailing.finish_reply(pk, at=timezone.now())


@clock.every(minutes=1)
def mailed_replies(at: datetime) -> None:
    """Mails whose job was lost with its worker."""
    from civikos.programs.consultations.actions import mailing

    mailing.finish_waiting(at=at)


@clock.every(minutes=15)
def news_of_articles(at: datetime) -> None:
    """What was said on articles that people follow."""
    from civikos.programs.consultations.actions import articles

    articles.tell_followers(at=at)


@clock.every(minutes=24 * 60)
def old_mail(at: datetime) -> None:
    """Words of mails, and drafts that came by mail, that nobody needs any more."""
    from civikos.programs.consultations.actions import articles, intake_mail, mailing

    mailing.forget_old_replies(at=at)
    intake_mail.forget_old_drafts(at=at)
    articles.forget_finished(at=at)


@clock.every(minutes=1)
def receipts(at: datetime) -> None:
    """Receipts for what was said."""
    from civikos.programs.consultations.actions.contributions import send_receipts

    send_receipts(at)


@clock.every(minutes=5)
def unfinished_papers(at: datetime) -> None:
    """Papers whose job was lost with its worker."""
    from civikos.programs.consultations.actions import papers

    papers.make_what_is_missing(at - timedelta(minutes=5), at=at)


@clock.every(minutes=24 * 60)
def old_returned_files(at: datetime) -> None:
    """Returned Word files that nobody needs any more."""
    from civikos.programs.consultations.actions import returning

    returning.forget_old_files(at=at)


@clock.every(minutes=30)
def reminders(at: datetime) -> None:
    """Remind those who are silent, once, as many working days before the deadline as the network's rule says."""
    from civikos.programs.consultations.actions import distribution
    from civikos.programs.consultations.models import Consultation

    try:
        before = rule("consultation.reminder_before", timezone.localdate(at)).number
    except NoSuchRule:
        return
    off = workdays.days_off()
    for consultation in Consultation.objects.open_at(at).order_by("pk"):
        remind_on = counting.add_working_days(timezone.localdate(consultation.members_until), -before, off)
        if timezone.localdate(at) < remind_on or timezone.localtime(at).hour < 8:
            continue
        try:
            distribution.remind(consultation.pk, by=SYSTEM, at=at)
        except Refused:
            continue
