"""What the papers of a consultation are made of, gathered from the rows."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from civikos.kernel.audit import queries as audit
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_interface
from civikos.programs.consultations.models import Consultation, Paper, Point, Report
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
        ),
        checkpoint=audit.latest_checkpoint_line(),
    )


def rows_of(consultation: Consultation, language: str = "sq") -> list[Row]:
    """All points as rows of a paper, cited in one language. A fixed number of queries."""
    points = list(
        Point.objects.filter(consultation=consultation).select_related("provision").order_by("position", "pk")
    )
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
