"""
Invented laws as Word files, for tests, benchmarks and demonstrations. Marked as invented in their title.

Everything follows from the arguments and the seed: the same call gives the same bytes.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from lawtext.numerals import written_number

NUMBERINGS = ("automatic", "typed", "mixed")


@dataclass(frozen=True, slots=True)
class SampleLine:
    """
    A paragraph of a sample: its level (`plain`, `chapter`, `title`, `article`, `1`, `2`, `3`, `letter`), its label
    and its text.
    """

    level: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Phrases:
    act: str
    preamble: tuple[str, ...]
    chapter: str
    article: str
    chapters: tuple[str, ...]
    titles: tuple[str, ...]
    last: tuple[str, str]
    subjects: tuple[str, ...]
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    limits: tuple[str, ...]
    lead: str
    items: tuple[str, ...]


_PHRASES = {
    "sq": _Phrases(
        act="PROJEKTLIGJI NR. 00/L-000 PËR BASHKËPUNIMIN ME SHOQËRINË CIVILE (TEKST I SHPIKUR)",
        preamble=(
            "Kuvendi i Republikës së Kosovës;",
            "Në mbështetje të nenit 65 (1) të Kushtetutës së Republikës së Kosovës,",
            "Miraton:",
        ),
        chapter="KAPITULLI",
        article="Neni",
        chapters=("DISPOZITAT E PËRGJITHSHME", "TË DREJTAT DHE DETYRIMET", "FINANCIMI", "MBIKËQYRJA", "PROCEDURA"),
        titles=(
            "Qëllimi", "Fushëveprimi", "Përkufizimet", "Parimet", "E drejta e pjesëmarrjes", "Afatet", "Njoftimi",
            "Regjistri publik", "Raportimi", "Ankesa", "Komisioni", "Mbështetja financiare", "Shërbimet publike",
            "Vullnetarizmi", "Mbrojtja e të dhënave", "Bashkëpunimi me komunat", "Konsultimi paraprak", "Sanksionet",
        ),
        last=("Hyrja në fuqi", "Ky ligj hyn në fuqi pesëmbëdhjetë (15) ditë pas publikimit në Gazetën Zyrtare."),
        subjects=(
            "organi përgjegjës", "organizata e shoqërisë civile", "ministria përkatëse", "komuna", "komisioni",
            "zyrtari i autorizuar", "shoqata e regjistruar", "sekretariati", "përfituesi i fondeve", "bordi drejtues",
        ),
        verbs=("shqyrton", "publikon", "miraton", "përgatit", "dorëzon", "vlerëson", "siguron", "njofton", "mbikëqyr"),
        objects=(
            "kërkesën me shkrim", "raportin vjetor", "planin e punës", "listën e përfituesve", "vendimin përfundimtar",
            "dokumentacionin e nevojshëm", "propozimin e palëve", "regjistrin publik", "marrëveshjen e bashkëpunimit",
        ),
        limits=(
            "brenda tridhjetë (30) ditëve", "në pajtim me këtë ligj", "pa diskriminim mbi çfarëdo baze",
            "sipas procedurës së përcaktuar me akt nënligjor", "në faqen zyrtare të institucionit",
            "me kërkesë të palës së interesuar", "në të dy gjuhët zyrtare", "para fundit të vitit kalendarik",
        ),
        lead="Për zbatimin e këtij neni, organi përgjegjës:",
        items=("mban evidencën e kërkesave", "harton udhëzimet", "cakton personin kontaktues", "ruan dokumentet"),
    ),
    "sr": _Phrases(
        act="NACRT ZAKONA BR. 00/L-000 O SARADNJI SA CIVILNIM DRUŠTVOM (IZMIŠLJEN TEKST)",
        preamble=(
            "Skupština Republike Kosovo;",
            "Na osnovu člana 65 (1) Ustava Republike Kosovo,",
            "Usvaja:",
        ),
        chapter="POGLAVLJE",
        article="Član",
        chapters=("OPŠTE ODREDBE", "PRAVA I OBAVEZE", "FINANSIRANJE", "NADZOR", "POSTUPAK"),
        titles=(
            "Svrha", "Delokrug", "Definicije", "Načela", "Pravo na učešće", "Rokovi", "Obaveštavanje",
            "Javni registar", "Izveštavanje", "Žalba", "Komisija", "Finansijska podrška", "Javne usluge",
            "Volonterski rad", "Zaštita podataka", "Saradnja sa opštinama", "Prethodne konsultacije", "Kazne",
        ),
        last=(
            "Stupanje na snagu",
            "Ovaj zakon stupa na snagu petnaest (15) dana nakon objavljivanja u Službenom listu.",
        ),
        subjects=(
            "nadležni organ", "organizacija civilnog društva", "resorno ministarstvo", "opština", "komisija",
            "ovlašćeno lice", "registrovano udruženje", "sekretarijat", "korisnik sredstava", "upravni odbor",
        ),
        verbs=(
            "razmatra", "objavljuje", "usvaja", "priprema", "podnosi", "ocenjuje", "obezbeđuje", "obaveštava",
            "nadzire",
        ),
        objects=(
            "pismeni zahtev", "godišnji izveštaj", "plan rada", "spisak korisnika", "konačnu odluku",
            "potrebnu dokumentaciju", "predlog stranaka", "javni registar", "sporazum o saradnji",
        ),
        limits=(
            "u roku od trideset (30) dana", "u skladu sa ovim zakonom", "bez diskriminacije po bilo kom osnovu",
            "po postupku utvrđenom podzakonskim aktom", "na zvaničnoj stranici institucije",
            "na zahtev zainteresovane strane", "na oba službena jezika", "pre kraja kalendarske godine",
        ),
        lead="Radi sprovođenja ovog člana, nadležni organ:",
        items=("vodi evidenciju zahteva", "izrađuje uputstva", "određuje lice za kontakt", "čuva dokumenta"),
    ),
    "en": _Phrases(
        act="DRAFT LAW NO. 00/L-000 ON COOPERATION WITH CIVIL SOCIETY (INVENTED TEXT)",
        preamble=(
            "Assembly of the Republic of Kosovo;",
            "Based on Article 65 (1) of the Constitution of the Republic of Kosovo,",
            "Approves:",
        ),
        chapter="CHAPTER",
        article="Article",
        chapters=("GENERAL PROVISIONS", "RIGHTS AND OBLIGATIONS", "FUNDING", "OVERSIGHT", "PROCEDURE"),
        titles=(
            "Purpose", "Scope", "Definitions", "Principles", "Right to participate", "Time limits", "Notification",
            "Public register", "Reporting", "Appeal", "Commission", "Financial support", "Public services",
            "Volunteering", "Protection of data", "Cooperation with municipalities", "Early consultation", "Penalties",
        ),
        last=(
            "Entry into force",
            "This law shall enter into force fifteen (15) days after publication in the Official Gazette.",
        ),
        subjects=(
            "the competent body", "the civil society organization", "the relevant ministry", "the municipality",
            "the commission", "the authorized official", "the registered association", "the secretariat",
            "the beneficiary of funds", "the governing board",
        ),
        verbs=(
            "reviews", "publishes", "approves", "prepares", "submits", "assesses", "ensures", "announces",
            "oversees",
        ),
        objects=(
            "the written request", "the annual report", "the work plan", "the list of beneficiaries",
            "the final decision",
            "the necessary documents", "the proposal of the parties", "the public register",
            "the cooperation agreement",
        ),
        limits=(
            "within thirty (30) days", "in accordance with this law", "without discrimination on any ground",
            "by the procedure laid down in a sub-legal act", "on the official website of the institution",
            "at the request of the interested party", "in both official languages",
            "before the end of the calendar year",
        ),
        lead="For the implementation of this article, the competent body:",
        items=("keeps records of requests", "drafts guidelines", "designates a contact person", "preserves documents"),
    ),
}  # fmt: skip
_LATIN_LETTERS = "abcdefghijkl"
_CYRILLIC = str.maketrans(dict(zip("abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ",
                                   "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", strict=True)))  # fmt: skip
_DIGRAPHS = (
    ("dž", "џ"),
    ("Dž", "Џ"),
    ("DŽ", "Џ"),
    ("lj", "љ"),
    ("Lj", "Љ"),
    ("LJ", "Љ"),
    ("nj", "њ"),
    ("Nj", "Њ"),
    ("NJ", "Њ"),
)


def make_lines(articles: int = 200, words: int = 300, language: str = "sq", seed: int = 1) -> list[SampleLine]:
    """
    The paragraphs of an invented law, labels written out, ten articles to a chapter.

    `words` is the approximate number of words of each article. `language` is "sq", "sr" (Latin), "sr-cyrl" or "en".
    """
    phrases = _PHRASES["sr" if language.startswith("sr") else language]
    chance = random.Random(f"{seed} {language[:2]} {articles} {words}")
    lines = [SampleLine("plain", "", text) for text in (phrases.act, *phrases.preamble)]
    for number in range(1, articles + 1):
        if (number - 1) % 10 == 0:
            chapter = (number - 1) // 10
            lines.append(SampleLine("chapter", f"{phrases.chapter} {written_number(chapter + 1, 'upperRoman')}", ""))
            lines.append(SampleLine("title", "", phrases.chapters[chapter % len(phrases.chapters)]))
        is_last = number == articles and articles > 1
        title = phrases.last[0] if is_last else phrases.titles[(number - 1) % len(phrases.titles)]
        lines.append(SampleLine("article", f"{phrases.article} {number}", ""))
        lines.append(SampleLine("title", "", title))
        if is_last:
            lines.append(SampleLine("plain", "", phrases.last[1]))
        else:
            lines.extend(_article(phrases, words, chance))
    if language.lower() == "sr-cyrl":
        lines = [replace(line, label=_cyrillic(line.label), text=_cyrillic(line.text)) for line in lines]
    return lines


def _cyrillic(text: str) -> str:
    """Serbian in Cyrillic letters; Roman numbers stay Latin."""
    made = []
    for word in text.split(" "):
        if word and not all(letter in "IVXLC" for letter in word) and not any(c.isdigit() for c in word):
            for latin, cyrillic in _DIGRAPHS:
                word = word.replace(latin, cyrillic)
            word = word.translate(_CYRILLIC)
        made.append(word)
    return " ".join(made)


def _sentence(phrases: _Phrases, chance: random.Random, parts: int) -> str:
    clauses = []
    for _ in range(parts):
        picked = (chance.choice(pool) for pool in (phrases.subjects, phrases.verbs, phrases.objects, phrases.limits))
        clauses.append(" ".join(picked))
    joined = ", ".join(clauses)
    return joined[0].upper() + joined[1:]


def _article(phrases: _Phrases, words: int, chance: random.Random) -> list[SampleLine]:
    lines: list[SampleLine] = []
    written = paragraph = 0

    def add(level: str, label: str, text: str) -> None:
        nonlocal written
        written += len(text.split())
        lines.append(SampleLine(level, label, text))

    while written < words:
        paragraph += 1
        if paragraph % 3:
            add("1", f"{paragraph}.", _sentence(phrases, chance, chance.randint(1, 3)) + ".")
            continue
        add("1", f"{paragraph}.", phrases.lead)
        for point in range(1, 4):
            if point == 2 and chance.random() < 0.5:
                add("2", f"{paragraph}.{point}.", _sentence(phrases, chance, 1) + ":")
                for deep in (1, 2):
                    add("3", f"{paragraph}.{point}.{deep}.", _sentence(phrases, chance, 1) + ";")
            elif point == 3 and chance.random() < 0.3:
                add("2", f"{paragraph}.{point}.", f"{phrases.lead[:-1]}:")
                for letter in _LATIN_LETTERS[: chance.randint(2, 4)]:
                    add("letter", f"{letter})", f"{chance.choice(phrases.items)} {chance.choice(phrases.limits)};")
            else:
                add("2", f"{paragraph}.{point}.", _sentence(phrases, chance, 1) + ";")
    return lines


def make_docx(
    articles: int = 200, words: int = 300, language: str = "sq", numbering: str = "automatic", seed: int = 1
) -> bytes:
    """
    An invented law as a DOCX file.

    `numbering` is "automatic" (chapters and articles numbered through paragraph styles, one of them through the style
    it is based on, a fresh list of paragraphs for each article), "typed" (numbers are part of the text) or "mixed"
    (articles automatic, what is below them typed). See `make_lines` for the other arguments.

    Raises:
        ValueError: an unknown numbering.
    """
    if numbering not in NUMBERINGS:
        raise ValueError(f"numbering is one of {', '.join(NUMBERINGS)}, not {numbering!r}")
    return write_docx(make_lines(articles, words, language, seed), numbering)


def write_docx(lines: Sequence[SampleLine], numbering: str = "automatic") -> bytes:
    """Sample lines as a DOCX file; automatic numbers are left to the word processor and not written into the text."""
    body = _body(lines, numbering)
    return pack(word_parts(lines, f"<w:document {_NS}><w:body>{body}<w:sectPr/></w:body></w:document>"))


def word_parts(lines: Sequence[SampleLine], document: str) -> dict[str, str]:
    """The parts of a DOCX file with this document and the lists and styles that these lines need."""
    words = next((line.label.split()[0] for line in lines if line.level == "article"), "Neni")
    chapter = next((line.label.split()[0] for line in lines if line.level == "chapter"), "KAPITULLI")
    lists = sum(line.level == "article" for line in lines)
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/document.xml": _HEAD + document,
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _numbering(chapter, words, lists),
    }


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Parts by name as a zip archive with fixed dates, so that the bytes are always the same."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE}.numbering+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_TYPES}/{{kind}}" Target="{{target}}"/></Relationships>'
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_TYPES}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_TYPES}/numbering" Target="numbering.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<w:styles {_NS}>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="Chapter"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="ArticleBase"><w:name w:val="Article base"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Article"><w:name w:val="Article"/><w:basedOn w:val="ArticleBase"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
)  # fmt: skip


def _level(number: int, format: str, text: str, style: str = "") -> str:
    bound = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{bound}'
        f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def _numbering(chapter: str, article: str, lists: int) -> str:
    inner = [("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3."), ("lowerLetter", "%4)")]
    levels = "".join(_level(number, format, text) for number, (format, text) in enumerate(inner))
    definitions = (
        f'<w:abstractNum w:abstractNumId="1">{_level(0, "upperRoman", f"{chapter} %1", "Chapter")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="2">{_level(0, "decimal", f"{article} %1", "ArticleBase")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="3">{levels}</w:abstractNum>'
    )
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    fresh = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbers += "".join(
        f'<w:num w:numId="{10 + n}"><w:abstractNumId w:val="3"/>{fresh}</w:num>' for n in range(1, lists + 1)
    )
    return f"{_HEAD}<w:numbering {_NS}>{definitions}{numbers}</w:numbering>"


def _body(lines: Iterable[SampleLine], numbering: str) -> str:
    """The paragraphs as XML."""
    paragraphs: list[str] = []
    article = 0
    headings = {"chapter": '<w:pStyle w:val="Chapter"/>', "article": '<w:pStyle w:val="Article"/>'}
    depths = {"1": 0, "2": 1, "3": 2, "letter": 3}
    is_automatic: Callable[[str], bool] = lambda level: (  # noqa: E731
        (numbering != "typed" and level in headings) or (numbering == "automatic" and level in depths)
    )
    for line in lines:
        article += line.level == "article"
        properties = ""
        text = line.text
        if is_automatic(line.level):
            properties = headings.get(line.level) or (
                f'<w:numPr><w:ilvl w:val="{depths[line.level]}"/><w:numId w:val="{10 + article}"/></w:numPr>'
            )
        else:
            text = f"{line.label} {line.text}".strip()
        run = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""
        paragraphs.append(f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>")
    return "".join(paragraphs)
