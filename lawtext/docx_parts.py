"""The fixed parts of the Word files written here: styles, lists, settings, properties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE}.numbering+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_OFFICE}.settings+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_OFFICE}.footnotes+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_TYPES}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{_TYPES}/{part}" Target="{part}.xml"/>'
        for number, part in enumerate(("styles", "numbering", "settings", "footnotes"), start=1)
    )
    + "</Relationships>"
)

DEEPEST_HEADING = 7
# Twentieths of a point: left edge of the words and room for the number before them, by depth ("1.", "1.1.", …).
_INDENTS = ((454, 454), (1021, 567), (1758, 737), (2608, 850))
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'

# What XML 1.0 cannot hold. In a Word file such a character is shown as U+FFFD; it has no shape on a page either.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml(text: str) -> str:
    """Text for an element's content; what XML cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text), quote=False).replace("\r", "&#13;")


def core(title: str, identifier: str, language: str) -> str:
    """docProps/core.xml: the version's key stands in `dc:identifier`, which word processors keep."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{xml(title)}</dc:title><dc:identifier>{xml(identifier)}</dc:identifier>"
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )


def settings(track_changes: bool, language: str) -> str:
    """word/settings.xml, with the switch that makes a word processor track every change from the first keystroke."""
    tracked = "<w:trackRevisions/>" if track_changes else ""
    return (
        f'{HEAD}<w:settings {NS}><w:zoom w:percent="100"/>{tracked}<w:defaultTabStop w:val="454"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/></w:settings>'
    )


def footnotes(notes: Sequence[str], language: str) -> str:
    """word/footnotes.xml: `notes` are footnotes 1, 2, …; -1 and 0 are the lines Word wants above them."""
    held = [
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>',
    ]
    held += [
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f"{run(' ' + note, language)}</w:p></w:footnote>"
        for number, note in enumerate(notes, start=1)
    ]
    return f"{HEAD}<w:footnotes {NS}>{''.join(held)}</w:footnotes>"


def run(text: str, language: str) -> str:
    """A run in a language; tabs and line breaks of the text are those of the page."""
    if not text:
        return ""
    inner = f'<w:t xml:space="preserve">{xml(text)}</w:t>'
    if "\t" in text or "\n" in text:
        inner = inner.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        inner = inner.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r><w:rPr><w:lang w:val="{language}"/></w:rPr>{inner}</w:r>'


def styles(language: str) -> str:
    """word/styles.xml: headings 1 to 7 with their outline levels, the kinds of provisions, quoted matter, footnotes."""
    made = [
        _style("Normal", "Normal", "", "", default=True),
        _style("Title", "Title", '<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>', "<w:b/>"),
        *(_heading(level) for level in range(1, DEEPEST_HEADING + 1)),
        _style("Provision", "Provision", '<w:jc w:val="both"/>', ""),
        *(
            _style(f"Provision{level}", f"Provision {level}", _indent(level), "", based_on="Provision")
            for level in range(1, 5)
        ),
        _style("QuotedProvision", "Quoted provision", '<w:ind w:left="681" w:right="340"/>', "", based_on="Provision"),
        _style("FootnoteText", "footnote text", '<w:spacing w:after="0"/>', '<w:sz w:val="18"/>'),
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
    ]
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{language}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    return f"{HEAD}<w:styles {NS}>{defaults}{''.join(made)}</w:styles>"


def _style(
    identifier: str, name: str, paragraph: str, letters: str, *, based_on: str = "Normal", default: bool = False
) -> str:
    inherits = "" if default else f'<w:basedOn w:val="{based_on}"/>'
    preset = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{preset} w:styleId="{identifier}">'
        f'<w:name w:val="{name}"/>{inherits}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>'
    )


def _heading(level: int) -> str:
    size = max(22, 30 - 2 * level)
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Provision"/><w:uiPriority w:val="9"/><w:qFormat/>'
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _indent(level: int) -> str:
    left, hanging = _INDENTS[level - 1]
    return f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: how it counts ("decimal", "upperRoman", "lowerLetter", …) and what it shows ("%1.%2.")."""

    format: str
    text: str
    suffix: str = "tab"


@dataclass(slots=True)
class Lists:
    """
    The lists of a document and their counters.

    Only numbers that every word processor counts alike are left to it: each list shows what its counters hold, begins
    with a start of its own, and never leaves a level out. Everything else is typed.
    """

    _kinds: dict[tuple[ListLevel, ...], int] = field(default_factory=dict)
    _lists: list[tuple[int, int]] = field(default_factory=list)
    _counters: dict[int, list[int]] = field(default_factory=dict)

    def begin(self, levels: tuple[ListLevel, ...], start: int = 1) -> int:
        """A new list whose first number on the first level is `start`; its key for `count`."""
        kind = self._kinds.setdefault(levels, len(self._kinds) + 1)
        self._lists.append((kind, start))
        self._counters[len(self._lists)] = []
        return len(self._lists)

    def shows(self, number: int, place: tuple[int, ...]) -> bool:
        """Whether the next paragraph of this list on the level of `place` shows exactly these counters."""
        counters = self._counters[number]
        depth = len(place)
        if depth == 1:
            expected = counters[0] + 1 if counters else self._lists[number - 1][1]
            return place[0] == expected
        if len(counters) < depth - 1 or tuple(counters[: depth - 1]) != place[:-1]:
            return False
        return place[-1] == (counters[depth - 1] + 1 if len(counters) >= depth else 1)

    def count(self, number: int, place: tuple[int, ...]) -> str:
        """Count a paragraph and give its properties; ask `shows` first."""
        self._counters[number] = list(place)
        return f'<w:numPr><w:ilvl w:val="{len(place) - 1}"/><w:numId w:val="{number}"/></w:numPr>'

    def part(self) -> str:
        """word/numbering.xml."""
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="multilevel"/>'
            + "".join(_list_level(at, level, levels) for at, level in enumerate(levels))
            + "</w:abstractNum>"
            for levels, kind in self._kinds.items()
        )
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for number, (kind, start) in enumerate(self._lists, start=1)
        )
        return f"{HEAD}<w:numbering {NS}>{kinds}{lists}</w:numbering>"


def _list_level(at: int, level: ListLevel, levels: tuple[ListLevel, ...]) -> str:
    # A list of several levels is that of an article's provisions; where it stands on the page is its level's affair.
    indent = _indent(at + 1) if len(levels) > 1 else ""
    attribute = escape(_NOT_XML.sub("", level.text))
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{level.format}"/><w:suff w:val="{level.suffix}"/>'
        f'<w:lvlText w:val="{attribute}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{indent}</w:pPr></w:lvl>"
    )
