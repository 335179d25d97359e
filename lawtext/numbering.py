"""Automatic numbering of Word files: what a reader sees before a paragraph, which is not in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lxml import etree

from lawtext.model import Doubt, Line
from lawtext.numerals import plain_number, written_number
from lawtext.symbols import is_symbol_font, symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_LONGEST_CHAIN = 50
# Word takes 255 characters for the text of a level.
_LONGEST_LABEL = 255


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition. `restart` is w:lvlRestart: None = after any higher level, 0 = never."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    is_legal: bool = False
    restart: int | None = None
    style: str = ""
    suffix: str = ""
    font: str = ""
    has_start: bool = True


@dataclass(slots=True)
class Numbered:
    """A w:num: its list definition, its own levels and the numbers it starts again from at its first use."""

    definition: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    based_on: str
    number_id: str | None
    level: int | None
    outline: int | None


class Styles:
    """Paragraph styles with what they inherit."""

    def __init__(self, root: etree._Element | None) -> None:
        self.default = ""
        self._styles: dict[str, Style] = {}
        if root is None:
            return
        for element in root.iter(W + "style"):
            identifier = element.get(W + "styleId", "")
            properties = element.find(W + "pPr")
            number_id, level = numbering_of(properties)
            outline = None if properties is None else _int(properties.find(W + "outlineLvl"))
            self._styles[identifier] = Style(
                name=_val(element.find(W + "name")) or identifier,
                based_on=_val(element.find(W + "basedOn")),
                number_id=number_id,
                level=level,
                outline=outline,
            )
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on"):
                self.default = identifier

    def chain(self, identifier: str) -> Iterator[tuple[str, Style]]:
        """The style and those it is based on, nearest first; a loop ends the chain, and so does its fiftieth."""
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(identifier)
            yield identifier, self._styles[identifier]
            identifier = self._styles[identifier].based_on

    def name(self, identifier: str) -> str:
        style = self._styles.get(identifier)
        return style.name if style else identifier


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What stands before a paragraph, and what another word processor shows there instead.

    `others` is empty where all agree; "?" in it stands for a number format whose words are not known here.
    """

    label: str
    others: tuple[str, ...] = ()


class _Counters:
    """
    The counters of a document in one way of counting.

    Counters belong to the list definition (w:abstractNum), not to the w:num: two lists over one definition continue
    each other unless a start override says otherwise, once, at that list's first use of the level.
    """

    def __init__(self, *, as_libreoffice: bool = False, counts_skipped: bool = True) -> None:
        self._as_libreoffice = as_libreoffice
        self._counts_skipped = counts_skipped
        self._counters: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()
        self._implied: dict[str, set[int]] = {}
        self._owners: dict[str, list[dict[int, Level]]] = {}
        self.has_skipped = False

    def unskipped(self) -> _Counters:
        """Another like this, from here on with levels that were left out not counted."""
        other = _Counters(counts_skipped=False)
        other._counters = {definition: list(held) for definition, held in self._counters.items()}
        other._used = set(self._used)
        other._implied = {definition: set(held) for definition, held in self._implied.items()}
        return other

    def advance(self, number_id: str, numbered: Numbered, levels: dict[int, Level], at: int) -> list[int | None]:
        """Count one paragraph and return the counters of all levels of its list, live."""
        counters = self._counters.setdefault(numbered.definition, [None] * _LEVELS)
        implied = self._implied.setdefault(numbered.definition, set())
        owners = self._owners.setdefault(numbered.definition, [levels] * _LEVELS)
        for higher in range(at):
            if counters[higher] is None:
                # A level that was left out counts as shown once: the next paragraph on it gets the number after.
                by = owners[higher - 1] if higher and self._as_libreoffice else levels
                counters[higher] = by.get(higher, Level()).start
                owners[higher] = by
                implied.add(higher)
                self.has_skipped = True
        owners[at] = levels
        current = counters[at]
        if at in implied:
            implied.discard(at)
            if not self._counts_skipped:
                current = None
        # LibreOffice begins a list again only once, on whatever level that is, and not once on each of its levels; the
        # number of a level that was left out it takes from the list of the paragraph above, not from this one.
        place = (number_id, -1 if self._as_libreoffice else at)
        if at in numbered.starts and place not in self._used:
            counters[at] = numbered.starts[at]
            self._used.add(place)
        else:
            counters[at] = levels[at].start if current is None else current + 1
        for deeper in range(at + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels and not self._as_libreoffice else None
            if restart is None or (restart != 0 and at <= restart - 1):
                counters[deeper] = None
                implied.discard(deeper)
        return counters


class Numbering:
    """
    The automatic numbers of a document; ask `shown` for every paragraph in order.

    Numbers are read in three ways at once: as the standard says (ECMA-376 part 1, 17.9), as LibreOffice 7 counts (it
    knows neither w:isLgl nor w:lvlRestart, begins a list again only once and not on each level, and takes a style's level
    from the style and not from w:pStyle of the level), and with levels that were left out not counted. The first is the label; where another differs, it says so.
    """

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, dict[int, Level]] = {}
        self._numbered: dict[str, Numbered] = {}
        self._merged: dict[str, dict[int, Level]] = {}
        self.is_aside = False
        self._begin()
        if root is not None:
            self._read(root)

    def _begin(self) -> None:
        self._standard = _Counters()
        self._libreoffice = _Counters(as_libreoffice=True)
        # Only after the first level that was left out can it count otherwise.
        self._unskipped: _Counters | None = None

    @contextmanager
    def story(self) -> Iterator[None]:
        """Text that counts for itself: a text box, a note, a header. The counters of the body wait."""
        held = self._standard, self._libreoffice, self._unskipped, self.is_aside
        self._begin()
        self.is_aside = True
        try:
            yield
        finally:
            self._standard, self._libreoffice, self._unskipped, self.is_aside = held

    def _read(self, root: etree._Element) -> None:
        links: dict[str, str] = {}
        over: dict[str, list[Numbered]] = {}
        for element in root.findall(W + "abstractNum"):
            identifier = element.get(W + "abstractNumId", "")
            link = _val(element.find(W + "numStyleLink"))
            if link:
                links[identifier] = link
            self._definitions[identifier] = {
                number: level for number, level in map(_level, element.findall(W + "lvl")) if number is not None
            }
        for element in root.findall(W + "num"):
            numbered = Numbered(_val(element.find(W + "abstractNumId")))
            for override in element.findall(W + "lvlOverride"):
                number = _number(override.get(W + "ilvl"))
                if number is None or not 0 <= number < _LEVELS:
                    continue
                start = _int(override.find(W + "startOverride"))
                if start is not None:
                    numbered.starts[number] = start
                own = override.find(W + "lvl")
                if own is not None:
                    numbered.levels[number] = _level(own)[1]
            self._numbered[element.get(W + "numId", "")] = numbered
            over.setdefault(numbered.definition, []).append(numbered)
        for identifier, link in links.items():
            # A definition may only point to a list style; the style's own w:num knows the real definition, and both
            # are one list that counts on.
            for _, style in self._styles.chain(link):
                target = self._numbered.get(style.number_id or "")
                if target and self._definitions.get(target.definition):
                    for numbered in over.get(identifier, ()):
                        numbered.definition = target.definition
                    break

    def _place(self, number_id: str | None, level: int | None, style_id: str) -> tuple[str, int, int] | None:
        """
        Which list and level a paragraph belongs to, and the level as LibreOffice takes it.

        The paragraph's own properties win over its style's; a style's level is the one that names the style.
        """
        chain = list(self._styles.chain(style_id or self._styles.default))
        plain = level
        if number_id is None:
            number_id = next((style.number_id for _, style in chain if style.number_id is not None), None)
            if number_id is None or number_id not in self._numbered:
                return None
            if level is None:
                levels = self._levels(number_id)
                for identifier, style in chain:
                    bound = next((number for number, each in levels.items() if each.style == identifier), None)
                    if bound is not None:
                        level = bound
                        break
                    if style.level is not None:
                        level = style.level
                        break
                for _, style in chain:
                    if style.level is not None or style.number_id is not None:
                        plain = style.level
                        break
        elif level is None:
            plain = level = next((style.level for _, style in chain if style.level is not None), None)
        if number_id == "0" or number_id not in self._numbered:
            return None
        level, plain = level or 0, plain or 0
        return (number_id, level, plain) if 0 <= level < _LEVELS and 0 <= plain < _LEVELS else None

    def _levels(self, number_id: str) -> dict[int, Level]:
        levels = self._merged.get(number_id)
        if levels is None:
            numbered = self._numbered[number_id]
            levels = dict(self._definitions.get(numbered.definition, {}))
            for number, own in numbered.levels.items():
                beneath = levels.get(number, own)
                start = own.start if own.has_start else beneath.start
                levels[number] = replace(own, suffix=own.suffix or beneath.suffix, start=start)
            self._merged[number_id] = levels
        return levels

    def label(self, properties: etree._Element | None, style_id: str) -> str:
        """What stands before this paragraph, "" for none; counts the paragraph."""
        return self.shown(properties, style_id).label

    def shown(self, properties: etree._Element | None, style_id: str) -> Shown:
        """What stands before this paragraph and what others show there; counts the paragraph."""
        number_id, own_level = numbering_of(properties)
        place = self._place(number_id, own_level, style_id)
        if place is None:
            return _NOTHING
        number_id, at, plain_at = place
        numbered = self._numbered[number_id]
        levels = self._levels(number_id)
        if at not in levels:
            return _NOTHING
        counted = self._standard.advance(number_id, numbered, levels, at)
        label = _written(levels, at, counted)
        others: list[str] = []
        if plain_at in levels:
            plain = self._libreoffice.advance(number_id, numbered, levels, plain_at)
            others.append(_written_plainly(levels, plain_at, plain))
        if self._unskipped is not None:
            unskipped = self._unskipped.advance(number_id, numbered, levels, at)
            if unskipped != counted:
                others.append(_written(levels, at, unskipped))
        elif self._standard.has_skipped:
            self._unskipped = self._standard.unskipped()
        different = tuple(dict.fromkeys(each for each in others if each != label and not is_same_label(each, label)))
        return Shown(label, different)


_NOTHING = Shown("")


def is_same_label(one: str, other: str) -> bool:
    """
    Whether two labels say the same; any bullet equals any other.

    LibreOffice writes a bullet of its own for each level into plain text, so bullets cannot be told apart there.
    """
    return one == other or (_is_bullet(one) and _is_bullet(other))


def _is_bullet(label: str) -> bool:
    return len(label) == 1 and (label == "o" or not label.isalnum())


def _bullet(level: Level) -> str:
    shown = level.text.strip()
    if is_symbol_font(level.font):
        # Letters of such fonts are pictures; those not known here are still bullets.
        shown = "".join(
            symbol(ord(c), level.font) if not c.isascii() else symbol(0xF000 + ord(c), level.font) for c in shown
        )
        shown = "".join("•" if c.isalnum() else c for c in shown).replace("−", "–")
    shown = "".join("•" if "\ue000" <= c <= "\uf8ff" else c for c in shown).strip()
    return shown or ("" if level.suffix == "nothing" else "•")


def _written(levels: dict[int, Level], at: int, counters: list[int | None]) -> str:
    """A label as the standard has it."""
    level = levels[at]
    if level.format == "bullet":
        return _bullet(level)

    def place(match: re.Match[str]) -> str:
        number = int(match[1]) - 1
        of = levels.get(number, Level())
        count = counters[number]
        return written_number(of.start if count is None else count, "decimal" if level.is_legal else of.format)

    return _PLACE.sub(place, level.text).replace("\t", " ").strip()


def _written_plainly(levels: dict[int, Level], at: int, counters: list[int | None]) -> str:
    """
    A label as LibreOffice 7 writes it into plain text, "?" where its words are not known here.

    Each place is filled once and only from this level or one above; what is left shows as "%2%". Bullets above are
    empty, levels without a number are left out with the full stop after them.
    """
    level = levels[at]
    if level.format == "bullet":
        return _bullet(level)
    filled: set[int] = set()
    pieces = _PLACE.split(level.text)
    if level.format == "none":
        head, tail = (
            (pieces[0].partition("%")[0], pieces[-1].rpartition("%")[2]) if len(pieces) > 1 else (pieces[0], "")
        )
        return (head + tail).replace("\t", " ").strip()
    made = pieces[0]
    for number, after in zip(map(int, pieces[1::2]), pieces[2::2], strict=True):
        of = levels.get(number - 1, Level())
        if number - 1 > at or number in filled:
            made += f"%{number}%" + after
            continue
        filled.add(number)
        count = counters[number - 1]
        written = plain_number(of.start if count is None else count, of.format)
        if written is None:
            return "?"
        made += written + (after[1:] if of.format == "none" and after.startswith(".") else after)
    return made.replace("\t", " ").strip()


def disputed_numbers(lines: Sequence[Line]) -> list[Doubt]:
    """
    A doubt `numbering_uncertain` for every run of lines over whose automatic numbers word processors disagree.

    Lines without an automatic number do not end a run. The node is the one that took the run's first line; the
    message shows both readings of that line, `Line.other_labels` has them for every line.
    """
    runs: list[list[Line]] = []
    is_open = False
    for line in lines:
        if line.other_labels and is_open:
            runs[-1].append(line)
        elif line.other_labels:
            runs.append([line])
            is_open = True
        elif line.label:
            is_open = False
    made = []
    for run in runs:
        first = run[0]
        others = "” or “".join(first.other_labels)
        message = f"Read as “{first.label}”; another word processor shows “{others}”. Please confirm."
        node = "" if first.kept_as.startswith("noise:") else first.kept_as
        made.append(Doubt("numbering_uncertain", message, node, (first.index, run[-1].index)))
    return made


def numbering_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """The list and level named by paragraph properties: (None, None) when they name none."""
    if properties is None:
        return None, None
    element = properties.find(W + "numPr")
    if element is None:
        return None, None
    number = element.find(W + "numId")
    return (_val(number) if number is not None else None), _int(element.find(W + "ilvl"))


def _level(element: etree._Element) -> tuple[int | None, Level]:
    number = _number(element.get(W + "ilvl"))
    legal = element.find(W + "isLgl")
    fonts = element.find(f"{W}rPr/{W}rFonts")
    start = _int(element.find(W + "start"))
    return (number if number is not None and 0 <= number < _LEVELS else None), Level(
        # Without w:start counting begins with 0 (17.9.25).
        start=0 if start is None else start,
        has_start=start is not None,
        format=_val(element.find(W + "numFmt")) or "decimal",
        text=_val(element.find(W + "lvlText"))[:_LONGEST_LABEL],
        is_legal=legal is not None and legal.get(W + "val") not in ("0", "false", "off"),
        restart=_int(element.find(W + "lvlRestart")),
        style=_val(element.find(W + "pStyle")),
        suffix=_val(element.find(W + "suff")),
        font="" if fonts is None else str(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "")[:64],
    )


def _val(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(W + "val", ""))


def _number(value: str | None) -> int | None:
    # Bounded, because a number with a million digits is an attack and not a list.
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value) else None


def _int(element: etree._Element | None) -> int | None:
    return None if element is None else _number(element.get(W + "val"))
