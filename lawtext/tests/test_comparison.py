"""Articles and comments are followed from one version to the next by their words."""

from __future__ import annotations

import pytest

from lawtext import Anchor, Fate, FateKind, Placed, Text, carry, compare, find_quote, fold, read_lines, word_changes
from lawtext.differences import Nature
from lawtext.tests.generate import first_version, second_version

BODIES = {
    "Qëllimi": "Ky ligj përcakton rregullat e konsultimit publik ndërmjet organeve publike dhe palëve të interesuara.",
    "Afatet": "Afati i dorëzimit të komenteve është pesëmbëdhjetë ditë pune nga dita e publikimit të projektit.",
    "Njoftimi": "Organi propozues njofton organizatat e regjistruara me postë elektronike dhe në platformë.",
    "Raporti": "Raporti i konsultimit përmban komentet e pranuara, të refuzuara dhe arsyet e refuzimit.",
    "Gjobat": "Zyrtari që nuk publikon dokumentin dënohet me gjobë prej njëqind deri në pesëqind euro.",
    "Hyrja në fuqi": "Ky ligj hyn në fuqi pesëmbëdhjetë ditë pas publikimit në Gazetën Zyrtare të Republikës.",
}


def law(*titles: str, bodies: dict[str, str] | None = None) -> Text:
    lines = []
    for number, title in enumerate(titles, start=1):
        lines += ["", f"Neni {number}", "", title, "", (bodies or BODIES)[title]]
    return read_lines(lines)


def fate(text: Text, other: Text, new: str) -> Fate:
    found = compare(text, other).of_new(new)
    assert found is not None
    return found


FIRST = law(*BODIES)


def test_nothing_changed() -> None:
    assert compare(FIRST, law(*BODIES)).is_empty()


def test_new_removed_renumbered() -> None:
    second = law("Qëllimi", "Njoftimi", "Raporti", "Gjobat", "Hyrja në fuqi")
    kinds = [(each.kind.value, each.old_ids, each.new_ids) for each in compare(FIRST, second).fates]
    assert kinds == [
        ("unchanged", ("art_1",), ("art_1",)),
        ("removed", ("art_2",), ()),
        ("renumbered", ("art_3",), ("art_2",)),
        ("renumbered", ("art_4",), ("art_3",)),
        ("renumbered", ("art_5",), ("art_4",)),
        ("renumbered", ("art_6",), ("art_5",)),
    ]
    assert fate(second, FIRST, "art_2").kind is FateKind.NEW


def test_moved_and_changed() -> None:
    second = law("Qëllimi", "Gjobat", "Afatet", "Njoftimi", "Raporti", "Hyrja në fuqi")
    assert fate(FIRST, second, "art_2") == Fate(FateKind.MOVED, ("art_5",), ("art_2",), 1.0, nature=Nature.LABELS)
    assert fate(FIRST, second, "art_3").kind is FateKind.RENUMBERED
    bodies = {**BODIES, "Afatet": BODIES["Afatet"].replace("pesëmbëdhjetë", "njëzet")}
    changed = fate(FIRST, law(*BODIES, bodies=bodies), "art_2")
    assert changed.kind is FateKind.CHANGED and not changed.typography_only
    assert 0.8 < changed.similarity < 1


@pytest.mark.parametrize(
    ("old", "new"), [("Afati i", "AFATI  i"), ("ë", "ё"), ("dorëzimit të", "dorëzimit, të"), ("Gazetën", "„Gazetën“")]
)
def test_typography_is_told_from_words(old: str, new: str) -> None:
    bodies = {title: body.replace(old, new) for title, body in BODIES.items()}
    fates = [each for each in compare(FIRST, law(*BODIES, bodies=bodies)).fates if each.kind is not FateKind.UNCHANGED]
    assert fates and all(each.kind is FateKind.CHANGED and each.typography_only for each in fates)


def test_split_and_merged() -> None:
    joined = {**BODIES, "Njoftimi": BODIES["Njoftimi"] + " " + BODIES["Raporti"]}
    merged = law("Qëllimi", "Afatet", "Njoftimi", "Gjobat", "Hyrja në fuqi", bodies=joined)
    assert (found := fate(FIRST, merged, "art_3")).kind is FateKind.MERGED
    assert found.old_ids == ("art_3", "art_4")
    assert (found := fate(merged, FIRST, "art_4")).kind is FateKind.SPLIT
    assert (found.old_ids, found.new_ids) == (("art_3",), ("art_3", "art_4"))


def test_a_text_without_articles_is_compared_by_its_provisions() -> None:
    old = read_lines(["1. Objektivi i parë është bashkëpunimi.", "2. Objektivi i dytë është financimi publik."])
    new = read_lines(["1. Objektivi i parë është bashkëpunimi.", "2. Objektivi i dytë është financimi transparent."])
    assert [each.kind.value for each in compare(old, new).fates] == ["unchanged", "changed"]


def test_an_empty_text_compares_with_a_full_one() -> None:
    assert {each.kind for each in compare(read_lines([]), FIRST).fates} == {FateKind.NEW}
    assert {each.kind for each in compare(FIRST, read_lines([])).fates} == {FateKind.REMOVED}
    assert compare(read_lines([]), read_lines([])).fates == ()


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.30])
def test_known_edits_are_followed(rate: float) -> None:
    first = first_version(80, 150, seed=5)
    second = second_version(first, rate, seed=5)
    comparison = compare(first.text, second.text)
    claimed = {(old, new) for each in comparison.fates for old in each.old_ids for new in each.new_ids}
    true = second.links()
    assert len(claimed & true) >= 0.97 * len(claimed)
    assert len(claimed & true) >= 0.95 * len(true)


def test_word_changes_read_well() -> None:
    changes = word_changes("brenda tridhjetë (30) ditëve pune", "brenda pesëmbëdhjetë (15) ditëve kalendarike")
    assert [(change.op.value, change.text) for change in changes] == [
        ("equal", "brenda "), ("delete", "tridhjetë"), ("insert", "pesëmbëdhjetë"), ("equal", " ("), ("delete", "30"),
        ("insert", "15"), ("equal", ") ditëve "), ("delete", "pune"), ("insert", "kalendarike"),
    ]  # fmt: skip
    phrase = word_changes("një dy tre", "katër pesë tre")
    assert [(change.op.value, change.text) for change in phrase] == [
        ("delete", "një dy"), ("insert", "katër pesë"), ("equal", " tre")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        (
            "përfaqe\u0308suesi vendos",
            "përfaqësuesi vendos",
            [("delete", "përfaqe\u0308suesi"), ("insert", "përfaqësuesi")],
        ),
        ("gjoba 1.500 euro", "gjoba 1.800 euro", [("delete", "1.500"), ("insert", "1.800")]),
        ("afati\u00a0i komenteve", "afati i komenteve", [("delete", "\u00a0"), ("insert", " ")]),
        (
            "rreshti i parë\nrreshti i dytë",
            "rreshti i parë\nrreshti i tretë",
            [("delete", "dytë"), ("insert", "tretë")],
        ),
        ("", "fjalë ", [("insert", "fjalë ")]),
    ],
)
def test_words_and_numbers_are_never_cut(old: str, new: str, marked: list[tuple[str, str]]) -> None:
    assert [(each.op.value, each.text) for each in word_changes(old, new) if each.op != "equal"] == marked


def test_quotes_are_found_exactly_nearly_or_not() -> None:
    text = "Neni zbatohet për „organizata“ joqeveritare. Organizata njofton zyrën. Zyra njofton organizatën."
    found = find_quote(text, 'për "organizata" joqeveritare')
    assert found is not None and found.confidence == 1.0
    assert text[found.start : found.end] == "për „organizata“ joqeveritare"
    near = find_quote(text, "Organizata duhet të njoftojë zyrën komunale")
    assert near is None or near.confidence < 0.7
    near = find_quote(
        "Organi përgjegjës publikon raportin vjetor brenda ditëve", "organi publikon raportin vjetor brenda"
    )
    assert near is not None and 0.8 < near.confidence < 1
    assert find_quote(text, "krejt tjetër gjë nuk gjendet këtu") is None
    assert find_quote(text, "  ") is None


def test_repeated_words_are_told_apart_by_their_surroundings() -> None:
    text = "Ministria miraton planin. Komuna miraton planin. Kuvendi miraton planin."
    found = find_quote(text, "miraton planin", prefix="planin. Komuna ", suffix=". Kuvendi")
    assert found is not None and text[: found.start].endswith("Komuna ")
    alone = find_quote(text, "miraton planin")
    assert alone is not None and alone.confidence < 0.5


def placed(old: Text, new: Text, *anchors: Anchor) -> list[Placed]:
    return carry(anchors, old, new)


def test_comments_follow_their_article_and_words() -> None:
    bodies = {**BODIES, "Raporti": "Brenda dhjetë ditëve, " + BODIES["Raporti"].lower()}
    second = law("Qëllimi", "Raporti", "Njoftimi", "Gjobat", "Hyrja në fuqi", bodies=bodies)
    words, article, gone, unknown = placed(
        FIRST,
        second,
        Anchor("w", "art_4__para_1", "përmban komentet e pranuara", "Raporti i konsultimit ", ", të refuzuara"),
        Anchor("a", "art_5"),
        Anchor("g", "art_2__para_1", "pesëmbëdhjetë ditë pune nga dita e publikimit"),
        Anchor("u", "art_77"),
    )
    node = second.find(words.node_id)
    assert node is not None and words.node_id == "art_2__para_1"
    assert node.text[words.start : words.end] == "përmban komentet e pranuara"
    assert (article.node_id, article.why, article.start, article.end) == ("art_4", "near_provision", 0, 0) or (
        article.node_id == "art_4" and article.confidence >= 0.6
    )
    assert (gone.node_id, gone.why) == ("", "article_removed")
    assert (unknown.node_id, unknown.why) == ("", "unknown_provision")


def test_words_that_went_to_another_article_are_found_there() -> None:
    bodies = {**BODIES, "Qëllimi": BODIES["Qëllimi"] + " " + BODIES["Gjobat"]}
    second = law("Qëllimi", "Afatet", "Njoftimi", "Raporti", "Hyrja në fuqi", bodies=bodies)
    (place,) = placed(
        FIRST, second, Anchor("k", "art_5__para_1", "dënohet me gjobë prej njëqind deri në pesëqind euro")
    )
    assert place.node_id == "art_1__para_1"


def test_a_comment_on_a_provision_follows_its_words_and_not_its_number() -> None:
    old = read_lines(["Neni 1", "Detyrat", "1. Zyra harton planin vjetor.", "2. Zyra publikon raportin financiar."])
    new = read_lines(
        ["Neni 1", "Detyrat", "1. Zyra ka pesë anëtarë.", "2. Zyra harton planin vjetor.", "3. Zyra publikon raportin."]
    )
    first, second = placed(old, new, Anchor("1", "art_1__para_1"), Anchor("2", "art_1__para_2"))
    assert (first.node_id, first.why) == ("art_1__para_2", "same_provision")
    assert second.node_id == "art_1__para_3"


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.40])
def test_comments_land_on_the_very_provision(rate: float) -> None:
    first = first_version(60, 150, seed=3)
    second = second_version(first, rate, seed=3)
    homes = second.provisions()
    anchors, true = [], []
    for number, (origin, node) in enumerate(first.provisions().items()):
        words = node.text.split(" ")
        if len(words) >= 9:
            begin = number % (len(words) - 7)
            before, after = " ".join(words[:begin])[-60:] + " ", " " + " ".join(words[begin + 7 :])[:60]
            anchors.append(Anchor(str(number), node.id, " ".join(words[begin : begin + 7]), before, after))
            true.append(homes.get(origin))
    results = carry(anchors, first.text, second.text)
    unchanged = wrong = right = 0
    for anchor, home, place in zip(anchors, true, results, strict=True):
        if home is not None and anchor.quote in home.text:
            unchanged += 1
            right += place.node_id == home.id
        wrong += bool(place.node_id) and (home is None or place.node_id != home.id)
        if place.why == "same_words":
            held = second.text.find(place.node_id)
            assert held is not None
            assert fold(held.text[place.start : place.end]) == fold(anchor.quote)
    assert unchanged > 50
    assert right >= 0.99 * unchanged
    assert wrong <= 0.02 * len(anchors)
