"""What the papers of a consultation are made of, gathered from the rows."""

from django.conf import settings
from django.utils import timezone, translation

from civikos.kernel.audit import queries as audit
from civikos.kernel.languages import of_interface
from civikos.programs.consultations.models import Consultation, Point, Report
from civikos.programs.consultations.papers.rows import Figures as PaperFigures
from civikos.programs.consultations.papers.rows import Head, Row, StandardMark
from civikos.programs.consultations.queries import figures, matrix
from civikos.registers.legislation import queries as legislation


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
        consultation_id=consultation.pk, title=legislation.titles_of(draft), institution=institution, network=settings.NETWORK_NAME,
        reference=draft.reference, version=str(consultation.version.number), received_on=timezone.localdate(consultation.received_at),
        members_until=timezone.localtime(consultation.members_until), government_until=timezone.localtime(consultation.government_until),
        submitted_at=timezone.localtime(consultation.submitted_at) if consultation.submitted_at else None, contributors=contributors,
        figures=PaperFigures(
            contributions=counted.contributions, proposals=counted.proposals, organizations=counted.organizations, individuals=counted.individuals,
            points=counted.points, accepted=counted.accepted, partly=counted.partly, rejected=counted.rejected, noted=counted.noted,
            unanswered=counted.unanswered, articles_commented=counted.articles_commented, invited=counted.invited, opened=counted.opened,
        ),
        checkpoint=audit.latest_checkpoint_line(),
    )


def rows_of(consultation: Consultation, language: str = "sq") -> list[Row]:
    """All points as rows of a paper, cited in one language. A fixed number of queries."""
    points = list(Point.objects.filter(consultation=consultation).select_related("provision").order_by("position", "pk"))
    quotes = dict(
        Point.contributions.through.objects.filter(point__consultation=consultation).exclude(contribution__quote="")
        .order_by("-contribution_id").values_list("point_id", "contribution__quote")
    )
    made = []
    for number, row in enumerate(matrix.rows_of(consultation, points, language), 1):
        point = row.point
        made.append(
            Row(
                number=point.number or number, key=key_of(point), article=row.place, article_heading=row.heading,
                quote=quotes.get(point.pk, ""), comment=point.text, original=point.original, proposed=point.proposed,
                who=tuple(dict.fromkeys(voice.label for voice in row.voices)), reason="", language=point.language,
                outcome=point.outcome, answer=point.answer, count=len(row.voices),
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
            code=card["code"], met=card["met"], label={language: cards[language][number]["label"] for language in cards},
            detail={language: cards[language][number]["detail"] for language in cards}, source=card["source"],
        )
        for number, card in enumerate(cards["sq"])
    )
