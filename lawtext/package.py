"""An Office file's parts, opened behind the guard and parsed without reaching outside."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree

from lawtext.container import check_markup, is_markup
from lawtext.model import Unreadable

_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
# What a tree of this many marks takes fits into the memory a reading process is given.
_MAX_MARKS = 4_000_000


class Package:
    """The parts of an Office file by name, and what they are to one another."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())

    def parse(self, name: str) -> etree._Element | None:
        """The tree of a part, None where there is none. Raises Unreadable: `truncated`, `too_complex`."""
        if name not in self.names:
            return None
        content = self.archive.read(name)
        if not is_markup(name):
            # A relation may point to a part under any name; the guard looked only into those named as markup.
            check_markup(content, name)
        if (marks := content.count(b"<")) > _MAX_MARKS:
            raise Unreadable("too_complex", {"part": name, "marks": marks, "limit": _MAX_MARKS})
        if _STRICT in content:
            for strict, transitional in _TRANSITIONAL.items():
                content = content.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            message = str(error)
            deep = "depth" in message.lower() or "huge" in message.lower()
            raise Unreadable("too_complex" if deep else "truncated", {"part": name}) from error
        except ValueError as error:
            raise Unreadable("truncated", {"part": name}) from error

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """(id, last word of the type, target part) of every internal relation of a part."""
        folder, file = posixpath.split(part)
        root = self.parse(posixpath.join(folder, "_rels", file + ".rels"))
        found = []
        for element in () if root is None else root:
            if isinstance(element.tag, str) and element.get("TargetMode") != "External":
                target = element.get("Target", "")
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                found.append((element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], path))
        return found
