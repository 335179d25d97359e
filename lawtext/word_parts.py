"""The parts of a Word file, opened behind the guard and parsed without reaching outside."""

from __future__ import annotations

import zipfile

from lxml import etree

from lawtext.model import Unreadable
from lawtext.package import Package


class WordParts(Package):
    """
    The parts of a Word file by what they are to its main part ("styles", "comments", …).

    Raises:
        Unreadable: `not_this_format` for an archive that is not a Word document, `truncated`, `too_complex`.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__(archive)
        self._package = self.related("")
        main = next((target for _, kind, target in self._package if kind == "officeDocument"), "word/document.xml")
        document = self.parse(main)
        if document is None or document.tag.rpartition("}")[2] != "document":
            raise Unreadable("not_this_format", {"expected": "docx"})
        self.document: etree._Element = document
        self._relations = self.related(main)

    def part(self, kind: str) -> etree._Element | None:
        """The part of the document whose relation's type ends in this word, None where there is none."""
        return next((self.parse(target) for _, each, target in self._relations if each == kind), None)

    def running(self) -> list[tuple[str, etree._Element]]:
        """Headers and footers with which of the two they are."""
        found = [(kind, self.parse(target)) for _, kind, target in self._relations if kind in ("header", "footer")]
        return [(kind, root) for kind, root in found if root is not None]

    def core_property(self, name: str) -> str:
        """A property of the file as a whole ("identifier", "lastModifiedBy"), "" where it has none. A claim."""
        return self._property("core-properties", name)

    def application(self) -> str:
        """The program that wrote the file last, as it says itself, "" where it does not."""
        return self._property("extended-properties", "Application")

    def _property(self, part: str, name: str) -> str:
        root = next((self.parse(target) for _, kind, target in self._package if kind == part), None)
        for element in () if root is None else root:
            if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name:
                return (element.text or "").strip()
        return ""
