"""
Invented amending acts with what they order, and the act they amend before and after: seeded, for tests and figures.

The habits of quoting are those seen in acts of Kosovo; what is expected comes from the generator and not from a
reader. The sentences are in `amending_phrases`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from lawtext.amending_phrases import FRESH, HELD, KNOWN
from lawtext.citations import CitedAct
from lawtext.instructions import Instruction, Place
from lawtext.language import _TO_LATIN
from lawtext.model import Kind, Line
from lawtext.orders import InstructionKind

# How new wording is marked: mark before, mark after, and what is special about it.
HABITS = {
    "unmarked": ("", "", ""),
    "english": ("“", "”", ""),
    "low": ("„", "“", ""),
    "low and high": ("„", "”", ""),
    "angled": ("«", "»", ""),
    "straight": ('"', '"', ""),
    "left open": ("“", "", ""),
    "each paragraph": ("“", "”", "each"),
    "opened above": ("“", "”", "above"),
    "closed with a stop": ("“", "”", "stop"),
}
POOLS = {"known": KNOWN, "held": HELD, "fresh": FRESH}
LAYOUTS = ("bare", "titled", "subject", "numbered", "several", "opener", "omnibus")
LANGUAGES = (("sq", "Latn"), ("sr", "Latn"), ("sr", "Cyrl"), ("en", "Latn"))
_WIDTH = 96

_SENTENCES = {
    "sq": (
        "Organi kompetent mban regjistrin dhe e publikon çdo vit në faqen e vet zyrtare",
        "Kërkesa shqyrtohet brenda tridhjetë ditëve nga data e pranimit të dokumentacionit",
        "Çdo person ka të drejtë të informohet për vendimin me shkrim dhe pa pagesë",
        "Komisioni përbëhet nga pesë anëtarë të emëruar me mandat trevjeçar",
        "Mjetet sigurohen nga buxheti i komunës dhe nga donacionet e lejuara",
        "Inspektori harton procesverbalin dhe ia dorëzon palës së kontrolluar",
        "Lejes i bashkëngjitet plani i punës si dhe vlerësimi i ndikimit në mjedis",
        "Afati mund të zgjatet vetëm një herë për arsye të dokumentuara",
        "Të dhënat personale ruhen sipas rregullave për mbrojtjen e tyre",
        "Shoqata paraqet raportin financiar te agjencia përgjegjëse deri në fund të marsit",
    ),
    "sr": (
        "Nadležni organ vodi registar i objavljuje ga svake godine na svojoj zvaničnoj stranici",
        "Zahtev se razmatra u roku od trideset dana od dana prijema dokumentacije",
        "Svako lice ima pravo da bude obavešteno o odluci pismeno i bez naknade",
        "Komisija se sastoji od pet članova imenovanih na mandat od tri godine",
        "Sredstva se obezbeđuju iz budžeta opštine i iz dozvoljenih donacija",
        "Inspektor sastavlja zapisnik i uručuje ga kontrolisanoj strani",
        "Uz dozvolu se prilaže plan rada kao i procena uticaja na životnu sredinu",
        "Rok se može produžiti samo jednom iz dokumentovanih razloga",
        "Lični podaci čuvaju se prema pravilima o njihovoj zaštiti",
        "Udruženje podnosi finansijski izveštaj odgovornoj agenciji do kraja marta",
    ),
    "en": (
        "The competent body keeps the register and publishes it every year on its official page",
        "The request is examined within thirty days from the date of receipt of the file",
        "Every person has the right to be informed of the decision in writing and free of charge",
        "The commission consists of five members appointed for a term of three years",
        "The means are provided from the budget of the municipality and from permitted donations",
        "The inspector draws up the minutes and hands them over to the controlled party",
        "The plan of work and the assessment of impact are attached to the permit",
        "The deadline may be extended only once for documented reasons",
        "Personal data are kept according to the rules on their protection",
        "The association submits the financial report to the responsible agency by the end of March",
    ),
}
_TERMS = {
    "sq": ("Shprehja {open}regjistër{close} nënkupton librin e mbajtur në formë elektronike",),
    "sr": ("Izraz {open}registar{close} označava knjigu koja se vodi u elektronskom obliku",),
    "en": ("The expression {open}register{close} means the book kept in electronic form",),
}
_SUBJECTS = {
    "sq": ("Regjistri", "Komisioni", "Raportimi", "Afatet", "Mjetet financiare", "Ankesa", "Mbikëqyrja", "Licenca", "Të dhënat", "Detyrat"),
    "sr": ("Registar", "Komisija", "Izveštavanje", "Rokovi", "Finansijska sredstva", "Žalba", "Nadzor", "Licenca", "Podaci", "Dužnosti"),
    "en": ("Register", "Commission", "Reporting", "Deadlines", "Financial means", "Appeal", "Supervision", "Licence", "Data", "Duties"),
}  # fmt: skip
_NEW_WORDS = {
    "sq": ("agjencia e re", "gjashtëdhjetë", "njësia përgjegjëse", "me shkrim", "qendra", "fletorja"),
    "sr": ("nova agencija", "šezdeset", "odgovorna jedinica", "pismeno", "centar", "sveska"),
    "en": ("new agency", "sixty", "responsible unit", "on paper", "centre", "notebook"),
}
_ACT_TITLES = {
    "sq": ("për Shoqatat", "për Inspektimet Komunale", "për Mbrojtjen e Natyrës dhe Pyjeve", "për Financat Lokale"),
    "sr": ("o udruženjima", "o opštinskim inspekcijama", "o zaštiti prirode i šuma", "o lokalnim finansijama"),
    "en": (
        "on Associations",
        "on Municipal Inspections",
        "on the Protection of Nature and Forests",
        "on Local Finances",
    ),
}
_LAW = {"sq": ("Ligji Nr.", "Ligjit Nr."), "sr": ("Zakon br.", "Zakona br."), "en": ("Law No.", "Law No.")}
_ARTICLE = {"sq": "Neni", "sr": "Član", "en": "Article"}
_OPENING = {
    "sq": ("LIGJI NR. 08/L-{n} PËR NDRYSHIMIN DHE PLOTËSIMIN E {law}", "Kuvendi i Republikës së Kosovës;", "Miraton:"),
    "sr": ("ZAKON BR. 08/L-{n} O IZMENAMA I DOPUNAMA {law}", "Skupština Republike Kosovo;", "Usvaja:"),
    "en": ("LAW NO. 08/L-{n} ON AMENDING AND SUPPLEMENTING {law}", "Assembly of the Republic of Kosovo;", "Approves:"),
}
_PURPOSE = {
    "sq": ("Qëllimi", "Ky ligj ka për qëllim ndryshimin dhe plotësimin e {law}."),
    "sr": ("Cilj", "Cilj ovog zakona je izmena i dopuna {law}."),
    "en": ("Purpose", "The purpose of this law is to amend and supplement {law}."),
}
_FORCE = {
    "sq": ("Hyrja në fuqi", "Ky ligj hyn në fuqi pesëmbëdhjetë ditë pas publikimit në Gazetën Zyrtare."),
    "sr": ("Stupanje na snagu", "Ovaj zakon stupa na snagu petnaest dana nakon objavljivanja u Službenom listu."),
    "en": (
        "Entry into force",
        "This law shall enter into force fifteen days after its publication in the Official Gazette.",
    ),
}
_BYLAWS = {
    "sq": ("Aktet nënligjore", "Ministria nxjerr aktet nënligjore për zbatimin e këtij ligji brenda gjashtë muajve."),
    "sr": (
        "Podzakonski akti",
        "Ministarstvo donosi podzakonske akte za sprovođenje ovog zakona u roku od šest meseci.",
    ),
    "en": (
        "Sub-legal acts",
        "The Ministry issues the sub-legal acts for the implementation of this law within six months.",
    ),
}
_TITLES = {
    "sq": ("Ndryshimi i nenit {A}", "Ndryshimi dhe plotësimi i nenit {A} të ligjit bazik"),
    "sr": ("Izmena člana {A}", "Izmene i dopune člana {A} osnovnog zakona"),
    "en": ("Amendment of Article {A}", "Amending and supplementing Article {A} of the basic law"),
}
_OMNIBUS = {
    "sq": "Ndryshimi dhe plotësimi i {law}",
    "sr": "Izmene i dopune {law}",
    "en": "Amending and supplementing {law}",
}
_OPENER = {
    "sq": "Neni {A}{i} ndryshohet dhe plotësohet si në vijim:",
    "sr": "Član {A}{act} menja se i dopunjuje kako sledi:",
    "en": "Article {A}{act} shall be amended and supplemented as follows:",
}
_WITHIN = {
    "sq": {"delete_paragraph": "paragrafi {P} fshihet;", "words_replace": "në paragrafin {P}, fjalët {old} zëvendësohen me fjalët {new};"},
    "sr": {"delete_paragraph": "stav {P} briše se;", "words_replace": "u stavu {P}, reči {old} zamenjuju se rečima {new};"},
    "en": {"delete_paragraph": "paragraph {P} is deleted;", "words_replace": "in paragraph {P}, the words {old} are replaced with the words {new};"},
}  # fmt: skip


@dataclass
class Paragraph:
    """A paragraph of the base with its subparagraphs."""

    number: str
    text: str
    subs: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Article:
    """An article of the base."""

    number: str
    title: str
    paragraphs: list[Paragraph]

    def lines(self, word: str) -> list[str]:
        """As printed and as expected."""
        made = [f"{word} {self.number}", self.title]
        for paragraph in self.paragraphs:
            made.append(f"{paragraph.number}. {paragraph.text}")
            made += [f"{number}. {text}" for number, text in paragraph.subs]
        return made


@dataclass
class AmendingSample:
    """
    An invented amending act: its lines, what they order, the base before and after.

    `headings` are its articles in the order they are printed, each its own or quoted: ("own", "5"), ("quoted", "6").
    """

    language: str
    script: str
    habit: str
    layout: str
    paged: bool
    lines: list[str | Line]
    headings: list[tuple[str, str]]
    expected: list[Instruction]
    base: list[str]
    after: list[str]
    kinds: list[str]


_CYRILLIC = {latin: chr(code) for code, latin in _TO_LATIN.items()}


def to_cyrillic(text: str) -> str:
    """Serbian Latin in Cyrillic letters, numbers of acts and provisions left as they are."""
    made, at = [], 0
    while at < len(text):
        pair = text[at : at + 2]
        if pair in _CYRILLIC and len(pair) == 2:
            made.append(_CYRILLIC[pair])
            at += 2
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        is_number = before.isdigit() or (before == "/" and after == "-")
        made.append(text[at] if is_number else _CYRILLIC.get(text[at], text[at]))
        at += 1
    return "".join(made)


class _Maker:
    def __init__(self, seed: int, language: str, script: str, habit: str, layout: str, pool: str) -> None:
        self.random = random.Random(f"{seed} {language} {script} {habit} {layout} {pool}")  # noqa: S311
        self.language, self.script, self.habit, self.layout = language, script, habit, layout
        self.phrases = POOLS[pool][language]
        self.opening, self.closing, self.special = HABITS[habit]
        self.word = _ARTICLE[language]
        self.title = self.random.choice(_ACT_TITLES[language])
        self.number = f"0{self.random.randint(3, 6)}/L-{self.random.randint(1, 260):03d}"
        self.articles = [self._article(str(n)) for n in range(1, self.random.randint(16, 22))]
        self.before = self._printed()
        self.free = list(range(2, len(self.articles)))
        self.lines: list[str] = []
        self.own: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.expected: list[Instruction] = []
        self.kinds: list[str] = []

    # The base

    def _sentence(self, nested: bool = False) -> str:
        pool = _SENTENCES[self.language]
        text = self.random.choice(pool)
        if self.random.random() < 0.4:
            other = self.random.choice(pool)
            text = f"{text}, {other[:1].lower()}{other[1:]}"
        if nested and self.random.random() < 0.25:
            opening, closing = (self.opening or "“"), (self.closing or "”")
            text = f"{_TERMS[self.language][0].format(open=opening, close=closing)}"
        return f"{text}."

    def _article(self, number: str) -> Article:
        paragraphs = []
        for n in range(1, self.random.randint(4, 6)):
            subs = [(f"{n}.{k}", self._sentence().lower()) for k in range(1, 4)] if self.random.random() < 0.4 else []
            text = self._sentence()
            paragraphs.append(Paragraph(str(n), text[:-1] + ":" if subs else text, subs))
        return Article(number, self.random.choice(_SUBJECTS[self.language]), paragraphs)

    def _new_article(self, number: str) -> Article:
        paragraphs = [Paragraph(str(n), self._sentence(nested=True)) for n in range(1, self.random.randint(2, 4))]
        if self.random.random() < 0.4:
            last = paragraphs[-1]
            last.text = f"{self._sentence()[:-1]}:"
            last.subs = [(f"{last.number}.{k}", self._sentence()) for k in range(1, 3)]
        return Article(number, self.random.choice(_SUBJECTS[self.language]), paragraphs)

    def _printed(self) -> list[str]:
        law = f"{_LAW[self.language][0]} {self.number} {self.title}".upper()
        return [law, *(line for article in self.articles for line in article.lines(self.word))]

    # The act

    def make(self, instructions: int) -> AmendingSample:
        law = self._law()
        opening = [line.format(n=self.random.randint(100, 290), law=law.upper()) for line in _OPENING[self.language]]
        if self.layout == "omnibus":
            opening[0] = opening[0].split(law.upper())[0] + {"sq": "LIGJEVE QË LIDHEN ME FINANCAT", "sr": "ZAKONA KOJI SE ODNOSE NA FINANSIJE", "en": "LAWS RELATED TO FINANCES"}[self.language]  # fmt: skip
        self.lines = [opening[0], "", opening[1], "", opening[2], ""]
        title, text = _PURPOSE[self.language]
        if self.layout != "omnibus" and self.random.random() < 0.6:
            self._own(title)
            self.lines += [text.format(law=law), ""]
        left = instructions
        while left > 0:
            left -= self._own_article(left)
        if self.random.random() < 0.5:
            title, text = _BYLAWS[self.language]
            self._own(title)
            self.lines += [text, ""]
        title, text = _FORCE[self.language]
        self._own(title)
        self.lines.append(text)
        return self._finished()

    def _finished(self) -> AmendingSample:
        lines, after, before = self.lines, self._printed(), self.before
        expected = self.expected
        if self.script == "Cyrl":
            lines, after, before = ([to_cyrillic(line) for line in each] for each in (lines, after, before))
            expected = [_cyrillic(each) for each in expected]
        paged = self.random.random() < 0.6
        shown: list[str | Line] = list(_wrapped(lines)) if paged else [
            Line(n, "", line) for n, line in enumerate(line for line in lines if line)
        ]  # fmt: skip
        return AmendingSample(
            self.language, self.script, self.habit, self.layout, paged, shown, self.headings, expected, before,
            after, self.kinds,
        )  # fmt: skip

    def _law(self) -> str:
        return f"{_LAW[self.language][1]} {self.number} {self.title}"

    def _own(self, title: str = "") -> None:
        number = str(len(self.own) + 1)
        self.own.append(number)
        self.headings.append(("own", number))
        self.lines.append(f"{self.word} {number}")
        if title:
            self.lines.append(title)

    def _own_article(self, left: int) -> int:
        if self.layout == "opener" and self.random.random() < 0.7:
            return self._with_opener()
        count = min(left, self.random.randint(2, 3)) if self.layout in ("numbered", "several") else 1
        kinds = self.random.sample(list(self.phrases), count)
        if self.layout in ("titled", "subject", "numbered", "omnibus"):
            kinds = [kind if kind != "repeal_act" else "delete_article" for kind in kinds]
        place = len(self.lines)
        self._own()
        title = ""
        for at, kind in enumerate(kinds, 1):
            article = self._pick(kind)
            if self.layout == "titled" or (self.layout == "numbered" and count == 1):
                title = self.random.choice(_TITLES[self.language]).format(A=article.number)
            prefix = f"{at}. " if self.layout == "numbered" and count > 1 else ""
            self._instruct(kind, article, prefix)
        if self.layout == "omnibus":
            title = _OMNIBUS[self.language].format(law=self._law())
        elif self.layout in ("subject", "numbered") and not title:
            title = self.random.choice(_SUBJECTS[self.language])
        if title:
            self.lines.insert(place + 1, title)
        self.lines.append("")
        return count

    def _with_opener(self) -> int:
        article = self._pick("delete_paragraph")
        self._own()
        self.lines.append("1. " + self._filled(_OPENER[self.language], A=article.number))
        kinds = self.random.sample(["delete_paragraph", "words_replace"], 2)
        numbers = self.random.sample([each.number for each in article.paragraphs], 2)
        for at, (kind, number) in enumerate(zip(kinds, numbers, strict=True), 1):
            self._instruct(kind, article, f"1.{at}. ", within=number)
        self.lines.append("")
        return 2

    def _pick(self, kind: str) -> Article:
        wanted: Callable[[Article], bool] = lambda article: True  # noqa: E731
        if "sub" in kind:
            wanted = lambda article: any(each.subs for each in article.paragraphs)  # noqa: E731
        elif kind == "delete_renumber":
            wanted = lambda article: len(article.paragraphs) > 2  # noqa: E731
        following = len(self.own) + 1
        fits = [n for n in self.free if wanted(self.articles[n])]
        # A quoted article that bears the number of the act's own next one is the hardest case.
        near = [n for n in fits if self.articles[n].number == str(following)]
        at = near[0] if near and self.random.random() < 0.9 else self.random.choice(fits or self.free)
        self.free.remove(at)
        return self.articles[at]

    # One instruction

    def _act_words(self) -> dict[str, str]:
        way = self.random.choice(("basic", "full", "implied"))
        if self.layout == "omnibus" and way == "basic":
            way = "full"
        if way == "implied":
            return {"act": "", "i": "", "te": ""}
        if self.language == "sq":
            law = "ligjit bazik" if way == "basic" else self._law()
            return {"act": "", "i": f" i {law}", "te": f" të {law}"}
        basic = {"sr": " osnovnog zakona", "en": " of the basic law"}[self.language]
        full = f" {self._law()}" if self.language == "sr" else f" of {self._law()}"
        return {"act": basic if way == "basic" else full, "i": "", "te": ""}

    def _filled(self, phrase: str, **values: str) -> str:
        return phrase.format(**{**self._act_words(), **values})

    def _marked(self, words: str) -> str:
        opening, closing = self.opening or "“", self.closing or "”"
        return f"{opening}{words}{closing}"

    def _instruct(self, kind: str, article: Article, prefix: str, within: str = "") -> None:
        self.kinds.append(kind)
        phrase = self.random.choice(self.phrases[kind]) if not within else _WITHIN[self.language][kind]
        made = getattr(self, f"_{kind}")(phrase, article, within)
        sentence, expected, quoted = made
        self.expected += expected
        if self.special == "above" and quoted:
            self.lines.append(f"{prefix}{sentence} {self.opening}")
        else:
            self.lines.append(prefix + sentence)
        self.lines += self._quotation(quoted)
        if quoted and quoted[0].startswith(f"{self.word} "):
            self.headings.append(("quoted", quoted[0].split()[1]))

    def _quotation(self, lines: list[str]) -> list[str]:
        if not lines or not (self.opening or self.closing):
            return lines
        if self.special == "each":
            head = [f"{self.opening}{lines[0]}"] if lines[0].startswith(f"{self.word} ") else []
            if head:
                return [*head, *lines[1:-1], f"{lines[-1]}{self.closing}"]
            return [f"{self.opening}{line}{self.closing}" for line in lines]
        made = list(lines)
        if self.special != "above":
            made[0] = f"{self.opening}{made[0]}"
        made[-1] = f"{made[-1]}{self.closing}" + ("." if self.special == "stop" else "")
        return made

    def _expect(self, kind: InstructionKind, article: Article | None, *steps: tuple[Kind, str], part: str = "", position: str = "", old: str = "", new: str = "", numbers: tuple[str, ...] = ()) -> Instruction:  # fmt: skip
        path = ((Kind.ARTICLE, article.number), *steps) if article else steps
        return Instruction(kind, CitedAct(self.number, self.title), Place(path, part, position), old, new, (), numbers)

    def _paragraph(self, article: Article, *, with_subs: bool = False, without: bool = False) -> Paragraph:
        fits = [each for each in article.paragraphs if (each.subs or not with_subs) and not (without and each.subs)]
        return self.random.choice(fits or article.paragraphs)

    def _run_of_words(self, text: str, count: int = 2) -> str:
        words = text.strip(".:").replace(",", "").split()
        for _ in range(20):
            at = self.random.randrange(1, max(2, len(words) - count))
            found = " ".join(words[at : at + count])
            if text.count(found) == 1 and found in text and '"' not in found:
                return found
        return words[0]

    def _replace_article(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        new = self._new_article(article.number)
        lines = new.lines(self.word)
        expected = self._expect(InstructionKind.REPLACED, article, new="\n".join(lines))
        article.title, article.paragraphs = new.title, new.paragraphs
        return self._filled(phrase, A=article.number), [expected], lines

    def _replace_paragraph(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article)
        paragraph.text, paragraph.subs = self._sentence(nested=True), []
        line = f"{paragraph.number}. {paragraph.text}"
        expected = self._expect(InstructionKind.REPLACED, article, (Kind.PARAGRAPH, paragraph.number), new=line)
        return self._filled(phrase, A=article.number, P=paragraph.number), [expected], [line]

    def _replace_sub(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article, with_subs=True)
        if not paragraph.subs:
            return self._replace_paragraph(self.random.choice(self.phrases["replace_paragraph"]), article, "")
        at = self.random.randrange(len(paragraph.subs))
        number, text = paragraph.subs[at][0], self._sentence()
        paragraph.subs[at] = (number, text)
        steps = ((Kind.PARAGRAPH, paragraph.number), (Kind.SUBPARAGRAPH, number))
        expected = self._expect(InstructionKind.REPLACED, article, *steps, new=f"{number}. {text}")
        return (
            self._filled(phrase, A=article.number, P=paragraph.number, S=number),
            [expected],
            [f"{number}. {text}"],
        )

    def _replace_heading(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        old = article.title
        article.title = self.random.choice([each for each in _SUBJECTS[self.language] if each != old])
        expected = self._expect(InstructionKind.REPLACED, article, part="heading", new=article.title)
        return self._filled(phrase, A=article.number, new=self._marked(article.title)), [expected], []

    def _replace_inline(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article)
        paragraph.text, paragraph.subs = self._sentence(), []
        expected = self._expect(
            InstructionKind.REPLACED, article, (Kind.PARAGRAPH, paragraph.number), new=paragraph.text
        )
        words = self._marked(paragraph.text)
        return self._filled(phrase, A=article.number, P=paragraph.number, new=words), [expected], []

    def _insert_article(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        new = self._new_article(f"{article.number}A")
        lines = new.lines(self.word)
        expected = self._expect(
            InstructionKind.INSERTED, article, position="after", new="\n".join(lines), numbers=(new.number,)
        )
        self.articles.insert(self.articles.index(article) + 1, new)
        self.free = [n + 1 if n >= self.articles.index(new) else n for n in self.free]
        return self._filled(phrase, A=article.number, N=new.number), [expected], lines

    def _insert_paragraph(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        last = article.paragraphs[-1]
        new = Paragraph(str(int(last.number) + 1), self._sentence(nested=True))
        article.paragraphs.append(new)
        line = f"{new.number}. {new.text}"
        expected = self._expect(
            InstructionKind.INSERTED, article, (Kind.PARAGRAPH, last.number), position="after", new=line,
            numbers=(new.number,),
        )  # fmt: skip
        return self._filled(phrase, A=article.number, P=last.number, N=new.number), [expected], [line]

    def _insert_sub(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article, with_subs=True)
        if not paragraph.subs:
            return self._insert_paragraph(self.random.choice(self.phrases["insert_paragraph"]), article, "")
        last = paragraph.subs[-1][0]
        number, text = f"{paragraph.number}.{len(paragraph.subs) + 1}", self._sentence()
        paragraph.subs.append((number, text))
        steps = ((Kind.PARAGRAPH, paragraph.number), (Kind.SUBPARAGRAPH, last))
        expected = self._expect(
            InstructionKind.INSERTED, article, *steps, position="after", new=f"{number}. {text}", numbers=(number,)
        )
        words = self._filled(phrase, A=article.number, P=paragraph.number, S=last, N=number)
        return words, [expected], [f"{number}. {text}"]

    def _insert_in(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        new = Paragraph(str(len(article.paragraphs) + 1), self._sentence(nested=True))
        article.paragraphs.append(new)
        line = f"{new.number}. {new.text}"
        ends = any(word in phrase for word in ("Në fund", "Na kraju", "At the end"))
        expected = self._expect(
            InstructionKind.INSERTED, article, position="end" if ends else "in", new=line, numbers=(new.number,)
        )
        return self._filled(phrase, A=article.number, N=new.number), [expected], [line]

    def _delete_article(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        return self._filled(phrase, A=article.number), [self._gone(InstructionKind.DELETED, article)], []

    def _repeal_article(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        return self._filled(phrase, A=article.number), [self._gone(InstructionKind.REPEALED, article)], []

    def _gone(self, kind: InstructionKind, article: Article) -> Instruction:
        at = self.articles.index(article)
        self.articles.remove(article)
        self.free = [n - 1 if n > at else n for n in self.free]
        return self._expect(kind, article)

    def _delete_articles(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        other = self._pick("delete_article")
        first, second = sorted((article, other), key=lambda each: int(each.number.rstrip("A")))
        words = self._filled(phrase, A=first.number, M=second.number)
        return words, [self._gone(InstructionKind.DELETED, each) for each in (first, second)], []

    def _delete_paragraph(self, phrase: str, article: Article, within: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = next((each for each in article.paragraphs if each.number == within), None)
        paragraph = paragraph or self._paragraph(article)
        article.paragraphs.remove(paragraph)
        expected = self._expect(InstructionKind.DELETED, article, (Kind.PARAGRAPH, paragraph.number))
        return self._filled(phrase, A=article.number, P=paragraph.number), [expected], []

    def _delete_sub(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article, with_subs=True)
        if not paragraph.subs:
            return self._delete_paragraph(self.random.choice(self.phrases["delete_paragraph"]), article, "")
        number, _text = paragraph.subs.pop(self.random.randrange(len(paragraph.subs)))
        steps = ((Kind.PARAGRAPH, paragraph.number), (Kind.SUBPARAGRAPH, number))
        expected = self._expect(InstructionKind.DELETED, article, *steps)
        return self._filled(phrase, A=article.number, P=paragraph.number, S=number), [expected], []

    def _words_replace(self, phrase: str, article: Article, within: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = next((each for each in article.paragraphs if each.number == within), None)
        paragraph = paragraph or self._paragraph(article, without=True)
        old, new = self._run_of_words(paragraph.text), self.random.choice(_NEW_WORDS[self.language])
        paragraph.text = paragraph.text.replace(old, new)
        steps = ((Kind.PARAGRAPH, paragraph.number),)
        expected = self._expect(InstructionKind.WORDS_REPLACED, article, *steps, old=old, new=new)
        marked = {"old": self._marked(old), "new": self._marked(new)}
        return self._filled(phrase, A=article.number, P=paragraph.number, **marked), [expected], []

    def _words_everywhere(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        old = self._run_of_words(self._paragraph(article, without=True).text, 1)
        new = self.random.choice(_NEW_WORDS[self.language])
        self.kinds.append("everywhere")
        expected = self._expect(InstructionKind.WORDS_REPLACED, None, position="throughout", old=old, new=new)
        return self._filled(phrase, old=self._marked(old), new=self._marked(new)), [expected], []

    def _words_insert(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article, without=True)
        at, new = self._run_of_words(paragraph.text), self.random.choice(_NEW_WORDS[self.language])
        before = any(word in phrase for word in (" para ", "ispred", "before"))
        paragraph.text = paragraph.text.replace(at, f"{new} {at}" if before else f"{at} {new}")
        expected = self._expect(
            InstructionKind.WORDS_INSERTED, article, (Kind.PARAGRAPH, paragraph.number),
            position="before" if before else "after", old=at, new=new,
        )  # fmt: skip
        marked = {"at": self._marked(at), "new": self._marked(new)}
        return self._filled(phrase, A=article.number, P=paragraph.number, **marked), [expected], []

    def _words_delete(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article, without=True)
        old = self._run_of_words(paragraph.text)
        paragraph.text = " ".join(paragraph.text.replace(old, "").split()).replace(" .", ".").replace(" ,", ",")
        expected = self._expect(InstructionKind.WORDS_DELETED, article, (Kind.PARAGRAPH, paragraph.number), old=old)
        words = self._filled(phrase, A=article.number, P=paragraph.number, old=self._marked(old))
        return words, [expected], []

    def _words_twice(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = self._paragraph(article, without=True)
        words = paragraph.text.strip(".:").replace(",", "").split()
        single = [
            word for word in dict.fromkeys(words[1:]) if words.count(word) == 1 and paragraph.text.count(word) == 1
        ]
        old, at = (single[0], single[-1]) if len(single) > 1 else (words[0], words[-1])
        new, more = self.random.sample(_NEW_WORDS[self.language], 2)
        paragraph.text = paragraph.text.replace(at, f"{at} {more}").replace(old, new)
        steps = ((Kind.PARAGRAPH, paragraph.number),)
        expected = [
            self._expect(InstructionKind.WORDS_REPLACED, article, *steps, old=old, new=new),
            self._expect(InstructionKind.WORDS_INSERTED, article, *steps, position="after", old=at, new=more),
        ]
        marked = {"old": old, "new": new, "at": at, "more": more}
        shown = {key: self._marked(value) for key, value in marked.items()}
        return self._filled(phrase, A=article.number, P=paragraph.number, **shown), expected, []

    def _renumber_article(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        new = f"{article.number}B"
        expected = self._expect(InstructionKind.RENUMBERED, article, numbers=(new,))
        words = self._filled(phrase, A=article.number, N=new)
        article.number = new
        return words, [expected], []

    def _renumber_paragraph(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        paragraph = article.paragraphs[-1]
        new = str(int(paragraph.number) + 1)
        expected = self._expect(InstructionKind.RENUMBERED, article, (Kind.PARAGRAPH, paragraph.number), numbers=(new,))
        words = self._filled(phrase, A=article.number, P=paragraph.number, N=new)
        self._moved(paragraph, new)
        return words, [expected], []

    def _moved(self, paragraph: Paragraph, new: str) -> None:
        paragraph.subs = [(new + number[len(paragraph.number) :], text) for number, text in paragraph.subs]
        paragraph.number = new

    def _delete_renumber(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        gone, moved = article.paragraphs[-2:]
        old, new = moved.number, gone.number
        expected = [
            self._expect(InstructionKind.DELETED, article, (Kind.PARAGRAPH, gone.number)),
            self._expect(InstructionKind.RENUMBERED, article, (Kind.PARAGRAPH, old), numbers=(new,)),
        ]
        words = self._filled(phrase, A=article.number, P=gone.number, M=old, N=new)
        article.paragraphs.remove(gone)
        self._moved(moved, new)
        return words, expected, []

    def _repeal_act(self, phrase: str, article: Article, _: str) -> tuple[str, list[Instruction], list[str]]:
        number = f"02/L-{self.random.randint(10, 99)}"
        title = self.random.choice(_ACT_TITLES[self.language])
        named = f"{_LAW[self.language][0]} {number} {title}"
        act = CitedAct(f"02/L-0{number[-2:]}", title)
        return phrase.format(T=named), [Instruction(InstructionKind.REPEALED, act)], []


def _cyrillic(instruction: Instruction) -> Instruction:
    from dataclasses import replace

    return replace(
        instruction,
        act=CitedAct(instruction.act.number, to_cyrillic(instruction.act.title)),
        old_words=to_cyrillic(instruction.old_words),
        new_text=to_cyrillic(instruction.new_text),
    )


def _wrapped(lines: list[str]) -> list[str]:
    """Lines of a page: paragraphs broken at a width, as text comes out of a PDF."""
    import textwrap

    made: list[str] = []
    for line in lines:
        made += textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    return made


def make_amending(seed: int, *, pool: str = "known") -> AmendingSample:
    """
    The amending act of this number: languages, habits and layouts take turns, so that a hundred hold them all.

    `pool` says which sentences: "known", "held" or "fresh" (see `amending_phrases`).
    """
    language, script = LANGUAGES[seed % len(LANGUAGES)]
    habit = list(HABITS)[(seed // len(LANGUAGES)) % len(HABITS)]
    layout = LAYOUTS[seed % len(LAYOUTS)]
    maker = _Maker(seed, language, script, habit, layout, pool)
    return maker.make(instructions=(1, 4, 8)[seed % 3])
