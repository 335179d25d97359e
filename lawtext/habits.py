"""What a text as a whole says about its own manners: how wide its lines are, where titles stand, which are headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from lawtext import labels
from lawtext.lines import Ready, ends_open, is_finished, is_upper

_LONGEST_TITLE = 120
_WIDEST_PAGE = 160
_NARROWEST_PAGE = 25
_SHORTEST_HEADING = 4
_ENOUGH = 6
_WORD = re.compile(r"\S+")
_WITHIN = re.compile(r"[^\W\d_A-Z]{3}[.;]?[\"”]?[.] +[A-ZÇËŠŽČĆĐА-ЯЂЈЉЊЋЏ]")


@dataclass(frozen=True, slots=True)
class Habits:
    """
    Manners of one text. Places are places among the body's lines.

    `width` is the length of a full line in characters, 0 where lines are whole paragraphs and were not wrapped;
    `full` the least length that lines had, with the word that no longer fitted, where a sentence goes on for certain;
    `runs_on` says that sentences follow each other within a line more often than paragraphs end;
    `is_spaced` says that a blank line (or a paragraph's end in a Word file) stands before every provision;
    `titles` are lines that are the title of the article whose number stands on the next line; `titles_first` says
    that the text prints titles there throughout; `capitals` are headings by their capitals alone.
    """

    width: int
    full: int
    runs_on: bool
    is_spaced: bool
    titles_first: bool
    titles: frozenset[int]
    capitals: frozenset[int]

    def carries_on(self, before: Ready, here: Ready, *, numbered: bool) -> bool:
        """
        Whether a new sentence at the start of a line still belongs to the paragraph before it.

        It can only where the line before is full, so that the word did not fit. Among unnumbered paragraphs that is not
        enough: a last line may be full by chance, so the text's own custom decides.
        """
        if self.is_spaced:
            return not here.line.fresh
        if not self.width:
            return False
        if numbered:
            return _filled(before, here) > 0.75 * self.width
        return self.runs_on and _filled(before, here) >= self.full

    def is_open(self, before: Ready, here: Ready) -> bool:
        """Whether nothing in the text tells if a new sentence after a full line begins a paragraph."""
        return bool(self.width) and not self.is_spaced and _filled(before, here) >= self.full


def habits_of(lines: list[Ready]) -> Habits:
    """Look at all lines once, before any is placed."""
    headings = [place for place, each in enumerate(lines) if each.label is not None and each.label.form == "article"]
    # Annexes may have manners of their own.
    annex = next(
        (place for place, each in enumerate(lines) if each.label is not None and each.label.form == "annex"), 0
    )
    own = [place for place in headings if place < annex] or headings
    certain = [place for place in own if place and _is_title(lines, place - 1)]
    bare = [place for place in own if not lines[place].label.rest]  # type: ignore[union-attr]
    titles_first = len(certain) >= 2 and len(certain) >= 0.6 * len(bare)
    titles = frozenset(place - 1 for place in certain) if titles_first else frozenset()
    width = _width(lines)
    full = _full(lines, width)
    capitals = _capitals(lines, headings, titles)
    is_spaced = _is_spaced(lines)
    # Only wrapped lines without blank ones between provisions leave the question open.
    runs_on = bool(width) and not is_spaced and _runs_on(lines, full)
    return Habits(width, full, runs_on, is_spaced, titles_first, titles, capitals)


def _is_spaced(lines: list[Ready]) -> bool:
    labeled = [each.line.fresh for each in lines if each.label is not None]
    return len(labeled) >= _ENOUGH and sum(labeled) >= 0.95 * len(labeled)


def _filled(before: Ready, here: Ready) -> int:
    """How long a line would be with the first word of the next one."""
    word = _WORD.match(here.text)
    return len(before.text) + 1 + (len(word[0]) if word else 0)


def _full(lines: list[Ready], width: int) -> int:
    certain = sorted(
        _filled(before, here)
        for before, here in pairwise(lines)
        if here.label is None and not here.line.fresh and here.text[:1].islower() and not is_finished(before.text)
    )
    return min(certain[len(certain) // 33], width + 1) if len(certain) >= _ENOUGH else int(0.85 * width)


def _runs_on(lines: list[Ready], full: int) -> bool:
    """
    Whether full lines that end a sentence rather go on than end a paragraph.

    A sentence ends at the end of a line about once for every ten times it ends within one; a paragraph's last line is
    full by chance about once in ten.
    """
    within = ended = 0
    for before, here in pairwise(lines):
        within += len(_WITHIN.findall(before.text))
        if here.label is None and before.label is None and is_finished(before.text) and here.text[:1].isupper():
            ended += _filled(before, here) < full
    return within >= ended


def _width(lines: list[Ready]) -> int:
    """
    How long a full line is, 0 where nobody wrapped the lines: then hardly any long line is followed by one that goes on
    in small letters.
    """
    # Paragraphs between blank lines say nothing about the width of a page.
    runs = [one for one, other in pairwise(lines) if not (one.line.fresh and other.line.fresh) and not one.line.cell]
    lengths = sorted(len(each.text) for each in runs)
    if not lengths:
        return 0
    width = lengths[int(0.98 * (len(lengths) - 1))]
    long = carried = 0
    for before, here in pairwise(lines):
        if len(before.text) > 0.7 * width and not before.line.cell and not here.line.fresh:
            long += 1
            carried += here.label is None and here.text[:1].islower() and not is_finished(before.text)
    if long >= _ENOUGH and width >= _NARROWEST_PAGE:
        return width if carried >= max(2, 0.05 * long) else 0
    return width if width <= _WIDEST_PAGE else 0


def _is_title(lines: list[Ready], place: int) -> bool:
    """Whether a line before an article's number reads like its title: short, unfinished, after something finished."""
    here = lines[place]
    text = here.text
    heading = lines[place + 1].label
    if here.label is not None or here.line.cell or here.line.role or heading is None or heading.rest:
        return False
    if is_finished(text) or len(text) > _LONGEST_TITLE or is_upper(text) or not text[:1].isupper() or ends_open(text):
        return False
    if labels.is_act_title(text) or labels.begins_conclusions(text) or labels.has_act_number(text):
        return False
    if place == 0 or here.line.fresh:
        return True
    before = lines[place - 1]
    if is_finished(before.text) or is_upper(before.text):
        return True
    above = before if before.label is not None or place < 2 else lines[place - 2]
    return above.label is not None and above.label.form in ("level", "annex")


def _capitals(lines: list[Ready], headings: list[int], titles: frozenset[int]) -> frozenset[int]:
    """Lines in capitals over an article, after a finished sentence: headings that nobody numbered."""
    found: list[int] = []
    first: int | None = None
    for heading in headings:
        place = heading - 1 - (heading - 1 in titles)
        if place < 1 or not _is_capitals(lines[place]):
            continue
        if heading == headings[0]:
            first = place
        elif is_finished(lines[place - 1].text) or lines[place - 1].line.cell or _stands_apart(lines, place):
            found.append(place)
    if found and first is not None:
        # Over the first article the end of the title block stands before it, which hardly ever ends as sentences do.
        found.append(first)
    return frozenset(found)


def _stands_apart(lines: list[Ready], place: int) -> bool:
    """Whether blank lines (or paragraphs of a Word file) set a line apart, and no heading above asks for a title."""
    above = lines[place - 1].label
    asks = above is not None and above.form in ("level", "annex", "article")
    return lines[place].line.fresh and lines[place + 1].line.fresh and not asks


def _is_capitals(here: Ready) -> bool:
    if here.label is not None or here.line.cell or here.line.role or not is_upper(here.text):
        return False
    fits = _SHORTEST_HEADING <= len(here.text) <= _LONGEST_TITLE and not is_finished(here.text)
    return fits and not labels.is_act_title(here.text) and not labels.has_act_number(here.text)
