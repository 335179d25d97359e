"""Making and sending papers, by the worker: what is slow happens outside transactions, what is promised inside one."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_interface
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import letters
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER, write_to_recipients
from civikos.programs.consultations.models import Consultation, Paper
from civikos.programs.consultations.papers import data, lists, pdf, sheet, word
from civikos.programs.consultations.papers.letter import letter_pdf
from civikos.programs.consultations.papers.report import report_pdf
from civikos.programs.consultations.papers.rows import Head, Row
from civikos.programs.consultations.queries import papers as gathered
from civikos.programs.consultations.queries import versions
from civikos.programs.consultations.queries.matrix import Filter
from civikos.programs.consultations.states import Status
from civikos.registers.legislation.models import Version
from civikos.registers.organizations import queries as organizations

MAKERS: dict[str, tuple[Callable[[Head, Iterable[Row]], bytes], Kind]] = {
    "xlsx": (sheet.matrix_xlsx, Kind.XLSX),
    "docx": (word.matrix_docx, Kind.DOCX),
    "pdf": (pdf.matrix_pdf, Kind.PDF),
    "json": (data.matrix_json, Kind.TXT),
}


def _load(pk: int) -> Consultation:
    return Consultation.objects.select_related("draft__institution", "draft__kind", "version").get(pk=pk)


def matrix_as(consultation: Consultation, format_: str, wanted: Filter | None = None) -> bytes:
    """The matrix as it stands now, all of it or what a filter lets through, in one of the forms or as CSV."""
    rows = gathered.rows_of(consultation, wanted=wanted)
    make = lists.matrix_csv if format_ == "csv" else MAKERS[format_][0]
    return bytes(make(gathered.head_of(consultation, gathered.contributors_of(rows)), rows))


def _keep(
    consultation: Consultation, kind: str, format_: str, content: bytes, name: str, at: datetime, language: str = ""
) -> StoredFile:
    accepted = {"xlsx": Kind.XLSX, "docx": Kind.DOCX, "pdf": Kind.PDF, "json": Kind.TXT}[format_]
    stored = files.store(content, name=name, accepted=frozenset({accepted}), by=SYSTEM, at=at)
    Paper.objects.create(
        consultation=consultation, kind=kind, format=format_, language=language, file=stored, made_at=at
    )
    return stored


def make_submission_papers(pk: int, *, at: datetime) -> None:
    """Make the matrix in four forms and the letter, keep them, and write to the institution's contact. Once."""
    consultation = _load(pk)
    if (
        consultation.status not in {Status.SUBMITTED, Status.ANSWERED, Status.REPORTED}
        or consultation.papers.filter(kind="matrix").exists()
    ):
        return
    rows = gathered.rows_of(consultation)
    head = gathered.head_of(consultation, gathered.contributors_of(rows))
    made = {format_: make(head, rows) for format_, (make, _kind) in MAKERS.items()}
    contact = organizations.contact_of(
        consultation.draft.institution, timezone.localdate(consultation.submitted_at or at)
    )
    language = contact.language if contact else "sq"
    days_left = workdays.working_days_left(at, consultation.government_until)
    with translation.override(of_interface(language)):
        values = letters.common(consultation, language, at=at, days_left=days_left)
        values |= {"points": str(len(rows)), "contributors": str(len(head.contributors))}
        name = _now("matrix")
        letter_name = _now("covering-letter")
        letter = letter_pdf(head, letters.covering_letter(values), language)
    with transaction.atomic():
        Consultation.objects.select_for_update().get(pk=pk)
        if consultation.papers.filter(kind="matrix").exists():
            return
        stored = {
            format_: _keep(consultation, "matrix", format_, content, f"{name}-{pk}.{format_}", at)
            for format_, content in made.items()
        }
        stored["letter"] = _keep(consultation, "letter", "pdf", letter, f"{letter_name}-{pk}.pdf", at, language)
        if contact is not None:
            secret = entrance.make_personal_links([(contact.pk, consultation.name)], at=at, life=LINK_LIFE_AFTER)[
                contact.pk
            ]
            answer_to = entrance.make_reply_addresses([(contact.pk, consultation.name)], at=at)
            values |= {
                "salutation": letters.salutation(contact, language),
                "link": letters.link_address(secret, language),
            }
            correspondence.enqueue(
                "submission_to_ministry",
                [
                    Letter(
                        address=contact.email,
                        language=language,
                        person=contact,
                        key=str(contact.pk),
                        secrets=(secret,),
                        reply_to=answer_to[contact.pk, consultation.name],
                        variables=values,
                        attachments=[stored["letter"], stored["xlsx"], stored["docx"]],
                    )
                ],
                about=consultation.name,
                at=at,
            )


def make_report_papers(pk: int, *, at: datetime) -> None:
    """Make the report in three languages, keep it, and tell everybody invited that it is public. Once."""
    consultation = _load(pk)
    if consultation.status != Status.REPORTED or consultation.papers.filter(kind="report").exists():
        return
    report = consultation.report
    rows = {language: gathered.rows_of(consultation, language) for language in ("sq", "sr", "en")}
    made = {}
    for language in ("sq", "sr", "en"):
        head = gathered.head_of(consultation, gathered.contributors_of(rows[language]))
        made[language] = report_pdf(head, rows[language], gathered.marks_of(report), report.foreword, language)
    with transaction.atomic():
        Consultation.objects.select_for_update().get(pk=pk)
        if consultation.papers.filter(kind="report").exists():
            return
        for language, content in made.items():
            _keep(consultation, "report", "pdf", content, f"report-{pk}-{language}.pdf", at, language)
        counted = report.figures

        def more(language: str) -> dict[str, str]:
            path = reverse("consultations:report", args=[pk])
            return {"figures": _figures_block(counted), "link": letters.address(path)}

        recipients = consultation.recipients.filter(is_removed=False, invited_at__isnull=False)
        write_to_recipients("report_published", consultation, recipients, key="1", at=at, more=more, with_links=False)


def _figures_block(counted: dict[str, int]) -> str:
    return "\n".join(
        [
            ngettext("%(n)s point", "%(n)s points", counted["points"]) % {"n": counted["points"]},
            _now("accepted: %(n)s") % {"n": counted["accepted"]},
            _now("partly accepted: %(n)s") % {"n": counted["partly"]},
            _now("rejected: %(n)s") % {"n": counted["rejected"]},
            _now("noted: %(n)s") % {"n": counted["noted"]},
            _now("without an answer: %(n)s") % {"n": counted["unanswered"]},
        ]
    )


def tell_new_version(pk: int, version: int, *, at: datetime) -> None:
    """Tell everybody invited what changed in the new text. The outbox refuses a second copy."""
    consultation = _load(pk)
    newer = Version.objects.get(pk=version)
    counted = versions.fate_counts(consultation.version, newer)

    def more(language: str) -> dict[str, str]:
        return {"version": str(newer.number), "changes": "\n".join(versions.counts_in_words(counted))}

    with transaction.atomic():
        recipients = consultation.recipients.filter(is_removed=False, invited_at__isnull=False)
        write_to_recipients("new_version", consultation, recipients, key=str(newer.number), at=at, more=more)


def make_what_is_missing(before: datetime, *, at: datetime) -> None:
    """Papers of consultations submitted or reported before a moment that have none."""
    for pk in (
        Consultation.objects.filter(submitted_at__lt=before)
        .exclude(papers__kind="matrix")
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        make_submission_papers(pk, at=at)
    for pk in (
        Consultation.objects.filter(reported_at__lt=before)
        .exclude(papers__kind="report")
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        make_report_papers(pk, at=at)
