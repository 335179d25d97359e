"""Words split by the articles they name."""

import pytest

from mailtext import sections


def found(text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(each.labels, " ".join(each.text.split())) for each in sections(text)]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("Neni 5:", ("art_5",)),
        ("NENI 5 –", ("art_5",)),
        ("neni 5", ("art_5",)),
        ("Neni5:", ("art_5",)),
        ("Neni nr. 5:", ("art_5",)),
        ("Lidhur me nenin 7,", ("art_7",)),
        ("Sa i përket nenit 7:", ("art_7",)),
        ("Për nenin 12, paragrafin 3:", ("art_12__para_3",)),
        ("Neni 5 (2):", ("art_5__para_2",)),
        ("Neni 5.2:", ("art_5__para_2",)),
        ("Neni 5, paragrafi 2, nënparagrafi 2.1:", ("art_5__para_2__subpara_2.1",)),
        ("Neni 5, paragrafi 2, pika a):", ("art_5__para_2__point_a",)),
        ("Paragrafi 2 i nenit 5:", ("art_5__para_2",)),
        ("nenet 5 dhe 7:", ("art_5", "art_7")),
        ("Nenet 5, 6 dhe 9:", ("art_5", "art_6", "art_9")),
        ("Nenet 5-7:", ("art_5", "art_6", "art_7")),
        ("Neni 16A:", ("art_16A",)),
        ("Neni 108/A:", ("art_108-A",)),
        ("Član 5:", ("art_5",)),
        ("Clan 5.", ("art_5",)),
        ("Članu 7:", ("art_7",)),
        ("U članu 7, stav 2, tačka 3:", ("art_7__para_2__point_3",)),
        ("Što se tiče člana 7:", ("art_7",)),
        ("Stav 2 člana 5:", ("art_5__para_2",)),
        ("Članovi 5 i 7:", ("art_5", "art_7")),
        ("Члан 5:", ("art_5",)),
        ("У вези са чланом 7, став 2:", ("art_7__para_2",)),
        ("Article 5:", ("art_5",)),
        ("Art. 5 (2):", ("art_5__para_2",)),
        ("Art. 5(2)(a) –", ("art_5__para_2__point_a",)),
        ("Paragraph 2 of Article 5:", ("art_5__para_2",)),
        ("Regarding articles 5 and 7:", ("art_5", "art_7")),
        ("Zu Artikel 5 Absatz 2:", ("art_5__para_2",)),
        ("Kreu III:", ("chp_III",)),
        ("Poglavlje II:", ("chp_II",)),
        ("Chapter IV:", ("chp_IV",)),
        ("Shtojca 1:", ("annex_1",)),
        ("Prilog 2:", ("annex_2",)),
        ("Preambula:", ("preamble",)),
        ("- Neni 5:", ("art_5",)),
        ("3) Neni 5:", ("art_5",)),
        ("**Neni 5**:", ("art_5",)),
        ("Nuk pajtohem me nenin 5:", ("art_5",)),
        ("Predlažemo da se u članu 5", ("art_5",)),
        ("We propose that Article 5", ("art_5",)),
        ("Neni 5 i projektligjit:", ("art_5",)),
        ("Paragrafi 3:", ("para_3",)),
    ],
)
def test_a_place_at_the_beginning_is_the_label(words: str, labels: tuple[str, ...]) -> None:
    text = f"{words} teksti nuk është i qartë."
    assert found(text) == [(labels, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Neni 44 i Kushtetutës e mbron këtë të drejtë.",
        "Bie ndesh me nenin 5 të Ligjit nr. 06/L-043.",
        "Suprotno je članu 44 Ustava.",
        "To je u suprotnosti sa članom 5 Zakona br. 06/L-043.",
        "Article 11 of the European Convention applies.",
        "See Article 12 of the Law on Freedom of Association.",
        "Takimi u mbajt më 5 nëntor 2026.",
        "Kemi 5 nene të reja.",
        "Pajtohem.",
    ],
)
def test_places_of_other_acts_and_other_numbers_are_no_labels(text: str) -> None:
    assert [each.labels for each in sections(text)] == [()]


def test_parts_follow_the_places() -> None:
    assert found(
        "Përshëndetje,\n\nKomentet tona:\n\nNeni 5: mirë.\nMe një shtesë.\n\nNeni 7\nTë fshihet.\n\nFaleminderit për mundësinë."
    ) == [
        (("art_5",), "Neni 5: mirë. Me një shtesë."),
        (("art_7",), "Neni 7 Të fshihet."),
    ]


def test_a_paragraph_takes_its_article_from_above() -> None:
    assert found("Neni 5\nParagrafi 2: jo.\nParagrafi 3: po.") == [
        (("art_5__para_2",), "Neni 5 Paragrafi 2: jo."),
        (("art_5__para_3",), "Paragrafi 3: po."),
    ]


def test_a_mention_in_a_sentence_does_not_split_but_counts_when_it_is_the_only_one() -> None:
    assert found("Mendojmë se zgjidhja në nenin 7 është e gabuar.") == [
        (("art_7",), "Mendojmë se zgjidhja në nenin 7 është e gabuar.")
    ]
    assert found("Zgjidhja në nenin 7 bie ndesh me atë në nenin 9 sipas nesh.")[0][0] == ()
    assert found("Neni 5: kjo bie ndesh me nenin 7.")[0][0] == ("art_5",)


def test_a_line_broken_for_width_is_no_beginning() -> None:
    assert (
        len(
            found(
                "Afati për regjistrim është tepër i shkurtër dhe nuk përputhet me\nnenin 7 të projektligjit, ku janë 30 ditë."
            )
        )
        == 1
    )


def test_places_inside_quotation_marks_do_not_split() -> None:
    text = 'Propozoj që neni 5 të jetë:\n"Neni 5\nTë drejtat\nNeni 6\nDetyrimet"\n\nNeni 9: mirë.'
    assert [labels for labels, _ in found(text)] == [("art_5",), ("art_9",)]


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ('Neni 5: fjala "mund" të zëvendësohet me "duhet".', "duhet"),
        ("Propozoj që neni 5 të jetë: „Afati është 30 ditë.“", "Afati është 30 ditë."),
        ("Predlažem da se u članu 5 reči „15 dana“ zamene sa „30 dana“.", "30 dana"),
        ("Член 5 треба да гласи: „Рок је 30 дана.“".replace("Член", "Члан"), "Рок је 30 дана."),
        ('Article 5 should read: "The period is 30 days."', "The period is 30 days."),
        ("Article 5 should be replaced by “30 days”.", "30 days"),
        ("Artikel 5 sollte lauten: „Die Frist ist 30 Tage.“", "Die Frist ist 30 Tage."),
        (
            "Neni 5 të formulohet si vijon:\n\n1. Afati është 30 ditë.\n\n2. Vendimi publikohet.",
            "1. Afati është 30 ditë.\n\n2. Vendimi publikohet.",
        ),
        ('Article 5: it should be made clear what "public activity" means.', ""),
        ("Neni 5: teksti nuk është i qartë.", ""),
        ('Neni 5: fjala "mund" të hiqet.', ""),
    ],
)
def test_wording_that_is_asked_for(text: str, wording: str) -> None:
    assert [each.proposed for each in sections(text)] == [wording]


@pytest.mark.parametrize("text", ["", "  \n ", "Përshëndetje,", "Poštovani,\n\n", "Dear Ms Krasniqi,"])
def test_nothing_said_is_no_section(text: str) -> None:
    assert sections(text) == []
