"""Source lines made ready for reading: running matter of pages found, each line's label read, broken lines mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lawtext import labels
from lawtext.labels import Label
from lawtext.language import fold, plain_letters
from lawtext.model import Line

_END = re.compile(r"[.;:!?…][\"”“»)\]]*\s*$")
_JOINING = """
    të te e i së se dhe për per me në ne nga ose apo sipas ndaj mbi si neni nenit nenin nenet paragrafi paragrafit
    nenparagrafi nënparagrafi pika nr of and the for in to on by with or from article section paragraph under za o
    nënparagrafit nënparagrafin paragrafin paragrafit pikës pikën subparagraph paragraphs articles podstav podstava stavu tačke tačku
    u na sa od do iz ili član člana članom stav stava tačka br kao da je koji koja koje са од до из или и у на о
    за члан члана став става тачка бр
    """
_CONNECTIVES = frozenset(_JOINING.split())
_ARTICLE_HEADING = re.compile(r"^\s*(?:#{1,6}\s*)?(?i:article)\s+\d{1,4}\s*(?:[A-Z]\b)?\s*(?:$|[.:\-–—]|[A-Z])")


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
    return bool(_END.search(text[-40:]))


def ends_open(text: str) -> bool:
    """Whether a line cannot be the end of anything: it ends with a comma, a hyphen or a joining word."""
    stripped = text.rstrip()
    if stripped.endswith((",", "-", "–", "(")):
        return True
    last = re.search(r"[^\W\d_]+\.?$", stripped[-40:])
    return bool(last and last[0].rstrip(".").lower() in _CONNECTIVES)


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
        if not kind and paged and labels.is_act_title(line.text) and labels.has_act_number(line.text):
            key = re.sub(r"\W", "", fold(line.text))
            # Pages repeat the act's title under the gazette's header; the first one stays in the preamble.
            if key in titles and since_header <= 2:
                kind = "header"
            titles.add(key)
        if kind:
            found[at] = "noise:" + kind
        previous = kind
    return found


def ready(lines: list[Line], noise: dict[int, str]) -> list[Ready]:
    """The body's lines with their labels, references that only look like headings set back to text."""
    sections = not any(_ARTICLE_HEADING.match(plain_letters(f"{line.label} {line.text}".strip())) for line in lines)
    made: list[Ready] = []
    previous: Ready | None = None
    for at, line in enumerate(lines):
        if at in noise:
            continue
        text = _clean(line.text)
        label = None
        if line.role in ("", "textbox"):
            label = labels.read_label(line.label, text, sections_are_articles=sections)
            if label and previous and not line.fresh and not line.label and _is_inside(previous.text, label):
                label = None
        here = Ready(at, line, text, label)
        made.append(here)
        previous = here
    return made


def _clean(text: str) -> str:
    """Markup that text recognition leaves before headings is not text."""
    return re.sub(r"^\s*#{1,6}\s+", "", text).replace("\u00a0", " ").strip()


def _is_inside(before: str, label: Label) -> bool:
    """Whether a label at the start of a wrapped line is in truth the middle of a sentence."""
    if is_finished(before):
        return False
    if label.form in ("article", "level", "annex"):
        return ends_open(before) and not is_upper(before)
    if label.form == "decimal" and re.match(r"(?i)(i|e|të|te|së|of|ovog|iz|из|овог|dhe|and)\b", label.rest):
        return True
    if label.form == "dash" or (label.mark == "()" and label.form == "decimal"):
        return True
    return ends_open(before) and not before.rstrip().endswith((",", "dhe", "and", "ose", "or", "i", "ili", "и", "или"))


class Joiner:
    """Joins wrapped lines, mending words broken at the line's end by the words the same text uses elsewhere."""

    _WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
    _BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
    _FIRST = re.compile(r"[^\W\d_]+")
    _SLASH = re.compile(r"\w/$")

    def __init__(self, lines: list[Line]) -> None:
        self._known: set[str] = set()
        for line in lines:
            # A word broken at the line's end is no example of how words are written.
            whole = line.text.rpartition(" ")[0] if line.text.endswith("-") else line.text
            self._known.update(word.lower() for word in self._WORDS.findall(whole))

    def join(self, texts: list[str]) -> str:
        """The lines as one text; an end-of-line hyphen stays where it belongs to the word ("jo për-përfitim")."""
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
