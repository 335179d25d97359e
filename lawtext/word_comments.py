"""The comments of a Word file with their threads: who, when, what, answered by whom, resolved or not."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from lawtext.numbering import W
from lawtext.word_parts import WordParts

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_GONE = {W + "del", W + "moveFrom", W + "instrText"}


@dataclass(slots=True)
class RawComment:
    """A comment as the file has it; `replies` are the comments of its thread in order. Names and dates are claims."""

    id: str
    author: str
    initials: str
    date: str
    text: str
    is_resolved: bool = False
    replies: list[RawComment] = field(default_factory=list)


def read_comments(parts: WordParts) -> list[RawComment]:
    """
    The first comment of every thread in the file's order, each with its replies.

    Replies and the resolved flag are told by a part of their own (commentsExtended) that points to a comment's last
    paragraph; a file without that part has comments only.
    """
    root = parts.part("comments")
    if root is None:
        return []
    comments: list[RawComment] = []
    by_paragraph: dict[str, RawComment] = {}
    for element in root.findall(W + "comment"):
        author, date = element.get(W + "author", "").strip(), element.get(W + "date", "")
        text = "\n".join(filter(None, map(_text, element.iter(W + "p"))))
        comment = RawComment(element.get(W + "id", ""), author, element.get(W + "initials", ""), date, text)
        comments.append(comment)
        for paragraph in element.iter(W + "p"):
            if identifier := paragraph.get(_W14 + "paraId", "").upper():
                by_paragraph[identifier] = comment
    parents = _threads(parts.part("commentsExtended"), by_paragraph)
    first: list[RawComment] = []
    for comment in comments:
        top = _top(comment, parents)
        if top is comment:
            first.append(comment)
        else:
            top.replies.append(comment)
    return first


def _threads(root: etree._Element | None, by_paragraph: dict[str, RawComment]) -> dict[int, RawComment]:
    """The comment each reply answers, by the reply's identity."""
    parents: dict[int, RawComment] = {}
    for element in () if root is None else root.iter(_W15 + "commentEx"):
        comment = by_paragraph.get(element.get(_W15 + "paraId", "").upper())
        if comment is None:
            continue
        comment.is_resolved = comment.is_resolved or element.get(_W15 + "done") in ("1", "true", "on")
        parent = by_paragraph.get(element.get(_W15 + "paraIdParent", "").upper())
        if parent is not None and parent is not comment:
            parents[id(comment)] = parent
    return parents


def _top(comment: RawComment, parents: dict[int, RawComment]) -> RawComment:
    seen = {id(comment)}
    while (parent := parents.get(id(comment))) is not None and id(parent) not in seen:
        seen.add(id(parent))
        comment = parent
    return comment


def _text(paragraph: etree._Element) -> str:
    pieces: list[str] = []

    def walk(parent: etree._Element) -> None:
        for child in parent:
            if child.tag == W + "t":
                pieces.append(child.text or "")
            elif child.tag == W + "tab":
                pieces.append("\t")
            elif child.tag == W + "br":
                pieces.append("\n")
            elif child.tag not in _GONE:
                walk(child)

    walk(paragraph)
    return "".join(pieces).strip()
