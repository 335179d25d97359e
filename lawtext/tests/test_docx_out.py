"""The Word file handed out for comments: the same tree when read again, its identity, its numbers in other programs."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lawtext import Kind, Node, Text, Unreadable, bookmark_name, embedded_identity, read, read_lines, to_docx
from lawtext.bookmarks import LONGEST, hashed_names, node_id
from lawtext.numbering import W
from lawtext.samples import make_docx, pack

LANGUAGES = ("sq", "sr", "sr-cyrl", "en")


def shape(node: Node) -> tuple[Any, ...]:
    """What a node is, without where it came from."""
    return (node.kind, node.number, node.heading, node.id, node.text, node.note, tuple(map(shape, node.children)))


def tree(text: Text) -> list[tuple[Any, ...]]:
    return [shape(node) for node in text.nodes]


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


@pytest.mark.parametrize("numbering", ["automatic", "typed", "mixed"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_reads_as_the_same_tree(language: str, numbering: str) -> None:
    (text,) = read(make_docx(13, 150, language, numbering)).texts
    (again,) = read(to_docx(text)).texts
    assert tree(again) == tree(text)
    assert (again.language, again.script, again.title) == (text.language, text.script, text.title)
    assert not [doubt for doubt in again.doubts if doubt.code == "numbering_uncertain"]


SENTENCES = (
    "Organi shqyrton kërkesën",
    "Afati është tridhjetë ditë",
    "Komuna publikon raportin (15)",
    "Palët njoftohen",
)
TITLES = ("", "Qëllimi", "Fushëveprimi dhe zbatimi", "E drejta e ankesës në 2 shkallë", "nga 1 janari")


@st.composite
def laws(draw: st.DrawFn) -> list[str]:
    """Lines of an ordinary law: chapters, articles with gaps and letters in their numbers, lists of every form."""
    lines = ["LIGJI NR. 06/L-043 PËR SHEMBULLIN", "", "Miraton:", ""]
    number = 0
    for chapter in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            lines += [f"KAPITULLI {'I' * (chapter + 1)}", draw(st.sampled_from(["DISPOZITAT", "FUNDI I LIGJIT"])), ""]
        for _ in range(draw(st.integers(1, 3))):
            number += draw(st.sampled_from([1, 1, 1, 2]))
            lines += [
                f"Neni {number}{draw(st.sampled_from(['', '', '', 'A', '/B']))}",
                draw(st.sampled_from(TITLES)),
                "",
            ]
            style = draw(st.sampled_from(["plain", "numbers", "old"]))
            if style == "plain":
                lines += [draw(st.sampled_from(SENTENCES)) + ".", ""]
                continue
            start = draw(st.sampled_from([1, 1, 1, 2]))
            for at in range(start, start + draw(st.integers(1, 4))):
                own = f"{number}.{at}" if style == "old" else str(at)
                below = draw(st.sampled_from(["", "", "a)", "(a)", "i.", "(1)", "decimal", "–"]))
                lines += [f"{own}. {draw(st.sampled_from(SENTENCES))}{':' if below else '.'}", ""]
                for inner in range(1, draw(st.integers(2, 4)) if below else 0):
                    letter = {"a": "abcdef"[inner - 1], "i": "i" * inner, "1": str(inner)}
                    marked = re.sub(r"[a-z1]", lambda m, held=letter: held[m[0]], below) if len(below) < 4 else ""
                    label = f"{own}.{inner}." if below == "decimal" else marked
                    lines += [f"{label} {draw(st.sampled_from(SENTENCES))};", ""]
    return [*lines, "Shtojca 1", "FORMULARI", "", "Neni 1", "", "Formulari plotësohet me shkrim.", ""]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(laws())
def test_ordinary_laws_read_as_the_same_tree(lines: list[str]) -> None:
    text = read_lines(lines, language="sq", paged=False)
    data = to_docx(text, version_id="v")
    (again,) = read(data).texts
    assert tree(again) == tree(text)
    assert list(embedded_identity(data, [node.id for node in text.walk()]).nodes.values()) == [
        node.id for node in text.walk()
    ]


def test_headings_are_headings_with_real_numbers() -> None:
    (text,) = read(make_docx(12, 60, "sq", "typed")).texts
    data = to_docx(text)
    styles = {style.get(W + "styleId"): style for style in part(data, "word/styles.xml").iter(W + "style")}
    levels: dict[str, list[etree._Element]] = {}
    for paragraph in part(data, "word/document.xml").iter(W + "p"):
        style = styles.get(paragraph.find(f"{W}pPr/{W}pStyle").get(W + "val"))
        level = None if style is None else style.find(f"{W}pPr/{W}outlineLvl")
        if level is not None:
            levels.setdefault(level.get(W + "val"), []).append(paragraph)
    assert {level: len(found) for level, found in levels.items()} == {"0": 2, "1": 12}
    numbered = [p for found in levels.values() for p in found if p.find(f"{W}pPr/{W}numPr") is not None]
    assert len(numbered) == 14
    assert styles["Heading1"].find(W + "name").get(W + "val") == "heading 1"


def test_numbers_a_word_processor_would_count_otherwise_are_typed() -> None:
    lines = ["Neni 1", "1. Një.", "", "Neni 16A", "1. Një.", "", "2A. Dy.", "", "Neni 17", "Teksti i nenit."]
    text = read_lines(lines, language="sq", paged=False)
    labels = [line.label for line in read(to_docx(text)).texts[0].lines if line.role == ""]
    assert labels.count("Neni 1") == labels.count("Neni 17") == 1
    assert "Neni 16A" not in labels
    assert tree(read(to_docx(text)).texts[0]) == tree(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_run_has_its_language(language: str) -> None:
    wanted = {"sq": "sq-AL", "sr": "sr-Latn-RS", "sr-cyrl": "sr-Cyrl-RS", "en": "en-GB"}[language]
    (text,) = read(make_docx(3, 60, language)).texts
    runs = list(part(to_docx(text), "word/document.xml").iter(W + "r"))
    assert runs and {run.find(f"{W}rPr/{W}lang").get(W + "val") for run in runs} == {wanted}


def test_changes_are_tracked_from_the_start_unless_told_otherwise() -> None:
    text = read_lines(["Neni 1", "Teksti i nenit."])
    assert part(to_docx(text), "word/settings.xml").find(W + "trackRevisions") is not None
    assert part(to_docx(text, track_changes=False), "word/settings.xml").find(W + "trackRevisions") is None


def test_the_same_text_gives_the_same_bytes() -> None:
    (text,) = read(make_docx(4, 80)).texts
    assert to_docx(text, version_id="a") == to_docx(text, version_id="a") != to_docx(text, version_id="b")


def test_tables_footnotes_and_quoted_articles_come_through() -> None:
    note = Node(Kind.TEXT, "", "", "art_1__para_1__text_1", "Shih Gazetën Zyrtare, nr. 5.", (), note="footnote")
    table = Node(Kind.TABLE, "", "", "art_1__table_1", "Tarifa\tShuma\nA & B\t<5>")
    one = Node(Kind.PARAGRAPH, "1", "", "art_1__para_1", "Tarifa paguhet <këtu> & tani.", (note,))
    two = Node(Kind.PARAGRAPH, "2", "", "art_1__para_2", "Tarifa është si më poshtë.")
    article = Node(Kind.ARTICLE, "1", "Tarifa", "art_1", "", (one, two, table))
    text = Text("sq", "Latn", "", (article,))
    data = to_docx(text)
    (again,) = read(data).texts
    assert tree(again) == tree(text)
    assert len(part(data, "word/footnotes.xml")) == 3
    assert list(embedded_identity(data).nodes.values()) == [node.id for node in text.walk()]


def test_another_library_opens_it_and_sees_headings_and_identity() -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    (text,) = read(make_docx(11, 60)).texts
    document = docx.Document(io.BytesIO(to_docx(text, version_id="v-2", title="Projektligji")))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert (styles.count("Heading 1"), styles.count("Heading 2"), styles.count("Title")) == (2, 11, 1)
    assert (document.core_properties.identifier, document.core_properties.title) == ("v-2", "Projektligji")


def test_what_xml_cannot_hold_is_shown_and_not_swallowed() -> None:
    text = Text("sq", "Latn", "", (Node(Kind.ARTICLE, "1", "A\x00B", "art_1", "Një\x0bdy\ud800 & <tre>."),))
    (again,) = read(to_docx(text, version_id="\x01")).texts
    assert again.nodes[0].heading == "A\ufffdB"
    assert again.nodes[0].children[0].text == "Një\ufffddy\ufffd & <tre>."


# Identity


def test_a_file_says_its_version_and_its_provisions() -> None:
    (text,) = read(make_docx(5, 100)).texts
    found = embedded_identity(to_docx(text, version_id="dra&ft-7"))
    assert found.version_id == "dra&ft-7"
    assert list(found.nodes.values()) == [node.id for node in text.walk()]
    assert found.nodes["_aa2_p1"] == "art_2__para_1"


def test_a_file_of_other_making_says_nothing() -> None:
    found = embedded_identity(make_docx(2, 40))
    assert (found.version_id, found.nodes) == ("", {})
    document = f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p>' + "".join(
        f'<w:bookmarkStart w:id="{at}" w:name="{name}"/>'
        for at, name in enumerate(("_GoBack", "_Toc12345", "_Ref9", "_Hlk1", "alpha", "_a", "_a_h12", "_az5", "_aa5_x"))
    )
    document += "</w:p></w:body></w:document>"
    assert embedded_identity(pack({"word/document.xml": document})).nodes == {}


@settings(max_examples=400, deadline=None)
@given(st.lists(st.text(st.sampled_from("artpx5aA_._-Ëш__1"), max_size=24), max_size=12, unique=True))
def test_bookmarks_keep_ids_apart_whatever_the_case(ids: list[str]) -> None:
    names = [bookmark_name(id) for id in ids]
    assert len({name.lower() for name in names}) == len(ids)
    assert all(re.fullmatch(r"_a[a-z0-9_]*", name) and len(name) <= LONGEST for name in names)
    known = hashed_names(ids)
    assert [node_id(name, known) for name in names] == ids


def test_the_longest_ids_are_found_among_those_of_the_version() -> None:
    id = "__".join(["art_108-A", *(f"point_{number}" for number in range(1, 20))])
    name = bookmark_name(id)
    assert len(name) <= LONGEST
    assert node_id(name) == ""
    assert node_id(name, hashed_names([id])) == id


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_word_file_has_no_identity(data: bytes) -> None:
    with pytest.raises(Unreadable):
        embedded_identity(data)


# LibreOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")

    def convert(data: bytes, name: str, format: str) -> bytes:
        path = folder / name
        path.write_bytes(data)
        made = folder / format.split(":")[0]
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", format]
        environment = {**os.environ, "HOME": str(folder)}
        subprocess.run(
            [*command, "--outdir", str(made), str(path)], check=True, capture_output=True, timeout=120, env=environment
        )
        return (made / Path(name).with_suffix("." + format.split(":")[0]).name).read_bytes()

    return convert


def test_libreoffice_shows_the_same_numbers_and_keeps_the_identity(office: Any) -> None:
    lines = ["LIGJI NR. 06/L-043 PËR SHEMBULLIN", "", "Miraton:", "", "KAPITULLI I", "DISPOZITAT", ""]
    lines += ["Neni 1", "Qëllimi", "", "1. Ky ligj rregullon:", "", "a) një;", "", "b) dy.", "", "2. Tjetra:", ""]
    lines += ["2.1. nën një:", "", "2.1.1. pika;", "", "2.2. nën dy;", "", "Neni 2", "", "Vetëm tekst.", ""]
    lines += ["KAPITULLI II", "FUNDI", "", "Neni 4A", "", "1. Një:", "", "(i) e para;", "", "(ii) e dyta.", ""]
    lines += ["Neni 5", "Fundi", "", "3. Nga treshi.", "", "4. Katër:", "", "a) sërish;", "", "– vijë;", "", "– dy."]
    text = read_lines(lines, language="sq", paged=False)
    data = to_docx(text, version_id="v-9")
    shown = office(data, "law.docx", "txt:Text (encoded):UTF8").decode("utf-8-sig")
    kept = [" ".join(line.split()) for line in shown.splitlines() if line.strip()]
    # LibreOffice writes every bullet as • in plain text.
    assert kept == [line.replace("–", "•") for line in lines if line]
    again = office(office(data, "law.docx", "odt"), "law.odt", "docx")
    assert tree(read(again).texts[0]) == tree(text)
    found = embedded_identity(again)
    assert found.version_id == "v-9"
    assert list(found.nodes.values()) == [node.id for node in text.walk()]
