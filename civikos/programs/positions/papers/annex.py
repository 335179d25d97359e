"""The annex: every point with reasons, wording and sources, who backs it, who dissents, by which rules it was decided."""

from typing import Any

from civikos.programs.consultations.papers.marks import breakable, printable
from civikos.programs.consultations.papers.pdf import furniture, typeset
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
    run,
    table,
    table_row,
)
from civikos.programs.positions.papers import words
from civikos.programs.positions.papers.rows import Passage, Sentence, Source, Whole
from lawtext import word_changes

_MARKS = {
    "equal": "",
    "insert": f'<w:color w:val="{TONE["accepted"]}"/><w:u w:val="single"/>',
    "delete": f'<w:strike/><w:color w:val="{TONE["rejected"]}"/>',
}
_COLUMNS = (70, 56, 40)


def changes_of(passage: Passage) -> list[tuple[str, str]]:
    """The wording as a change of the words it started from: pairs of `equal`, `insert` or `delete` and text."""
    if not passage.proposed:
        return []
    if not passage.original:
        return [("equal", printable(passage.proposed))]
    found = word_changes(printable(passage.original), printable(passage.proposed))
    return [(str(each.op), each.text) for each in found if each.text]


def notes_of(passage: Passage, language: str) -> tuple[list[tuple[Sentence, str]], list[str]]:
    """Sentences with the numbers of their notes, and the notes: sources numbered through the passage, each once."""
    numbered: dict[str, int] = {}
    marked = []
    for sentence in passage.sentences:
        marks = [_number(numbered, _told(source)) for source in sentence.sources]
        if sentence.others:
            marks.append(_number(numbered, words.MEMBERS_ONLY[language].format(n=sentence.others)))
        marked.append((sentence, ", ".join(str(mark) for mark in sorted(set(marks)))))
    return marked, [f"{number}. {text}" for text, number in numbered.items()]


def _number(numbered: dict[str, int], text: str) -> int:
    return numbered.setdefault(text, len(numbered) + 1)


def _told(source: Source) -> str:
    text = source.text if len(source.text) <= 200 else source.text[:200].rsplit(" ", 1)[0] + " …"
    parts = [f"{source.who}: “{text}”" if source.who and text else source.who or text, source.url]
    return " – ".join(dict.fromkeys(part for part in parts if part))


def place_of(passage: Passage, language: str) -> str:
    """Where the passage belongs: `1. Article 3, paragraph 1 – Age`."""
    named = " – ".join(part for part in (passage.place, passage.heading) if part)
    return f"{passage.number}. {named or words.GENERAL[language]}"


def decided(whole: Whole) -> list[str]:
    """How it was decided, line by line."""
    head, language = whole.head, whole.head.letter_language
    lines = [
        words.FIGURES[language].format(
            entitled=head.entitled, answered=head.answered, backing=head.backing, silent=head.silent
        )
    ]
    for each in whole.questions:
        about = words.QUESTIONS[each.kind][language] + (f" {each.passage}" if each.passage else "")
        ballots = words.BALLOTS[language].format(yes=each.yes, no=each.no, abstain=each.abstain)
        lines.append(f"{about}: {ballots} – {words.RESULTS[each.result][language]}")
    return lines


def rules_of(whole: Whole) -> list[str]:
    """The rules, each with its source and whether it is still to be confirmed; the source once."""
    language = whole.head.letter_language
    lines = [
        f"{rule.label}: {rule.value}" + ("" if rule.is_confirmed else f" ({words.TO_CONFIRM[language]})")
        for rule in whole.rules
    ]
    return lines + list(dict.fromkeys(rule.source for rule in whole.rules if rule.source))


def annex_docx(whole: Whole) -> bytes:
    """The annex as DOCX."""
    head, language = whole.head, whole.head.letter_language
    paper = Paper(head, words.ANNEX[language], language)
    paper.letterhead(head)
    paper.titles(head)
    paper.add(paragraph(run(words.ANNEX[language], language), style="Heading1"))
    for passage in whole.passages:
        _add_passage(paper, passage, language)
    paper.add(paragraph(run(words.SUPPORTERS[language], language), style="Heading1"))
    top = table_row(
        *(
            cell(paragraph(run(label[language], language, BOLD), style="MatrixText"), TINT)
            for label in (words.ORGANIZATION, words.REPRESENTATIVE, words.DECISION)
        ),
        is_head=True,
    )
    rows = [
        table_row(*(cell(paragraphs(text, language) if text else "") for text in texts))
        for texts in supporters_rows(whole)
    ]
    paper.add(table(list(_COLUMNS), [top, *rows], words.SUPPORTERS[language]))
    if whole.dissents:
        paper.add(paragraph(run(words.DISSENT[language], language), style="Heading1"))
        for each in whole.dissents:
            about = f"{words.OF_POINT[language]} {each.passage}" if each.passage else words.OF_WHOLE[language]
            paper.add(paragraph(run(each.organization, language, BOLD), run(f" ({about})", language, SOFT)))
            paper.add(paragraphs(each.statement, each.language, style="Normal"))
    paper.add(paragraph(run(words.DECIDED[language], language), style="Heading1"))
    for line in decided(whole):
        paper.add(paragraph(run(line, language)))
    for line in rules_of(whole):
        paper.add(paragraph(run(line, language, SMALL), style="MatrixText"))
    if head.checkpoint:
        paper.add(paragraph(run(head.checkpoint, language, SMALL), style="MatrixText"))
    return paper.data()


def supporters_rows(whole: Whole) -> list[tuple[str, str, str]]:
    """Organization, who represents it in which function, the decision; with the points it does not share."""
    language = whole.head.letter_language
    made = []
    for each in whole.supporters:
        exceptions = ", ".join(str(number) for number in each.exceptions)
        name = f"{each.organization} ({words.EXCEPT[language]} {exceptions})" if exceptions else each.organization
        person = ", ".join(part for part in (each.person, each.function) if part)
        made.append((name, person, each.decision))
    return made


def _add_passage(paper: Paper, passage: Passage, language: str) -> None:
    paper.add(paragraph(run(place_of(passage, language), language), style="Heading2"))
    changes = changes_of(passage)
    if changes:
        paper.add(
            paragraph(
                run(f"{words.WORDING[language]}: ", language, SOFT),
                *(run(text, passage.language, _MARKS[op]) for op, text in changes),
            )
        )
    marked, notes = notes_of(passage, language)
    runs: list[str] = []
    for sentence, marks in marked:
        if sentence.starts_paragraph and runs:
            paper.add(paragraph(*runs))
            runs = []
        runs.append(run(f"{sentence.text} ", passage.language))
        if marks:
            runs.append(run(f"[{marks}] ", language, SMALL))
    if runs:
        paper.add(paragraph(*runs))
    for note in notes:
        paper.add(paragraph(run(note, language, SMALL), style="MatrixText"))


def annex_pdf(whole: Whole) -> bytes:
    """
    The annex as PDF (PDF/UA-1).

    Raises: ChildFailed: the typesetter used up its limits or fell.
    """
    head, language = whole.head, whole.head.letter_language
    data = furniture(head, words.ANNEX[language], language) | {
        "annex": words.ANNEX[language],
        "wording": words.WORDING[language],
        "passages": [_passage_data(each, language) for each in whole.passages],
        "supporters_label": words.SUPPORTERS[language],
        "columns": [label[language] for label in (words.ORGANIZATION, words.REPRESENTATIVE, words.DECISION)],
        "supporters": [[breakable(text) for text in row] for row in supporters_rows(whole)],
        "dissent_label": words.DISSENT[language],
        "dissents": [
            {
                "who": printable(each.organization),
                "about": f"{words.OF_POINT[language]} {each.passage}" if each.passage else words.OF_WHOLE[language],
                "lang": each.language,
                "paragraphs": [breakable(part) for part in each.statement.split("\n") if part.strip()],
            }
            for each in whole.dissents
        ],
        "decided_label": words.DECIDED[language],
        "decided": [printable(line) for line in decided(whole)],
        "rules": [breakable(line) for line in rules_of(whole)],
        "checkpoint": breakable(head.checkpoint),
    }
    return typeset("annex", data, head, of="positions")


def _passage_data(passage: Passage, language: str) -> dict[str, Any]:
    marked, notes = notes_of(passage, language)
    paragraphs_: list[list[dict[str, str]]] = []
    for sentence, marks in marked:
        if sentence.starts_paragraph or not paragraphs_:
            paragraphs_.append([])
        paragraphs_[-1].append({"text": breakable(sentence.text), "marks": marks})
    return {
        "heading": printable(place_of(passage, language)),
        "lang": passage.language,
        "change": [{"op": op, "text": breakable(text)} for op, text in changes_of(passage)],
        "paragraphs": paragraphs_,
        "notes": [breakable(note) for note in notes],
    }
