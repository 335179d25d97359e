"""The amended act shows exactly the changes that were ordered, and says what could not be applied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lawtext import FateKind, Line, Text, compare, read_lines
from lawtext.amending_samples import AmendingSample, make_amending
from lawtext.cli import main
from lawtext.consolidation import Consolidated, consolidate
from lawtext.instructions import read_instructions
from lawtext.model import Kind

BASE = """
LIGJI NR. 04/L-057 PËR SHOQATAT
Neni 1
Qëllimi
Ky ligj rregullon shoqatat.
Neni 2
Regjistri
1. Regjistri mbahet nga ministria.
2. Ministria e publikon regjistrin:
2.1. çdo vit;
2.2. në faqen e vet.
3. Afati është dhjetë ditë.
Neni 3
Ankesa
Ankesa paraqitet me shkrim. Ankesa shqyrtohet brenda dhjetë ditëve.
""".splitlines()


def whole(lines: list[str]) -> Text:
    return read_lines([Line(at, "", line) for at, line in enumerate(lines) if line], paged=False)


def amended(*orders: str) -> Consolidated:
    act = ["LIGJI NR. 08/L-001 PËR NDRYSHIMIN DHE PLOTËSIMIN E LIGJIT NR. 04/L-057 PËR SHOQATAT", "Neni 1", *orders]
    return consolidate(whole(BASE), read_instructions(whole(act)))


def text_of(made: Consolidated, id: str) -> str | None:
    found = made.text.find(id)
    return None if found is None else found.text


def test_a_paragraph_is_replaced_and_nothing_else() -> None:
    made = amended("Neni 2 i ligjit bazik, paragrafi 3 ndryshohet si në vijim:", "“3. Afati është dyzet ditë.”")
    assert text_of(made, "art_2__para_3") == "Afati është dyzet ditë."
    fates = {fate.kind for fate in compare(whole(BASE), made.text).fates if fate.new_ids != ("art_2",)}
    assert fates == {FateKind.UNCHANGED}
    assert [each.place.steps[-1][1] for each in made.made_by("art_2__para_3")] == ["3"]
    assert made.made_by("art_1") == ()


def test_a_provision_is_inserted_where_it_belongs_and_the_old_one_moves_on() -> None:
    made = amended(
        "Pas paragrafit 2 të nenit 2 të ligjit bazik shtohet paragrafi 3 me tekstin si vijon:", "“3. Regjistri është publik.”",
        "Në nenin 2 të ligjit bazik, paragrafi ekzistues 3 rinumërohet në paragrafin 4.",
    )  # fmt: skip
    article = made.text.find("art_2")
    assert article is not None
    assert [(child.number, child.text) for child in article.children][2:] == [
        ("3", "Regjistri është publik."),
        ("4", "Afati është dhjetë ditë."),
    ]
    assert [child.id for child in article.children][2:] == ["art_2__para_3", "art_2__para_4"]
    assert made.done[0].remark == "number_taken"


def test_subparagraphs_follow_their_renumbered_paragraph() -> None:
    made = amended("Paragrafi 2 i nenit 2 të ligjit bazik bëhet paragrafi 5.")
    article = made.text.find("art_2__para_5")
    assert article is not None
    assert [(child.number, child.id) for child in article.children] == [
        ("5.1", "art_2__para_5__subpara_5.1"),
        ("5.2", "art_2__para_5__subpara_5.2"),
    ]


def test_the_article_printed_around_a_changed_paragraph_is_only_its_frame() -> None:
    made = amended(
        "Neni 2, paragrafi 1 i ligjit bazik, ndryshohet si në vijim:", "Neni 2", "Regjistri", "1. Regjistri mbahet nga gjykata."
    )  # fmt: skip
    article = made.text.find("art_2")
    assert article is not None
    assert [child.number for child in article.children] == ["1", "2", "3"]
    assert article.children[0].text == "Regjistri mbahet nga gjykata."


@pytest.mark.parametrize(
    ("order", "id", "text"),
    [
        ("Në nenin 2, paragrafi 3 i ligjit bazik fjala “dhjetë” zëvendësohet me fjalën “tridhjetë”.", "art_2__para_3", "Afati është tridhjetë ditë."),
        ("Në nenin 2, paragrafi 3 i ligjit bazik pas fjalës “dhjetë” shtohet fjala “(10)”.", "art_2__para_3", "Afati është dhjetë (10) ditë."),
        ("Në nenin 2, paragrafi 3 i ligjit bazik fjala “dhjetë” fshihet.", "art_2__para_3", "Afati është ditë."),
        ("Në fund të paragrafit 3 të nenit 2 të ligjit bazik shtohen fjalët “nga pranimi”.", "art_2__para_3", "Afati është dhjetë ditë nga pranimi."),
        ("Fjalia e dytë e nenit 3 të ligjit bazik fshihet.", "art_3__para_1", "Ankesa paraqitet me shkrim."),
        ("Në nenin 2, paragrafi 2, nënparagrafi 2.2 i ligjit bazik fjalët “faqen e vet” zëvendësohen me fjalët “Gazetën Zyrtare”.", "art_2__para_2__subpara_2.2", "në Gazetën Zyrtare."),
    ],
)  # fmt: skip
def test_words_are_changed_in_the_place_that_is_named(order: str, id: str, text: str) -> None:
    made = amended(order)
    assert text_of(made, id) == text
    assert not made.failed


def test_words_throughout_the_act_are_changed_in_headings_too_and_keep_their_capitals() -> None:
    made = amended("Në tërë tekstin e ligjit bazik fjala “regjistri” zëvendësohet me fjalën “libri”.")
    assert made.text.find("art_2").heading == "Libri"  # type: ignore[union-attr]
    assert text_of(made, "art_2__para_1") == "Libri mbahet nga ministria."
    assert text_of(made, "art_2__para_2") == "Ministria e publikon regjistrin:"


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("Neni 9 i ligjit bazik fshihet.", "no_place"),
        ("Në nenin 2, paragrafi 3 i ligjit bazik fjala “njëzet” fshihet.", "words_not_found"),
        ("Neni 2 i Ligjit Nr. 05/L-100 për Policinë fshihet.", "other_act"),
        ("Neni 2 i ligjit bazik ndryshohet si në vijim:", "no_new_text"),
        ("Shfuqizohet Ligji Nr. 04/L-057 për Shoqatat.", "whole_act"),
        ("Paragrafi 2 i nenit 2 të ligjit bazik anashkalohet.", "unknown"),
    ],
)
def test_what_cannot_be_applied_is_listed_with_the_reason(order: str, reason: str) -> None:
    made = amended(order)
    assert [each.reason for each in made.failed] == [reason]
    assert not made.done
    assert [node.text for node in made.text.walk()] == [node.text for node in whole(BASE).walk()]


def flat(text: Text) -> list[tuple[Kind, str, str, str]]:
    return [(node.kind, node.number, node.heading, node.text) for node in text.walk() if node.kind is not Kind.PREAMBLE]


def applied(sample: AmendingSample) -> Consolidated:
    act = read_lines(sample.lines, paged=sample.paged)
    return consolidate(whole(sample.base), read_instructions(act))


@pytest.mark.parametrize("pool", ["known", "held"])
def test_invented_acts_lead_to_the_act_that_the_generator_made(pool: str) -> None:
    samples = [make_amending(seed, pool=pool) for seed in range(40)]
    # What a word throughout the act does to other changed provisions is not in the generator.
    samples = [sample for sample in samples if "everywhere" not in sample.kinds]
    same = sum(flat(applied(sample).text) == flat(whole(sample.after)) for sample in samples)
    assert len(samples) > 25
    assert same >= 0.95 * len(samples)


def test_comparing_with_the_base_finds_the_changed_articles_and_no_other() -> None:
    for seed in range(0, 30, 3):
        sample = make_amending(seed)
        if "everywhere" in sample.kinds:
            continue
        made = applied(sample)
        base = whole(sample.base)
        touched = {id.split("__")[0] for done in made.done for id in done.ids}
        for fate in compare(base, made.text).fates:
            if fate.kind is not FateKind.UNCHANGED:
                assert touched & {*fate.old_ids, *fate.new_ids}, (seed, fate)


def test_ids_are_never_given_twice() -> None:
    for seed in range(20):
        ids = [node.id for node in applied(make_amending(seed)).text.walk()]
        assert len(ids) == len(set(ids))


def test_the_command_prints_the_amended_act(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = make_amending(0)
    base, amending = tmp_path / "base.txt", tmp_path / "amending.txt"
    base.write_text("\n\n".join(sample.base), encoding="utf-8")
    amending.write_text("\n".join(line for line in sample.lines if isinstance(line, str)), encoding="utf-8")
    assert main(["consolidate", str(base), str(amending), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["done"]
    assert {"nodes", "failed"} <= set(shown)
