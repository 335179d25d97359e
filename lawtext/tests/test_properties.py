"""What holds for every input: no character is lost, nothing else is raised, what is equal compares as equal."""

from __future__ import annotations

import io
import json
import random
import re
import time
import zipfile
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawtext import Line, Text, Unreadable, compare, find_quote, from_dict, read, read_lines, to_dict, word_changes
from lawtext.language import fold, plain_letters
from lawtext.samples import make_docx, make_lines, write_docx

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = st.sampled_from(
    [
        "Neni 1", "Neni 2", "Neni 5A", "Neni 108/A Titulli", "Član 3", "Члан 4", "Article 5", "Section 6", "§ 7",
        "KAPITULLI I", "KREU II - DISPOZITAT E", "PËRGJITHSHME", "POGLAVLJE III", "CHAPTER ONE", "PJESA I",
        "PART ONE General",
        "Qëllimi", "Svrha", "Purpose", "1.", "1. Teksti i parë.", "2. Teksti i dytë:", "1.1. nën një;", "1.1.1 nën;",
        "a) pika;",
        "(i) point;", "- vijë", "• pikë", "i.", "12", "2 / 39", "[faqe 3]", "____________", "Shtojca 1", "Shtojca",
        "Miraton:",
        "GAZETA ZYRTARE E REPUBLIKËS SË KOSOVËS / Nr. 11 / 24 PRILL 2019, PRISHTINË", "18 / 28 MAJ 2013, PRISHTINË",
        "LIGJI NR. 06/L-043 PËR LIRINË E ASOCIIMIT", "Neni 6 i ligjit bazik ndryshohet si në vijim:", "“Neni 6",
        "Neni 6”",
        "Pas nenit 5 shtohet neni 5A me tekstin si në vijim:", "jo për-", "përfitim publik", "nenit", "sipas",
        "të cilat,",
        "Ky ligj hyn në fuqi.", "Ligji Nr. 08/L-142", "13 korrik 2023", "Kryetari i Kuvendit",
        "## Neni 9 <br> Titulli", "",
        "Republika e Kosovës", "Përmbajtja ........ 3", "\u00a0Neni\u00a03", "PЁRKUFIZIMET", "3.000 €", "(15) vjeç.",
        "“",
    ]
)  # fmt: skip
LINES = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=40)


def letters(text: str) -> str:
    """All letters and digits of a text, the way pages and Word files agree on them."""
    return "".join(character for character in plain_letters(text).casefold() if character.isalnum())


def assert_nothing_lost(source: list[Line], text: Text) -> None:
    """Every line ended somewhere: its words are in the node named, or it is listed as noise."""
    nodes = {node.id: node for node in text.walk()}
    assert len(nodes) == sum(1 for _ in text.walk()), "an id occurs twice"
    assert [line.index for line in text.lines] == [line.index for line in source]
    held = {id: letters(f"{node.number} {node.heading} {node.text}") for id, node in nodes.items()}
    for line in text.lines:
        if line.kept_as.startswith("noise:"):
            continue
        node = nodes[line.kept_as]
        assert node.source[0] <= line.index <= node.source[1]
        words = re.findall(r"[^\W_]+", plain_letters(line.text).casefold())
        missing = [word for word in words if word not in held[line.kept_as]]
        # The heading's own word and the printed number are told by the node's kind and number.
        assert len("".join(missing)) <= len("nënkapitulliparagrafi") and len(missing) <= 2, (line, missing, node)
        if not node.heading and node.kind not in (
            "article",
            "chapter",
            "part",
            "title",
            "book",
            "subchapter",
            "section",
            "annex",
            "quoted",
        ):
            assert (
                letters(re.sub(r"^\W*(?:[\w.]{1,12}[.)]|\(\w{1,6}\)|#+|\d[\d.]*\s)", "", line.text))[-20:]
                in (held[line.kept_as])
            ), (line, node)


@FEW
@given(LINES, st.booleans())
def test_no_line_is_lost_whatever_the_lines_are(lines: list[str], paged: bool) -> None:
    text = read_lines(lines, paged=paged)
    kept = [re.sub(r"\s+", " ", line.replace("\u00ad", "")).strip() for line in lines]
    assert [re.sub(r"\s+", " ", line.text).strip() for line in text.lines] == [line for line in kept if line]
    assert_nothing_lost(list(text.lines), text)


@FEW
@given(LINES)
def test_json_there_and_back_changes_nothing(lines: list[str]) -> None:
    text = read_lines(lines)
    assert from_dict(json.loads(json.dumps(to_dict(text)))) == text


@FEW
@given(LINES)
def test_a_text_compared_with_itself_has_no_change(lines: list[str]) -> None:
    text = read_lines(lines)
    comparison = compare(text, text)
    assert comparison.is_empty(), comparison.fates
    ids = [id for fate in comparison.fates for id in fate.new_ids]
    assert len(ids) == len(set(ids))
    if text.articles():
        assert sorted(ids) == sorted(article.id for article in text.articles())


@FEW
@given(LINES, LINES)
def test_every_article_has_exactly_one_fate_on_its_side(one: list[str], other: list[str]) -> None:
    old, new = read_lines(one), read_lines(other)
    fates = compare(old, new).fates
    for text, ids in ((old, [i for f in fates for i in f.old_ids]), (new, [i for f in fates for i in f.new_ids])):
        if text.articles():
            assert sorted(ids) == sorted(article.id for article in text.articles())


WORDS = st.text(alphabet="ab “”\"'’-–.,\u00a0 \nçëЁš1", max_size=60)


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS)
def test_word_changes_give_both_sides_back(old: str, new: str) -> None:
    changes = word_changes(old, new)
    assert "".join(change.text for change in changes if change.op != "insert") == old
    assert "".join(change.text for change in changes if change.op != "delete") == new
    assert all(change.text for change in changes)
    assert all(one.op != other.op for one, other in pairwise(changes))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.data())
def test_words_of_a_text_are_found_in_it(text: str, data: st.DataObject) -> None:
    if not text.strip():
        assert find_quote(text, text) is None
        return
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    quote = text[begin:end]
    found = find_quote(text, quote, prefix=text[:begin], suffix=text[end:])
    if not quote.strip():
        assert found is None
        return
    assert found is not None
    squeezed = re.sub(r"\s+", " ", text[found.start : found.end]).strip()
    assert fold(squeezed) == fold(re.sub(r"\s+", " ", quote).strip())


@pytest.mark.parametrize("numbering", ["automatic", "typed", "mixed"])
@pytest.mark.parametrize("language", ["sq", "sr", "sr-cyrl", "en"])
def test_no_paragraph_of_a_word_file_is_lost(language: str, numbering: str) -> None:
    (text,) = read(write_docx(make_lines(15, 150, language), numbering)).texts
    assert_nothing_lost(list(text.lines), text)
    assert not [line for line in text.lines if line.kept_as.startswith("noise:")]


def test_damaged_files_raise_nothing_but_unreadable() -> None:
    chance = random.Random(20)
    whole = make_docx(6, 80)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    read_or_refused = {"read": 0, "refused": 0}
    for turn in range(300):
        if turn % 3 == 0:
            data = bytearray(whole)
            for _ in range(chance.randint(1, 20)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        else:
            name = chance.choice(sorted(parts))
            part = bytearray(parts[name])
            for _ in range(chance.randint(1, 8)):
                at = chance.randrange(len(part))
                part[at : at + chance.randrange(12)] = bytes(
                    chance.randrange(32, 127) for _ in range(chance.randrange(6))
                )
            held = io.BytesIO()
            with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
                for each, content in parts.items():
                    archive.writestr(each, bytes(part) if each == name else content)
            data = bytearray(held.getvalue())
        try:
            read(bytes(data))
            read_or_refused["read"] += 1
        except Unreadable:
            read_or_refused["refused"] += 1
    # Both happen, so the damage is neither always fatal nor always harmless.
    assert min(read_or_refused.values()) > 20, read_or_refused


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    with suppress(Unreadable):
        read(head + data)


NASTY = [
    ".", " ", "\t", "a", "a ", "1", "1.", "1 ", "(", "“", "-", "a-", "Nr ", "Neni ", "Neni 1 ", "#", "…", ". ", "_",
    "\u00a0", "ë",
    "/", "si në vijim:", "ndryshohet ", "Ё", "Ж", "i", "IV ", "a)", "Republika ", "LIGJ ", "\"",
]  # fmt: skip


@pytest.mark.parametrize("piece", NASTY)
def test_endless_lines_cost_little(piece: str) -> None:
    begin = time.process_time()
    for line in (piece * (300_000 // len(piece)), f"Neni 1{piece * 3_000}x", f"x{piece * 50_000}1x"):
        text = read_lines(["Neni 1", line, line, "Neni 2", line])
        assert sum(len(each.text) for each in text.lines) >= len(line.strip())
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "line", ["Teksti i gjatë pa fund, ", "Neni 5 ndryshohet si në vijim:", "1. a", "a) b", "Neni 1", "“", "x."]
)
def test_endless_texts_cost_little(line: str) -> None:
    begin = time.process_time()
    read_lines([line] * 20_000)
    assert time.process_time() - begin < 8
