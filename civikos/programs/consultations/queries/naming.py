"""Places of a draft that people name in a mail: `Neni 5:`, `čl. 5 st. 2`, `Re Article 5(2) –`; and words of it that they quote."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.cache import caches

import lawtext
from civikos.registers.legislation.models import Provision, Version, Wording

KEEP_SECONDS = 3600
FEWEST_QUOTED_WORDS = 3
LONGEST_QUOTE = 4000


# --- Folding with the way back ------------------------------------------------------------------------------------------
@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    return lawtext.fold(letter)


def folded(line: str) -> tuple[str, list[int]]:
    """A line without marks and case, Cyrillic as Latin; and where in the line each of its letters comes from."""
    made: list[str] = []
    origin: list[int] = []
    for at, letter in enumerate(line):
        small = " " if letter.isspace() else _fold_letter(letter)
        made.append(small)
        origin += [at] * len(small)
    origin.append(len(line))
    return "".join(made), origin


def key_of(words: str) -> str:
    """Words for comparing: folded, marks and line ends as blanks."""
    return " ".join(re.findall(r"\w+", lawtext.fold(words)))


# --- Naming ---------------------------------------------------------------------------------------------------------------
_OF = r"(?:\s*,?\s*(?:i|e|te|se|ne|of|u|iz|the)\b)*"
_NO = r"(?:\s*(?:nr|br|no|number|numer|broj)\b\.?)?"
_ARTICLE_WORD = r"(?:nen(?:i|it|in|et|eve|e)?|clan(?:a|u|om|ovi\w*|ci|ak|k\w+)?|cl|articles?|arts?|artikel\w*)"
_NUMBER = r"\d{1,3}(?:/?[a-z](?![a-z]))?"
_ARTICLE = re.compile(
    rf"(?:\b{_ARTICLE_WORD}\b\.?{_NO}|\b(?:nen(?:i|it|in)|clan|art)(?=\d)|§)\s*(?P<number>{_NUMBER})"
    r"(?P<dotted>(?:\.\d{1,2}){1,3}(?![\d.]*\d))?(?P<round>(?:\s?\((?:\d{1,2}(?:\.\d{1,2})*|[a-z]{1,2})\))*)"
)
_STEPS = {
    "subparagraph": r"nen[\s\-]?paragraf\w*|nenpar|podstav\w*|podst|sub[\s\-]?para(?:graph)?s?",
    "paragraph": r"paragraf\w*|paragraphs?|parag|paras?|par|stav(?:a|u|om|ov\w*)?|stavk?\w{0,2}|st|absatz|abs",
    "letter": r"shkronj\w*|germ(?:a|es|en)|slov(?:o|a|u|om)|letters?|buchstabe|lit",
    "point": r"pik(?:a|e|es|en|at)|tack(?:a|e|u|i|om)?|tac|points?|items?|alineja|pkt",
}
_STEP = re.compile(
    "|".join(
        rf"\b(?P<{kind}>{words})\b\.?\s*\(?(?P<n_{kind}>\d{{1,2}}(?:\.\d{{1,2}})*|[a-z]{{1,2}}(?=[\s).,:;\-]|$))\)?"
        for kind, words in _STEPS.items()
    )
)
_BETWEEN = re.compile(r"[\s,;.\-–]*")
_BEFORE = re.compile(rf"(?:{_STEP.pattern}){_OF}\s*$")
_OTHER_ACT = re.compile(
    r"[\s,.)]*(?:(?:i|e|te|se|of|iz|the|od)\s+)*(?:"
    r"(?:ligj|kod|rregullor|udhezim)\w*\s+(?:nr|per|mbi|e punes|penal|civil|e procedur)"
    r"|zakon\w*\s+(?:br|o\b)|zakonik\w*|pravilnik\w*\s+(?:br|o\b)|(?:law|code|act|regulation)\s+(?:no|on\b|number|\d)"
    r"|(?:kushtetut|ustav|constitution|konvent|konvencij|convention|direktiv|directive|traktat|treat|gdpr|povelj|kart[eë]s|charter)\w*"
    r"|(?:ligjit|zakona|law)\s+(?:nr|br|no)?\.?\s*\d)"
)
_LEAD = re.compile(
    r"(?:[\s>*•·●▪■○#_\-–—]+|\(?\d{1,2}[.)]\s+|[a-z][.)]\s+)*"
    r"(?:(?:per|ne|tek|te|mbi|rreth|lidhur|lidhje|me|sa|i|e|perket|komentet?|komentin?|komente|koment|propozim\w*|sugjerim\w*|verejtj\w*"
    r"|vezi|u|sa|za|na|o|uz|kod|komentar\w*|predlog\w*|sugestij\w*|primedb\w*|sto|se|tice|povodom|ad|re|ref"
    r"|regarding|concerning|on|about|for|in|as|regards|to|with|respect|comments?|proposal|suggestions?|our|my|yone|jone|nas\w*|zu|zum|kommentar"
    r"|keto|ketu|shtese|pika|teksti|the)\b[\s:\-–—]*){0,6}"
)
_PREAMBLE = re.compile(r"preambul(?:a|es|en|e|u|i)\b|preamble\b")
_ANNEX = re.compile(
    r"(?:shtojc\w*|aneks\w*|prilog\w*|annex\w*|appendix)\b\.?\s*(?:nr\.?|br\.?|no\.?)?\s*(?P<number>\d{1,2}|[ivx]{1,4})?\b"
)
_WHOLE = re.compile(
    r"(?:koment\w*\s+te\s+pergjithshm\w*|te\s+pergjithshme|ne\s+pergjithesi|pergjithesisht|opsti\s+komentar\w*|opste\s+primedb\w*|uopsteno"
    r"|ceo\s+nacrt|general\s+(?:comments?|remarks?|observations?)|whole\s+draft|(?:i\s+)?(?:gjithe|tere)\s+(?:projekt\w*|draft\w*|dokument\w*)|in\s+general)\b"
)
_SEPARATOR = re.compile(r"\s*(?:[*_]{1,2})?\s*(?:[:\-–—.,)]+)?\s*(?:[*_]{1,2})?\s*")


@dataclass(frozen=True)
class Named:
    """
    A place that a line names: the steps from the article down, from `start` to `end` of the line.

    `article` is a number as `number_of` writes it, or "preamble", "annex" or "" for the whole draft.
    """

    article: str
    steps: tuple[tuple[str, str], ...]
    start: int
    end: int
    kind: str = "article"


def number_of(number: str) -> str:
    """An article's number for comparing: "16a", "16/A" and "16 a" are one."""
    return re.sub(r"[\s/.()]", "", lawtext.fold(number)).upper()


def named_in(line: str) -> Iterator[Named]:
    """The articles of the draft that a line names, in order; those of other acts are left out."""
    text, origin = folded(line)
    for match in _ARTICLE.finditer(text):
        yielded = _named(text, origin, match)
        if yielded is not None:
            yield yielded


def _named(text: str, origin: list[int], match: re.Match[str]) -> Named | None:
    steps: list[tuple[str, str]] = []
    if match["dotted"]:
        parts = match["dotted"].strip(".").split(".")
        steps.append(("paragraph", parts[0]))
        if len(parts) > 1:
            steps.append(("subparagraph", ".".join(parts)))
    for inner in re.findall(r"\(([^)]*)\)", match["round"] or ""):
        steps.append(("paragraph" if not steps and inner[:1].isdigit() else "point", inner))
    end = match.end()
    while True:
        gap = _BETWEEN.match(text, end)
        step = _STEP.match(text, gap.end() if gap else end)
        if step is None:
            break
        kind = next(name for name in _STEPS if step[name])
        steps.append((kind, step[f"n_{kind}"]))
        end = step.end()
    start = match.start()
    before = _BEFORE.search(text[:start])
    if before is not None and not steps:
        kind = next(name for name in _STEPS if before[name])
        steps.append((kind, before[f"n_{kind}"]))
        start = before.start()
    if _OTHER_ACT.match(text, end):
        return None
    return Named(number_of(match["number"]), tuple(steps), origin[start], origin[end])


def heading_of(line: str) -> Named | None:
    """The place with which a line begins, whatever little words lead to it; None for a line that begins with something else."""
    text, origin = folded(line)
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    for start in dict.fromkeys((at, _after_marks(text))):
        whole = _WHOLE.match(text, start)
        if whole is not None:
            return Named("", (), origin[start], origin[whole.end()], "whole")
        preamble = _PREAMBLE.match(text, start)
        if preamble is not None:
            return Named("preamble", (), origin[start], origin[preamble.end()], "preamble")
        annex = _ANNEX.match(text, start)
        if annex is not None:
            return Named((annex["number"] or "").upper(), (), origin[start], origin[annex.end()], "annex")
    first = next(_ARTICLE.finditer(text), None)
    if first is None:
        return None
    named = _named(text, origin, first)
    if named is None:
        return None
    # Nothing but little words, or the paragraph that is named before its article, may stand in front of it.
    folded_start = next((index for index, place in enumerate(origin) if place >= named.start), 0)
    return named if folded_start <= at or not text[:folded_start].strip(" >*•-–—#_.()0123456789") else None


def _after_marks(text: str) -> int:
    marks = re.match(r"[\s>*•·●▪■○#_\-–—]*(?:\(?\d{1,2}[.)]\s+)?", text)
    return marks.end() if marks else 0


def after_heading(line: str, named: Named, heading: str) -> tuple[str, bool]:
    """
    What a line says behind the place it begins with, and whether the place was a label: `Neni 5: …`, `Neni 5 – Mosha`.

    Of prose that begins with the place (`Neni 5 duhet …`) the whole line is what it says.
    """
    rest = line[named.end :]
    bare = rest.strip(" \t*_")
    if not bare or not re.search(r"\w", bare):
        return "", True
    if heading and key_of(bare).startswith(key_of(heading)) and len(key_of(bare)) <= len(key_of(heading)) + 2:
        return "", True
    marked = re.match(r"\s*[*_]{0,2}\s*([:–—]|-\s|\.\s|\)\s|,\s*$)[\s*_]*", rest)
    if marked is not None:
        said = rest[marked.end() :].strip()
        if heading and key_of(said).startswith(key_of(heading)):
            cut = re.match(rf"[\s\S]{{{max(0, len(heading) - 2)},{len(heading) + 3}}}?\s*[:.\-–—]\s*", said)
            if key_of(said) == key_of(heading):
                return "", True
            if cut is not None:
                return said[cut.end() :].strip(), True
        return said, True
    # A label in brackets or in a title: "Neni 5 (Mosha)".
    inside = re.fullmatch(r"\s*\(([^)]{2,120})\)\s*[:.\-–—]?\s*(.*)", rest)
    if inside is not None and (not heading or key_of(inside[1]) == key_of(heading)):
        return inside[2].strip(), True
    return line.strip(" \t>*•-–—"), False


# --- The ground on which places are looked for --------------------------------------------------------------------------
@dataclass(frozen=True)
class Running:
    """The words of a version in one language, one provision after another, folded; where each provision begins."""

    words: str
    starts: tuple[int, ...]
    eids: tuple[str, ...]
    text: str
    text_starts: tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """A version made ready for finding places in it. Made once for each edition and kept."""

    articles: dict[str, str]
    """By number as `number_of` writes it."""
    units: dict[str, tuple[str, int]]
    """By the id of any provision: the article it is or lies in, and its place in the order."""
    below: dict[tuple[str, str], tuple[tuple[str, str, str], ...]]
    headings: dict[str, tuple[str, ...]]
    texts: dict[tuple[str, str], str]
    """The own words of a provision by its id and the language."""
    running: dict[str, Running] = field(default_factory=dict)
    preamble: str = ""
    annexes: dict[str, str] = field(default_factory=dict)

    def place_of(self, named: Named) -> str | None:
        """The id of a place that was named; "" for the whole draft, None for an article that this version does not have."""
        if named.kind == "whole":
            return ""
        if named.kind == "preamble":
            return self.preamble or ""
        if named.kind == "annex":
            if named.article in self.annexes:
                return self.annexes[named.article]
            return next(iter(self.annexes.values())) if len(self.annexes) == 1 else None
        at = self.articles.get(named.article)
        if at is None:
            return None
        unit = at
        for kind, number in named.steps:
            at = self._step(at, unit, kind, number)
        return at

    def _step(self, at: str, unit: str, kind: str, number: str) -> str:
        wanted = number_of(number)
        rows = self.below.get((at, ""), ())
        same = [eid for eid, _kind, their in rows if their == wanted]
        exact = next((eid for eid, their_kind, their in rows if their == wanted and their_kind == kind), None)
        if exact or same:
            return exact or same[0]
        # Deeper: "pika a" of the only paragraph that has one.
        deeper = [
            eid
            for (parent, _), rows_ in self.below.items()
            if parent == at or parent.startswith(f"{at}__")
            for eid, _kind, their in rows_
            if their == wanted
        ]
        return deeper[0] if len(deeper) == 1 else at

    def heading(self, article: str) -> str:
        """The headings of an article are compared one by one: this is the first."""
        return next(iter(self.headings.get(article, ())), "")

    def quoted(self, words: str) -> tuple[str, str, str] | None:
        """The provision whose words were quoted, those words as the text has them, and the language; None if none is sure."""
        named = self._quoted_label(words)
        for piece in _pieces(words):
            found = self._find(piece)
            if found is not None:
                return found
        return (named, "", "") if named is not None else None

    def _quoted_label(self, words: str) -> str | None:
        lines = [line for line in words.splitlines() if line.strip()]
        if len(lines) > 3:
            return None
        for line in reversed(lines):
            named = heading_of(line)
            if named is not None and len(line) < 160:
                return self.place_of(named)
        return None

    def _find(self, piece: str) -> tuple[str, str, str] | None:
        key = key_of(piece)
        if key.count(" ") + 1 < FEWEST_QUOTED_WORDS:
            return None
        for language, running in self.running.items():
            at = f" {running.words} ".find(f" {key} ")
            if at >= 0:
                return self._between(running, language, at, at + len(key), piece)
        return self._near(piece, key)

    def _between(self, running: Running, language: str, start: int, end: int, piece: str) -> tuple[str, str, str]:
        first = bisect_right(running.starts, start) - 1
        last = bisect_right(running.starts, max(start, end - 1)) - 1
        spanned = list(dict.fromkeys(running.eids[first : last + 1]))
        if len(spanned) == 1:
            own = self.texts.get((spanned[0], language), "")
            return spanned[0], _as_printed(own, piece), language
        articles = list(dict.fromkeys(self.units[eid][0] for eid in spanned if self.units[eid][0]))
        if len(articles) == 1:
            return articles[0], "", language
        return spanned[-1], "", language

    def _near(self, piece: str, key: str) -> tuple[str, str, str] | None:
        words = frozenset(key.split())
        if len(words) < 5:
            return None
        best: tuple[float, str, str, str] | None = None
        for language, running in self.running.items():
            if len(words & frozenset(running.words.split())) < 0.7 * len(words):
                continue
            found = lawtext.find_quote(running.text, piece[:LONGEST_QUOTE])
            if found is not None and found.confidence >= 0.75 and (best is None or found.confidence > best[0]):
                at = bisect_right(running.text_starts, found.start) - 1
                best = (found.confidence, running.eids[at], running.text[found.start : found.end], language)
        return (best[1], best[2], best[3]) if best is not None else None


def _as_printed(own: str, piece: str) -> str:
    found = lawtext.find_quote(own, " ".join(piece.split())) if own else None
    return own[found.start : found.end] if found is not None else ""


def _pieces(words: str) -> Iterator[str]:
    # All of it, then its last paragraphs, the nearest to the answer first.
    whole = words.strip()[-LONGEST_QUOTE:]
    if not whole:
        return
    yield whole
    parts = [part.strip() for part in re.split(r"\n\s*\n", whole) if part.strip()]
    if len(parts) > 1:
        yield from reversed(parts[-3:])
    lines = [line.strip() for line in (parts[-1] if parts else "").splitlines() if line.strip()]
    if len(lines) > 1:
        yield from reversed(lines[-3:])


def ground_of(version: Version) -> Ground:
    """The ground of a version: two queries the first time, none while it is kept."""
    key = f"ground:{version.pk}:{version.edition}"
    kept: Ground | None = caches["kept"].get(key)
    if kept is None:
        kept = _made(version)
        caches["kept"].set(key, kept, KEEP_SECONDS)
    return kept


def _made(version: Version) -> Ground:
    rows = list(
        Provision.objects.filter(version=version)
        .order_by("position", "pk")
        .values_list("pk", "eid", "kind", "number", "parent__eid", "article", "position")
    )
    eids = {pk: eid for pk, eid, *_rest in rows}
    articles: dict[str, str] = {}
    below: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    annexes: dict[str, str] = {}
    preamble = ""
    for _pk, eid, kind, number, parent, article, _position in rows:
        if kind == lawtext.Kind.ARTICLE and article == eid:
            articles.setdefault(number_of(number), eid)
        elif kind == lawtext.Kind.PREAMBLE and article == eid:
            preamble = preamble or eid
        elif kind == lawtext.Kind.ANNEX and article == eid:
            annexes.setdefault(number_of(number), eid)
        if parent:
            below.setdefault((parent, ""), []).append((eid, kind, number_of(number)))
    headings: dict[str, dict[str, None]] = {}
    texts: dict[tuple[str, str], str] = {}
    running: dict[str, tuple[list[str], list[int], list[str], list[str], list[int], list[int]]] = {}
    said = Wording.objects.filter(provision__version=version).order_by("provision__position", "pk")
    for pk, language, heading, text in said.values_list("provision_id", "language", "heading", "text"):
        eid = eids[pk]
        if heading:
            headings.setdefault(eid, {})[heading] = None
        if text:
            texts[eid, language] = text
        words, starts, of, raw, raw_starts, sizes = running.setdefault(language, ([], [], [], [], [], [0, 0]))
        for part in (heading, text):
            key = key_of(part)
            if not key:
                continue
            starts.append(sizes[0])
            raw_starts.append(sizes[1])
            of.append(eid)
            words.append(key)
            raw.append(part)
            sizes[0] += len(key) + 1
            sizes[1] += len(part) + 1
    return Ground(
        articles=articles,
        units={eid: (article, position) for _pk, eid, _kind, _number, _parent, article, position in rows},
        below={parent: tuple(children) for parent, children in below.items()},
        headings={eid: tuple(each) for eid, each in headings.items()},
        texts=texts,
        running={
            language: Running(" ".join(words), tuple(starts), tuple(of), "\n".join(raw), tuple(raw_starts))
            for language, (words, starts, of, raw, raw_starts, _sizes) in running.items()
        },
        preamble=preamble,
        annexes=annexes,
    )
