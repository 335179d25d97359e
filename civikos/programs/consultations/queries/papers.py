"""What the papers of a consultation are made of, gathered from the rows."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.audit import queries as audit
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_interface
from civikos.programs.consultations.models import Consultation, Export, Paper, Point, Report
from civikos.programs.consultations.papers.rows import Figures as PaperFigures
from civikos.programs.consultations.papers.rows import Head, Row, StandardMark
from civikos.programs.consultations.queries import figures, matrix
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Attachment, Expression


def key_of(point: Point) -> str:
    """The stable key of a point in every paper: `P-42-17`."""
    return f"P-{point.consultation_id}-{point.pk}"


def head_of(consultation: Consultation, contributors: tuple[str, ...], *, language: str = "sq") -> Head:
    """What stands above every paper."""
    draft = consultation.draft
    counted = figures.figures(consultation)
    institution = {}
    for each in ("sq", "sr", "en"):
        with translation.override(of_interface(each)):
            institution[each] = draft.institution.name
    return Head(
        consultation_id=consultation.pk,
        title=legislation.titles_of(draft),
        institution=institution,
        network=settings.NETWORK_NAME,
        reference=draft.reference,
        version=str(consultation.version.number),
        received_on=timezone.localdate(consultation.received_at),
        members_until=timezone.localtime(consultation.members_until),
        government_until=timezone.localtime(consultation.government_until),
        submitted_at=timezone.localtime(consultation.submitted_at) if consultation.submitted_at else None,
        contributors=contributors,
        figures=PaperFigures(
            contributions=counted.contributions,
            proposals=counted.proposals,
            organizations=counted.organizations,
            individuals=counted.individuals,
            points=counted.points,
            accepted=counted.accepted,
            partly=counted.partly,
            rejected=counted.rejected,
            noted=counted.noted,
            unanswered=counted.unanswered,
            articles_commented=counted.articles_commented,
            invited=counted.invited,
            opened=counted.opened,
            text_version=counted.text_version,
            text_yes=counted.text_yes,
            text_partly=counted.text_partly,
            text_no=counted.text_no,
            text_unknown=counted.text_unknown,
            text_changed=counted.text_changed,
            text_unchanged=counted.text_unchanged,
            text_explained=counted.text_explained,
            views_yes=counted.views_yes,
            views_partly=counted.views_partly,
            views_no=counted.views_no,
        ),
        checkpoint=audit.latest_checkpoint_line(),
    )


def rows_of(consultation: Consultation, language: str = "sq", wanted: matrix.Filter | None = None) -> list[Row]:
    """All points, or those a filter lets through, as rows of a paper, cited in one language. A fixed number of queries."""
    points = list(matrix.points(consultation, SYSTEM, wanted or matrix.Filter(), is_let_in=True))
    quotes = dict(
        Point.contributions.through.objects.filter(point__consultation=consultation)
        .exclude(contribution__quote="")
        .order_by("-contribution_id")
        .values_list("point_id", "contribution__quote")
    )
    made = []
    for number, row in enumerate(matrix.rows_of(consultation, points, language), 1):
        point = row.point
        made.append(
            Row(
                number=point.number or number,
                key=key_of(point),
                article=row.place,
                article_heading=row.heading,
                quote=quotes.get(point.pk, ""),
                comment=point.text,
                original=point.original,
                proposed=point.proposed,
                who=tuple(dict.fromkeys(voice.label for voice in row.voices)),
                reason="",
                language=point.language,
                outcome=point.outcome,
                answer=point.answer,
                count=len(row.voices),
                contradiction=(row.mark.contradiction or "") if row.mark is not None else "",
                explanation=row.explanation.text if row.explanation is not None else "",
                explanation_language=row.explanation.language if row.explanation is not None else "",
            )
        )
    return made


def contributors_of(rows: list[Row]) -> tuple[str, ...]:
    """Everybody behind the points, each once, by name."""
    return tuple(sorted({name for row in rows for name in row.who}))


def marks_of(report: Report) -> tuple[StandardMark, ...]:
    """The standards as the report recorded them, in three languages."""
    cards = report.standards
    return tuple(
        StandardMark(
            code=card["code"],
            met=card["met"],
            label={language: cards[language][number]["label"] for language in cards},
            detail={language: cards[language][number]["detail"] for language in cards},
            source=card["source"],
        )
        for number, card in enumerate(cards["sq"])
        if card.get("verdict") != "not_applicable"
    )


def file_of(consultation: Consultation, key: UUID) -> tuple[StoredFile, str] | None:
    """
    A file of a consultation by its key, with the kind of paper it is ("" for texts and documents of the draft).

    None if no text, document or paper of this consultation is in it. At most two queries.
    """
    paper = consultation.papers.filter(file__key=key).select_related("file").first()
    if paper is not None:
        return paper.file, paper.kind
    texts = Expression.objects.filter(version__draft=consultation.draft_id, file__key=key).values("file")
    documents = Attachment.objects.filter(draft=consultation.draft_id, file__key=key).values("file")
    row = StoredFile.objects.filter(Q(pk__in=texts) | Q(pk__in=documents)).first()
    return (row, "") if row is not None else None


def returned_sheets(consultation: Consultation) -> list[Paper]:
    """Sheets that came back, the newest first. One query."""
    return list(consultation.papers.filter(kind=Paper.Kind.RETURNED).select_related("file").order_by("-made_at", "-pk"))


def returned_sheet(consultation: Consultation, pk: int) -> Paper | None:
    """One sheet that came back."""
    return consultation.papers.filter(kind=Paper.Kind.RETURNED, pk=pk).select_related("file").first()


def export_of(consultation: Consultation, format_: str) -> Export | None:
    """The export of the matrix as it stands now, being made or made; else the newest that is made. One query."""
    rows = list(
        Export.objects.filter(consultation=consultation, format=format_)
        .select_related("file")
        .order_by("-revision")[:5]
    )
    now = next((row for row in rows if row.revision == consultation.revision), None)
    return now or next((row for row in rows if row.made_at is not None), None)
