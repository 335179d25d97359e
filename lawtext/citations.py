"""
What a sentence of law cites: acts by number and title, places inside an act, words in quotation marks.

Act numbers follow the Official Gazette of Kosovo, with the spellings seen in its index (blanks, dashes, two or three
digits after L). All matching is done on the sentence folded to plain Latin letters, with the way back to its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lawtext.language import fold, plain_letters, to_latin
from lawtext.model import Kind


@dataclass(frozen=True, slots=True)
class CitedAct:
    """
    An act as another act names it.

    `number` is normalized ("04/L-057", "2003/11", "UNMIK/DIR/2000/10", "QRK-05/2016"), "" where none is given;
    `title` is as printed, from the word after the number or the kind of act on; "" where none is given.
    """

    number: str = ""
    title: str = ""


# Folded text with the way back


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    return fold(letter)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded letter by letter; `origin[i]` is where folded letter i comes from, with one entry past the end."""

    source: str
    text: str
    origin: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """The letters of the source behind a span of the folded text."""
        return self.source[self.origin[start] : self.origin[end]] if start < end else ""


def folded(text: str) -> Folded:
    """The text for matching: look-alike letters mended, Latin letters without marks, lower case, blanks as they are."""
    made: list[str] = []
    origin: list[int] = []
    for at, letter in enumerate(plain_letters(text)):
        small = " " if letter.isspace() else letter if letter >= "\ue000" else _fold_letter(letter)
        made.append(small)
        origin += [at] * len(small)
    origin.append(len(text))
    return Folded(text, "".join(made), tuple(origin))


# Quotation marks

MARKS = '"“”„«»‟″'
_OPENING_ONLY = "„‟"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks: the span with its marks, the words without; `closed` says the end was marked."""

    start: int
    end: int
    words: str
    closed: bool = True


def opens(text: str, at: int) -> bool:
    """
    Whether the quotation mark at this place opens a quotation, judged by its neighbors before its form.

    The three languages use „ “ ” « » and " in every combination, so that the same mark opens in one act and closes
    in another; what stands beside it tells more.
    """
    mark = text[at]
    if mark in _OPENING_ONLY:
        return True
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    free_before = not before or before.isspace() or before in "([–—-/:" or (before in MARKS and before in "„“«")
    free_after = not after or after.isspace() or after in ".,;:)]?!–—-" or after in MARKS
    if free_before != free_after:
        return free_before
    return mark in "“«" if before.isspace() or not before else False


def quote_depth(text: str, depth: int = 0) -> int:
    """How many quotations are open after a text that begins with `depth` open ones; never below zero."""
    for match in re.finditer(f"[{MARKS}]", text):
        depth = depth + 1 if opens(text, match.start()) else max(0, depth - 1)
    return depth


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a text; one that nobody closed reaches to the end."""
    found: list[Quotation] = []
    depth, start = 0, 0
    for match in re.finditer(f"[{MARKS}]", text):
        at = match.start()
        if opens(text, at):
            if depth == 0:
                start = at
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(Quotation(start, at + 1, text[start + 1 : at].strip()))
    if depth:
        words = text[start + 1 :].strip()
        if words:
            found.append(Quotation(start, len(text), words, closed=False))
    return found


# Numbers of acts

_NUMBER = re.compile(
    r"(?P<unmik>unmik\s*/\s*(?P<what>[a-z]{2,4})\s*/\s*(?P<uyear>\d{4})\s*/\s*(?P<unumber>\d{1,3}))"
    r"|(?P<law>(?<!\d)(?P<term>\d{2})\s?/?\s?l\s?[-–—‑]?\s?(?P<serial>\d{1,3})(?!\d))"
    r"|(?P<organ>\((?P<who>[a-z]{2,6})\)\s*(?:(?:nr|no|br)\.?\s*)?(?P<onumber>\d{1,3})\s?/\s?(?P<oyear>\d{4}))"
    r"|(?P<dashed>\b(?P<dwho>qrk|grk|vrk|mf|mapl)\s?[-–]\s?(?:(?:nr|no|br)\.?\s*[-–]?\s*)?(?P<dnumber>\d{1,3})\s?/\s?(?P<dyear>\d{4}))"
    r"|(?P<old>(?<![\d/])(?<!\d\.)(?P<year>(?:19|20)\d{2})\s?/\s?(?P<oldserial>\d{1,3})(?![\d/]))"
)
# The same organ under its name in the three languages.
_ORGANS = {"grk": "QRK", "vrk": "QRK", "mlga": "MAPL", "mals": "MAPL"}


def _normal(match: re.Match[str]) -> str:
    if match["law"]:
        return f"{match['term']}/L-{match['serial']:0>3}"
    if match["old"]:
        return f"{match['year']}/{int(match['oldserial'])}"
    if match["unmik"]:
        return f"UNMIK/{match['what'].upper()}/{match['uyear']}/{int(match['unumber'])}"
    who, number, year = (
        (match["who"], match["onumber"], match["oyear"])
        if match["organ"]
        else (match["dwho"], match["dnumber"], match["dyear"])
    )
    return f"{_ORGANS.get(who, who.upper())}-{number:0>2}/{year}"


def normal_number(text: str) -> str:
    """The first act number in a text in its normal form ("04/L – 57" is "04/L-057"), "" where there is none."""
    match = _NUMBER.search(folded(text).text)
    return _normal(match) if match else ""


# Acts named in a sentence

_ACT_WORD = (
    r"(?:ligj(?:i|it|in|e|et|eve)?|kod(?:i|it|in|u|om)?|rregullor(?:e|ja|es|en|ese)|udhezim\w*(?:\s+administrativ\w*)?"
    r"|kushtetut\w+|statut(?:i|it|in|a|u)?|zakonik\w*|zakon(?:a|u|om|i|ima)?|uredb(?:a|e|u|om)|kodeks\w*|ustav(?:a|u)?"
    r"|pravilnik\w*|uputstv\w+|laws?|code|regulation|(?:administrative\s+)?instruction|constitution)"
)
_NUMBER_WORD = r"(?:(?:nr|no|br|numer\w*|broj|number)\s?\.?\s?:?\s?\.?)"
_ABOUT = r"(?:per|mbi|kunder|o|za|protiv|on|of|for|against)"
_BEFORE_NUMBER = re.compile(
    rf"\b{_ACT_WORD}(?P<title>\s+(?:{_ABOUT}|penal|civil|doganor)\s[^;:]{{3,200}}?)?\s*,?\s*{_NUMBER_WORD}?\s*$"
)
_NUMBER_WORD_BEFORE = re.compile(rf"\b{_NUMBER_WORD}\s*$")
_AFTER_NUMBER = re.compile(rf"\s*,?\s*(?=(?:{_ABOUT}|i|e|te|se|penal\w*|doganor\w*)\s)")
_TITLED = re.compile(rf"\b{_ACT_WORD}\s+(?={_ABOUT}\s)")
_BASIC = re.compile(
    r"\b(?:ligj|kod|rregullor)\w*\s+(?:baz\w*|themelor\w*|ne\s+fuqi\b)"
    r"|\b(?:osnovn|temeljn|bazicn)\w+\s+(?:zakon|kodeks|uredb)\w*|\b(?:basic|principal|main|base|parent)\s+(?:law|code|act|regulation)\b"
)
_THIS_ACT = re.compile(
    r"\b(?:(?:ky|ketij|kete)\s+(?:ligj|kod|rregullore)\w*|me\s+kete\s+ligj|ov(?:aj|og|im|om|a|e|u)\s+(?:zakon|kodeks|uredb)\w*"
    r"|this\s+(?:law|act|code|regulation))\b"
)
_AMENDED = re.compile(
    r"[\s,(]*\b(?:(?:i|e|te|se)\s+(?:ndryshuar|plotesuar)|(?:koj\w+\s+(?:je|su)\s+)?(?:izmenj|izmijenj|dopunj)en\w*"
    r"|(?:as\s+)?(?:last\s+|subsequently\s+)?(?:amended|supplemented)(?=[\w\s]{0,30}?\s(?:by|with)\s))\b"
)
_AMENDED_WORDS = re.compile(
    rf"(?:[\s,]|\b(?:dhe|e|i|and|te|se|ndryshuar|plotesuar|dopunj\w+|izmenj\w+|amended|supplemented|me|nga|by|with|sa|od)\b"
    rf"|\b{_ACT_WORD}\b|{_NUMBER_WORD})*"
)
_DEFINED = re.compile(
    r"\s*\((?:ne\s+tekstin|ne\s+vijim|u\s+daljem|u\s+nastavku|hereinafter|in\s+further|tani\s+e)[^)]*\)"
)
_GAZETTE = re.compile(r"\s*,?\s*\(\s*(?:gazeta|official|sluzben|sl\.|nr\.\s*\d)[^)]*\)")
_TITLE_STOP = re.compile(
    r"[:;\n\ue000-\uf8ff(]|\.(?:\s|$)|,?\s*\b(?:i|e|te|se)\s+(?:ndryshuar|plotesuar)\b|,?\s*\b(?:izmenj|izmijenj|dopunj)en"
    r"|,?\s*\bas\s+(?:last\s+)?(?:amended|supplemented)\b"
)


@dataclass(frozen=True, slots=True)
class ActSpan:
    """An act named in a sentence, from `start` to `end` of the folded text; `basic` says only "the basic law"."""

    start: int
    end: int
    act: CitedAct
    basic: bool = False
    this: bool = False
    amended_by: tuple[str, ...] = ()


def find_acts(sentence: Folded, stop: re.Pattern[str] | None = None) -> list[ActSpan]:
    """
    The acts a sentence names, in order, without those that only say by what an act was amended.

    A title runs on until punctuation that ends it, or until `stop` matches: words with which the sentence goes on.
    """
    text = sentence.text
    found: list[ActSpan] = []
    taken = 0
    for at, kind, match in _act_starts(text):
        if at < taken:
            continue
        if kind == "number":
            span = _numbered(sentence, match, max(taken, 0), stop)
        elif kind == "titled":
            end = _title_end(text, match.end(), stop)
            span = ActSpan(at, end, CitedAct("", _clean_title(sentence.original(match.end(), end))))
        else:
            span = ActSpan(at, match.end(), CitedAct(), basic=kind == "basic", this=kind == "this")
        span = _with_amendments(text, span)
        found.append(span)
        taken = span.end
    return found


def _act_starts(text: str) -> list[tuple[int, str, re.Match[str]]]:
    starts: list[tuple[int, str, re.Match[str]]] = []
    for match in _NUMBER.finditer(text):
        window = max(0, match.start() - 260)
        before = _BEFORE_NUMBER.search(text, window, match.start())
        while before and (inner := _BEFORE_NUMBER.search(text, before.start() + 1, match.start())):
            # The nearest word for an act begins it; one further off belongs to another.
            before = inner
        word = before or _NUMBER_WORD_BEFORE.search(text, window, match.start())
        starts.append((word.start() if word else match.start(), "number", match))
    starts += [(match.start(), "basic", match) for match in _BASIC.finditer(text)]
    starts += [(match.start(), "this", match) for match in _THIS_ACT.finditer(text)]
    starts += [(match.start(), "titled", match) for match in _TITLED.finditer(text)]
    order = {"this": 0, "basic": 1, "number": 2, "titled": 3}
    return sorted(starts, key=lambda each: (each[0], order[each[1]]))


def _numbered(sentence: Folded, match: re.Match[str], floor: int, stop: re.Pattern[str] | None) -> ActSpan:
    text = sentence.text
    before = next(_BEFORE_NUMBER.finditer(text, max(floor, match.start() - 260), match.start()), None)
    start = before.start() if before else match.start()
    if before is None and (word := _NUMBER_WORD_BEFORE.search(text, max(0, match.start() - 12), match.start())):
        start = word.start()
    title, end = "", match.end()
    after = _AFTER_NUMBER.match(text, match.end())
    if after:
        end = _title_end(text, after.end(), stop)
        title = sentence.original(after.end(), end)
    if not title and before and before["title"]:
        title = sentence.original(before.start("title"), before.end("title"))
    return ActSpan(start, end, CitedAct(_normal(match), _clean_title(title)))


def _title_end(text: str, start: int, stop: re.Pattern[str] | None) -> int:
    end = len(text)
    if (match := _TITLE_STOP.search(text, start)) is not None:
        end = match.start()
    # The character that ends the title may be what tells that its last words are not its own.
    if stop is not None and (match := stop.search(text, start, end + 1)) is not None:
        end = match.start()
    return max(start, end)


def _clean_title(title: str) -> str:
    return " ".join(title.split()).strip(" ,.;-–—")


def _with_amendments(text: str, span: ActSpan) -> ActSpan:
    """The act with what is said of its earlier amendments, and of its short name, taken into its span."""
    end, numbers = span.end, []
    while (match := _AMENDED.match(text, end)) or (match := _DEFINED.match(text, end) or _GAZETTE.match(text, end)):
        end = match.end()
        while (words := _AMENDED_WORDS.match(text, end)) and (number := _NUMBER.match(text, words.end())):
            numbers.append(_normal(number))
            end = number.end()
        if text[end : end + 1] == ")" and "(" in match[0]:
            end += 1
    if end == span.end:
        return span
    return ActSpan(span.start, end, span.act, span.basic, span.this, tuple(numbers))


# Places inside an act

_UNITS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.SUBPARAGRAPH,
        r"nen[\s\-–]{0,3}paragraf\w*|podstav(?:a|u|om|ov\w+)?|podparagraf\w*|sub[\s\-–]{0,3}paragraphs?",
    ),
    (Kind.POINT, r"nen[\s\-–]{0,3}pik\w*|podtack\w*|sub[\s\-–]{0,3}points?"),
    (Kind.SUBCHAPTER, r"nen[\s\-–]{0,3}kre\w*|nen[\s\-–]{0,3}kapitull\w*|potpoglavlj\w*|sub[\s\-–]{0,3}chapters?"),
    (Kind.PARAGRAPH, r"paragraf\w*|paragraphs?|stav(?:a|u|om|ov\w+)?|stavci|stavak|stavk\w+"),
    (Kind.ARTICLE, r"nen(?:i|it|in|et|eve|e)?|clan(?:a|u|om|ov\w+|ci|ak|k\w+)?|articles?|art"),
    (Kind.LETTER, r"shkronj\w*|germ(?:a|es|en|at)|slov(?:o|a|u|om)|letters?"),
    (Kind.POINT, r"pik(?:a|e|es|en|at|ave)|tack(?:a|e|u|i|om|ama)?|tacak|points?|items?"),
    (Kind.INDENT, r"aline\w*|indents?"),
    (Kind.CHAPTER, r"kre(?:u|ut|un|ret|reve)|kapitull\w*|poglavlj\w*|glav(?:a|e|u|i)|chapters?"),
    (Kind.SECTION, r"seksion\w*|sekcion\w*|odelj\w+|odsek\w*|sections?"),
    (Kind.PART, r"pjes(?:a|es|en)|deo|dela|delu|parts?"),
    (Kind.ANNEX, r"shtojc\w*|aneks\w*|prilog\w*|annex\w*|appendix"),
)
RANK = {
    Kind.ANNEX: 0, Kind.PART: 1, Kind.CHAPTER: 2, Kind.SUBCHAPTER: 3, Kind.SECTION: 4, Kind.ARTICLE: 5, Kind.PARAGRAPH: 6,
    Kind.SUBPARAGRAPH: 7, Kind.POINT: 8, Kind.LETTER: 9, Kind.INDENT: 10,
}  # fmt: skip
_NEW = r"(?:(?:i|e|te)\s+(?:ri|re|rinj|reja)|novi|nova|novo|nove|novim|novom|new)"
_FILL = rf"(?:\s*(?:{_NEW}|ekzistues\w*|aktual\w*|nr\.?|no\.?|br\.?|numer|broj|number))?"
_DIGITS = r"\(?\d{1,4}(?:\.\d{1,3}){0,4}(?:\s?/\s?[a-z]\b|[a-z]\b|\.[a-z]\b)?\)?"
_LETTERS = r"\(?(?:dh|gj|ll|nj|rr|sh|th|xh|zh|lj|[a-z])\)|\(?(?:[a-z]|dh|gj|ll|nj|rr|sh|th|xh|zh)\b(?!\s+(?:nenit|te|se|e|of)\b(?!.))"
_ROMANS = r"[ivxlc]{1,7}\b|\d{1,3}\b"
_JOIN = r"\s*(?:,\s*(?:dhe|and|e|i)?|dhe|edhe|and|&|\bi\b|\be\b|\bte\b)\s*"
_RANGE = r"\s*(?:-|–|—|\bderi(?:\s+(?:ne|te|tek|me))?\b|\bdo\b|\bto\b|\bthrough\b)\s*"


def _unit_pattern(kind: Kind, words: str) -> str:
    number = _ROMANS if RANK[kind] < RANK[Kind.ARTICLE] else f"(?:{_DIGITS})"
    if kind in (Kind.LETTER, Kind.POINT):
        number = f"(?:{_DIGITS}|{_LETTERS})"
    return rf"(?P<{kind.value}{len(words)}>\b(?:{words})\b\.?){_FILL}\s*(?P<n{kind.value}{len(words)}>{number}(?:(?:{_JOIN}|{_RANGE})(?:{number}))*)"


_MENTION = re.compile("|".join(_unit_pattern(kind, words) for kind, words in _UNITS))
_KINDS = {f"{kind.value}{len(words)}": kind for kind, words in _UNITS}
_ONE = re.compile(rf"{_DIGITS}|{_LETTERS}|{_ROMANS}")
_JOIN_BETWEEN = re.compile(_JOIN)
_RANGE_BETWEEN = re.compile(_RANGE)
_PARENTHESIS = re.compile(r"\s?\((\d{1,3}|[a-z])\)")
_OWN = re.compile(
    r"\s*,?\s*(?:i|te|e|se|of)?\s*(?:(?:ketij|kesaj|ky)\s+(?:ligji|kodi|rregulloreje|neni)|ov(?:og|oga|e)\s+(?:zakona|clana|uredbe)|this\s+(?:law|article))"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """
    A place named in a sentence: "paragrafët 2 dhe 3" has two numbers of one kind.

    `deeper` are the steps that stand in brackets after an article ("Article 5(2)"); `own` says that it is a place of
    the act that speaks ("të këtij neni").
    """

    start: int
    end: int
    kind: Kind
    numbers: tuple[str, ...]
    deeper: tuple[tuple[Kind, str], ...] = ()
    own: bool = False


def clean_number(number: str) -> str:
    """A provision's number as the tree writes it: no blanks, brackets or final stop, Latin letters, 5a as "5A"."""
    plain = re.sub(r"[\s()]+", "", to_latin(plain_letters(number))).strip(".")
    return plain.upper() if plain[:1].isdigit() else plain.lower()


def find_mentions(sentence: Folded) -> list[Mention]:
    """The places a sentence names, in order."""
    found = []
    for match in _MENTION.finditer(sentence.text):
        group = next(name for name, value in match.groupdict().items() if value is not None and name in _KINDS)
        kind = _KINDS[group]
        start, end = match.span(f"n{group}")
        numbers = list(_numbers(sentence, start, end, kind))
        deeper: tuple[tuple[Kind, str], ...] = ()
        stop = match.end()
        if kind is Kind.ARTICLE:
            numbers, deeper = _deeper(numbers)
            while (inner := _PARENTHESIS.match(sentence.text, stop)) is not None:
                step = Kind.PARAGRAPH if not deeper and inner[1].isdigit() else Kind.POINT
                deeper = (*deeper, (step, inner[1]))
                stop = inner.end()
        if kind in (Kind.POINT, Kind.LETTER) and re.fullmatch(r"\d+\.\d+", numbers[0]):
            # "tačka 2.1" and "pika 2.1" are subparagraphs by their number.
            kind = Kind.SUBPARAGRAPH
        own = _OWN.match(sentence.text, stop) is not None
        found.append(Mention(match.start(), stop, kind, tuple(numbers), deeper, own))
    return found


def _numbers(sentence: Folded, start: int, end: int, kind: Kind) -> Iterator[str]:
    last, at, is_range = "", start, False
    while at < end and (match := _ONE.match(sentence.text, at, end)) is not None:
        number = clean_number(sentence.original(*match.span()))
        if RANK[kind] < RANK[Kind.ARTICLE]:
            number = number.upper()
        if is_range and last.isdigit() and number.isdigit() and 0 < int(number) - int(last) < 100:
            yield from map(str, range(int(last) + 1, int(number) + 1))
        else:
            yield number
        last, at = number, match.end()
        ranged = _RANGE_BETWEEN.match(sentence.text, at, end)
        joined = ranged or _JOIN_BETWEEN.match(sentence.text, at, end)
        if joined is None:
            return
        is_range, at = ranged is not None, joined.end()


def _deeper(numbers: list[str]) -> tuple[list[str], tuple[tuple[Kind, str], ...]]:
    """ "Neni 5.2" is paragraph 2 of article 5."""
    if len(numbers) != 1 or not (match := re.fullmatch(r"(\d+)\.(\d+)((?:\.\d+)*)", numbers[0])):
        return numbers, ()
    steps: list[tuple[Kind, str]] = [(Kind.PARAGRAPH, match[2])]
    if match[3]:
        steps.append((Kind.SUBPARAGRAPH, match[2] + match[3]))
    return [match[1]], tuple(steps)


# Titles of acts

_AMENDING_TITLE = re.compile(
    r"\b(?:per|mbi)\s+(?:disa\s+)?(?:nd?r?[iy]sh|plot|shtes)\w*\.?(?:\s+(?:dhe|e)\s+(?:disa\s+)?(?:plot|nd?r?ysh|shtes)\w*\.?)?\s*"
    r"\b(?:e|te|se|i|ne)\s+(?P<sq>(?:ligj|kod|rregullor|kushtetut|udhezim|statut|vendim)\w*)"
    r"|\bo\s+(?:izmen|izmjen|dopun)\w*(?:\s+i\s+(?:dopun|izmen|izmjen)\w*)?\s+(?P<sr>(?:zakon|kodeks|uredb|ustav|pravilnik|uputstv|statut)\w*)"
    r"|\b(?:on|for)\s+(?:the\s+)?(?:amend|supplement)\w*(?:\s+(?:and|to)\s+(?:the\s+)?(?:supplement|amend)\w*)?(?:\s+(?:of|to))?(?:\s+the)?\s+"
    r"(?P<en>(?:law|code|regulation|constitution|administrative\s+instruction|statute)s?\b)"
)
_RATIFIES = re.compile(r"\b(?:ratifikim|aderim|ratifikacij|potvrdj|ratif)\w*")
_NOTICE = re.compile(r"^\s*(?:njoftim|obavestenj|notice|permiresim|ispravk|correct)")


def is_amending_title(title: str) -> bool:
    """Whether a title is that of an act made to amend another ("për ndryshimin dhe plotësimin e Ligjit …")."""
    return _amending(folded(" ".join(title.split()))) is not None


def _amending(title: Folded) -> re.Match[str] | None:
    match = _AMENDING_TITLE.search(title.text)
    if match is None or _RATIFIES.search(title.text, 0, match.start()) or _NOTICE.match(title.text):
        return None
    return match


def amended_acts(title: str) -> tuple[CitedAct, ...]:
    """
    The acts that the title of an amending act says it amends, none for a title of another kind.

    Acts that the amended act was already amended by are not among them. A title that says only what the acts have
    in common ("ligjeve që …") gives one act without number, its title what they have in common.
    """
    here = folded(" ".join(title.split()))
    match = _amending(here)
    if match is None:
        return ()
    group = next(name for name in ("sq", "sr", "en") if match[name])
    start = match.start(group)
    rest = folded(here.original(start, len(here.text)))
    found = [span for span in find_acts(rest) if not span.this]
    acts = tuple(span.act for span in found if span.act.number or span.start <= 1)
    return acts or (CitedAct("", _clean_title(here.original(match.end(group), len(here.text)))),)
