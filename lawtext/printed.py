"""How a node's number stands on the page: the word before it, the punctuation around it."""

from __future__ import annotations

import re

from lawtext import labels
from lawtext.labels import Label, read_label
from lawtext.lines import is_finished
from lawtext.model import Kind, Line, Node, Text

# What stands before a number where the source lines are not at hand; every form is one that `labels` reads.
_WORDS: dict[tuple[str, str], dict[Kind, str]] = {
    ("sq", "Latn"): {
        Kind.BOOK: "LIBRI",
        Kind.PART: "PJESA",
        Kind.TITLE: "TITULLI",
        Kind.CHAPTER: "KAPITULLI",
        Kind.SUBCHAPTER: "NËNKAPITULLI",
        Kind.SECTION: "SEKSIONI",
        Kind.ARTICLE: "Neni",
        Kind.ANNEX: "SHTOJCA",
    },
    ("sr", "Latn"): {
        Kind.BOOK: "KNJIGA",
        Kind.PART: "DEO",
        Kind.TITLE: "NASLOV",
        Kind.CHAPTER: "POGLAVLJE",
        Kind.SUBCHAPTER: "POTPOGLAVLJE",
        Kind.SECTION: "ODELJAK",
        Kind.ARTICLE: "Član",
        Kind.ANNEX: "PRILOG",
    },
    ("sr", "Cyrl"): {
        Kind.BOOK: "КЊИГА",
        Kind.PART: "ДЕО",
        Kind.TITLE: "НАСЛОВ",
        Kind.CHAPTER: "ПОГЛАВЉЕ",
        Kind.SUBCHAPTER: "ПОТПОГЛАВЉЕ",
        Kind.SECTION: "ОДЕЉАК",
        Kind.ARTICLE: "Члан",
        Kind.ANNEX: "ПРИЛОГ",
    },
    ("en", "Latn"): {
        Kind.BOOK: "BOOK",
        Kind.PART: "PART",
        Kind.TITLE: "TITLE",
        Kind.CHAPTER: "CHAPTER",
        Kind.SUBCHAPTER: "SUBCHAPTER",
        Kind.SECTION: "SECTION",
        Kind.ARTICLE: "Article",
        Kind.ANNEX: "ANNEX",
    },
}
HEADED = frozenset(_WORDS["en", "Latn"])
_LINES_LOOKED_AT = 3
_LONGEST_TITLE_BELOW = 200
_LONGEST_TITLE_ALONE = 60


class Printed:
    """The printed form of every number of a text: from its source lines where they say it, else the usual form."""

    def __init__(self, text: Text) -> None:
        self._words = _WORDS.get((text.language, text.script)) or _WORDS["en", "Latn"]
        self._text = text
        self._known: dict[int, str] = {}
        self._lines: dict[str, list[Line]] = {}
        for line in text.lines:
            held = self._lines.setdefault(line.kept_as, [])
            if len(held) < _LINES_LOOKED_AT:
                held.append(line)

    def label(self, node: Node) -> str:
        """What stands before the words of a node: "Neni 5", "KAPITULLI I", "1.", "a)", "–"; "" for nothing."""
        # By identity: the text is held here, so no other node can take the place of one of its own.
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._label(node)
        return known

    def _label(self, node: Node) -> str:
        if node.kind is Kind.INDENT:
            return node.number or "–"
        if not node.number:
            return self._words[node.kind] if node.kind is Kind.ANNEX else ""
        return self._found(node) or self.usual(node)

    def usual(self, node: Node) -> str:
        """The usual form of a node's number in its language."""
        if node.kind in HEADED:
            return f"{self._words[node.kind]} {node.number}"
        if node.kind is Kind.QUOTED:
            return f"{self._words[Kind.ARTICLE]} {node.number}"
        if node.kind in (Kind.POINT, Kind.LETTER) and "." not in node.number:
            return f"({node.number})" if node.number.isdigit() else f"{node.number})"
        return f"{node.number}."

    def title_below(self, node: Node) -> bool:
        """Whether a title goes on a line of its own, as laws print it, and will still be read as a title there."""
        title = node.heading
        if not title or " " not in self.label(node):
            return False
        if labels.read_label("", title) is not None or labels.is_instruction(title) or is_finished(title):
            return False
        if title.endswith(",") or len(title) > _LONGEST_TITLE_BELOW or "\n" in title:
            return False
        return bool(node.children or node.text) or len(title) <= _LONGEST_TITLE_ALONE

    def blocks(self, node: Node) -> list[str]:
        """
        The lines of a preamble or of what follows the last article.

        The first block keeps the line break that made it known as the end of the act (its number, then the date).
        """
        blocks = node.text.split("\n")
        first = next((line.text for line in self._lines.get(node.id, ())), "")
        joined = node.kind is Kind.CONCLUSIONS and blocks[0] != first and blocks[0].startswith(first)
        if joined and not labels.begins_conclusions(blocks[0]):
            blocks[0] = f"{first}\n{blocks[0][len(first) :].lstrip()}"
        return blocks

    def _found(self, node: Node) -> str:
        usual = self.usual(node)
        for line in self._lines.get(node.id, ()):
            if usual in (line.label, line.text) or (not line.label and line.text.startswith(usual + " ")):
                return usual
            text = re.sub(r"^\s*#{1,6}\s+", "", line.text).replace("\u00a0", " ").strip()
            label = read_label(line.label, text, sections_are_articles=node.kind is not Kind.SECTION)
            if label is None or label.number != node.number:
                continue
            whole = f"{line.label} {text}".strip()
            if not whole.endswith(label.rest):
                continue
            shown = whole[: len(whole) - len(label.rest)].strip(" \t#*")
            if label.form in ("level", "article", "annex") and label.mark != "roman":
                # A dash between number and title, a full stop after the number: the heading is set apart anyway.
                shown = shown.rstrip(" .:)-–—") or shown
            if _says(read_label("", f"{shown} {label.rest[:40]}"), node) or _says(read_label(shown, ""), node):
                return shown
        return ""


def _says(label: Label | None, node: Node) -> bool:
    return label is not None and label.number == node.number
