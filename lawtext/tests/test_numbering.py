"""Automatic numbers: as the standard has them, and no difference from LibreOffice's reading without a doubt at its place."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from lawtext import Doubt, confirm_numbering, converter, read
from lawtext.docx import read_docx
from lawtext.model import Line
from lawtext.numbering import is_same_label
from lawtext.numerals import plain_number, written_number
from lawtext.samples import make_docx
from lawtext.tests.numberings import FEATURES, numbering_file
from lawtext.tests.test_docx import definition, docx, level, list_of, numbered, paragraph, shown

needs_libreoffice = pytest.mark.skipif(not converter(), reason="LibreOffice is not installed")


def rendered(files: dict[str, bytes], folder: Path) -> dict[str, dict[int, str]]:
    """What LibreOffice writes before each "¶5¶" of each file, by that number."""
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    command = [converter(), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
    command += ["txt:Text (encoded):UTF8", "--outdir", str(folder)]
    sources = [str(folder / f"{name}.docx") for name in files]
    subprocess.run(command + sources, check=True, capture_output=True, timeout=180)
    return {
        name: {
            int(at): label.strip()
            for label, at in re.findall(r"(?m)^(.*?)¶(\d+)¶\s*$", (folder / f"{name}.txt").read_text("utf-8-sig"))
        }
        for name in files
    }


def marked(data: bytes) -> dict[int, Line]:
    """The lines of a generated file by the number in their text."""
    return {int(line.text.strip("¶")): line for line in read_docx(data)[0] if line.text.startswith("¶")}


def silent(lines: dict[int, Line], labels: dict[int, str]) -> list[tuple[str, str]]:
    """Differences that no one would be told of: (label here, label there)."""
    return [
        (line.label, labels[at])
        for at, line in lines.items()
        if not any(is_same_label(each, labels[at]) for each in (line.label, *line.other_labels))
    ]


@needs_libreoffice
def test_every_difference_from_libreoffice_is_doubted_with_its_reading(tmp_path: Path) -> None:
    files = {
        f"{feature}{seed}": numbering_file(seed, frozenset({feature})) for feature in FEATURES for seed in range(3)
    }
    files |= {f"many{seed}": numbering_file(seed) for seed in range(100, 140)}
    found = rendered(files, tmp_path)
    count = equal = 0
    for name, data in files.items():
        lines = marked(data)
        assert lines.keys() == found[name].keys()
        assert silent(lines, found[name]) == [], name
        count += len(lines)
        equal += sum(is_same_label(line.label, found[name][at]) for at, line in lines.items())
    assert count > 3_000
    # The labels that are only among the other readings are what makes this test able to fail.
    assert 0.6 * count < equal < 0.95 * count


@needs_libreoffice
def test_a_reader_that_counts_wrongly_would_be_caught(tmp_path: Path) -> None:
    data = numbering_file(1, frozenset({"starts"}))
    found = rendered({"one": data}, tmp_path)["one"]
    wrong = {at + 1: label for at, label in found.items()}
    lines = {at: line for at, line in marked(data).items() if at in wrong}
    assert silent(lines, found) == [] != silent(lines, wrong)


@needs_libreoffice
def test_numbers_of_a_law_are_confirmed_and_a_dispute_is_found() -> None:
    assert confirm_numbering(make_docx(8, 100)) == []
    levels = level(0, "%1", format="upperRoman") + level(1, "%1.%2", extra="<w:isLgl/>")
    box = f"<w:r><w:pict><w:txbxContent>{numbered('në kuti', 1)}</w:txbxContent></w:pict></w:r>"
    body = paragraph("Hyrje.") + numbered("a", 1) + paragraph("Me kuti.", "", box) + numbered("b", 1, 1)
    data = docx(body, numbering=definition(1, levels) + list_of(1, 1))
    (disputed,) = confirm_numbering(data)
    assert (disputed.label, disputed.other) == ("1.1", "I.1")
    assert read_docx(data)[0][disputed.index].text == "b"
    reading = read(data, confirm_numbering=True)
    assert [doubt.code for doubt in reading.doubts] == ["numbering_uncertain"]


def test_without_libreoffice_confirming_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAWTEXT_SOFFICE", "/nowhere/soffice")
    from lawtext import Unreadable

    with pytest.raises(Unreadable) as caught:
        confirm_numbering(make_docx(3, 60))
    assert caught.value.code == "converter_missing"


def disputes(doubts: Iterable[Doubt]) -> list[tuple[str, tuple[int, int], str]]:
    return [(each.node_id, each.source, each.message) for each in doubts if each.code == "numbering_uncertain"]


def test_a_disputed_number_is_doubted_at_its_place_with_both_readings() -> None:
    levels = level(0, "Neni %1") + level(1, "%2.", extra='<w:lvlRestart w:val="0"/>')
    titled = [numbered("", 1), paragraph("Qëllimi"), numbered("Teksti i parë.", 1, 1)]
    data = docx("".join(titled + titled), numbering=definition(1, levels) + list_of(1, 1))
    assert shown(data) == ["Neni 1", "Qëllimi", "1. Teksti i parë.", "Neni 2", "Qëllimi", "2. Teksti i parë."]
    (text,) = read(data).texts
    assert text.lines[5].other_labels == ("1.",)
    ((node, source, message),) = disputes(text.doubts)
    assert (text.find(node).number, source) == ("2", (5, 5))  # type: ignore[union-attr]
    assert "“2.”" in message and "“1.”" in message


def test_places_next_to_each_other_share_one_doubt() -> None:
    levels = level(0, "%1.", format="upperRoman", extra="<w:isLgl/>")
    body = paragraph("Neni 1") + "".join(numbered(each, 1) for each in ("një;", "dy;")) + paragraph("mes;")
    body += numbered("tre;", 1) + numbered("lirë;", 2) + numbered("katër;", 1)
    lists = definition(1, levels) + definition(2, level(0, "%1)")) + list_of(1, 1) + list_of(2, 2)
    (text,) = read(docx(body, numbering=lists)).texts
    assert [source for _, source, _ in disputes(text.doubts)] == [(1, 4), (6, 6)]


def test_a_number_that_only_a_word_processor_counts_is_doubted() -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> AUTONUM </w:instrText></w:r>'
    field += '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> Teksti.</w:t></w:r>'
    (text,) = read(docx(paragraph("Neni 1") + paragraph("Titulli") + paragraph("", "", field))).texts
    assert [source for _, source, _ in disputes(text.doubts)] == [(2, 2)]


def test_lists_in_boxes_notes_and_headers_count_for_themselves() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{numbered('kuti', 1)}</w:txbxContent></w:pict></w:r>"
    levels = definition(1, level(0, "%1.")) + list_of(1, 1)
    in_list = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    data = docx(numbered("a", 1) + paragraph("b", in_list, box) + numbered("c", 1), numbering=levels)
    assert shown(data) == ["1. a", "2. b", "1. kuti", "3. c"]


def test_a_definition_that_points_to_a_list_style_is_that_list() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="LS"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    held = f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="LS"/>{level(0, "Neni %1")}</w:abstractNum>'
    pointing = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="LS"/></w:abstractNum>'
    data = docx(
        numbered("a", 1) + numbered("b", 2), numbering=held + pointing + list_of(1, 1) + list_of(2, 2), styles=styles
    )
    assert shown(data) == ["Neni 1 a", "Neni 2 b"]


@pytest.mark.parametrize(
    ("number", "format", "here", "there"),
    [
        (4, "upperRoman", "IV", "IV"),
        (28, "lowerLetter", "bb", "bb"),
        (0, "decimalZero", "00", "0"),
        (30, "russianUpper", "АА", "Аа"),
        (2, "ordinal", "2", "2nd"),
        (112, "cardinalText", "112", "One hundred twelve"),
        (31, "ordinalText", "31", "Thirty-first"),
        (6, "chicago", "††", "††"),
        (21, "decimalEnclosedCircle", "㉑", "㉑"),
        (3, "hebrew1", "3", None),
    ],
)
def test_counters_written_out(number: int, format: str, here: str, there: str | None) -> None:
    assert (written_number(number, format), plain_number(number, format)) == (here, there)


def test_a_format_not_known_here_is_never_shown_without_a_doubt() -> None:
    levels = definition(1, level(0, "%1)", format="hebrew1")) + list_of(1, 1)
    (line,) = read_docx(docx(numbered("x", 1), numbering=levels))[0]
    assert (line.label, line.other_labels) == ("1)", ("?",))


def test_a_level_without_a_start_begins_with_zero() -> None:
    begun = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    assert shown(docx(numbered("a", 1) + numbered("b", 1), numbering=definition(1, begun) + list_of(1, 1))) == [
        "0. a",
        "1. b",
    ]


def test_letters_of_symbol_fonts_are_bullets() -> None:
    fonts = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    levels = level(0, "l", format="bullet").replace("</w:lvl>", fonts + "</w:lvl>")
    assert shown(docx(numbered("a", 1), numbering=definition(1, levels) + list_of(1, 1))) == ["● a"]
    assert shown(docx(numbered("a", 1), numbering=definition(1, levels.replace(fonts, "")) + list_of(1, 1))) == ["l a"]
