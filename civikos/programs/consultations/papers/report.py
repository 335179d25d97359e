"""The report on a consultation: its figures, the standards kept, every point with its answer, who took part."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.facts import facts
from civikos.programs.consultations.papers.marks import breakable, change, printable
from civikos.programs.consultations.papers.pdf import furniture, set_in_parts, spoken, told
from civikos.programs.consultations.papers.rows import LANGUAGES, Figures, Head, Row, StandardMark, in_language
from civikos.programs.consultations.papers.word import (
    BOLD,
    SMALL,
    SOFT,
    TINT,
    TONE,
    Paper,
    cell,
    paragraph,
    paragraphs,
    proposal,
    run,
    said,
    table,
    table_row,
)

REPORT = {
    "sq": "Raporti i konsultimit publik",
    "sr": "Izveštaj o javnoj raspravi",
    "en": "Report on the public consultation",
}
SECTIONS = {
    "foreword": {"sq": "Hyrje", "sr": "Uvod", "en": "Foreword"},
    "figures": {"sq": "Të dhënat në shifra", "sr": "Podaci u brojkama", "en": "Figures"},
    "standards": {
        "sq": "Standardet e konsultimit",
        "sr": "Standardi javne rasprave",
        "en": "Standards of consultation",
    },
    "points": {"sq": "Pikat dhe përgjigjet", "sr": "Tačke i odgovori", "en": "Points and answers"},
    "contributors": {"sq": "Pjesëmarrësit", "sr": "Učesnici", "en": "Participants"},
    "checkpoint": words.FACTS["checkpoint"],
}
FIGURES = {
    "contributions": {"sq": "Kontribute", "sr": "Doprinosi", "en": "Contributions"},
    "proposals": {
        "sq": "prej tyre me tekst të propozuar",
        "sr": "od toga sa predloženim tekstom",
        "en": "of these with proposed wording",
    },
    "organizations": {"sq": "Organizata", "sr": "Organizacije", "en": "Organizations"},
    "individuals": {"sq": "Individë", "sr": "Pojedinci", "en": "Individuals"},
    "articles_commented": {"sq": "Nene të komentuara", "sr": "Komentarisani članovi", "en": "Articles commented on"},
    "invited": {"sq": "Persona të ftuar", "sr": "Pozvana lica", "en": "People invited"},
    "opened": {
        "sq": "prej tyre e hapën ftesën",
        "sr": "od toga otvorilo poziv",
        "en": "of these opened the invitation",
    },
    "points": {"sq": "Pika në matricë", "sr": "Tačke u matrici", "en": "Points in the matrix"},
}
TEXT_FIGURES = {
    "text_yes": {
        "sq": "Pika të pranuara (plotësisht ose pjesërisht) që janë në tekstin e versionit {version}",
        "sr": "Usvojene tačke (u celini ili delimično) koje su u tekstu verzije {version}",
        "en": "Points accepted (in full or in part) that are in the text of version {version}",
    },
    "text_partly": {
        "sq": "prej të pranuarave, pjesërisht në tekst",
        "sr": "od usvojenih, delimično u tekstu",
        "en": "of the accepted, partly in the text",
    },
    "text_no": {
        "sq": "prej të pranuarave, jo në tekst",
        "sr": "od usvojenih, nisu u tekstu",
        "en": "of the accepted, not in the text",
    },
    "text_unknown": {
        "sq": "prej të pranuarave, nuk mund të thuhet nga krahasimi i fjalëve",
        "sr": "od usvojenih, ne može se reći poređenjem reči",
        "en": "of the accepted, cannot be told by comparing words",
    },
    "text_changed": {
        "sq": "Pika të refuzuara ku teksti megjithatë u ndryshua",
        "sr": "Odbijene tačke kod kojih je tekst ipak izmenjen",
        "en": "Rejected points where the text was changed all the same",
    },
}
DIFFER = {
    "differ": {
        "sq": "Pika ku përgjigjja dhe teksti nuk përputhen",
        "sr": "Tačke kod kojih se odgovor i tekst ne slažu",
        "en": "Points whose answer and text differ",
    },
    "explained": {
        "sq": "prej tyre, të sqaruara nga institucioni",
        "sr": "od toga, objašnjene od strane institucije",
        "en": "of these, explained by the institution",
    },
}
VIEWS = {
    "views_yes": {
        "sq": "Kontribues të kënaqur me përgjigjen",
        "sr": "Učesnici zadovoljni odgovorom",
        "en": "Contributors satisfied with the answer",
    },
    "views_partly": {"sq": "pjesërisht të kënaqur", "sr": "delimično zadovoljni", "en": "partly satisfied"},
    "views_no": {"sq": "të pakënaqur", "sr": "nezadovoljni", "en": "not satisfied"},
}
EXPLANATION = {
    "sq": "Sqarimi i institucionit",
    "sr": "Objašnjenje institucije",
    "en": "Explanation of the institution",
}
NOT_EXPLAINED = {
    "sq": "Institucioni nuk e ka sqaruar.",
    "sr": "Institucija to nije objasnila.",
    "en": "The institution has not explained it.",
}
MET = {
    True: {"sq": "Përmbushur", "sr": "Ispunjeno", "en": "Met"},
    False: {"sq": "Nuk është përmbushur", "sr": "Nije ispunjeno", "en": "Not met"},
    None: {"sq": "Ende nuk dihet", "sr": "Još se ne zna", "en": "Not yet known"},
}
_TONE_OF_MARK = {True: "accepted", False: "rejected", None: "noted"}
POINT = {"sq": "Pika", "sr": "Tačka", "en": "Point"}
ANSWER = {"sq": "Përgjigjja", "sr": "Odgovor", "en": "Answer"}


def outcomes(figures: Figures, language: str) -> list[tuple[str, str, int]]:
    """How many points ended how: code, word, count; those without an answer last."""
    labels = words.OUTCOMES | {"unanswered": words.UNANSWERED}
    return [(code, three[language], getattr(figures, code)) for code, three in labels.items()]


def counts(figures: Figures, language: str) -> list[tuple[str, int]]:
    """What is counted, in words; what the text took up only where a later version has been judged."""
    told_of = [(three[language], getattr(figures, name)) for name, three in FIGURES.items()]
    if figures.text_version:
        told_of += [
            (three[language].format(version=figures.text_version), getattr(figures, name))
            for name, three in TEXT_FIGURES.items()
        ]
        differ = figures.text_no + figures.text_unchanged + figures.text_changed
        if differ:
            told_of += [(DIFFER["differ"][language], differ), (DIFFER["explained"][language], figures.text_explained)]
    if figures.views_yes + figures.views_partly + figures.views_no:
        told_of += [(three[language], getattr(figures, name)) for name, three in VIEWS.items()]
    return told_of


def report_pdf(
    head: Head, rows: Iterable[Row], standards: Sequence[StandardMark], foreword: str, language: str
) -> bytes:
    """
    The report as PDF in one language; what people wrote stays in theirs. `foreword` is plain text or empty.

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    common = furniture(head, REPORT[language], language) | {
        "facts": told(head, [language]),
        "sections": {name: three[language] for name, three in SECTIONS.items()},
        "foreword": [breakable(text) for text in printable(foreword).split("\n\n") if text.strip()],
        "figures": [{"label": label, "value": value} for label, value in counts(head.figures, language)],
        "outcomes": [
            {"code": code, "label": label, "value": value} for code, label, value in outcomes(head.figures, language)
        ],
        "standards": [_standard(mark, language) for mark in standards],
        "answer_label": ANSWER[language],
        "contributors": [breakable(name) for name in head.contributors],
        "checkpoint": breakable(head.checkpoint),
    }
    return set_in_parts("report", common, rows, lambda row: _point(row, language), head)


def _standard(mark: StandardMark, language: str) -> dict[str, Any]:
    label, label_language = in_language(mark.label, language)
    detail, detail_language = in_language(mark.detail, language)
    return {
        "label": spoken(label, label_language),
        "detail": spoken(detail, detail_language),
        "source": breakable(mark.source),
        "met": MET[mark.met][language],
        "tone": _TONE_OF_MARK[mark.met],
    }


def _point(row: Row, language: str) -> dict[str, Any]:
    own = row.language if row.language in LANGUAGES else language
    answered = words.OUTCOMES[row.outcome] if row.outcome else words.UNANSWERED
    return {
        "lang": own,
        "label": f"{POINT[language]} {row.number}",
        "article": breakable(row.article) or words.WHOLE_DRAFT[language],
        "heading": breakable(row.article_heading),
        "quote": breakable(row.quote),
        "comment": breakable(row.comment),
        "grounds": words.COLUMNS["reason"][own],
        "reason": breakable(row.reason),
        "change": [{"op": part.op, "text": breakable(part.text)} for part in change(row)],
        "change_label": words.COLUMNS["proposed"][own],
        "who": [breakable(name) for name in row.who],
        "total": f"({words.SUPPORTED_BY[language]}: {row.count})" if row.count > max(1, len(row.who)) else "",
        "outcome": answered[language],
        "tone": row.outcome or "unanswered",
        "answer": breakable(row.answer),
        "differs": words.CONTRADICTIONS[row.contradiction][language] if row.contradiction else "",
        "explanation_label": EXPLANATION[language] if row.explanation else NOT_EXPLAINED[language],
        "explanation": breakable(row.explanation),
        "explanation_lang": row.explanation_language or language,
    }


def report_docx(
    head: Head, rows: Iterable[Row], standards: Sequence[StandardMark], foreword: str, language: str
) -> bytes:
    """The report as DOCX in one language, to be worked on; the same content in the same order."""
    paper = Paper(head, REPORT[language], language)
    paper.letterhead(head)
    paper.add(paragraph(run(REPORT[language], language, SOFT)))
    paper.titles(head)
    paper.add(_facts(head, language, paper.width))
    if foreword.strip():
        _section(paper, "foreword", language)
        for text in printable(foreword).split("\n\n"):
            paper.add(paragraph(run(text.strip(), language)))
    _section(paper, "figures", language)
    counted = [(label, value, "") for label, value in counts(head.figures, language)]
    counted += [(label, value, _look(code)) for code, label, value in outcomes(head.figures, language)]
    lines = [_line(run(label, language, look), run(str(value), language, BOLD)) for label, value, look in counted]
    paper.add(table([paper.width * 0.75, paper.width * 0.25], lines, SECTIONS["figures"][language]))
    if standards:
        _section(paper, "standards", language)
        paper.add(_standards(standards, language, paper.width))
    _section(paper, "points", language)
    paper.add("".join(_points(rows, language)))
    _section(paper, "contributors", language)
    paper.add("".join(paragraphs(name, language) for name in head.contributors) or paragraph())
    if head.checkpoint:
        _section(paper, "checkpoint", language)
        paper.add(paragraphs(head.checkpoint, language))
    return paper.data()


def _section(paper: Paper, name: str, language: str) -> None:
    paper.add(paragraph(run(SECTIONS[name][language], language), style="Heading1"))


def _look(tone: str) -> str:
    return f'{BOLD}<w:color w:val="{TONE.get(tone, TONE["noted"])}"/>'


def _line(*runs: str) -> str:
    return table_row(*(cell(paragraph(content, style="MatrixText")) for content in runs))


def _facts(head: Head, language: str, width: float) -> Any:
    lines = [
        _line(run(fact.label, language, SMALL), *(run(text, code) for code, text in fact.values))
        for fact in facts(head, [language])
    ]
    return table([width * 0.35, width * 0.65], lines, REPORT[language], ruled=False)


def _standards(standards: Sequence[StandardMark], language: str, width: float) -> Any:
    lines = []
    for mark in standards:
        label, label_language = in_language(mark.label, language)
        detail, detail_language = in_language(mark.detail, language)
        told_of = paragraphs(label, label_language, BOLD) + (paragraphs(detail, detail_language) if detail else "")
        met = paragraphs(MET[mark.met][language], language, _look(_TONE_OF_MARK[mark.met]))
        lines.append(table_row(cell(met, TINT), cell(told_of), cell(paragraphs(mark.source, language, SMALL))))
    return table([width * 0.2, width * 0.5, width * 0.3], lines, SECTIONS["standards"][language])


def _points(rows: Iterable[Row], language: str) -> Iterable[str]:
    for (label, heading), points in groupby(rows, key=lambda row: (row.article, row.article_heading)):
        title = " – ".join(part for part in (label or words.WHOLE_DRAFT[language], heading) if part)
        yield paragraph(run(title, language), style="Heading2")
        for row in points:
            yield _point_in_word(row, language)


def _point_in_word(row: Row, language: str) -> str:
    own = row.language if row.language in LANGUAGES else language
    names = ", ".join(row.who)
    total = f" ({words.SUPPORTED_BY[language]}: {row.count})" if row.count > max(1, len(row.who)) else ""
    answered = words.OUTCOMES[row.outcome] if row.outcome else words.UNANSWERED
    tail = [run(f". {row.answer}", language)] if row.answer else []
    differs = ""
    if row.contradiction:
        told_of = [run(f"{words.CONTRADICTIONS[row.contradiction][language]}. ", language, BOLD)]
        if row.explanation:
            told_of += [
                run(f"{EXPLANATION[language]}: ", language, SOFT),
                run(row.explanation, row.explanation_language or language),
            ]
        else:
            told_of.append(run(NOT_EXPLAINED[language], language))
        differs = paragraph(*told_of)
    return "".join(
        (
            paragraph(
                run(f"{POINT[language]} {row.number}", language, BOLD), run(f"  {names}{total}", language, SMALL)
            ),
            said(row, own, "Normal"),
            proposal(row, own, "Normal"),
            paragraph(
                run(f"{ANSWER[language]}: ", language, SOFT),
                run(answered[language], language, _look(row.outcome or "unanswered")),
                *tail,
            ),
            differs,
        )
    )
