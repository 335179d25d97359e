"""Within an article every provision is followed, and comparing says the same in both directions."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from lawtext import Comparison, Fate, FateKind, Nature, Text, compare, compare_within, nature_of, read_lines
from lawtext.tests.edits import edited
from lawtext.tests.generate import first_version
from lawtext.tests.test_properties import LINES

DUTIES = [
    "Zyra harton planin vjetor të konsultimeve dhe e dërgon në Qeveri.",
    "Zyra mban evidencën e të gjitha komenteve që pranohen nga publiku.",
    "Zyra publikon raportin financiar brenda tridhjetë (30) ditëve.",
    "Drejtori i Zyrës emërohet nga Kuvendi me propozim të Komisionit.",
]


def article(*paragraphs: str, number: int = 4) -> Text:
    lines = [f"{at}. {words}" for at, words in enumerate(paragraphs, start=1)]
    return read_lines([f"Neni {number}", "Detyrat e Zyrës", *lines], paged=False)


def fates(old: Text, new: Text) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    made = compare_within(old.articles()[0], new.articles()[0])
    return [
        (each.kind.value, tuple(id[-1] for id in each.old_ids), tuple(id[-1] for id in each.new_ids))
        for each in made
        if each.kind is not FateKind.UNCHANGED
    ]


def test_paragraphs_are_followed_by_their_words() -> None:
    old = article(*DUTIES)
    assert fates(old, article(*DUTIES)) == []
    assert fates(old, article(*DUTIES[1:])) == [
        ("removed", ("1",), ()), ("renumbered", ("2",), ("1",)), ("renumbered", ("3",), ("2",)),
        ("renumbered", ("4",), ("3",)),
    ]  # fmt: skip
    assert fates(old, article(*DUTIES, "Zyra ka emblemën e vet.")) == [("new", (), ("5",))]
    moved = fates(old, article(DUTIES[3], *DUTIES[:3]))
    assert ("moved", ("4",), ("1",)) in moved and len(moved) == 4
    changed = [DUTIES[0].replace("Qeveri", "Kuvend"), *DUTIES[1:]]
    assert fates(old, article(*changed)) == [("changed", ("1",), ("1",))]


def test_paragraphs_that_were_joined_or_divided() -> None:
    old, joined = article(*DUTIES), article(DUTIES[0], f"{DUTIES[1]} {DUTIES[2]}", DUTIES[3])
    assert ("merged", ("2", "3"), ("2",)) in fates(old, joined)
    assert ("split", ("2",), ("2", "3")) in fates(joined, old)


@pytest.mark.parametrize(
    ("old", "new", "nature"),
    [
        ("brenda tridhjetë (30) ditëve", "brenda tridhjetë (30) ditëve", Nature.SAME),
        ("Afati „i ri“ - 5.000 euro", 'afati "i ri" – 5 000 euro', Nature.TYPOGRAPHY),
        ("përf\u00adaqësues", "përfaqësues", Nature.TYPOGRAPHY),
        ("PЁRKUFIZIMET", "Përkufizimet", Nature.TYPOGRAPHY),
        ("brenda 15 ditëve", "brenda 30 ditëve", Nature.NUMBERS),
        ("norma 1,5 %", "norma 15 %", Nature.NUMBERS),
        ("prej 5 %", "prej 5 ‰", Nature.WORDS),
        ("brenda tridhjetë ditëve", "brenda dhjetë ditëve", Nature.WORDS),
    ],
)
def test_the_nature_of_a_change(old: str, new: str, nature: Nature) -> None:
    assert nature_of(old, new) is nature is nature_of(new, old)


def two(reference: str, days: str, first: str = "") -> Text:
    lines = [f"Neni {number}" for number in ((1, 2, 3) if first else (1, 2))]
    head = [lines.pop(0), "Parimi", first] if first else []
    return read_lines(
        [*head, lines[0], "Afati", f"Afati i komenteve është {days} ditë.", lines[1], "Zbatimi",
         f"Afati sipas nenit {reference} vlen edhe për komunat dhe institucionet tjera."],
        paged=False,
    )  # fmt: skip


def test_a_reference_that_follows_its_article_is_told_from_a_number() -> None:
    principle = "Ky ligj zbatohet me mirëbesim nga të gjithë."
    found = {each.old_ids: each for each in compare(two("1", "15"), two("2", "15", principle)).fates if each.old_ids}
    assert found["art_2",].nature is Nature.REFERENCES
    assert found["art_1",].nature is Nature.LABELS and found["art_1",].kind is FateKind.RENUMBERED
    # The control: the same number changed where no article was renumbered.
    found = {each.old_ids: each for each in compare(two("1", "15"), two("2", "15")).fates}
    assert found["art_2",].nature is Nature.NUMBERS
    found = {each.old_ids: each for each in compare(two("1", "15"), two("2", "30", principle)).fates if each.old_ids}
    assert found["art_1",].nature is Nature.NUMBERS


def test_preamble_headings_and_annexes_are_compared_too() -> None:
    def text(basis: str, chapter: str, annex: str) -> Text:
        lines = ["LIGJI NR. 06/L-043 PËR LIRINË E ASOCIIMIT", "Kuvendi i Republikës së Kosovës,", basis, "Miraton:",
                 "KAPITULLI I", chapter, "Neni 1", "Qëllimi", "Ky ligj përcakton rregullat.",
                 "KAPITULLI II", "KALIMTARE", "Neni 2", "Hyrja", "Ky ligj hyn në fuqi.", "Shtojca 1", annex]  # fmt: skip
        return read_lines(lines, paged=False)

    basis, chapter, annex = (
        "Në mbështetje të nenit 65 të Kushtetutës,",
        "DISPOZITAT E PËRGJITHSHME",
        "1. Formulari i parë.",
    )
    old = text(basis, chapter, annex)
    assert compare(old, text(basis, chapter, annex)).is_empty()

    def changed(new: Text) -> list[tuple[str, ...]]:
        made = compare(old, new)
        assert all(each.kind is FateKind.UNCHANGED for each in made.fates)
        return [each.new_ids for each in made.others if each.kind is not FateKind.UNCHANGED]

    assert changed(text(basis.replace("65", "93"), chapter, annex)) == [("preamble",)]
    assert changed(text(basis, "PARIMET", annex)) == [("chp_I",)]
    assert len(changed(text(basis, chapter, "1. Formulari i dytë."))) == 1


def mirrored(comparison: Comparison) -> tuple[set[Fate], set[Fate]]:
    kinds = {FateKind.NEW: FateKind.REMOVED, FateKind.REMOVED: FateKind.NEW, FateKind.SPLIT: FateKind.MERGED}
    kinds[FateKind.MERGED] = FateKind.SPLIT

    def turned(fates: tuple[Fate, ...]) -> set[Fate]:
        return {
            Fate(kinds.get(each.kind, each.kind), each.new_ids, each.old_ids, each.similarity, each.typography_only, each.nature)
            for each in fates
        }  # fmt: skip

    return turned(comparison.fates), turned(comparison.others)


@pytest.mark.parametrize("rate", [0.05, 0.4])
def test_comparing_the_other_way_round_says_the_same(rate: float) -> None:
    first = first_version(40, 120, seed=7)
    second = edited(first, rate, seed=7)
    there, back = compare(first.text, second.text), compare(second.text, first.text)
    assert mirrored(there) == (set(back.fates), set(back.others))
    assert len({each.kind for each in there.fates}) >= 5


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, LINES)
def test_random_texts_compare_the_same_both_ways_and_lose_no_unit(one: list[str], other: list[str]) -> None:
    old, new = read_lines(one), read_lines(other)
    assert compare(old, old).is_empty() and compare(new, new).is_empty()
    there = compare(old, new)
    assert mirrored(there) == tuple(map(set, (compare(new, old).fates, compare(new, old).others)))
    for side in ("old_ids", "new_ids"):
        told = [id for each in (*there.fates, *there.others) for id in getattr(each, side)]
        assert len(told) == len(set(told))
    befores, afters = old.articles(), new.articles()
    if befores and afters:
        within = compare_within(befores[0], afters[0])
        assert sorted(id for each in within for id in each.old_ids) == sorted(node.id for node in befores[0].walk())
        assert sorted(id for each in within for id in each.new_ids) == sorted(node.id for node in afters[0].walk())
        assert all(each.kind is FateKind.UNCHANGED for each in compare_within(befores[0], befores[0]))
