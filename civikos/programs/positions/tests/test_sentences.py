"""Sentences are divided as people read them in the three languages, and known again after a change."""

import pytest

from civikos.programs.positions.queries.sentences import Piece, divide, joined, known_again


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Një. Dy! Tri?", ["Një.", "Dy!", "Tri?"]),
        (
            "Sipas Ligjit nr. 06/L-081 afati është i shkurtër. Duhet zgjatur.",
            ["Sipas Ligjit nr. 06/L-081 afati është i shkurtër.", "Duhet zgjatur."],
        ),
        (
            "Rok ističe 15. decembra 2026. godine. To je kratko.",
            ["Rok ističe 15. decembra 2026. godine.", "To je kratko."],
        ),
        ("Shih nenin 3. Mosha ulet.", ["Shih nenin 3.", "Mosha ulet."]),
        ("Vidi čl. 5 st. 2 Zakona. Treba menjati.", ["Vidi čl. 5 st. 2 Zakona.", "Treba menjati."]),
        ("P. Krasniqi e tha. Ne pajtohemi.", ["P. Krasniqi e tha.", "Ne pajtohemi."]),
        ("See e.g. Article 3. It is clear.", ["See e.g. Article 3.", "It is clear."]),
        ("“A mundet?” Po. Mundet…", ["“A mundet?”", "Po.", "Mundet…"]),
        ("Pa pikë në fund", ["Pa pikë në fund"]),
        ("", []),
        ("   \n\n  ", []),
    ],
)
def test_dividing(text: str, sentences: list[str]) -> None:
    assert [piece.text for piece in divide(text)] == sentences


def test_paragraphs_are_kept() -> None:
    text = "E para. E dyta.\n\nE treta."
    assert [piece.starts_paragraph for piece in divide(text)] == [True, False, True]
    assert joined(divide(text)) == text
    assert joined(divide("Një rresht\nqë vazhdon. Fund.")) == "Një rresht që vazhdon. Fund."
    assert divide("Listë:\n- e para\n- e dyta") == [
        Piece("Listë:", True),
        Piece("- e para", True),
        Piece("- e dyta", True),
    ]


def test_a_sentence_is_known_again() -> None:
    old = [(1, "Mosha duhet të jetë katërmbëdhjetë vjeç."), (2, "Pa to mbeten jashtë."), (3, "Kjo kushton pak.")]
    new = [
        "Kjo kushton pak.",
        "Mosha duhet të jetë gjashtëmbëdhjetë vjeç.",
        "Krejt diçka tjetër e re.",
        "Pa to mbeten jashtë.",
    ]
    assert known_again(old, new) == [3, 1, None, 2]


def test_the_same_sentence_twice_keeps_two_keys() -> None:
    assert known_again([(1, "Po."), (2, "Po.")], ["Po.", "Po.", "Po."]) == [1, 2, None]


def test_nothing_is_known_again_of_nothing() -> None:
    assert known_again([], ["Një."]) == [None]
    assert known_again([(1, "Një.")], []) == []
