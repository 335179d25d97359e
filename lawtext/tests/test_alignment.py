"""Language editions meet provision by provision, and every provision is there exactly once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lawtext import FateKind, Nature, Text, align, compare_editions, disagreements, read_lines, to_html
from lawtext.samples import make_lines


def sample(language: str) -> Text:
    return read_lines([f"{line.label} {line.text}".strip() for line in make_lines(12, 100, language)], paged=False)


def assert_complete(texts: list[Text]) -> None:
    rows = align(texts)
    found = sorted((key, id) for row in rows for key, id in row.ids.items())
    assert len(found) == len(set(found)) == sum(1 for text in texts for _ in text.walk())


def test_editions_of_the_same_law_meet_everywhere() -> None:
    texts = [read_lines(["Neni 1", "Qëllimi", "1. Një:", "a) pika;", "b) pika.", "2. Dy."]),
             read_lines(["Član 1", "Svrha", "1. Jedan:", "a) tačka;", "b) tačka.", "2. Dva."]),
             read_lines(["Article 1", "Purpose", "1. One:", "(a) point;", "(b) point.", "2. Two."])]  # fmt: skip
    rows = align(texts)
    assert [row.number for row in rows] == ["1", "1", "a", "b", "2"]
    assert all(set(row.ids) == {"sq", "sr", "en"} for row in rows)
    assert_complete(texts)


def test_what_one_edition_lacks_stands_alone_in_its_place() -> None:
    first = read_lines(
        ["KREU I", "Neni 1", "1. Një.", "2. Dy.", "Neni 2", "Teksti i nenit.", "Neni 3", "Fundi i ligjit."]
    )
    second = read_lines(
        ["GLAVA I", "Član 1", "1. Jedan.", "3. Tri.", "Član 3", "Kraj zakona.", "Član 4", "Još jedan član."]
    )
    rows = [(row.number, set(row.ids)) for row in align([first, second])]
    assert rows == [
        ("I", {"sq", "sr"}), ("1", {"sq", "sr"}), ("1", {"sq", "sr"}), ("3", {"sr"}), ("2", {"sq"}), ("2", {"sq"}),
        ("", {"sq"}), ("3", {"sq", "sr"}), ("", {"sq", "sr"}), ("4", {"sr"}), ("", {"sr"}),
    ]  # fmt: skip
    assert_complete([first, second])


def test_four_scripts_of_a_sample_are_complete() -> None:
    texts = [sample(language) for language in ("sq", "sr", "sr-cyrl", "en")]
    assert_complete(texts)
    articles = [row for row in align(texts) if row.kind == "article"]
    assert len(articles) == 12
    assert all(set(row.ids) == {"sq", "sr", "sr-Cyrl", "en"} for row in articles)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["Neni 1", "Neni 2", "KREU I", "1. një", "2. dy", "1.1. nën", "a) pikë", "tekst", "- vijë"])
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_node_occurs_once(editions: list[list[str]]) -> None:
    assert_complete([read_lines(lines, language=f"l{at}") for at, lines in enumerate(editions)])


def test_html_is_escaped_and_carries_ids_and_kinds() -> None:
    text = read_lines(["Neni 1", "<b>Titulli</b>", "1. Teksti & <script>alert(1)</script>:", "a) pika."])
    made = to_html(text.articles()[0], id_prefix='x"')
    assert "<script" not in made and "<b>" not in made
    assert '<section class="article" id="x&quot;art_1"><h5><span class="number">1</span>' in made
    assert "Teksti &amp; &lt;script&gt;alert(1)&lt;/script&gt;:" in made
    assert 'id="x&quot;art_1__para_1__point_a"' in made


EDITIONS = {
    "sq": ("Neni", ["Organi publikon draftin në platformë.", "Afati i komenteve është pesëmbëdhjetë ditë pune.",
                    "Raporti përmban komentet dhe përgjigjet."]),
    "sr": ("Član", ["Organ objavljuje nacrt na platformi.", "Rok za komentare je petnaest radnih dana.",
                    "Izveštaj sadrži komentare i odgovore."]),
    "en": ("Article", ["The body publishes the draft on the platform.", "The period for comments is fifteen days.",
                       "The report holds the comments and the answers."]),
}  # fmt: skip


def editions(order: tuple[int, ...], **edits: tuple[str, str]) -> list[Text]:
    made = []
    for language, (word, bodies) in EDITIONS.items():
        lines = []
        for number, at in enumerate(order, start=1):
            lines += [f"{word} {number}", bodies[at].replace(*edits.get(language, ("", "")))]
        made.append(read_lines(lines, language=language, paged=False))
    return made


def test_an_article_has_one_fate_in_all_languages() -> None:
    edits = {"sq": ("pesëmbëdhjetë", "njëzet"), "sr": ("petnaest", "dvadeset"), "en": ("fifteen", "twenty")}
    made = compare_editions(editions((0, 1, 2)), editions((0, 2, 1), **edits))
    assert list(made) == ["sq", "sr", "en"]
    wanted = [(each.kind, each.old_ids, each.new_ids) for each in made["sq"].fates]
    assert any(each.kind is FateKind.MOVED for each in made["sq"].fates)
    for comparison in made.values():
        assert [(each.kind, each.old_ids, each.new_ids) for each in comparison.fates] == wanted
        assert [each.nature for each in comparison.fates if "art_2" in each.old_ids] == [Nature.WORDS]
    assert disagreements(made) == []


def test_editions_that_disagree_are_told() -> None:
    made = compare_editions(editions((0, 1, 2)), editions((0, 1, 2), sq=("pesëmbëdhjetë", "njëzet")))
    (told,) = disagreements(made)
    assert {language: fate.kind.value for language, fate in told.items()} == {
        "sq": "changed", "sr": "unchanged", "en": "unchanged"
    }  # fmt: skip
    assert made["en"].of_old("art_2") == told["en"]
    assert compare_editions(editions((0,))[:1], editions((0,))[1:]) == {}
