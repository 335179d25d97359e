"""The nouns of a text of law: node, line, doubt, text, reading; and the one error readers raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Kind(StrEnum):
    """What a node is. Levels above the article come first, then the article and what it holds."""

    PREAMBLE = "preamble"
    BOOK = "book"
    PART = "part"
    TITLE = "title"
    CHAPTER = "chapter"
    SUBCHAPTER = "subchapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    SUBPARAGRAPH = "subparagraph"
    POINT = "point"
    LETTER = "letter"
    INDENT = "indent"
    ANNEX = "annex"
    CONCLUSIONS = "conclusions"
    QUOTED = "quoted"
    TABLE = "table"
    TEXT = "text"


# With what an id names a kind of node, after the naming convention of Akoma Ntoso.
ID_PREFIXES = {
    Kind.BOOK: "book",
    Kind.PART: "part",
    Kind.TITLE: "title",
    Kind.CHAPTER: "chp",
    Kind.SUBCHAPTER: "subchp",
    Kind.SECTION: "sec",
    Kind.ARTICLE: "art",
    Kind.PARAGRAPH: "para",
    Kind.SUBPARAGRAPH: "subpara",
    Kind.POINT: "point",
    Kind.LETTER: "point",
    Kind.INDENT: "indent",
    Kind.ANNEX: "annex",
    Kind.PREAMBLE: "preamble",
    Kind.CONCLUSIONS: "conclusions",
    Kind.QUOTED: "qstr",
    Kind.TABLE: "table",
    Kind.TEXT: "text",
}


@dataclass(frozen=True, slots=True)
class Node:
    """
    One unit of a text of law.

    `number` is as printed, without the word before it and the punctuation after it ("16A", "108/A", "2.1", "a").
    `id` follows the Akoma Ntoso naming convention, except that an article's id does not carry its chapter, so that
    renumbering a chapter changes no article ("art_5__para_2__subpara_2.1").
    `source` holds the first and last index of the source lines the node and everything below it came from, inclusive.
    `note` is a machine code saying why the node is doubtful (see `Doubt.code`), or a remark ("footnote");
    of quoted matter the kind that it has in the other act ("article", "chapter"); else "".
    """

    kind: Kind
    number: str
    heading: str
    id: str
    text: str
    children: tuple[Node, ...] = ()
    source: tuple[int, int] = (0, 0)
    note: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def full_text(self) -> str:
        """Own text and all below, one block per line, without headings and numbers."""
        return "\n".join(node.text for node in self.walk() if node.text)


@dataclass(frozen=True, slots=True)
class Doubt:
    """
    A place a person should look at, because the reader had to choose.

    Codes: `no_articles`, `duplicate_article`, `article_out_of_order`, `article_gap`, `renumbered`, `number_jump`,
    `duplicate_number`, `number_out_of_place`, `unnumbered_text`, `unnumbered_heading`, `quoted_matter`, `damaged_number`, `paragraph_unsure`,
    `empty_article`, `tracked_changes`, `numbering_uncertain`, `hidden_text`, `embedded_part`, `sparse_page`,
    `encoding`, `converted` (another program changed the file's format before it was read); of recognized pages
    `recognized`, `doubtful_word`, `number_repaired`.

    `place` is where a word stands on its page: the page counted from 1, then left, top, width and height in points,
    counted from the page's top left corner; None where there is no such place.
    """

    code: str
    message: str
    node_id: str = ""
    source: tuple[int, int] = (0, 0)
    place: tuple[int, float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """
    A footnote or endnote called in a line: before which character of its text, with which mark, and where it stands.

    `mark` is as shown ("1", "*"); `line` is the index of the note's first line, -1 for a note without text.
    """

    at: int
    mark: str
    line: int = -1


@dataclass(frozen=True, slots=True)
class Line:
    """
    One source line (plain text, PDF) or paragraph (DOCX), as shown beside the result.

    `label` is what automatic numbering displays before the text; numbers typed by hand are part of `text`.
    `kept_as` is the id of the node that took the line, or "noise:" and why it is not part of the text
    (`header`, `footer`, `margin`, `page_number`, `masthead`, `rule`, `contents`).
    `fresh` says that the line begins a paragraph for certain; a line that is not may continue the one before.
    `role` tells lines outside the body apart: "header", "footer", "margin", "footnote", "endnote", "contents",
    "textbox".
    `cell` is (table, row, column) for text inside a table; `page` counts from 1, 0 where there are no pages;
    `column` counts the columns of a page from 1, 0 for lines across the page.
    `other_labels` is what other word processors display instead of `label`, empty where all agree; "?" in it is
    something not known here. `calls` are the notes called in `text`.
    """

    index: int
    label: str
    text: str
    kept_as: str = ""
    fresh: bool = True
    role: str = ""
    cell: tuple[int, int, int] | None = None
    page: int = 0
    column: int = 0
    other_labels: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text of law in one language: its tree, what is doubtful, and every source line with where it went."""

    language: str
    script: str
    title: str
    nodes: tuple[Node, ...]
    doubts: tuple[Doubt, ...] = ()
    lines: tuple[Line, ...] = ()

    def walk(self) -> Iterator[Node]:
        """All nodes in reading order."""
        for node in self.nodes:
            yield from node.walk()

    def find(self, id: str) -> Node | None:
        """The node with this id, or None."""
        return next((node for node in self.walk() if node.id == id), None)

    def articles(self) -> list[Node]:
        """The text's own articles in reading order; articles quoted by an amending act are not among them."""
        return [node for node in self.walk() if node.kind is Kind.ARTICLE]


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one file holds: one text per language, doubts, and the format it was read from.

    Formats: "akn", "docx", "pdf", "scan" (most pages recognized), "txt".
    """

    texts: tuple[Text, ...]
    format: str
    doubts: tuple[Doubt, ...] = ()


class Unreadable(Exception):
    """
    The file cannot be read, for a reason a person can act on.

    Codes: `encrypted`, `macro`, `truncated`, `too_large`, `expands_too_much`, `not_this_format` (its content is not
    what it pretends to be), `no_text` (a scanned PDF), `external_content`, `unsupported`, `too_complex`, `converter_missing` (LibreOffice is needed and not installed),
    `conversion_failed`.
    `details` are plain values for the message shown to the person (limits, sizes, names of parts).
    """

    SENTENCES: ClassVar[dict[str, str]] = {
        "encrypted": "The file is protected by a password; save it without one and send it again.",
        "macro": "The file contains macros; save it as a plain document (.docx) and send it again.",
        "truncated": "The file is damaged or incomplete; send it again.",
        "too_large": "The file is larger than allowed.",
        "expands_too_much": "The file unpacks to more than is allowed.",
        "not_this_format": "The content of the file is not what its kind promises.",
        "no_text": "The file has no text in it; a scan holds only pictures of its pages, which must be recognized first.",
        "external_content": "The file pulls in content from outside itself; remove it and send the file again.",
        "unsupported": "Files of this kind cannot be read; send DOCX, PDF or plain text.",
        "converter_missing": "Files of this kind need LibreOffice, which is not installed here; send DOCX instead.",
        "conversion_failed": "LibreOffice could not open the file; save it as DOCX and send it again.",
        "too_complex": "The file is built in a way that is too complex to read.",
    }

    def __init__(self, code: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details or {}

    def __str__(self) -> str:
        sentence = self.SENTENCES.get(self.code, self.code)
        shown = ", ".join(f"{key}: {value}" for key, value in self.details.items())
        return f"{sentence} ({shown})" if shown else sentence
