"""What a member does to a draft in Word, done to the bytes: tracked changes, edits without tracking, comments."""

from __future__ import annotations

import io
import zipfile
from html import escape

from lxml import etree

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_MAIN}}}"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


class Word:
    """A Word file being worked in."""

    def __init__(self, data: bytes, author: str = "B. Gashi (zyra)") -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.author = author
        self.document = etree.fromstring(self.parts["word/document.xml"])
        self.comments: list[str] = []
        self.number = 900

    def _paragraph(self, words: str) -> etree._Element:
        found = [each for each in self.document.iter(_W + "p") if words in self._text(each)]
        assert len(found) == 1, (words, [self._text(each) for each in found])
        return found[0]

    def _text(self, paragraph: etree._Element) -> str:
        return "".join(each.text or "" for each in paragraph.iter(_W + "t"))

    def _parsed(self, markup: str) -> list[etree._Element]:
        return list(etree.fromstring(f'<r xmlns:w="{_MAIN}">{markup}</r>'))

    def _mark(self) -> str:
        self.number += 1
        return f'w:id="{self.number}" w:author="{escape(self.author)}" w:date="2026-11-25T09:30:00Z"'

    def _divide(self, words: str) -> tuple[etree._Element, str, str]:
        # The run that holds the words alone, with what stands before and after them in it.
        paragraph = self._paragraph(words)
        run = next(each for each in paragraph.iter(_W + "r") if words in (each.findtext(_W + "t") or ""))
        before, _found, after = (run.findtext(_W + "t") or "").partition(words)
        return run, before, after

    def _swap(self, run: etree._Element, markup: str) -> None:
        parent = run.getparent()
        assert parent is not None
        at = parent.index(run)
        parent[at : at + 1] = self._parsed(markup)

    def replace(self, old: str, new: str) -> Word:
        """With tracking: words instead of others."""
        run, before, after = self._divide(old)
        gone = f'<w:del {self._mark()}><w:r><w:delText xml:space="preserve">{escape(old)}</w:delText></w:r></w:del>'
        come = f"<w:ins {self._mark()}>{_run(new)}</w:ins>" if new else ""
        self._swap(run, f"{_run(before)}{gone}{come}{_run(after)}")
        return self

    def retype(self, old: str, new: str) -> Word:
        """Without tracking: words instead of others."""
        run, before, after = self._divide(old)
        self._swap(run, _run(before + new + after))
        return self

    def insert_behind(self, words: str, new: str) -> Word:
        """With tracking: a paragraph behind the one that has these words."""
        paragraph = self._paragraph(words)
        made = (
            f"<w:p><w:pPr><w:rPr><w:ins {self._mark()}/></w:rPr></w:pPr><w:ins {self._mark()}>{_run(new)}</w:ins></w:p>"
        )
        paragraph.addnext(self._parsed(made)[0])
        return self

    def comment(self, words: str, text: str) -> Word:
        """A comment on some words."""
        run, before, after = self._divide(words)
        key = len(self.comments)
        self.comments.append(
            f'<w:comment w:id="{key}" w:author="{escape(self.author)}" w:date="2026-11-25T09:31:00Z" w:initials="BG"><w:p>{_run(text)}</w:p></w:comment>'
        )
        mark = f'<w:r><w:commentReference w:id="{key}"/></w:r>'
        self._swap(
            run,
            f'{_run(before)}<w:commentRangeStart w:id="{key}"/>{_run(words)}<w:commentRangeEnd w:id="{key}"/>{mark}{_run(after)}',
        )
        return self

    def saved(self) -> bytes:
        """The file."""
        parts = {**self.parts, "word/document.xml": etree.tostring(self.document)}
        if self.comments:
            parts["word/comments.xml"] = f'<w:comments xmlns:w="{_MAIN}">{"".join(self.comments)}</w:comments>'.encode()
            override = f'<Override PartName="/word/comments.xml" ContentType="{_COMMENTS}"/></Types>'
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
            relation = f'<Relationship Id="rIdC" Type="{_RELATION}" Target="comments.xml"/></Relationships>'
            rels = "word/_rels/document.xml.rels"
            parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return made.getvalue()


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
