"""
Invented drafts whose tree is known: habits of writing as found in acts of Kosovo, chosen by a seed.

The tree is built first and printed afterwards (`layouts`), so that what is expected never comes from the reader.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field

from lawtext import Kind, Node, Text
from lawtext.numbering import written_number
from lawtext.samples import _PHRASES, _sentence
from lawtext.samples import _cyrillic as in_cyrillic

LANGUAGES = ("sq", "sr-latn", "sr-cyrl", "en")
NUMBERINGS = ("modern", "old", "letters", "parens", "plain", "repeated", "mixed")
TITLES = ("next", "same", "dash", "brackets", "before", "none", "long", "mixed")
LEVELS = (
    "none",
    "chapters",
    "dashed",
    "untitled",
    "two_lines",
    "parts",
    "books",
    "roman",
    "words",
    "capitals",
    "subchapters",
)

LATIN = list("abcdefghijklmnop")
SQ_DIGRAPHS = "a b c ç d dh e ë f g gj h i j k l".split()
SR_OWN = "a b v g d đ e ž z i j k l lj m n".split()
CYRILLIC = list("абвгдђежзијкл")
ROMAN = [written_number(number, "lowerRoman") for number in range(1, 12)]


@dataclass(slots=True)
class Wanted:
    """A provision as its author meant it; `label` is what stands before the text or above the title."""

    kind: Kind
    number: str = ""
    label: str = ""
    heading: str = ""
    text: str = ""
    children: list[Wanted] = field(default_factory=list)
    heading_at: str = "next"


@dataclass(frozen=True, slots=True)
class Habits:
    """How one draft is written. `layout` and `damage` are read by `layouts`."""

    layout: str
    language: str
    numbering: str
    titles: str
    levels: str
    damage: str
    seed: int


@dataclass(slots=True)
class Draft:
    """Title block, body, end and annexes of one draft."""

    habits: Habits
    preamble: list[str]
    body: list[Wanted]
    conclusions: list[str]
    annexes: list[Wanted]
    is_spaced_out: bool = False


_WORDS = {
    "sq": {
        "article": ("Neni", "Neni", "NENI"), "chapter": ("KAPITULLI", "KREU"), "part": "PJESA", "book": "LIBRI",
        "title": "TITULLI", "section": "SEKSIONI", "subchapter": "NËNKREU", "annex": "SHTOJCA",
        "ordinals": ("E PARË", "E DYTË", "E TRETË", "E KATËRT", "E PESTË"),
    },
    "sr": {
        "article": ("Član", "Član", "ČLAN"), "chapter": ("POGLAVLJE", "GLAVA"), "part": "DEO", "book": "KNJIGA",
        "title": "NASLOV", "section": "ODELJAK", "subchapter": "POTPOGLAVLJE", "annex": "PRILOG",
        "ordinals": ("PRVI", "DRUGI", "TREĆI", "ČETVRTI", "PETI"),
    },
    "en": {
        "article": ("Article", "Article", "Section"), "chapter": ("CHAPTER", "CHAPTER"), "part": "PART",
        "book": "BOOK", "title": "TITLE", "section": "SECTION", "subchapter": "SUBCHAPTER", "annex": "ANNEX",
        "ordinals": ("ONE", "TWO", "THREE", "FOUR", "FIVE"),
    },
}  # fmt: skip

_TAILS = {
    "sq": (
        "në pajtim me nenin 12 paragrafi 2 të Ligjit Nr. 04/L-057", "në shumën prej 3.000 €",
        "nga data 1 janar 2020", "sipas nenit 5, paragrafi 1, nënparagrafi 1.2 të këtij ligji",
        "për të cilat kërkohet leje, p.sh. për ndërtim", "të paktën dy (2) herë në vit", "për 15 ditë pune",
        "sipas paragrafit 1. të këtij neni",
    ),
    "sr": (
        "u skladu sa članom 12 stav 2 Zakona br. 04/L-057", "u iznosu od 3.000 €", "od 1. januara 2020. godine",
        "iz člana 5. stav 1. tačka 1.2 ovog zakona", "za koje se traži dozvola, npr. za gradnju",
        "najmanje dva (2) puta godišnje", "u roku od 15 radnih dana", "iz stava 1. ovog člana",
    ),
    "en": (
        "pursuant to Article 12 paragraph 2 of Law No. 04/L-057", "in the amount of 3.000 €",
        "as of 1 January 2020", "under Article 5, paragraph 1, sub-paragraph 1.2 of this Law",
        "for which a permit is required, e.g. for building", "at least two (2) times a year",
        "within 15 working days", "referred to in paragraph 1. of this Article",
    ),
}  # fmt: skip
_REFERENCES = {
    "sq": (
        "Neni 7, paragrafi 2 i Ligjit Nr. 04/L-092 zbatohet përshtatshmërisht edhe për komunën.",
        "Neni 16A, paragrafi 3 nën paragrafi 3.1 i këtij ligji zbatohet për të gjitha palët.",
        "Neni 6 i Ligjit Nr. 05/L -028 zbatohet nga organi përgjegjës.",
        "Kapitulli III i këtij ligji zbatohet për organizatat e huaja.",
    ),
    "sr": (
        "Član 7. stav 2. Zakona br. 04/L-092 primenjuje se shodno i na opštine.",
        "Član 16A, stav 3 tačka 3.1 ovog zakona primenjuje se na sve strane.",
        "Član 6 Zakona br. 05/L-028 primenjuje nadležni organ.",
        "Poglavlje III ovog zakona primenjuje se na strane organizacije.",
    ),
    "en": (
        "Article 7, paragraph 2 of Law No. 04/L-092 shall apply accordingly to municipalities.",
        "Article 16A, paragraph 3 sub-paragraph 3.1 of this Law shall apply to all parties.",
        "Article 6 of Law No. 05/L-028 shall be applied by the competent body.",
        "Chapter III of this Law shall apply to foreign organizations.",
    ),
}
_DEFINITIONS = {
    "sq": (
        "“Kushtetutë” – Kushtetuta e Republikës së Kosovës;", "“Organizata (OJQ)”- është person juridik;",
        "“Organizata e huaj “- është subjekt i themeluar jashtë vendit;", "“Ministria”-nënkupton Ministrinë;",
        "I punësuari - personi fizik i cili kryen punë;", "„Regjistër” do të thotë evidenca publike;",
        "\"Komision\" - trupi i themeluar me këtë ligj;",
    ),
    "sr": (
        "„Ustav“ – Ustav Republike Kosovo;", "„Organizacija (NVO)“- je pravno lice;",
        "„Strana organizacija „- je lice osnovano izvan zemlje;", "„Ministarstvo“-podrazumeva ministarstvo;",
        "Zaposleni - fizičko lice koje obavlja rad;", "\"Registar\" označava javnu evidenciju;",
        "“Komisija” - telo osnovano ovim zakonom;",
    ),
    "en": (
        "“Constitution” – the Constitution of the Republic of Kosovo;", "“Organization (NGO)”- is a legal person;",
        "“Foreign organization “- is a subject founded abroad;", "“Ministry”-means the relevant ministry;",
        "Employee - a natural person who performs work;", "Ministry – the Ministry of Public Administration;",
        "\"Commission\" - the body founded by this law;",
    ),
}  # fmt: skip
_DEFINING = {
    "sq": ("Përkufizimet", "Termet dhe shprehjet e përdorura në këtë ligj, kanë këtë kuptim:"),
    "sr": ("Definicije", "Izrazi upotrebljeni u ovom zakonu imaju sledeće značenje:"),
    "en": ("Definitions", "Terms used in this Law shall have the following meaning:"),
}
_LONG_TITLES = {
    "sq": "Hierarkia në mes të Ligjit, Kontratës Kolektive, Aktit të Brendshëm të Punëdhënësit dhe Kontratës së Punës",
    "sr": "Hijerarhija između zakona, kolektivnog ugovora, unutrašnjeg akta poslodavca i ugovora o radu zaposlenog lica",
    "en": "Hierarchy between the Law, the Collective Contract, the Internal Act of the Employer and the Labour Contract",
}
_PREAMBLES = {
    "sq": (
        ("Kuvendi i Republikës së Kosovës,", "Në mbështetje të nenit 65 (1) të Kushtetutës së Republikës së Kosovës,",
         "Miraton:", "LIGJ PËR BASHKËPUNIMIN ME SHOQËRINË CIVILE"),
        ("Kuvendi i Republikës së Kosovës; Në mbështetje të nenit 65 (1) të Kushtetutës së Republikës së Kosovës;",
         "Miraton:LIGJ PËR BASHKËPUNIMIN ME SHOQËRINË CIVILE"),
        ("Qeveria e Republikës së Kosovës, në mbështetje të nenit 93 (4) të Kushtetutës,", "Nxjerr:"),
    ),
    "sr": (
        ("Skupština Republike Kosovo,", "Na osnovu člana 65 (1) Ustava Republike Kosovo,", "Usvaja:",
         "ZAKON O SARADNJI SA CIVILNIM DRUŠTVOM"),
        ("Skupština Republike Kosovo; Na osnovu člana 65 (1) Ustava Republike Kosovo; Usvaja:",),
    ),
    "en": (
        ("The Assembly of the Republic of Kosovo;",
         "Based on Article 65 (1) of the Constitution of the Republic of Kosovo,",
         "Approves LAW ON COOPERATION WITH CIVIL SOCIETY"),
        ("Assembly of Kosovo,", "Pursuant to Chapters 5.4 (a), 5.7 and 9.1.26 (a) of Constitutional Framework,",
         "Hereby adopts the following:", "LAW ON COOPERATION WITH CIVIL SOCIETY"),
    ),
}  # fmt: skip
_ACTS = {
    "sq": (("LIGJI NR. 06/L- 043 PËR BASHKËPUNIMIN ME SHOQËRINË CIVILE",),
           ("Ligji Nr. 03/L-145", "PËR BASHKËPUNIMIN ME SHOQËRINË CIVILE"), ("PROJEKTLIGJI PËR BASHKËPUNIMIN",)),
    "sr": (("ZAKON BR. 06/L-043 O SARADNJI SA CIVILNIM DRUŠTVOM",),
           ("Zakon br. 03/L-145", "O SARADNJI SA CIVILNIM DRUŠTVOM"), ("NACRT ZAKONA O SARADNJI",)),
    "en": (("LAW NO. 06/L-043 ON COOPERATION WITH CIVIL SOCIETY",),
           ("LAW No.04/L –057", "ON COOPERATION WITH CIVIL SOCIETY"), ("THE DRAFT LAW ON COOPERATION",)),
}  # fmt: skip
_ENDS = {
    "sq": (("Ligji Nr. 08/L-142", "13 korrik 2023", "Kryetari i Kuvendit të Republikës së Kosovës"),
           ("Shpallur me dekretin Nr. DL-12/2019, datë 02.05.2019 nga Presidenti i Republikës së Kosovës",),
           ("Kryetari i Kuvendit", "Glauk Zyrtari"), ()),
    "sr": (("Zakon br. 08/L-142", "13. jul 2023. godine", "Predsednik Skupštine Republike Kosovo"),
           ("Proglašen ukazom br. DL-12/2019, dana 02.05.2019 od strane Predsednika Republike",), ()),
    "en": (("Law No. 08/L-142", "13 July 2023", "President of the Assembly of the Republic of Kosovo"),
           ("Promulgated by Decree No. DL-12/2019, dated 02.05.2019, by the President of the Republic",), ()),
}  # fmt: skip


class Author:
    """Writes one draft: every choice comes from the seed."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.chance = random.Random(f"draft {habits}")
        self.language = habits.language[:2]
        self.phrases = _PHRASES[self.language]
        self.words = _WORDS[self.language]
        self.article_word = self.chance.choice(self.words["article"])
        if habits.levels == "books" and self.article_word == "Section":
            self.article_word = "Article"
        # Old gazettes set headings apart by blanks between letters: "Č l a n 5", "K R E U I".
        self.is_spaced_out = self.chance.random() < 0.08
        # "Član 1." is the custom of Serbian texts, "Neni 1" and "Article 1" stand without a full stop.
        self.article_stop = "." if self.language == "sr" and self.chance.random() < 0.4 else ""
        self.chapter_word = self.chance.choice(self.words["chapter"])
        self.letters = self._alphabet()
        self.letter_mark = self.chance.choice(("{})", "({})", "{}."))
        self.stop = self.chance.choice((".", ".", ""))
        self.is_talkative = self.chance.random() < 0.4
        self.references = list(_REFERENCES[self.language])
        self.article_number = 0
        self.in_annex = False

    def write(self) -> Draft:
        chance = self.chance
        preamble = [*chance.choice(_ACTS[self.language]), *chance.choice(_PREAMBLES[self.language])]
        articles = [self.article(number) for number in self._numbers(chance.randint(7, 14))]
        last_title, last_text = self.phrases.last
        last = self._headed(Wanted(Kind.ARTICLE, children=[Wanted(Kind.PARAGRAPH, text=last_text)]), last_title)
        self._number(last, str(self.article_number + 1))
        body = self._levels([*articles, last])
        conclusions = list(chance.choice(_ENDS[self.language]))
        annexes = self._annexes() if chance.random() < 0.4 else []
        draft = Draft(self.habits, preamble, body, conclusions, annexes, self.is_spaced_out)
        if self.habits.language == "sr-cyrl":
            _to_cyrillic(draft)
        return draft

    # Words

    def _alphabet(self) -> list[str]:
        if self.habits.language == "sr-cyrl":
            return CYRILLIC
        own = {"sq": SQ_DIGRAPHS, "sr": SR_OWN, "en": LATIN}[self.language]
        return self.chance.choice((LATIN, own))

    def sentence(self, clauses: int = 1, end: str = ".") -> str:
        said = _sentence(self.phrases, self.chance, clauses)
        if self.chance.random() < 0.4:
            said += " " + self.chance.choice(_TAILS[self.language])
        return said.rstrip(".") + end

    def lead(self) -> str:
        return self.phrases.lead if self.chance.random() < 0.5 else self.sentence(1, ":")

    def item(self, end: str = ";") -> str:
        said = f"{self.chance.choice(self.phrases.items)} {self.chance.choice(self.phrases.limits)}"
        if self.chance.random() < 0.2:
            said += " " + self.chance.choice(_TAILS[self.language])
        return said + end

    # Articles

    def _numbers(self, count: int) -> list[str]:
        made: list[str] = []
        while len(made) < count:
            at = len({number.rstrip("AB/") for number in made}) + 1
            made.append(str(at))
            if self.habits.numbering != "old" and self.chance.random() < 0.06:
                made.append(self.chance.choice((f"{at}A", f"{at}/A")))
        return made

    def _number(self, article: Wanted, number: str) -> None:
        article.number = number
        article.label = f"{self.article_word} {number}{self.article_stop}"
        self.article_number = int("".join(c for c in number if c.isdigit()))

    def _headed(self, node: Wanted, title: str) -> Wanted:
        how = self.habits.titles
        if how == "mixed":
            how = self.chance.choice(("next", "same", "none"))
        if how == "long":
            title = _LONG_TITLES[self.language] if self.chance.random() < 0.5 else title
            how = "next"
        node.heading_at = how
        if how == "brackets":
            title = f"[{title}]"
        node.heading = "" if how == "none" else title
        return node

    def article(self, number: str) -> Wanted:
        made = Wanted(Kind.ARTICLE)
        self._number(made, number)
        index = int("".join(c for c in number if c.isdigit()))
        title = self.phrases.titles[(index - 1) % len(self.phrases.titles)]
        numbering = self.habits.numbering
        if numbering == "mixed":
            numbering = self.chance.choice(("modern", "letters", "parens", "plain"))
        if index == 3 and numbering in ("modern", "letters", "old", "plain"):
            title, _ = _DEFINING[self.language]
            made.children = self._definitions(numbering)
        else:
            made.children = getattr(self, f"_{numbering}")()
        if self.habits.layout.startswith("docx") and self.chance.random() < 0.05:
            made.children.append(Wanted(Kind.TABLE, text="\n".join(self._row() for _ in range(3))))
        return self._headed(made, title)

    def _definitions(self, numbering: str) -> list[Wanted]:
        _, lead = _DEFINING[self.language]
        said = self.chance.sample(_DEFINITIONS[self.language], 6)
        if numbering == "plain":
            return [Wanted(Kind.PARAGRAPH, text=text) for text in (lead, *(each[:-1] + "." for each in said))]
        said[-1] = said[-1].rstrip(";") + "."
        if numbering == "modern":
            host = Wanted(Kind.PARAGRAPH, "1", "1.", text=lead)
            made = [
                Wanted(Kind.SUBPARAGRAPH, f"1.{at}", f"1.{at}.", text=text) for at, text in enumerate(said, start=1)
            ]
        elif numbering == "old":
            host = Wanted(Kind.PARAGRAPH, f"{self.article_number}.1", f"{self.article_number}.1{self.stop}", text=lead)
            made = self._lettered(said)
        else:
            host = Wanted(Kind.PARAGRAPH, text=lead)
            made = self._lettered(said)
        host.children = made
        return [host]

    def _lettered(self, said: list[str]) -> list[Wanted]:
        return [
            Wanted(Kind.POINT, letter, self.letter_mark.format(letter), text=text)
            for letter, text in zip(self.letters, said, strict=False)
        ]

    def _items(self, count: int) -> list[str]:
        said = [self.item() for _ in range(count)]
        if self.chance.random() < 0.5 and count > 2:
            joining = {"sq": "dhe", "sr": "i", "en": "and"}[self.language]
            said[-2] = f"{said[-2]} {joining}" if self.chance.random() < 0.5 else f"{said[-2][:-1]} {joining}"
        said[-1] = said[-1][:-1] + "."
        return said

    def _text(self) -> str:
        if self.habits.damage == "references" and self.references and self.chance.random() < 0.25:
            return self.references.pop()
        said = self.sentence(self.chance.randint(1, 3))
        if self.is_talkative and self.chance.random() < 0.4:
            said += " " + self.sentence(self.chance.randint(1, 2))
        return said

    def _modern(self) -> list[Wanted]:
        if self.chance.random() < 0.2:
            return [Wanted(Kind.PARAGRAPH, text=self._text())]
        made = []
        for at in range(1, self.chance.randint(2, 5)):
            made.append(paragraph := Wanted(Kind.PARAGRAPH, str(at), f"{at}.", text=self._text()))
            if self.chance.random() < 0.35:
                paragraph.text = self.lead()
                self._below_modern(paragraph, at)
        return made

    def _below_modern(self, paragraph: Wanted, at: int) -> None:
        if self.chance.random() < 0.25:
            paragraph.children = self._lettered(self._items(self.chance.randint(2, 5)))
            return
        for inner, text in enumerate(self._items(self.chance.randint(2, 5)), start=1):
            sub = Wanted(Kind.SUBPARAGRAPH, f"{at}.{inner}", f"{at}.{inner}{self.stop}", text=text)
            paragraph.children.append(sub)
            if self.chance.random() < 0.15:
                sub.text = self.item(":")
                said = self._items(self.chance.randint(2, 3))
                if self.chance.random() < 0.5:
                    sub.children = self._lettered(said)
                else:
                    sub.children = [
                        Wanted(Kind.POINT, f"{at}.{inner}.{deep}", f"{at}.{inner}.{deep}{self.stop}", text=text)
                        for deep, text in enumerate(said, start=1)
                    ]

    def _old(self) -> list[Wanted]:
        own = self.article_number
        made = []
        for at in range(1, self.chance.randint(2, 5)):
            label = f"{own}.{at}{self.stop}"
            made.append(paragraph := Wanted(Kind.PARAGRAPH, f"{own}.{at}", label, text=self._text()))
            if self.chance.random() < 0.35:
                paragraph.text = self.lead()
                paragraph.children = self._lettered(self._items(self.chance.randint(2, 9)))
        return made

    def _letters_only(self) -> list[Wanted]:
        host = Wanted(Kind.PARAGRAPH, text=self.lead())
        host.children = self._lettered(self._items(self.chance.randint(2, 11)))
        if self.letter_mark == "({})" and self.chance.random() < 0.5:
            first = host.children[0]
            first.text = self.item(":")
            first.children = [
                Wanted(Kind.POINT, number, f"({number})", text=text)
                for number, text in zip(ROMAN, self._items(self.chance.randint(2, 5)), strict=False)
            ]
        return [host]

    def _letters(self) -> list[Wanted]:
        chosen = self.chance.random()
        if chosen < 0.3:
            return [Wanted(Kind.PARAGRAPH, text=self._text())]
        if chosen < 0.5:
            host = Wanted(Kind.PARAGRAPH, text=self.lead())
            host.children = [Wanted(Kind.INDENT, "", "-", text=text) for text in self._items(3)]
            return [host]
        return self._letters_only()

    def _parens(self) -> list[Wanted]:
        if self.chance.random() < 0.2:
            host = Wanted(Kind.PARAGRAPH, text=self.lead())
            host.children = self._counted()
            return [host]
        made = []
        for at in range(1, self.chance.randint(2, 5)):
            made.append(paragraph := Wanted(Kind.PARAGRAPH, str(at), f"({at})", text=self._text()))
            if self.chance.random() < 0.35:
                paragraph.text = self.lead()
                paragraph.children = self._counted()
        return made

    def _counted(self) -> list[Wanted]:
        said = self._items(self.chance.randint(2, 6))
        return [Wanted(Kind.POINT, str(at), f"{at})", text=text) for at, text in enumerate(said, start=1)]

    def _plain(self) -> list[Wanted]:
        return [Wanted(Kind.PARAGRAPH, text=self._text()) for _ in range(self.chance.randint(1, 3))]

    def _repeated(self) -> list[Wanted]:
        made = [Wanted(Kind.PARAGRAPH, str(at), "1.", text=self._text()) for at in range(1, self.chance.randint(3, 5))]
        if self.chance.random() < 0.4:
            last = made[-1]
            last.text = self.lead()
            last.children = [
                Wanted(Kind.SUBPARAGRAPH, f"{last.number}.{at}", f"{last.number}.{at}{self.stop}", text=text)
                for at, text in enumerate(self._items(3), start=1)
            ]
        return made

    # Levels above the article

    def _levels(self, articles: list[Wanted]) -> list[Wanted]:
        how = self.habits.levels
        if how == "none":
            return articles
        groups = self._groups(articles, self.chance.randint(2, 4))
        if how == "parts":
            return self._nested((Kind.PART, Kind.CHAPTER), groups)
        if how == "subchapters":
            return self._nested((Kind.CHAPTER, Kind.SUBCHAPTER), groups)
        if how == "books":
            return self._nested((Kind.BOOK, Kind.TITLE, Kind.CHAPTER, Kind.SECTION), groups)
        made = []
        for at, group in enumerate(groups):
            kind = Kind.PART if how == "words" else Kind.CHAPTER
            made.append(level := self._level(kind, at + 1, how))
            level.children = group
        return made

    def _groups(self, articles: list[Wanted], count: int) -> list[list[Wanted]]:
        cuts = sorted(self.chance.sample(range(1, len(articles)), count - 1))
        return [articles[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(articles)], strict=True)]

    def _nested(self, kinds: tuple[Kind, ...], groups: list[list[Wanted]]) -> list[Wanted]:
        """The first group opens every level, the others begin at a level chosen by chance."""
        roots: list[Wanted] = []
        open_: list[Wanted] = []
        counts: Counter[Kind] = Counter()
        for at, group in enumerate(groups):
            begin = 0 if at == 0 else self.chance.randrange(len(kinds))
            del open_[begin:]
            for kind in kinds[begin:]:
                counts[kind] += 1
                for deeper in kinds[kinds.index(kind) + 1 :]:
                    counts[deeper] = 0
                level = self._level(kind, counts[kind], "chapters")
                (open_[-1].children if open_ else roots).append(level)
                open_.append(level)
            open_[-1].children.extend(group)
        return roots

    def _level(self, kind: Kind, number: int, how: str) -> Wanted:
        title = self.chance.choice(self.phrases.chapters)
        word = self.chapter_word if kind is Kind.CHAPTER else str(self.words[kind.value])
        shown = written_number(number, "upperRoman")
        if kind is Kind.SECTION and self.chance.random() < 0.5:
            shown = str(number)
        made = Wanted(kind, shown, f"{word} {shown}", title)
        if how == "dashed":
            made.heading_at = self.chance.choice(("dash", "dash", "same"))
        elif how == "untitled":
            made.heading = ""
        elif how == "two_lines":
            made.heading, made.heading_at = f"{title} {self._joint(title)}", "two"
        elif how == "roman":
            made.label, made.heading_at = f"{shown}.", "same"
        elif how == "words":
            made.number = self.words["ordinals"][number - 1]
            made.label = f"{word} {made.number}"
            made.heading, made.heading_at = title.capitalize(), self.chance.choice(("same", "next"))
        elif how == "capitals":
            made.number = made.label = ""
        return made

    def _joint(self, title: str) -> str:
        other = self.chance.choice([each for each in self.phrases.chapters if each != title])
        return {"sq": "DHE ", "sr": "I ", "en": "AND "}[self.language] + other

    # Annexes

    def _annexes(self) -> list[Wanted]:
        made = []
        self.in_annex = True
        count = self.chance.randint(1, 3)
        style = self.chance.choice(("", "arabic", "roman")) if count == 1 else self.chance.choice(("arabic", "roman"))
        for at in range(1, count + 1):
            number = {"": "", "arabic": str(at), "roman": written_number(at, "upperRoman")}[style]
            title = self.chance.choice(self.phrases.chapters)
            annex = Wanted(Kind.ANNEX, number, f"{self.words['annex']} {number}".strip(), title)
            how = self.chance.randrange(3)
            if how == 0:
                annex.children = [
                    Wanted(Kind.PARAGRAPH, str(n), f"{n}.", text=self.sentence())
                    for n in range(1, self.chance.randint(3, 5))
                ]
            elif how == 1:
                annex.children = [Wanted(Kind.PARAGRAPH, text=self.sentence(2))]
                annex.children.append(Wanted(Kind.TABLE, text="\n".join(self._row() for _ in range(3))))
            else:
                self.article_word = self.words["article"][0]
                for n in range(1, 4):
                    article = Wanted(
                        Kind.ARTICLE, str(n), f"{self.article_word} {n}{self.article_stop}", heading_at="next"
                    )
                    article.heading = self.phrases.titles[n + 3]
                    article.children = [Wanted(Kind.PARAGRAPH, text=self.sentence(2))]
                    annex.children.append(article)
            made.append(annex)
        return made

    def _row(self) -> str:
        return f"{self.chance.choice(self.phrases.subjects)}\t{self.chance.choice(self.phrases.objects)}\t{self.chance.randint(1, 99)}"


def _cyrillic(text: str) -> str:
    """Serbian in Cyrillic letters; Roman numbers stay Latin, as they are printed."""
    pieces = re.split(r"((?<!\w)[IVXivx]+(?=[.)]))", text)
    return "".join(piece if at % 2 else in_cyrillic(piece) for at, piece in enumerate(pieces))


def _to_cyrillic(draft: Draft) -> None:
    """Serbian in Cyrillic letters; Roman numbers stay Latin, as they are printed."""
    draft.preamble = [_cyrillic(line) for line in draft.preamble]
    draft.conclusions = [_cyrillic(line) for line in draft.conclusions]
    stack = [*draft.body, *draft.annexes]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        node.label = _cyrillic(node.label)
        node.number = node.number if re.fullmatch("[ivx]+", node.number) else _cyrillic(node.number)
        node.heading = _cyrillic(node.heading).replace(" I ", " И ")
        node.text = "\n".join("\t".join(map(_cyrillic, row.split("\t"))) for row in node.text.split("\n"))


# What is compared

Key = tuple[str, str, str, str, str, str]


def _key(kind: Kind, number: str, words: str, parent: tuple[str, str], article: str) -> Key:
    return (kind.value, number, *parent, article, "".join(words.split()))


def expected(draft: Draft) -> Counter[Key]:
    """Every provision as (kind, number, kind and number of its parent, its article, words without blanks)."""
    made: Counter[Key] = Counter()
    stack = [(node, ("", ""), "") for node in [*draft.body, *draft.annexes]]
    while stack:
        node, parent, article = stack.pop()
        article = node.number if node.kind is Kind.ARTICLE else article
        made[_key(node.kind, node.number, node.heading or node.text, parent, article)] += 1
        stack.extend((child, (node.kind.value, node.number), article) for child in node.children)
    if draft.preamble:
        made[_key(Kind.PREAMBLE, "", "".join(draft.preamble), ("", ""), "")] += 1
    if draft.conclusions:
        made[_key(Kind.CONCLUSIONS, "", "".join(draft.conclusions), ("", ""), "")] += 1
    return made


def found(text: Text) -> Counter[Key]:
    """The same of a text that was read."""
    made: Counter[Key] = Counter()
    stack: list[tuple[Node, tuple[str, str], str]] = [(node, ("", ""), "") for node in text.nodes]
    while stack:
        node, parent, article = stack.pop()
        article = node.number if node.kind is Kind.ARTICLE else article
        made[_key(node.kind, node.number, node.heading or node.text, parent, article)] += 1
        stack.extend((child, (node.kind.value, node.number), article) for child in node.children)
    return made
