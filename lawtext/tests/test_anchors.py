"""Over the published edits comments find their provision, and what is not sure is said not to be."""

from __future__ import annotations

from lawtext import Anchor, Placed, Text, carry, compare, read_lines
from lawtext.anchors import SURE
from lawtext.tests.edits import comments, edited
from lawtext.tests.generate import first_version


def test_comments_land_on_their_provision_or_are_told() -> None:
    exist = right = wrong = count = 0
    for rate, language, seed in ((0.05, "sq", 11), (0.2, "en", 12), (0.4, "sr", 13)):
        first = first_version(80, 200, language, seed=seed)
        second = edited(first, rate, language=language, seed=seed)
        said = comments(first, 300, seed)
        for (place, anchor), found in zip(
            said, carry([each for _, each in said], first.text, second.text), strict=True
        ):
            homes = second.homes.get(place, [])
            holding = {node.id for node in homes if anchor.quote and anchor.quote in node.text}
            is_right = found.node_id in (holding or {node.id for node in homes})
            count += 1
            exist += bool(holding)
            right += bool(holding) and is_right and found.is_sure
            wrong += found.is_sure and not is_right
    assert exist >= 300
    assert right >= 0.95 * exist
    assert wrong <= 0.008 * count


PARAGRAPHS = {
    "a": "Organi përgjegjës publikon raportin vjetor për konsultimet me organizatat e shoqërisë civile.",
    "b": "Zyra mban evidencën e të gjitha komenteve dhe e dërgon në Kuvend brenda vitit kalendarik.",
    "c": "Komisioni shqyrton ankesat e qytetarëve dhe merr vendim me shumicë të votave të anëtarëve.",
    "d": "Ministria financon trajnimet e nëpunësve civilë sipas buxhetit të miratuar nga Qeveria.",
}


def law(*articles: str, reworded: tuple[str, str] = ("", "")) -> Text:
    lines: list[str] = []
    for number, letters in enumerate(articles, start=1):
        lines += [f"Neni {number}", f"Titulli {letters}"]
        lines += [f"{at}. {PARAGRAPHS[letter].replace(*reworded)}" for at, letter in enumerate(letters, start=1)]
    return read_lines(lines, paged=False)


def placed(old: Text, new: Text, node: str, quote: str = "") -> Placed:
    return carry([Anchor("k", node, quote)], old, new, compare(old, new))[0]


def test_a_paragraph_that_left_for_another_article_is_followed() -> None:
    old, new = law("ab", "cd"), law("a", "cdb")
    for quote in ("", "evidencën e të gjitha komenteve"):
        found = placed(old, new, "art_1__para_2", quote)
        assert (found.node_id, found.is_sure) == ("art_2__para_3", True)


def test_words_of_a_paragraph_that_is_said_twice_are_a_guess() -> None:
    # Both paragraphs say the same and one of them is gone: which one, nobody knows.
    old, new = law("ab", "cb", "d"), law("a", "c", "db")
    found = placed(old, new, "art_1__para_2", "evidencën e të gjitha komenteve")
    assert found.node_id == "art_3__para_2"
    assert found.confidence < SURE and not found.is_sure


def test_joined_paragraphs_keep_their_comments() -> None:
    old = law("ab", "cd")
    joined = read_lines(
        ["Neni 1", "Titulli ab", f"1. {PARAGRAPHS['a']} {PARAGRAPHS['b']}", "Neni 2", "Titulli cd",
         f"1. {PARAGRAPHS['c']}", f"2. {PARAGRAPHS['d']}"], paged=False)  # fmt: skip
    for quote in ("", "e dërgon në Kuvend"):
        found = placed(old, joined, "art_1__para_2", quote)
        assert (found.node_id, found.is_sure) == ("art_1__para_1", True)
    back = placed(joined, old, "art_1__para_1", "e dërgon në Kuvend")
    assert (back.node_id, back.is_sure) == ("art_1__para_2", True)


def test_what_has_no_place_has_no_confidence() -> None:
    found = placed(law("ab", "cd"), law("cd"), "art_1__para_1", "raportin vjetor")
    assert (found.node_id, found.confidence, found.is_sure) == ("", 0.0, False)


def test_comments_on_the_preamble_stay_there() -> None:
    def text(basis: str) -> Text:
        return read_lines(
            ["LIGJI NR. 06/L-043", "Kuvendi i Republikës së Kosovës,", basis, "Miraton:", "Neni 1", "Qëllimi",
             "Ky ligj përcakton rregullat."], paged=False)  # fmt: skip

    old, new = text("Në mbështetje të nenit 65 të Kushtetutës,"), text("Duke u bazuar në nenin 65 (1) të Kushtetutës,")
    found = placed(old, new, "preamble", "të Kushtetutës")
    assert (found.node_id, found.why) == ("preamble", "same_words")
