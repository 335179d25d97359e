"""Automatic numbering of Word files: what a reader sees before a paragraph, which is not in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition. `restart` is w:lvlRestart: None = after any higher level, 0 = never."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    is_legal: bool = False
    restart: int | None = None
    style: str = ""


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
        """The style and those it is based on, nearest first; a loop in the file ends the chain."""
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            yield identifier, self._styles[identifier]
            identifier = self._styles[identifier].based_on

    def name(self, identifier: str) -> str:
        style = self._styles.get(identifier)
        return style.name if style else identifier


class Numbering:
    """
    The counters of a document; ask `label` for every paragraph in order.

    Counters belong to the list definition (w:abstractNum), not to the w:num: two lists over one definition continue
    each other unless a start override says otherwise, once, at that list's first use of the level.
    `uncertain` collects the features over which word processors disagree, for a person to confirm.
    """

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, dict[int, Level]] = {}
        self._numbered: dict[str, Numbered] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()
        self._implied: dict[str, set[int]] = {}
        self.uncertain: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        links: dict[str, str] = {}
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
                    numbered.levels[number] = replace(_level(own)[1])
            self._numbered[element.get(W + "numId", "")] = numbered
        for identifier, link in links.items():
            # A definition may only point to a list style; the style's own w:num knows the real definition.
            for _, style in self._styles.chain(link):
                target = self._numbered.get(style.number_id or "")
                if target and self._definitions.get(target.definition):
                    self._definitions[identifier] = self._definitions[target.definition]
                    break

    def _place(self, number_id: str | None, level: int | None, style_id: str) -> tuple[str, int] | None:
        """Which list and level a paragraph belongs to; its own properties win over its style's."""
        chain = list(self._styles.chain(style_id or self._styles.default))
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
        elif level is None:
            level = next((style.level for _, style in chain if style.level is not None), None)
        if number_id == "0" or number_id not in self._numbered:
            return None
        level = level or 0
        return (number_id, level) if 0 <= level < _LEVELS else None

    def _levels(self, number_id: str) -> dict[int, Level]:
        numbered = self._numbered[number_id]
        return {**self._definitions.get(numbered.definition, {}), **numbered.levels}

    def label(self, properties: etree._Element | None, style_id: str) -> str:
        """What stands before this paragraph, "" for none; counts the paragraph."""
        number_id, own_level = numbering_of(properties)
        place = self._place(number_id, own_level, style_id)
        if place is None:
            return ""
        number_id, at = place
        numbered = self._numbered[number_id]
        levels = self._levels(number_id)
        level = levels.get(at)
        if level is None:
            return ""
        counters = self._counters.setdefault(numbered.definition, [None] * _LEVELS)
        implied = self._implied.setdefault(numbered.definition, set())
        for higher in range(at):
            if counters[higher] is None:
                # A level that was left out counts as shown once: the next paragraph on it gets the number after.
                counters[higher] = levels.get(higher, Level()).start
                implied.add(higher)
        if at in implied:
            self.uncertain.add("skipped_level")
            implied.discard(at)
        current = counters[at]
        if at in numbered.starts and (number_id, at) not in self._used:
            counters[at] = numbered.starts[at]
        else:
            counters[at] = level.start if current is None else current + 1
        self._used.add((number_id, at))
        for deeper in range(at + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart != 0 and at <= restart - 1):
                counters[deeper] = None
                implied.discard(deeper)
            else:
                self.uncertain.add("lvlRestart")
        if any(int(number) - 1 in implied for number in _PLACE.findall(level.text)):
            self.uncertain.add("skipped_level")
        return self._written(level, at, levels, counters)

    def _written(self, level: Level, at: int, levels: dict[int, Level], counters: list[int | None]) -> str:
        if level.format == "bullet":
            return "".join("•" if "\ue000" <= c <= "\uf8ff" else c for c in level.text).strip() or "•"
        if level.is_legal:
            self.uncertain.add("isLgl")

        def place(match: re.Match[str]) -> str:
            number = int(match[1]) - 1
            of = levels.get(number, Level())
            count = counters[number]
            if count is None:
                count = of.start
            return written_number(count, "decimal" if level.is_legal else of.format)

        return _PLACE.sub(place, level.text).replace("\t", " ").strip()


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
    start = _int(element.find(W + "start"))
    return (number if number is not None and 0 <= number < _LEVELS else None), Level(
        start=1 if start is None else start,
        format=_val(element.find(W + "numFmt")) or "decimal",
        text=_val(element.find(W + "lvlText")),
        is_legal=legal is not None and legal.get(W + "val") not in ("0", "false", "off"),
        restart=_int(element.find(W + "lvlRestart")),
        style=_val(element.find(W + "pStyle")),
    )


def _val(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get(W + "val", ""))


def _number(value: str | None) -> int | None:
    # Bounded, because a number with a million digits is an attack and not a list.
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value) else None


def _int(element: etree._Element | None) -> int | None:
    return None if element is None else _number(element.get(W + "val"))


_ROMAN = list(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"


def written_number(number: int, format: str) -> str:
    """A counter in one of the number formats of Office files; formats not known here are written as digits."""
    if format in ("upperRoman", "lowerRoman") and 0 < number < 5000:
        rest, written = number, ""
        for value, letters in _ROMAN:
            count, rest = divmod(rest, value)
            written += letters * count
        return written.upper() if format == "upperRoman" else written
    if format in ("upperLetter", "lowerLetter") and 0 < number < 800:
        # After z Word doubles the letter: aa, bb, cc.
        repeat, letter = divmod(number - 1, 26)
        written = chr(97 + letter) * (repeat + 1)
        return written.upper() if format == "upperLetter" else written
    if format in ("russianUpper", "russianLower") and 0 < number < 800:
        repeat, letter = divmod(number - 1, len(_RUSSIAN))
        written = _RUSSIAN[letter] * (repeat + 1)
        return written.upper() if format == "russianUpper" else written
    if format == "decimalZero":
        return f"{number:02d}"
    if format == "none":
        return ""
    return str(number)
