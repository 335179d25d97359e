"""The letter in the network's name, in the addressee's language."""

from civikos.programs.consultations.papers.marks import breakable, printable
from civikos.programs.consultations.papers.pdf import furniture, spoken, typeset
from civikos.programs.consultations.papers.rows import in_language
from civikos.programs.consultations.papers.word import BOLD, SOFT, Paper, paragraph, run
from civikos.programs.positions.papers import words
from civikos.programs.positions.papers.rows import Head, Whole


def body_of(whole: Whole) -> str:
    """The words of the letter: paragraphs separated by an empty line."""
    head, language = whole.head, whole.head.letter_language
    title, _its = in_language(head.title, language)
    names = "; ".join(dict.fromkeys(each.organization for each in whole.dissents))
    dissent = words.SOME_DISSENT[language].format(names=names) if names else words.NO_DISSENT[language]
    return words.BODY[language].format(
        network=head.network,
        day=words.day_in_words(head.adopted_at.date(), language).rstrip("."),
        title=title,
        entitled=head.entitled,
        way=words.WAYS[head.way][language],
        points=words.points_in_words(len(whole.passages), language),
        backing=words.organizations_in_words(head.backing, language),
        silent=head.silent,
        dissent=dissent,
        address=head.address,
    )


def letter_docx(whole: Whole) -> bytes:
    """The letter as DOCX."""
    head, language = whole.head, whole.head.letter_language
    paper = Paper(head, words.POSITION[language], language)
    paper.letterhead(head)
    paper.add(paragraph(run(_dated(head, language), language, SOFT)))
    if head.addressee:
        paper.add(paragraph(run(f"{words.TO[language]}: ", language, SOFT), run(head.addressee, language, BOLD)))
    paper.add(paragraph(run(f"{words.SUBJECT[language]}: {_subject(head)}", language), style="Heading1"))
    for text in _paragraphs(body_of(whole)):
        paper.add(paragraph(run(text, language)))
    return paper.data()


def letter_pdf(whole: Whole) -> bytes:
    """
    The letter as PDF (PDF/UA-1).

    Raises: ChildFailed: the typesetter used up its limits or fell.
    """
    head, language = whole.head, whole.head.letter_language
    data = furniture(head, words.POSITION[language], language) | {
        "dated": printable(_dated(head, language)),
        "to_label": words.TO[language] if head.addressee else "",
        "to": spoken(head.addressee, language),
        "subject_label": words.SUBJECT[language],
        "subject": printable(_subject(head)),
        "paragraphs": [breakable(text) for text in _paragraphs(body_of(whole))],
    }
    return typeset("letter", data, head)


def _dated(head: Head, language: str) -> str:
    day = words.day_in_words(head.adopted_at.date(), language)
    return f"{head.reference}\n{day}" if head.reference else day


def _subject(head: Head) -> str:
    title, _its = in_language(head.title, head.letter_language)
    return words.SUBJECT_LINE[head.letter_language].format(title=title)


def _paragraphs(body: str) -> list[str]:
    return [text.strip() for text in printable(body).split("\n\n") if text.strip()]
