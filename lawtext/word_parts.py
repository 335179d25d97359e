"""The parts of a Word file, opened behind the guard and parsed without reaching outside."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree

from lawtext.container import check_markup, is_markup
from lawtext.model import Unreadable

_STRICT = b"http://purl.oclc.org/ooxml/"
_OPEN = "http://schemas.openxmlformats.org/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", f"{_OPEN}wordprocessingml/2006/main".encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        f"{_OPEN}officeDocument/2006/relationships".encode(),
    ),
)
# What a tree of this many marks takes fits into the memory a reading process is given.
_MAX_MARKS = 4_000_000


class WordParts:
    """
    The parts of a Word file by what they are to its main part ("styles", "comments", …).

    Raises:
        Unreadable: `not_this_format` for an archive that is not a Word document, `truncated`, `too_complex`.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._package = self._related("")
        main = next((target for _, kind, target in self._package if kind == "officeDocument"), "word/document.xml")
        document = self._parse(main)
        if document is None or document.tag.rpartition("}")[2] != "document":
            raise Unreadable("not_this_format", {"expected": "docx"})
        self.document: etree._Element = document
        self._relations = self._related(main)

    def part(self, kind: str) -> etree._Element | None:
        """The part of the document whose relation's type ends in this word, None where there is none."""
        return next((self._parse(target) for _, each, target in self._relations if each == kind), None)

    def running(self) -> list[tuple[str, etree._Element]]:
        """Headers and footers with which of the two they are."""
        found = [(kind, self._parse(target)) for _, kind, target in self._relations if kind in ("header", "footer")]
        return [(kind, root) for kind, root in found if root is not None]

    def core_property(self, name: str) -> str:
        """A property of the file as a whole ("identifier", "lastModifiedBy"), "" where it has none. A claim."""
        return self._property("core-properties", name)

    def application(self) -> str:
        """The program that wrote the file last, as it says itself, "" where it does not."""
        return self._property("extended-properties", "Application")

    def _property(self, part: str, name: str) -> str:
        root = next((self._parse(target) for _, kind, target in self._package if kind == part), None)
        for element in () if root is None else root:
            if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name:
                return (element.text or "").strip()
        return ""

    def _parse(self, name: str) -> etree._Element | None:
        if name not in self._names:
            return None
        content = self._archive.read(name)
        if not is_markup(name):
            # A relation may point to a part under any name; the guard looked only into those named as markup.
            check_markup(content, name)
        if (marks := content.count(b"<")) > _MAX_MARKS:
            raise Unreadable("too_complex", {"part": name, "marks": marks, "limit": _MAX_MARKS})
        if _STRICT in content:
            for strict, transitional in _TRANSITIONAL:
                content = content.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            message = str(error).lower()
            raise Unreadable(
                "too_complex" if "depth" in message or "huge" in message else "truncated", {"part": name}
            ) from error
        except ValueError as error:
            raise Unreadable("truncated", {"part": name}) from error

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """(id, last word of the type, target part) of every internal relation of a part."""
        folder, file = posixpath.split(part)
        root = self._parse(posixpath.join(folder, "_rels", file + ".rels"))
        found = []
        for element in () if root is None else root:
            if isinstance(element.tag, str) and element.get("TargetMode") != "External":
                target = element.get("Target", "")
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                found.append((element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], path))
        return found
