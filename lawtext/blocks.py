"""Lines joined to blocks: where a paragraph, a heading and its title end, where an act's own text begins and ends."""

from __future__ import annotations

import re

from lawtext import labels
from lawtext.habits import habits_of
from lawtext.lines import Joiner, Ready, ends_open, is_finished, is_upper
from lawtext.model import Line

_LONGEST_TITLE = 300


class Blocks:
    """
    The body's lines of one text and what belongs together among them.

    Places are places in `lines`, ends are exclusive. `paged` says that pages and blank lines may cut sentences in two.
    """

    def __init__(self, lines: list[Ready], source: list[Line], paged: bool) -> None:
        self._lines = lines
        self._paged = paged
        self._joiner = Joiner(source)
        self._habits = habits_of(lines)
        self._last_article = self._find_last_article()
        self._unsure: set[int] = set()

    def _find_last_article(self) -> int:
        """The place of the last article's heading before any annex, -1 for none; annexes may have articles too."""
        last = -1
        for place, each in enumerate(self._lines):
            if each.label is not None and each.label.form == "article":
                last = place
            elif each.label is not None and each.label.form == "annex" and last >= 0:
                break
        return last

    def continues(self, place: int, end: int, *, numbered: bool = False) -> bool:
        """
        Whether the line at `place` carries on the text of the line before it.

        Where provisions are `numbered`, a sentence that begins a line hardly ever begins a provision as well.
        """
        if place >= end or place == 0:
            return False
        before, here = self._lines[place - 1], self._lines[place]
        if here.label is not None or here.line.cell != before.line.cell or here.line.role != before.line.role:
            return False
        if place in self._habits.titles or place in self._habits.capitals:
            return False
        starts_low = here.text[:1].islower()
        if here.line.fresh or not self._habits.width:
            # Pages and blank lines cut sentences in two; paragraphs of a word processor do not.
            carries_on = starts_low or re.match(r"\d+\s+[^\W\d_A-Z]", here.text) is not None
            is_cut = self._paged or not here.line.fresh
            carries_on = carries_on or (not here.line.fresh and ends_open(before.text))
            return is_cut and carries_on and not is_finished(before.text) and not here.line.role
        if is_finished(before.text) and not starts_low:
            if before.text.rstrip().endswith((";", ":")):
                return False
            if not numbered and self._habits.is_open(before, here):
                self._unsure.add(place)
            return self._habits.carries_on(before, here, numbered=numbered)
        return True

    def start_of_block(self, place: int, end: int, first: str | None = None) -> str:
        """Enough of the paragraph that begins at `place` to see what it is about."""
        return self.block(place, min(end, place + 12), first)[0]

    def block(self, place: int, end: int, first: str | None = None) -> tuple[str, int]:
        """The text of the paragraph that begins at `place` and the place after it."""
        texts = [self._lines[place].text if first is None else first]
        after = place + 1
        label = self._lines[place].label
        numbered = label is not None and label.form == "decimal"
        while self.continues(after, end, numbered=numbered) and not self.ends_act(after):
            texts.append(self._lines[after].text)
            after += 1
        return self._joiner.join([text for text in texts if text]), after

    def ends_act(self, place: int) -> bool:
        """Whether what follows the last article (signature, promulgation) begins here."""
        here = self._lines[place]
        if place <= self._last_article or self._last_article < 0 or here.label is not None or here.line.cell:
            return False
        if not here.line.fresh and ends_open(self._lines[place - 1].text):
            return False
        return labels.begins_conclusions(here.text)

    def level_title(self, place: int, end: int, title: str) -> tuple[str, int]:
        """The title of a heading above the articles, which may follow on the next lines."""
        after = place + 1
        texts = [title] if title else []
        if not texts and after < end:
            here = self._lines[after]
            fits = len(here.text) <= 200 and not is_finished(here.text) and not here.line.cell and not here.line.role
            if here.label is None and fits and after not in self._habits.titles:
                texts.append(here.text)
                after += 1
        while texts and after < end and self._lines[after].label is None and not self._lines[after].line.role:
            here = self._lines[after]
            both_upper = is_upper(texts[-1]) and is_upper(here.text)
            carries_on = both_upper or ends_open(texts[-1]) or here.text[:1].islower()
            if (here.line.fresh and not ends_open(texts[-1])) or not carries_on or is_finished(here.text):
                break
            texts.append(here.text)
            after += 1
        return self._joiner.join(texts), after

    def article_title(self, place: int, end: int, title: str) -> tuple[str, int]:
        """The title of an article: on the heading's line, on the next lines, or none."""
        after = place + 1
        if title:
            if is_finished(title) and not title.endswith(":") and (len(title) > 60 or title.count(" ") > 3):
                return "", place
            return self._more_title([title], after, end)
        if after >= end or (self._habits.titles_first and place - 1 in self._habits.titles):
            return "", after
        here = self._lines[after]
        if here.label is not None or here.line.cell or here.line.role or labels.is_instruction(here.text):
            return "", after
        text, stop = self._more_title([here.text], after + 1, end)
        if is_finished(text) or text.endswith(",") or len(text) > _LONGEST_TITLE or stop - after > 4:
            return "", after
        nothing_below = stop >= end or (
            (label := self._lines[stop].label) is not None and label.form in ("article", "level", "annex")
        )
        if nothing_below and len(text) > 60:
            return "", after
        return text, stop

    def _more_title(self, texts: list[str], after: int, end: int) -> tuple[str, int]:
        while after < end and len(texts) < 6:
            here, last = self._lines[after], texts[-1]
            if here.label is not None or here.line.cell or here.line.role or is_finished(last):
                break
            width = self._habits.width
            is_full = width > 50 and len(last) >= 0.75 * width and not here.line.fresh
            carries_on = here.text[:1].islower() or ends_open(last) or is_full
            if not carries_on or (here.line.fresh and not here.text[:1].islower()) or labels.is_instruction(here.text):
                break
            texts.append(here.text)
            after += 1
        return self._joiner.join(texts), after

    def first_heading(self) -> int | None:
        for place, each in enumerate(self._lines):
            if each.label and each.label.form in ("article", "level") and each.line.cell is None:
                return self._with_title_before(place)
        for place, each in enumerate(self._lines):
            if each.label and each.label.form in ("article", "level"):
                return place
        return None

    def _with_title_before(self, place: int) -> int:
        """An article's title may stand before its number; then it does not belong to the preamble."""
        if place and self.title_before(place, 0):
            place -= 1
        return place - 1 if place and self.is_bare_heading(place - 1) else place

    def title_before(self, place: int, start: int) -> bool:
        """Whether the line before an article's heading is its title (old codes print it there)."""
        if place - 1 in self._habits.titles:
            return place - 1 >= start
        here, before = self._lines[place], self._lines[place - 1]
        label = here.label
        if self._habits.titles_first or place - 1 < start or label is None or label.form != "article" or label.rest:
            return False
        if before.label is not None or before.line.cell or before.line.role or not here.line.fresh:
            return False
        text = before.text
        if is_finished(text) or len(text) > 120 or is_upper(text) or not before.line.fresh or not text[:1].isupper():
            return False
        if place - 1 > start and not is_finished(self._lines[place - 2].text):
            return False
        if labels.is_act_title(text) or labels.begins_conclusions(text) or labels.has_act_number(text):
            return False
        return not self.article_title(place, len(self._lines), "")[0]

    def is_bare_heading(self, place: int) -> bool:
        """Whether a line is a heading by its capitals alone."""
        return place in self._habits.capitals

    def _whole(self, each: Ready) -> str:
        return f"{each.line.label} {each.text}".strip() if each.line.label else each.text
