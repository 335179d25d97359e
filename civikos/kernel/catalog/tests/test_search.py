"""Finding by words: without marks, in either script, by beginnings, in every form of a noun."""

from datetime import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from civikos.interfaces.portal.queries import excerpt
from civikos.kernel.catalog import actions, queries
from civikos.kernel.catalog.models import SearchEntry
from lawtext import fold

pytestmark = pytest.mark.django_db
ALL = queries.Levels(frozenset(SearchEntry.Level.values))
TEXTS = {
    "a": ("sq", "Ky ligj përcakton të drejtat e organizatave joqeveritare."),
    "b": ("sq", "Komuna njofton qytetarin brenda afatit të caktuar me ligje të tjera."),
    "c": ("sr", "Opština objavljuje odluku o javnoj raspravi."),
    "d": ("sr", "Удружење подноси предлог министарству."),
    "e": ("en", "Municipalities publish their decisions."),
    "f": ("", "Ky aktivitet zhvillohet nga shoqata në fshat."),
}


@pytest.fixture
def entries(at: datetime) -> None:
    """Six texts in the index."""
    actions.index(
        SearchEntry(
            kind="article", about=about, scope="x:1", level="public", language=language,
            title="", context="", text=text, address="/", at=at,
        )
        for about, (language, text) in TEXTS.items()
    )  # fmt: skip


def found(asked: str) -> str:
    return "".join(sorted(row.about for row in queries.search(asked, ALL)))


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("ligjit", "ab"),
        ("ligjeve", "ab"),
        ("LIGJIN", "ab"),
        ("organizatë", "a"),
        ("organizata", "a"),
        ("komunës", "b"),
        ("afat", "b"),
        ("afateve qytetarëve", "b"),
        ("opštinama", "c"),
        ("општинама", "c"),
        ("opstine odlukom", "c"),
        ("odluci", "c"),
        ("predlozima", "d"),
        ("udruženjima ministarstava", "d"),
        ("municipality decision", "e"),
        ("shoqatave", "f"),
        ("fshatrave", "f"),
        ("joqever", "a"),
        ("aktit", ""),
        ("ligjit opština", ""),
    ],
)
def test_every_form_of_a_word_finds_the_others(entries: None, asked: str, about: str) -> None:
    assert found(asked) == about


def test_the_words_alone_would_not_find_them(entries: None) -> None:
    for row in SearchEntry.objects.all():
        row.folded = fold(row.text)
        row.save()
    assert found("ligjit") == found("predlozima") == ""
    assert found("komun") == "b"


@pytest.mark.parametrize(
    ("asked", "text", "language", "marked"),
    [
        ("ligjit", TEXTS["a"][1], "sq", ["ligj"]),
        ("предлозима", TEXTS["d"][1], "sr", ["предлог"]),
        ("opštinama javna", TEXTS["c"][1], "sr", ["Opština", "javnoj"]),
        ("shoqatave", TEXTS["f"][1], "", ["shoqata"]),
        ("aktit", TEXTS["f"][1], "", []),
    ],
)
def test_the_excerpt_marks_the_form_that_stands_there(asked: str, text: str, language: str, marked: list[str]) -> None:
    pieces = excerpt(text, queries.words_of(asked), language)
    assert [piece.text for piece in pieces if piece.is_hit] == marked
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize(
    "asked", ['"', "*", "AND OR NOT", "NEAR(a b)", "a:b", "ligj1", "1 2", "o'brien", "'; --", "х" * 400]
)
def test_whatever_is_typed_is_a_question(entries: None, asked: str) -> None:
    assert isinstance(found(asked), str)


def keys() -> dict[str, str]:
    return dict(SearchEntry.objects.values_list("about", "folded"))


def reindex() -> None:
    call_command("reindex", verbosity=0)


def migrate() -> None:
    step: Any = import_module("civikos.kernel.catalog.migrations.0003_forms")
    step.forwards(apps, SimpleNamespace(connection=connection))


@pytest.mark.parametrize("again", [reindex, migrate])
def test_an_index_of_before_is_made_again(entries: None, again: Any, capsys: pytest.CaptureFixture[str]) -> None:
    right = keys()
    SearchEntry.objects.update(folded="old words")
    assert found("ligjit") == ""
    again()
    again()
    assert keys() == right
    assert found("ligjit") == "ab"
    assert found("old") == ""
