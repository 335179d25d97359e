"""Source lines made ready for reading: running matter of pages found, each line's label read, broken lines mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from lawtext import labels
from lawtext.labels import Label
from lawtext.language import fold
from lawtext.model import Line

_END = re.compile(r"[.;:!?…][\"”“»)\]]*\s*$")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.?$")
_ABBREVIATED = re.compile(
    r"(?i)(?:^|[\s(.])(?:nr|br|бр|no|čl|чл|st|ст|art|p\.\s?sh|npr|нпр|e\.\s?g|i\.\s?e|tj|тј|dmth)\.$"
)
_JOINING = """
    të te e i së se dhe për per me në ne nga ose apo sipas ndaj mbi si neni nenit nenin nenet paragrafi paragrafit
    nenparagrafi nënparagrafi pika nr of and the for in to on by with or from article section paragraph under za o
    nënparagrafit nënparagrafin paragrafin paragrafit pikës pikën subparagraph paragraphs articles podstav podstava stavu tačke tačku
    u na sa od do iz ili član člana članom stav stava tačka br kao da je koji koja koje са од до из или и у на о
    за члан члана став става тачка бр
    """
_CONNECTIVES = frozenset(map(fold, _JOINING.split()))
_GOES_ON = re.compile(
    r"(i|e|të|te|së|of|ovog|iz|из|овог|dhe|and|paragraf\w*|nënparagraf\w*|pika\w*|stav\w{0,2}|tačk\w{1,3}|tack\w{1,3}"
    r"|став\w{0,2}|тачк\w{1,3}|januar|jan|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nëntor|dhjetor)\b"
)
_ANNEX = re.compile(r"(?:ANNEX|APPENDIX|Annex|Appendix)\s+\w{1,4}\s*(?:$|[-–—:.])")
_TITLE_BLOCK = 60
_BETWEEN_ITEMS = (" dhe", " and", " ose", " or", " apo", " i", " ili", " и", " или")
_ARTICLE_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*)?((?i:article|section))\s+(?:\d{1,4}\s*(?:[A-Z]\b)?|[IVXL]+)\s*(?:$|[.:\-–—]|[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A body line with its label. `at` is its place in the list of source lines."""

    at: int
    line: Line
    text: str
    label: Label | None


def as_lines(lines: Iterable[str | Line]) -> list[Line]:
    """Strings become lines numbered from 0; an empty string ends a paragraph and takes a number."""
    made: list[Line] = []
    fresh = True
    for index, each in enumerate(lines):
        if isinstance(each, Line):
            made.append(each)
            continue
        text = each.replace("\u00ad", "").strip()
        if not text:
            fresh = True
            continue
        made.append(Line(index, "", text, fresh=fresh))
        fresh = False
    return made


def is_finished(text: str) -> bool:
    """Whether a line ends as sentences and list items end."""
    return bool(_END.search(text[-40:])) and not _ABBREVIATED.search(text[-12:].rstrip())


def ends_open(text: str) -> bool:
    """Whether a line cannot be the end of anything: it ends with a comma, a hyphen or a joining word."""
    stripped = text.rstrip()
    if stripped.endswith((",", "-", "–", "(")):
        return True
    last = _LAST_WORD.search(stripped[-24:])
    return last is not None and _joins(last[1])


@lru_cache(maxsize=16384)
def _joins(word: str) -> bool:
    return fold(word) in _CONNECTIVES


def is_upper(text: str) -> bool:
    """Whether a line is set in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and sum(map(str.isupper, letters)) >= 0.8 * len(letters)


def find_noise(lines: list[Line], *, paged: bool) -> dict[int, str]:
    """
    Which lines (by place) are not text of the act, and why.

    `paged` lines come from pages and hold their running headers and numbers; others (DOCX) keep those apart.
    """
    found: dict[int, str] = {}
    titles: set[str] = set()
    previous = ""
    since_header = 99
    for at, line in enumerate(lines):
        if line.role in ("header", "footer", "contents", "margin"):
            found[at] = "noise:" + line.role
            continue
        if line.cell is not None or line.role or line.label:
            previous = ""
            continue
        if "\t" in line.text and labels.is_contents_entry(line.text):
            found[at] = "noise:contents"
            continue
        kind = labels.noise(line.text, previous)
        if kind == "page_number" and not paged and previous not in ("header", "page_number"):
            # A number alone in a paragraph of a Word file may be anything.
            kind = ""
        if kind == "masthead" and at > 40:
            kind = ""
        since_header = 0 if kind in ("header", "page_number") else since_header + 1
        if not kind and paged and since_header <= 2 and labels.is_act_title(line.text):
            # Pages repeat the act's title under the gazette's header; the first one stays in the preamble.
            kind = "header" if _key(line.text) in titles else ""
        if paged and at < _TITLE_BLOCK and labels.is_act_title(line.text):
            titles.add(_key(line.text))
        if kind:
            found[at] = "noise:" + kind
        previous = kind
    return found


def _key(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


def ready(lines: list[Line], noise: dict[int, str]) -> list[Ready]:
    """The body's lines with their labels, references that only look like headings set back to text."""
    sections = sections_are_articles(lines)
    if are_printed(lines):
        lines = [replace(line, fresh=False) for line in lines]
    made: list[Ready] = []
    previous: Ready | None = None
    is_after_rule = False
    for at, line in enumerate(lines):
        if at in noise:
            is_after_rule = line.fresh and noise[at] == "noise:rule"
            continue
        if is_after_rule:
            # The blank line before a rule ends the paragraph as well.
            line = replace(line, fresh=True)
            is_after_rule = False
        text = _clean(line.text)
        label = None
        if line.role in ("", "textbox"):
            label = labels.read_label(line.label, text, sections_are_articles=sections)
            if label and previous and not line.fresh and not line.label and _is_inside(previous, label):
                label = None
        here = Ready(at, line, text, label)
        made.append(here)
        previous = here
    return made


_WIDEST_PAGE = 160
_FEW = 4


def are_printed(lines: list[Line]) -> bool:
    """
    Whether every paragraph of a Word file is in truth a line of a page, as when a printed act was turned into Word.

    Then long lines end in the middle of a sentence and the next paragraph goes on in small letters.
    """
    body = [line for line in lines if line.text and line.cell is None and not line.role]
    if not all(line.fresh for line in body):
        return False
    lengths = sorted(len(line.text) for line in body)
    width = lengths[int(0.98 * (len(lengths) - 1))] if lengths else 0
    if not 0 < width <= _WIDEST_PAGE:
        return False
    long = cut = 0
    for before, here in pairwise(body):
        if len(before.text) > 0.7 * width:
            long += 1
            cut += not here.label and here.text[:1].islower() and not is_finished(before.text)
    return cut >= _FEW and cut >= 0.1 * long


def sections_are_articles(lines: list[Line]) -> bool:
    """
    Whether "Section 1" is what others call an article, as in acts of the UNMIK era, and not a level above it.

    A section above articles has an article below it before the next section begins; an annex with articles at the
    end of an act does not change what its sections are.
    """
    holding = alone = 0
    is_open = False
    for line in lines:
        start = f"{line.label} {line.text[:40]}".strip()
        if _ANNEX.match(start):
            break
        match = _ARTICLE_HEADING.match(start)
        if match is None:
            continue
        if match[1].lower() == "section":
            alone += is_open
            is_open = True
        elif is_open:
            holding += 1
            is_open = False
        elif not holding and not alone:
            return False
    return alone + is_open > holding


def _clean(text: str) -> str:
    """Markup that text recognition leaves before headings is not text."""
    if "\u00a0" not in text and "#" not in text[:12]:
        return text.strip()
    return re.sub(r"^\s*#{1,6}\s+", "", text).replace("\u00a0", " ").strip()


def _is_inside(previous: Ready, label: Label) -> bool:
    """Whether a label at the start of a wrapped line is in truth the middle of a sentence."""
    before = previous.text
    if is_finished(before):
        return False
    if label.form in ("article", "level", "annex"):
        return ends_open(before) and not is_upper(before)
    if previous.label is not None and previous.label.form in ("article", "level", "annex"):
        return False
    if label.form == "decimal" and _GOES_ON.match(label.rest):
        return True
    if label.mark == "()" and label.form == "decimal":
        # "dy" / "(2) herë në vit" against a title and then "(1) Organi …".
        return not label.rest[:1].isupper() or ends_open(before)
    announces_more = f" {before.rstrip()}".endswith((",", *_BETWEEN_ITEMS))
    if label.form == "dash":
        return not announces_more
    return ends_open(before) and not announces_more


class Joiner:
    """Joins wrapped lines, mending words broken at the line's end by the words the same text uses elsewhere."""

    _WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
    _BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
    _FIRST = re.compile(r"[^\W\d_]+")
    _SLASH = re.compile(r"\w/$")

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines

    @cached_property
    def _known(self) -> set[str]:
        known: set[str] = set()
        for line in self._lines:
            # A word broken at the line's end is no example of how words are written.
            whole = line.text.rpartition(" ")[0] if line.text.endswith("-") else line.text
            known.update(word.lower() for word in self._WORDS.findall(whole))
        return known

    def join(self, texts: list[str]) -> str:
        """The lines as one text; an end-of-line hyphen stays where it belongs to the word ("jo për-përfitim")."""
        if len(texts) == 1:
            return texts[0]
        joined: list[str] = []
        for text in texts:
            before = joined[-1] if joined else ""
            broken = self._BROKEN.search(before[-60:]) if before.endswith("-") else None
            following = self._FIRST.match(text)
            if broken and following and following[0][0].islower():
                if not self._keeps_hyphen(broken[1], following[0]):
                    joined[-1] = before[:-1]
            elif joined and not (before.endswith("-") and text[:1].isdigit()) and not self._SLASH.search(before[-3:]):
                joined.append(" ")
            joined.append(text)
        return "".join(joined)

    def _keeps_hyphen(self, before: str, after: str) -> bool:
        left, right = before.lower(), after.lower()
        if left + right in self._known:
            return False
        if f"{left}-{right}" in self._known or before.isupper():
            return True
        return left in self._known and right in self._known
