"""How a provision is cited: `neni 3, paragrafi 1`, `član 3, stav 1`, `Article 3, paragraph 1`."""

from lawtext import Kind

_WORDS: dict[str, dict[str, str]] = {
    "sq": {
        Kind.PREAMBLE: "Preambula",
        Kind.BOOK: "Libri",
        Kind.PART: "Pjesa",
        Kind.TITLE: "Titulli",
        Kind.CHAPTER: "Kapitulli",
        Kind.SUBCHAPTER: "Nënkapitulli",
        Kind.SECTION: "Seksioni",
        Kind.ARTICLE: "Neni",
        Kind.PARAGRAPH: "paragrafi",
        Kind.SUBPARAGRAPH: "nënparagrafi",
        Kind.POINT: "pika",
        Kind.LETTER: "shkronja",
        Kind.INDENT: "pika",
        Kind.ANNEX: "Shtojca",
        Kind.CONCLUSIONS: "Nënshkrimi",
        Kind.TABLE: "tabela",
        Kind.TEXT: "teksti",
        Kind.QUOTED: "teksti i cituar",
    },
    "sr": {
        Kind.PREAMBLE: "Preambula",
        Kind.BOOK: "Knjiga",
        Kind.PART: "Deo",
        Kind.TITLE: "Naslov",
        Kind.CHAPTER: "Poglavlje",
        Kind.SUBCHAPTER: "Potpoglavlje",
        Kind.SECTION: "Odeljak",
        Kind.ARTICLE: "Član",
        Kind.PARAGRAPH: "stav",
        Kind.SUBPARAGRAPH: "podstav",
        Kind.POINT: "tačka",
        Kind.LETTER: "slovo",
        Kind.INDENT: "alineja",
        Kind.ANNEX: "Prilog",
        Kind.CONCLUSIONS: "Potpis",
        Kind.TABLE: "tabela",
        Kind.TEXT: "tekst",
        Kind.QUOTED: "navedeni tekst",
    },
    "en": {
        Kind.PREAMBLE: "Preamble",
        Kind.BOOK: "Book",
        Kind.PART: "Part",
        Kind.TITLE: "Title",
        Kind.CHAPTER: "Chapter",
        Kind.SUBCHAPTER: "Subchapter",
        Kind.SECTION: "Section",
        Kind.ARTICLE: "Article",
        Kind.PARAGRAPH: "paragraph",
        Kind.SUBPARAGRAPH: "sub-paragraph",
        Kind.POINT: "point",
        Kind.LETTER: "letter",
        Kind.INDENT: "indent",
        Kind.ANNEX: "Annex",
        Kind.CONCLUSIONS: "Signature",
        Kind.TABLE: "table",
        Kind.TEXT: "text",
        Kind.QUOTED: "quoted text",
    },
}
WHOLE_DRAFT = {"sq": "I gjithë projektakti", "sr": "Ceo nacrt", "en": "The whole draft"}


def word_for(kind: str, language: str) -> str:
    """The word for a kind of provision in a text language."""
    return _WORDS[language].get(kind, "")


def label(kind: str, number: str, language: str) -> str:
    """`Neni 5`, `Član 5`, `Article 5`; the word alone where there is no number."""
    word = word_for(kind, language)
    return f"{word} {number}".strip() if number else word


def path_label(steps: list[tuple[str, str]], language: str) -> str:
    """`Neni 3, paragrafi 1, nënparagrafi 1.2` from (kind, number) pairs, the article first; unnumbered steps are left out."""
    named = [label(kind, number, language) for kind, number in steps if number]
    return ", ".join(named) or (label(*steps[0], language) if steps else WHOLE_DRAFT[language])
