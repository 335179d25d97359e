"""One file, several languages: columns and sequences told apart line by line."""

from __future__ import annotations

import re
from dataclasses import replace

from lawtext import labels
from lawtext.language import detect_language, language_scores, plain_letters
from lawtext.model import Line

Tongue = tuple[str, str]

_HEADING_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sq", re.compile(r"^\s*(?i:neni)\s+\d+|^\s*(?:KAPITULLI|KREU|PJESA|Kapitulli|Kreu|Pjesa)\s+[IVXLC\d]+\b")),
    ("sr", re.compile(r"^\s*(?i:član|članak|члан)\s+\d+|^\s*(?i:poglavlje|glava|поглавље|глава)\s+[IVXLC\d]+\b")),
    ("en", re.compile(r"^\s*(?i:article|section)\s+\d+|^\s*(?:CHAPTER|PART|Chapter|Part)\s+(?:[IVXLC\d]+|ONE)\b")),
)
_ACT_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sq", re.compile(r"(?i)^\s*(projekt\s?-?)?(ligj|rregullore|udhëzim|vendim)\w*\b")),
    (
        "sr",
        re.compile(
            r"(?i)^\s*(nacrt\s*|нацрт\s*)?(zakon|uredba|administrativn?o\s+uputstvo|pravilnik|odluka|закон|уредба)"
        ),
    ),
    ("en", re.compile(r"(?i)^\s*(draft\s+)?(law|regulation|administrative\s+instruction|decision)\b")),
)
_HEADING_LETTER = re.compile(r"\s*[NnKkPpČčЧчGgГгПпAaSsCc]")
# Changing language costs: single foreign names and abbreviations do not tear a text apart.
_CHANGE = 4.0
_CHANGE_AT_PARAGRAPH = 2.5
_COLUMN = 50.0
_MANY_HEADINGS = 4


def split_languages(lines: list[Line]) -> list[tuple[Tongue, list[Line]]]:
    """
    The lines of each language in order, or one stream when the file holds a single language.

    A language counts when it has a heading of its own, names the act at the beginning, or holds a fair share of the
    text. Lines that say nothing (numbers, rules) follow their neighbours.
    """
    tongues = _tongues(lines)
    if len(tongues) < 2:
        return [(tongues[0] if tongues else ("", "Latn"), lines)]
    if columns := _by_column(lines, tongues):
        return columns
    chosen = _without_mere_titles(lines, _best_path(lines, tongues))
    streams: dict[Tongue, list[Line]] = {}
    last_at: dict[Tongue, int] = {}
    for at, (line, tongue) in enumerate(zip(lines, chosen, strict=True)):
        if tongue in last_at and last_at[tongue] != at - 1 and not line.fresh:
            # After another language's lines a paragraph may go on, but not because the lines touch.
            line = replace(line, fresh=_begins(line.text))
        streams.setdefault(tongue, []).append(line)
        last_at[tongue] = at
    # Running headers come first on a page, whatever language the text then begins in.
    return [(tongue, streams[tongue]) for tongue in tongues if tongue in streams]


def _without_mere_titles(lines: list[Line], chosen: list[Tongue]) -> list[Tongue]:
    """
    A cover in three languages does not make three texts: what has no heading goes back to the text that has many.

    Openings of acts with hardly any heading in any language stay apart.
    """
    words: dict[Tongue, int] = {}
    headings: dict[Tongue, int] = {}
    for line, tongue in zip(lines, chosen, strict=True):
        text = plain_letters(f"{line.label} {line.text}".strip())
        words[tongue] = words.get(tongue, 0) + len(line.text.split())
        headings[tongue] = headings.get(tongue, 0) + any(pattern.match(text) for _, pattern in _HEADING_WORDS)
    main = max(headings, key=lambda tongue: headings[tongue], default=None)
    if main is None or headings[main] < _MANY_HEADINGS:
        return chosen
    mere = {tongue for tongue in words if headings[tongue] == 0 and words[tongue] < 0.1 * words[main]}
    return [main if tongue in mere else tongue for tongue in chosen]


def _begins(text: str) -> bool:
    return not text[:1].islower()


def _tongues(lines: list[Line]) -> list[Tongue]:
    """The languages of a file, in order of their first sure line."""
    words: dict[Tongue, int] = {}
    sure: dict[Tongue, int] = {}
    for at, line in enumerate(lines):
        if line.role in ("header", "footer", "margin"):
            continue
        text = plain_letters(f"{line.label} {line.text}".strip())
        found = ""
        if _HEADING_LETTER.match(text):
            for language, pattern in _HEADING_WORDS:
                if pattern.match(text) and labels.read_label("", text) is not None:
                    found = language
        if not found and at < 60 and labels.has_act_number(text):
            found = next((language for language, pattern in _ACT_WORDS if pattern.match(text)), "")
        is_long = len(line.text) > 30
        tongue = _tongue(text, found) if found or is_long else None
        if tongue is None:
            continue
        if found:
            sure.setdefault(tongue, at)
        if is_long:
            words[tongue] = words.get(tongue, 0) + len(line.text.split())
    total = sum(words.values())
    for tongue, count in words.items():
        if count >= 40 and count >= 0.15 * total and tongue not in sure:
            sure[tongue] = len(lines)
    return sorted(sure, key=lambda tongue: (sure[tongue], tongue))


def _tongue(text: str, sure: str) -> Tongue | None:
    language, script = detect_language(text)
    if sure:
        return sure, script if sure == "sr" else "Latn"
    return (language, script) if language else None


def _by_column(lines: list[Line], tongues: list[Tongue]) -> list[tuple[Tongue, list[Line]]]:
    """Languages set side by side in a table, one column each: the column decides, not the words."""
    by_column: dict[int, list[Line]] = {}
    for line in lines:
        if line.cell is not None:
            by_column.setdefault(line.cell[2], []).append(line)
    if not 2 <= len(by_column) <= 4 or sum(map(len, by_column.values())) < 0.5 * len(lines):
        return []
    of_column: dict[int, Tongue] = {}
    for column, held in by_column.items():
        tongue = detect_language("\n".join(line.text for line in held))
        if tongue not in tongues or tongue in of_column.values():
            return []
        of_column[column] = tongue
    streams: dict[Tongue, list[Line]] = {of_column[column]: [] for column in sorted(of_column)}
    first = next(iter(streams))
    for line in lines:
        if line.cell is not None:
            streams[of_column[line.cell[2]]].append(replace(line, cell=None))
            continue
        tongue = detect_language(line.text)
        streams[tongue if tongue in streams else first].append(line)
    return list(streams.items())


def _best_path(lines: list[Line], tongues: list[Tongue]) -> list[Tongue]:
    """The cheapest way through the lines, weighing what each line says against changing language."""
    costs = [0.0] * len(tongues)
    steps: list[list[int]] = []
    columns = _column_strengths(lines, tongues)
    for line in lines:
        change = _CHANGE_AT_PARAGRAPH if line.fresh else _CHANGE
        cheapest = min(range(len(costs)), key=costs.__getitem__)
        came_from = []
        following = []
        strengths = columns.get((line.page, line.column)) or _strengths(line, tongues)
        best = max(strengths)
        for here in range(len(tongues)):
            stay = costs[here]
            move = costs[cheapest] + change
            came_from.append(here if stay <= move else cheapest)
            following.append(min(stay, move) + best - strengths[here])
        steps.append(came_from)
        costs = following
    at = min(range(len(costs)), key=costs.__getitem__)
    path = []
    for came_from in reversed(steps):
        path.append(tongues[at])
        at = came_from[at]
    return path[::-1]


def _column_strengths(lines: list[Line], tongues: list[Tongue]) -> dict[tuple[int, int], list[float]]:
    """What each column of each page says as a whole, made stronger than any change of language costs."""
    sums: dict[tuple[int, int], list[float]] = {}
    for line in lines:
        if line.column:
            total = sums.setdefault((line.page, line.column), [0.0] * len(tongues))
            for at, strength in enumerate(_strengths(line, tongues)):
                total[at] += strength
    return {key: [_COLUMN * (each == max(total)) for each in total] for key, total in sums.items() if max(total) >= 3}


def _strengths(line: Line, tongues: list[Tongue]) -> list[float]:
    text = plain_letters(f"{line.label} {line.text}".strip())
    scores = language_scores(line.text)
    cyrillic = detect_language(text)[1] == "Cyrl"
    heading = next((language for language, pattern in _HEADING_WORDS if pattern.match(text)), "")
    act = next((language for language, pattern in _ACT_WORDS if pattern.match(text)), "")
    made = []
    for language, script in tongues:
        strength = min(scores[language], 8.0)
        strength += 6.0 if heading == language else 0.0
        strength += 3.0 if act == language and re.search(r"\d", text) else 0.0
        if language == "sr" and cyrillic != (script == "Cyrl"):
            strength = 0.0
        made.append(strength)
    return made
