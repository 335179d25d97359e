"""
Papers as Word files: real styles, a language on every run, and tables written row by row as markup.

python-docx builds the frame; rows are appended as one piece of XML, because its own way of adding cells takes time that
grows with the square of the table.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.facts import facts
from civikos.programs.consultations.papers.marks import change, is_cyrillic, printable
from civikos.programs.consultations.papers.rows import LANGUAGES, Head, Row, Titled, each_language, in_language

FONT = "Cambria"
_INK, _SOFT, _ACTION, _LINE, TINT = "14213D", "4B5770", "1D4F91", "B9C2CF", "EEF2F7"
TONE = {"accepted": "1B6B3A", "partly": "8A5A00", "rejected": "A11D2B", "noted": "44506A"}
_TAGS = {"sq": "sq-AL", "sr": "sr-Latn-RS", "en": "en-US"}
_TWIPS_PER_MM = 1440 / 25.4
BOLD, ITALIC = "<w:b/>", "<w:i/>"
SOFT = f'<w:color w:val="{_SOFT}"/>'
SMALL = f'<w:color w:val="{_SOFT}"/><w:sz w:val="15"/>'
_MARKS = {
    "equal": "",
    "insert": f'<w:color w:val="{TONE["accepted"]}"/><w:u w:val="single"/>',
    "delete": f'<w:strike/><w:color w:val="{TONE["rejected"]}"/>',
}
# Where the header of python-docx's template stops.
_TEMPLATE_STOPS = (4320, 4680, 8640, 9360)
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_MATRIX_COLUMNS = {
    "number": 11,
    "article": 28,
    "comment": 66,
    "proposed": 59,
    "who": 33,
    "outcome": 25,
    "answer": 45,
}
"""Widths in millimeters; together the width of A4 across without its margins."""


# --- Markup -------------------------------------------------------------------------------------------------------
def run(text: str, language: str, looks: str = "") -> str:
    """A run of text in a language. Line feeds become line breaks, tabs become tabs."""
    tag = "sr-Cyrl-RS" if language == "sr" and is_cyrillic(text) else _TAGS.get(language, language)
    properties = f"<w:rPr>{looks}<w:lang w:val={quoteattr(tag)}/></w:rPr>"
    lines = []
    for line in printable(text).split("\n"):
        pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in line.split("\t"))
        lines.append("<w:tab/>".join(pieces))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs."""
    properties = f"<w:pPr><w:pStyle w:val={quoteattr(style)}/></w:pPr>" if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def paragraphs(text: str, language: str, looks: str = "", style: str = "MatrixText") -> str:
    """Text as paragraphs, one for each of its lines."""
    return "".join(paragraph(run(line, language, looks), style=style) for line in printable(text).split("\n"))


def cell(content: str, shade: str = "") -> str:
    """A cell; an empty one gets the paragraph that the format demands."""
    shading = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{shade}"/></w:tcPr>' if shade else ""
    return f"<w:tc>{shading}{content or paragraph(style='MatrixText')}</w:tc>"


def table(widths: Sequence[float], rows: Iterable[str], caption: str, *, ruled: bool = True) -> Any:
    """
    A table of rows of markup, as an element. `widths` in millimeters.

    `ruled` draws a hairline under every row; `caption` is what a screen reader says of the table.
    """
    twips = [round(width * _TWIPS_PER_MM) for width in widths]
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"' if ruled else 'w:val="nil"'
    borders = f"<w:tblBorders><w:top {rule}/><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 50), ("left", 70 if ruled else 0), ("bottom", 50), ("right", 70))
    )
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="{int(ruled)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(printable(caption))}/></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w={quoteattr(str(width))}/>' for width in twips)}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def table_row(*cells: str, is_head: bool = False) -> str:
    """A row of cells; the head row is repeated on every page."""
    properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


# --- The frame ----------------------------------------------------------------------------------------------------
class Paper:
    """A Word file with the network's styles; what is added comes in order before the end of the document."""

    def __init__(self, head: Titled, kind: str, language: str, *, across: bool = False) -> None:
        self._document = docx.Document()
        # Kept, because finding it anew for every paragraph takes as long as the document is.
        self._end = self._document.element.body.sectPr
        self._language = language
        self._style()
        self.width = 267 if across else 166
        self._set_page(across)
        self._describe(head, kind)
        self._furnish(head, kind)

    def add(self, element: Any) -> None:
        """Add markup or an element."""
        if isinstance(element, str):
            wrapped = parse_xml(f"<w:body {nsdecls('w')}>{element}</w:body>")
            for child in list(wrapped):
                self._end.addprevious(child)
        else:
            self._end.addprevious(element)

    def letterhead(self, head: Titled) -> None:
        """The network's name over a line."""
        self.add(paragraph(run(head.network, self._language), style="Letterhead"))

    def titles(self, head: Titled) -> None:
        """The title in the language of the paper, then in the others."""
        title, its_language = in_language(head.title, self._language)
        self.add(paragraph(run(title, its_language), style="Title"))
        for language, text in each_language(head.title):
            if text != title:
                self.add(paragraph(run(text, language), style="Subtitle"))

    def data(self) -> bytes:
        """The file. The same content gives the same bytes."""
        written = io.BytesIO()
        self._document.save(written)
        target = io.BytesIO()
        with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in source.namelist():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
        return target.getvalue()

    def _style(self) -> None:
        styles = self._document.styles
        self._font(styles["Normal"], 10.5, _INK)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for name, size, color in (
            ("Title", 20, _INK),
            ("Subtitle", 12.5, _SOFT),
            ("Heading 1", 14, _INK),
            ("Heading 2", 11.5, _ACTION),
            ("Header", 8, _SOFT),
            ("Footer", 8, _SOFT),
        ):
            self._font(styles[name], size, color, bold=name in {"Title", "Heading 1", "Heading 2"})
        for name, after in (("Title", 2), ("Subtitle", 4), ("Heading 1", 4), ("Heading 2", 2)):
            styles[name].paragraph_format.space_after = Pt(after)
        for border in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
        small = styles.add_style("MatrixText", WD_STYLE_TYPE.PARAGRAPH)
        self._font(small, 8.5, _INK)
        small.paragraph_format.space_after = Pt(1.5)
        letterhead = styles.add_style("Letterhead", WD_STYLE_TYPE.PARAGRAPH)
        self._font(letterhead, 10.5, _ACTION, bold=True)
        letterhead.paragraph_format.space_after = Pt(14)
        letterhead.element.get_or_add_pPr().append(
            parse_xml(
                f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="10" w:space="4" w:color="{_ACTION}"/></w:pBdr>'
            )
        )

    def _font(self, style: Any, size: float, color: str, *, bold: bool = False) -> None:
        properties = style.element.get_or_add_rPr()
        for name in ("w:rFonts", "w:spacing", "w:kern", "w:i", "w:iCs", "w:caps", "w:lang"):
            for element in properties.findall(qn(name)):
                properties.remove(element)
        fonts = " ".join(f'w:{kind}="{FONT}"' for kind in ("ascii", "hAnsi", "cs", "eastAsia"))
        properties.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {fonts}/>"))
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(color)
        language = f'<w:lang {nsdecls("w")} w:val="{_TAGS[self._language]}" w:eastAsia="en-US"/>'
        properties.append(parse_xml(language))

    def _set_page(self, across: bool) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Mm(15 if across else 22)
        section.top_margin, section.bottom_margin = Mm(18), Mm(16)
        section.header_distance = section.footer_distance = Mm(9)

    def _describe(self, head: Titled, kind: str) -> None:
        title, _language = in_language(head.title, self._language)
        about = self._document.core_properties
        about.title, about.subject = printable(f"{kind}: {title}")[:255], printable(kind)
        about.author = about.last_modified_by = printable(head.network)[:255]
        about.language, about.comments, about.keywords = _TAGS[self._language], "", ""
        about.created = about.modified = head.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        about.revision = 1

    def _furnish(self, head: Titled, kind: str) -> None:
        section = self._document.sections[0]
        title, _language = in_language(head.title, self._language)
        edge = round(self.width * _TWIPS_PER_MM)
        stops = "".join(f'<w:tab w:val="clear" w:pos="{old}"/>' for old in _TEMPLATE_STOPS)
        stop = f'<w:tabs>{stops}<w:tab w:val="right" w:pos="{edge}"/></w:tabs>'
        day = words.day_in_words(head.made_at.date(), self._language)
        foot = " · ".join(part for part in (head.reference, day) if part)
        pages = _FIELD.format("PAGE") + run(" / ", self._language) + _FIELD.format("NUMPAGES")
        # The first page has the letterhead and needs no running head.
        section.different_first_page_header_footer = True
        lines = (
            (section.header, "Header", run(f"{kind} · {title}\t{head.network}", self._language)),
            (section.first_page_header, "Header", ""),
            (section.footer, "Footer", run(f"{foot}\t", self._language) + pages),
            (section.first_page_footer, "Footer", run(f"{foot}\t", self._language) + pages),
        )
        for place, style, content in lines:
            place.is_linked_to_previous = False
            frame = place._element
            for old in list(frame):
                frame.remove(old)
            frame.append(
                parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/>{stop}</w:pPr>{content}</w:p>')
            )


# --- The matrix ---------------------------------------------------------------------------------------------------
def matrix_docx(head: Head, rows: Iterable[Row]) -> bytes:
    """The matrix as DOCX, A4 across, headings in three languages; proposals show what they change."""
    _title, language = in_language(head.title, "sq")
    kind = words.in_three(words.MATRIX)
    paper = Paper(head, kind, language, across=True)
    paper.letterhead(head)
    paper.titles(head)
    paper.add(facts_table(head, LANGUAGES, 267))
    three = [run(text if index == 0 else f" / {text}", code) for index, (code, text) in enumerate(words.MATRIX.items())]
    paper.add(paragraph(*three, style="Heading1"))
    names = [
        "".join(paragraphs(words.COLUMNS[name][code], code, BOLD) for code in LANGUAGES) for name in _MATRIX_COLUMNS
    ]
    top = table_row(*(cell(name, TINT) for name in names), is_head=True)
    lines = [top, *(_matrix_row(row, language) for row in rows)]
    paper.add(table(list(_MATRIX_COLUMNS.values()), lines, kind))
    checkpoint = f"{words.in_three(words.FACTS['checkpoint'])}: {head.checkpoint}" if head.checkpoint else ""
    paper.add(paragraph(run(checkpoint, language, SMALL)))
    return paper.data()


def _matrix_row(row: Row, language: str) -> str:
    own = row.language if row.language in LANGUAGES else language
    article = paragraphs(row.article or words.WHOLE_DRAFT[language], language, BOLD)
    if row.article_heading:
        article += paragraphs(row.article_heading, language, SOFT)
    return table_row(
        cell(paragraph(run(str(row.number), language, BOLD), style="MatrixText")),
        cell(article),
        cell(said(row, own)),
        cell(proposal(row, own)),
        cell(supporters(row, own, language)),
        cell(outcome(row.outcome)),
        cell(paragraphs(row.answer, language) if row.answer else ""),
    )


def said(row: Row, language: str, style: str = "MatrixText") -> str:
    """The words quoted, the comment and the grounds."""
    parts = []
    if row.quote:
        parts.append(paragraphs(row.quote, language, ITALIC + SOFT, style))
    if row.comment:
        parts.append(paragraphs(row.comment, language, style=style))
    if row.reason:
        label = run(f"{words.COLUMNS['reason'][language]}: ", language, SMALL)
        parts.append(paragraph(label, run(row.reason, language), style=style))
    return "".join(parts)


def proposal(row: Row, language: str, style: str = "MatrixText") -> str:
    """The proposed wording; what it deletes is struck, what it inserts is underlined."""
    parts = [run(part.text, language, _MARKS[part.op]) for part in change(row)]
    return paragraph(*parts, style=style) if parts else ""


def supporters(row: Row, own: str, language: str) -> str:
    """Who made the point, and how many when there were more than the names tell."""
    names = "".join(paragraphs(name, language) for name in row.who)
    if row.count > max(1, len(row.who)):
        names += paragraphs(f"({words.SUPPORTED_BY[own]}: {row.count})", own, SMALL)
    return names


def outcome(code: str) -> str:
    """The answer in three languages."""
    if not code:
        return ""
    looks = [f'<w:b/><w:color w:val="{TONE[code]}"/>', SMALL, SMALL]
    told = zip(LANGUAGES, looks, strict=True)
    return "".join(paragraphs(words.OUTCOMES[code][language], language, look) for language, look in told)


def facts_table(head: Head, languages: Sequence[str], width: float) -> Any:
    """The facts above a paper, two columns, labels and values in the languages asked for."""
    lines = [
        table_row(
            cell(paragraph(run(fact.label, languages[0], SMALL), style="MatrixText")),
            cell("".join(paragraphs(text, code) for code, text in fact.values)),
        )
        for fact in facts(head, languages)
    ]
    return table([width * 0.3, width * 0.7], lines, words.FACTS["title"][languages[0]], ruled=False)
