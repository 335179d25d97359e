"""What stands inside paragraphs of Word files as ministries send them: notes, fields, symbols, old fonts, stray letters."""

from __future__ import annotations

import random
from html import escape

import pytest

from lawtext import Kind, fold, from_dict, read, to_dict
from lawtext.docx import read_docx
from lawtext.samples import make_lines
from lawtext.symbols import is_old_font, shown_symbols, symbol
from lawtext.tests.test_docx import W, cells, definition, docx, level, list_of, numbered, only, paragraph, shown


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def call(identifier: int, kind: str = "footnote", extra: str = "") -> str:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    return f'<w:r>{raised}<w:{kind}Reference w:id="{identifier}" {extra}/></w:r>'


def notes(kind: str, texts: dict[int, str]) -> dict[str, tuple[str, str]]:
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    held = "".join(
        f'<w:{kind} w:id="{identifier}">{paragraph(text, "", "").replace("<w:r>", mark + "<w:r>", 1)}</w:{kind}>'
        for identifier, text in texts.items()
    )
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p/></w:{kind}>'
    return {f"{kind}s.xml": (f"{kind}s", f"<w:{kind}s {W}>{separator}{held}</w:{kind}s>")}


def field(instruction: str, result: str) -> str:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return char("begin") + told + char("separate") + run(result) + char("end")


# Notes


def test_a_footnotes_call_keeps_its_place_and_its_figure_touches_no_word() -> None:
    body = paragraph("PROJEKTLIGJI NR. 08/L-001 PËR KOMUNA", "", call(1))
    body += paragraph("Neni 1", "", call(2)) + paragraph("Qëllimi", "", call(3))
    body += paragraph("", "", run("1. Ky ligj") + call(4) + run(" përcakton rregullat."))
    parts = notes("footnote", {1: "Miratuar sot.", 2: "Shih nenin 5.", 3: "Titulli i ri.", 4: "Ligji bazë."})
    data = docx(body, parts=parts)
    text = only(read(data))
    assert text.title == "PROJEKTLIGJI NR. 08/L-001 PËR KOMUNA"
    (article,) = text.articles()
    assert (article.number, article.heading) == ("1", "Qëllimi")
    assert [node.text for node in article.walk() if node.kind is Kind.PARAGRAPH] == ["Ky ligj përcakton rregullat."]
    lines, _ = read_docx(data)
    called = {line.text[: each.at] + "|": (each.mark, lines[each.line].text) for line in lines for each in line.calls}
    assert called == {
        "PROJEKTLIGJI NR. 08/L-001 PËR KOMUNA|": ("1", "Miratuar sot."),
        "Neni 1|": ("2", "Shih nenin 5."),
        "Qëllimi|": ("3", "Titulli i ri."),
        "1. Ky ligj|": ("4", "Ligji bazë."),
    }


def test_calls_survive_json() -> None:
    body = paragraph("Neni 1") + paragraph("Qëllimi") + paragraph("", "", run("Teksti") + call(1) + run(" vazhdon."))
    levels = definition(1, level(0, "%1", format="upperRoman", extra="<w:isLgl/>")) + list_of(1, 1)
    data = docx(body + numbered("tjetër", 1), parts=notes("footnote", {1: "Shënim."}), numbering=levels)
    reading = read(data)
    assert from_dict(to_dict(reading)) == reading
    assert [len(line.calls) for line in reading.texts[0].lines] == [0, 0, 1, 0, 0]
    assert reading.texts[0].lines[-1].other_labels == ("I",)


def test_a_note_called_in_a_table_does_not_tear_the_table() -> None:
    table = cells([["Shërbimi", "Euro"], ["Kopja", "1,20"]]).replace("Kopja</w:t></w:r>", "Kopja</w:t></w:r>" + call(1))
    body = paragraph("Neni 1") + paragraph("Tarifat") + paragraph("1. Tarifat janë:") + table + paragraph("2. Fundi.")
    text = only(read(docx(body, parts=notes("footnote", {1: "Pa TVSH."}))))
    table_node = text.find("art_1__table_1")
    assert table_node is not None and table_node.text == "Shërbimi\tEuro\nKopja\t1,20"
    assert [node.text for node in text.walk() if node.note == "footnote"] == ["Pa TVSH."]
    assert [node.number for node in text.articles()[0].children if node.number] == ["1", "2"]


def test_endnotes_are_roman_and_marks_of_ones_own_are_no_text() -> None:
    own = call(2, "footnote", 'w:customMarkFollows="1"').replace("/></w:r>", "/><w:t>*</w:t></w:r>")
    body = paragraph("", "", run("Ligji") + call(1, "endnote") + run(" dhe akti") + own + run(" hyjnë në fuqi."))
    parts = notes("footnote", {2: "Pa numër."}) | notes("endnote", {1: "Në fund."})
    first, *rest = read_docx(docx(body, parts=parts))[0]
    assert first.text == "Ligji dhe akti hyjnë në fuqi."
    assert [(each.at, each.mark) for each in first.calls] == [(5, "i"), (14, "*")]
    assert [(line.role, line.text) for line in rest] == [("endnote", "Në fund."), ("footnote", "Pa numër.")]


def test_small_figures_typed_above_stay_but_do_not_become_part_of_the_number_before() -> None:
    above = '<w:vertAlign w:val="superscript"/>'
    body = paragraph("", "", run("KOMUNA") + run("1", above)) + paragraph(
        "", "", run("sipërfaqe 20 m") + run("2", above)
    )
    body += paragraph("", "", run("Neni 5") + run("1", above)) + paragraph("", "", run("1", above) + run(" Shënim"))
    assert shown(docx(body)) == ["KOMUNA¹", "sipërfaqe 20 m²", "Neni 5¹", "1 Shënim"]


# Fields


def test_fields_show_their_results_and_not_what_they_are_told() -> None:
    inner = field("PAGE", "77")
    whole = inner.replace("<w:t ", "<w:t ")
    nested = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>' + whole
    nested += '<w:r><w:instrText> = 1 "a" "b" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    nested += run("po") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = paragraph("", "", run("Shih ") + field("REF _Ref1 \\h", "nenin 5") + run(", ") + nested + run("."))
    simple = '<w:fldSimple w:instr=" DATE "><w:r><w:t>21.11.2026</w:t></w:r></w:fldSimple>'
    body += f"<w:p>{run('Data: ')}{simple}</w:p>"
    # A field that never ends takes nothing with it.
    body += paragraph("", "", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("Mbetet."))
    assert shown(docx(body)) == ["Shih nenin 5, po.", "Data: 21.11.2026", "Mbetet."]


def test_boxes_to_tick_and_lists_to_choose_from_show_what_is_chosen() -> None:
    def form(data: str, instruction: str) -> str:
        begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        return (
            begin
            + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    ticked = form("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "FORMCHECKBOX")
    empty = form("<w:checkBox><w:default w:val='0'/></w:checkBox>", "FORMCHECKBOX")
    entries = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='Jo'/><w:listEntry w:val='Po'/></w:ddList>"
    body = paragraph("", "", ticked + run(" pajtohem ") + empty + run(" nuk pajtohem ") + form(entries, "FORMDROPDOWN"))
    assert shown(docx(body)) == ["☒ pajtohem ☐ nuk pajtohem Po"]


# Letters


def test_symbol_fonts_are_read_as_they_show() -> None:
    body = paragraph("", "", '<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>' + run(" pika e parë;"))
    body += paragraph("", "", run("\uf0a7", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>') + run(" e dyta;"))
    body += paragraph("", "", run("kushti: x ") + run("\uf0b3", '<w:rFonts w:ascii="Symbol"/>') + run(" 5"))
    body += paragraph("", "", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run(" po"))
    assert shown(docx(body)) == ["• pika e parë;", "▪ e dyta;", "kushti: x ≥ 5", "☑ po"]
    assert read(docx(body)).doubts == ()


def test_a_letter_of_a_font_that_nobody_knows_is_kept_and_doubted() -> None:
    body = paragraph("Neni 1") + paragraph("Titulli") + paragraph("", "", run("Teksti \ue123 vazhdon.", ""))
    reading = read(docx(body))
    assert [doubt.code for doubt in reading.doubts] == ["encoding"]
    (text,) = reading.texts
    (doubt,) = (doubt for doubt in text.doubts if doubt.code == "encoding")
    assert doubt.source == (2, 2)
    held = text.find(doubt.node_id)
    assert held is not None and held.text == "Teksti \ue123 vazhdon."


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Skup{tina Republike, dru{tvo", ""),
        ("Skupstina", "Yu Times"),
        ("Clan", "CirTimes"),
        ("abc", "Symbol"),
        ("KushtetutÃ«s", ""),
    ],
)
def test_letters_of_the_time_before_unicode_are_doubted(text: str, font: str) -> None:
    own = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    body = paragraph("Neni 1") + paragraph("", "", run(f"1. Sipas {text}.", own))
    (read_text,) = read(docx(body)).texts
    assert [doubt.source for doubt in read_text.doubts if doubt.code == "encoding"] == [(1, 1)]
    honest = read(docx(paragraph("Neni 1") + paragraph("", "", run("1. Skupština {a} [b] ~ email@example.invalid."))))
    assert "encoding" not in [doubt.code for doubt in honest.texts[0].doubts]


@pytest.mark.parametrize(
    ("font", "is_old"),
    [("Yu Times", True), ("C_Times", True), ("YUSCII Arial", True), ("Times New Roman", False), ("Cambria", False),
     ("Century Schoolbook", False), ("Calibri", False), ("Courier New", False), ("Lato", False), ("Arial", False)],
)  # fmt: skip
def test_old_fonts_are_known_by_name(font: str, is_old: bool) -> None:
    assert is_old_font(font) is is_old


def test_symbols_keep_their_count() -> None:
    text = "a\uf0b7\ue123ë\uf0d8"
    for font in ("", "Symbol", "Wingdings", "Webdings"):
        assert len(shown_symbols(text, font)) == len(text)
    assert symbol(0xF061, "Symbol") == "α"


def test_look_alike_letters_stay_for_display_and_fold_for_matching() -> None:
    body = paragraph("PROJEKTLIGJ PЁR QASJE NЁ DOKUMENTE NR. 08/L-001")
    body += paragraph("KAPITULLI I") + paragraph("DISPOZITAT E PЁRGJITHSHME")
    body += paragraph("Nenі 1") + paragraph("Qёllimi") + paragraph("Ky ligj rregullon tё drejtёn e qasjes.")
    text = only(read(docx(body)))
    assert (text.language, text.script) == ("sq", "Latn")
    (article,) = text.articles()
    assert (article.number, article.heading) == ("1", "Qёllimi")
    assert fold(article.heading) == fold("Qëllimi")
    assert text.title == "PROJEKTLIGJ PЁR QASJE NЁ DOKUMENTE NR. 08/L-001"


# Numbers as acts have them


def test_repeated_and_old_style_numbers_of_word_files() -> None:
    in_list = definition(1, level(0, "%1.")) + "".join(
        list_of(at, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>') for at in (1, 2, 3)
    )
    body = paragraph("Neni 3") + "".join(paragraph(f"3.{at} Ditët e festave janë pushim.") for at in (1, 2))
    body += paragraph("Neni 4") + paragraph("Procedura")
    body += "".join(numbered(f"Paragrafi {at}.", at) for at in (1, 2, 3))
    text = only(read(docx(body, numbering=in_list)))
    old, repeated = text.articles()
    assert [(node.kind, node.number) for node in old.children] == [(Kind.PARAGRAPH, "3.1"), (Kind.PARAGRAPH, "3.2")]
    assert [(node.number, node.note) for node in repeated.children] == [
        ("1", ""),
        ("2", "renumbered"),
        ("3", "renumbered"),
    ]
    assert [line.label for line in text.lines if line.label] == ["1.", "1.", "1."]


def test_an_annex_with_a_table_follows_the_articles() -> None:
    law = "".join(paragraph(f"{line.label} {line.text}".strip()) for line in make_lines(4, 60, "sq"))
    annex = paragraph("SHTOJCA 1") + paragraph("FORMULARI I KËRKESËS") + cells([["Emri", ""], ["Adresa", "x"]])
    text = only(read(docx(law + annex)))
    assert len(text.articles()) == 4
    last = text.nodes[-1]
    assert (last.kind, last.number, last.heading) == (Kind.ANNEX, "1", "FORMULARI I KËRKESËS")
    assert [node.kind for node in last.children] == [Kind.TABLE]


def test_merged_cells_keep_the_columns_below_them() -> None:
    wide = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Neni")}</w:tc><w:tc>{paragraph("c")}</w:tc></w:tr>'
    table = cells([["a", "b", "c"]]).replace("<w:tbl>", "<w:tbl>" + wide)
    assert [line.cell for line in read_docx(docx(table))[0]] == [(1, 0, 0), (1, 0, 2), (1, 1, 0), (1, 1, 1), (1, 1, 2)]


def test_words_drawn_and_formulas_are_text() -> None:
    drawn = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = f"<m:oMath {math}><m:r><m:t>x+1</m:t></m:r></m:oMath>"
    assert shown(docx(paragraph("Neni 1", "", drawn) + f"<w:p>{run('Shuma ')}{formula}</w:p>")) == [
        "Neni 1",
        "DRAFT",
        "Shuma x+1",
    ]


# Nothing is lost


def random_body(chance: random.Random, depth: int = 0) -> tuple[str, list[str]]:
    """Random nested Word markup and the words in it that a reader must show."""
    made, words = "", []

    def word() -> str:
        words.append(f"w{chance.randrange(10**9)}")
        return words[-1]

    def text() -> str:
        kinds = chance.randrange(7)
        one = run(word())
        if kinds == 1:
            return f'<w:ins w:id="1" w:author="A">{one}</w:ins>'
        if kinds == 2:
            return f"<w:hyperlink>{one}</w:hyperlink>"
        if kinds == 3:
            return f"<w:sdt><w:sdtContent>{one}</w:sdtContent></w:sdt>"
        if kinds == 4:
            return f"<w:smartTag>{one}</w:smartTag>"
        if kinds == 5:
            return field("REF x", word()) + one
        if kinds == 6 and depth < 2:
            inner, held = random_body(chance, depth + 1)
            words.extend(held)
            return f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>" + one
        return one

    for _ in range(chance.randint(1, 4)):
        block = chance.randrange(6)
        if block == 0 and depth < 2:
            inner, held = random_body(chance, depth + 1)
            words.extend(held)
            made += f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{paragraph(word())}</w:tc></w:tr></w:tbl>"
        elif block == 1 and depth < 3:
            inner, held = random_body(chance, depth + 1)
            words.extend(held)
            made += f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        elif block == 2:
            gone = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
            made += paragraph("", gone, text())
        else:
            made += paragraph("", "", "".join(text() for _ in range(chance.randint(1, 3))))
    return made, words


@pytest.mark.parametrize("seed", range(60))
def test_no_word_is_lost_or_shown_twice_whatever_holds_it(seed: int) -> None:
    body, words = random_body(random.Random(f"words {seed}"))
    joined = "\n".join(line.text for line in read_docx(docx(body))[0])
    assert [joined.count(word) for word in words] == [1] * len(words)
