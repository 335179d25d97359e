"""What Word shows is what is read: numbers, tables, boxes, notes, and tracked changes as accepted."""

from __future__ import annotations

import io
import itertools
from html import escape

import pytest

from lawtext import Kind, Reading, Text, read
from lawtext.docx import read_docx
from lawtext.samples import CONTENT_TYPES, make_lines, pack, write_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def paragraph(text: str = "", properties: str = "", runs: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{runs}</w:p>"


def numbered(text: str, number: int, level: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(number: int, text: str, *, format: str = "decimal", start: int = 1, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def docx(body: str, *, numbering: str = "", styles: str = "", parts: dict[str, tuple[str, str]] | None = None) -> bytes:
    """A DOCX of raw XML; `parts` are further parts by file name: (kind of the relation, root's content)."""
    further = {"numbering.xml": ("numbering", f"<w:numbering {W}>{numbering}</w:numbering>")}
    further["styles.xml"] = ("styles", f"<w:styles {W}>{styles}</w:styles>")
    further.update(parts or {})
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{name}"/>'
        for at, (name, (kind, _)) in enumerate(further.items())
    )
    main = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    return pack(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{main}</Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
            "word/document.xml": f"<w:document {W} {MC} {WPS} {V}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}": content for name, (_, content) in further.items()},
        }
    )


def shown(data: bytes) -> list[str]:
    """Label and text of every line, as a reader sees them."""
    return [f"{line.label} {line.text}".strip() for line in read_docx(data)[0]]


def only(reading: Reading) -> Text:
    (text,) = reading.texts
    return text


def definition(identifier: int, levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{levels}</w:abstractNum>'


def list_of(number: int, definition: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
NESTED = definition(1, level(0, "%1.") + level(1, "%1.%2.") + level(2, "%1.%2.%3."))


@pytest.mark.parametrize("language", ["sq", "sr", "sr-cyrl", "en"])
@pytest.mark.parametrize("numbering", ["automatic", "typed", "mixed"])
def test_samples_come_back_whole(language: str, numbering: str) -> None:
    lines = make_lines(12, 120, language)
    text = only(read(write_docx(lines, numbering)))
    assert (text.language, text.script) == (language[:2], "Cyrl" if language == "sr-cyrl" else "Latn")
    wanted = [line.text for line in lines if line.level in ("1", "2", "3", "letter")]
    inside = [node for article in text.articles() for node in article.walk() if node.number and node is not article]
    assert [node.text for node in inside] == wanted
    if language != "sr-cyrl":
        assert [node.number for node in inside] == [
            line.label.rstrip(".)") for line in lines if line.level in ("1", "2", "3", "letter")
        ]
    titles = [after.text for line, after in itertools.pairwise(lines) if line.level == "article"]
    assert [(article.number, article.heading) for article in text.articles()] == [
        (str(number), title) for number, title in enumerate(titles, start=1)
    ]
    assert text.doubts == ()


def test_lists_continue_restart_and_share_their_definition() -> None:
    body = (
        numbered("a", 1) + numbered("b", 1, 1) + numbered("c", 1, 1) + numbered("d", 1) + numbered("e", 1, 1)
        + numbered("f", 2) + numbered("g", 2) + numbered("h", 3) + numbered("i", 1)
    )  # fmt: skip
    lists = list_of(1, 1) + list_of(2, 1, RESTART) + list_of(3, 1)
    assert shown(docx(body, numbering=NESTED + lists)) == [
        "1. a", "1.1. b", "1.2. c", "2. d", "2.1. e", "1. f", "2. g", "3. h", "4. i"
    ]  # fmt: skip


def test_number_formats() -> None:
    formats = ["upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "decimalZero", "bullet"]
    definitions = "".join(definition(at, level(0, "%1)", format=each, start=4)) for at, each in enumerate(formats))
    lists = "".join(list_of(at + 1, at) for at in range(len(formats)))
    body = "".join(numbered("x", at + 1) for at in range(len(formats)))
    assert shown(docx(body, numbering=definitions + lists)) == ["IV) x", "iv) x", "D) x", "d) x", "04) x", "%1) x"]


def test_legal_numbering_and_restarts_are_followed_and_doubted() -> None:
    levels = level(0, "%1", format="upperRoman") + level(1, "%1.%2", extra="<w:isLgl/>")
    body = numbered("a", 1) + numbered("b", 1, 1) + numbered("c", 1) + numbered("d", 1, 1)
    data = docx(body, numbering=definition(1, levels) + list_of(1, 1))
    assert shown(data) == ["I a", "1.1 b", "II c", "2.1 d"]
    assert [doubt.code for doubt in read(data).doubts] == ["numbering_uncertain"]
    levels = level(0, "%1.") + level(1, "%2)", extra='<w:lvlRestart w:val="0"/>')
    data = docx(body, numbering=definition(1, levels) + list_of(1, 1))
    assert shown(data) == ["1. a", "1) b", "2. c", "2) d"]
    assert [doubt.code for doubt in read(data).doubts] == ["numbering_uncertain"]


def test_numbers_bound_to_styles_and_switched_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Base"><w:basedOn w:val="N"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Art"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="Base"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = level(0, "Neni %1", extra='<w:pStyle w:val="Base"/>') + level(1, "%1.%2.", extra='<w:pStyle w:val="Sub"/>')
    art, sub, off = (f'<w:pStyle w:val="{style}"/>' for style in ("Art", "Sub", "Art"))
    body = (
        paragraph("", art) + paragraph("Titulli", "") + paragraph("x", sub) + paragraph("y", sub)
        + paragraph("z", off + '<w:numPr><w:numId w:val="0"/></w:numPr>') + paragraph("", art)
    )  # fmt: skip
    data = docx(body, styles=styles, numbering=definition(1, levels) + list_of(1, 1))
    assert shown(data) == ["Neni 1", "Titulli", "1.1. x", "1.2. y", "z", "Neni 2"]


def test_tracked_changes_are_read_as_accepted() -> None:
    def mark(kind: str) -> str:
        return f'<w:rPr><w:{kind} w:id="1" w:author="A"/></w:rPr>'

    def run(text: str, kind: str = "", tag: str = "t") -> str:
        inner = f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'
        return f'<w:{kind} w:id="1" w:author="A">{inner}</w:{kind}>' if kind else inner

    in_list = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        numbered("Një.", 1)
        + paragraph("", in_list + mark("del"), run("Ikur.", "del", "delText"))
        + paragraph("", in_list, run("Mbetet ") + run("jashtë", "del", "delText") + run("brenda", "ins") + run("."))
        + paragraph("", mark("moveFrom"), run("Lëvizur.", "moveFrom"))
        + paragraph("", "", run("Lëvizur.", "moveTo"))
        + paragraph("Fillim, ", mark("del")) + paragraph("vazhdim.", "")
    )  # fmt: skip
    data = docx(body, numbering=NESTED + list_of(1, 1))
    assert shown(data) == ["1. Një.", "2. Mbetet brenda.", "Lëvizur.", "Fillim, vazhdim."]
    assert [doubt.code for doubt in read(data).doubts] == ["tracked_changes"]


def test_text_boxes_once_controls_breaks_and_special_characters() -> None:
    box = "<w:txbxContent>" + paragraph("Në kuti.") + "</w:txbxContent>"
    alternate = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    body = (
        paragraph("Para.", "", alternate)
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Në kontroll.')}</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:t>Neni 3</w:t><w:br/><w:t>Titulli</w:t></w:r></w:p>"
        + "<w:p><w:hyperlink><w:r><w:t>jo</w:t><w:noBreakHyphen/><w:t>qeveri</w:t><w:softHyphen/><w:t>tare</w:t>"
        '<w:tab/><w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:hyperlink></w:p>'
    )
    assert shown(docx(body)) == ["Para.", "Në kuti.", "Në kontroll.", "Neni 3", "Titulli", "jo-qeveritare\t•"]


def test_footnotes_headers_and_contents_are_kept_apart() -> None:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = (
        paragraph("Neni 1 Qëllimi 3", '<w:pStyle w:val="TOC1"/>')
        + paragraph("Neni 1") + paragraph("Qëllimi") + paragraph("1. Teksti i paragrafit.", "", call)
    )  # fmt: skip
    notes = f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("Shih ligjin bazë.")}</w:footnote></w:footnotes>'
    header = f"<w:hdr {W}>{paragraph('Qeveria e Kosovës')}</w:hdr>"
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    extra = {
        "footnotes.xml": ("footnotes", notes),
        "header1.xml": ("header", header),
        "header2.xml": ("header", header),
    }
    text = only(read(docx(body, styles=styles, parts=extra)))
    assert [article.number for article in text.articles()] == ["1"]
    note = next(node for node in text.walk() if node.note == "footnote")
    assert (note.kind, note.text, note.id) == (Kind.TEXT, "Shih ligjin bazë.", "art_1__para_1__text_1")
    assert [line.kept_as for line in text.lines if line.kept_as.startswith("noise:")] == [
        "noise:contents",
        "noise:header",
    ]


def cells(rows: list[list[str]]) -> str:
    made = "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def test_a_table_inside_an_article_is_one_node() -> None:
    body = paragraph("Neni 1") + paragraph("Tarifat") + paragraph("1. Tarifat janë:")
    body += cells([["Shërbimi", "Euro"], ["Kopja", "1,20"]]) + paragraph("2. Pagesa bëhet në bankë.")
    text = only(read(docx(body)))
    assert [(node.kind.value, node.number) for node in text.articles()[0].children] == [
        ("paragraph", "1"), ("table", ""), ("paragraph", "2")
    ]  # fmt: skip
    table = text.find("art_1__table_1")
    assert table is not None and table.text == "Shërbimi\tEuro\nKopja\t1,20"


def test_three_languages_side_by_side_in_a_table_become_three_texts() -> None:
    rows = [
        ["Neni 1", "Član 1", "Article 1"],
        ["Qëllimi", "Svrha", "Purpose"],
        ["1. Ky ligj përcakton rregullat për konsultim.", "1. Ovaj zakon propisuje pravila za konsultacije.",
         "1. This law lays down the rules for consultation."],
        ["Neni 2", "Član 2", "Article 2"],
        ["Hyrja në fuqi", "Stupanje na snagu", "Entry into force"],
        ["Ky ligj hyn në fuqi sot.", "Ovaj zakon stupa na snagu danas.", "This law enters into force today."],
    ]  # fmt: skip
    texts = read(docx(cells(rows))).texts
    assert [text.language for text in texts] == ["sq", "sr", "en"]
    assert [[article.heading for article in text.articles()] for text in texts] == [
        ["Qëllimi", "Hyrja në fuqi"], ["Svrha", "Stupanje na snagu"], ["Purpose", "Entry into force"]
    ]  # fmt: skip


def test_three_languages_one_after_the_other_become_three_texts() -> None:
    body = "".join(
        paragraph(f"{line.label} {line.text}".strip())
        for language in ("sr", "en", "sq")
        for line in make_lines(4, 80, language)
    )
    texts = read(docx(body)).texts
    assert [(text.language, len(text.articles())) for text in texts] == [("sr", 4), ("en", 4), ("sq", 4)]
    assert all(text.title for text in texts)


def test_a_cover_in_three_languages_does_not_make_three_texts() -> None:
    cover = [
        "Republika e Kosovës",
        "PROJEKTLIGJI NR. 08/L-001 PËR OJQ",
        "LAW NO. 08/L-001 ON NGOs",
        "ZAKON BR. 08/L-001 O NVO",
    ]
    law = [f"{line.label} {line.text}".strip() for line in make_lines(6, 80, "sq")]
    text = only(read(docx("".join(paragraph(each) for each in cover + law))))
    assert (text.language, len(text.articles())) == ("sq", 6)
    assert "LAW NO. 08/L-001 ON NGOs" in text.nodes[0].text


def test_python_docx_files_are_read() -> None:
    docx_library = pytest.importorskip("docx")
    document = docx_library.Document()
    for each in ("Neni 1", "Qëllimi"):
        document.add_heading(each, 2)
    document.add_paragraph("Teksti.")
    for each in ("pika e parë;", "pika e dytë."):
        document.add_paragraph(each, style="List Bullet")
    held = io.BytesIO()
    document.save(held)
    article = only(read(held.getvalue())).articles()[0]
    assert (article.heading, [node.kind for node in article.walk()][2:]) == ("Qëllimi", [Kind.INDENT, Kind.INDENT])


def test_a_level_left_out_counts_as_shown_and_is_doubted() -> None:
    lists = list_of(1, 1)
    data = docx(numbered("a", 1, 1) + numbered("b", 1) + numbered("c", 1, 1), numbering=NESTED + lists)
    assert shown(data) == ["1.1. a", "2. b", "2.1. c"]
    assert [doubt.code for doubt in read(data).doubts] == ["numbering_uncertain"]
    only_deep = definition(1, level(0, "%1.") + level(1, "%2)"))
    assert read(docx(numbered("a", 1, 1) + numbered("b", 1, 1), numbering=only_deep + lists)).doubts == ()
