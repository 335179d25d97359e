"""What a process keeps: itself, for a while, the least wanted going first. And how pages are compressed."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from civikos.kernel.catalog.compression import QuickGZip
from civikos.kernel.catalog.kept import KeptObjects


@pytest.fixture
def kept() -> KeptObjects:
    cache = KeptObjects("of-the-test", {"OPTIONS": {"MAX_ENTRIES": 3}})
    cache.clear()
    return cache


def test_gives_the_thing_itself_until_its_time_is_over(kept: KeptObjects, clock: Any) -> None:
    thing = {"a": 1}
    kept.set("k", thing, 60)
    assert kept.get("k") is thing
    clock.shift(timedelta(seconds=59))
    assert kept.get("k") is thing
    clock.shift(timedelta(seconds=1))
    assert kept.get("k", "nothing") == "nothing"


def test_what_was_not_asked_for_the_longest_time_goes_first(kept: KeptObjects) -> None:
    for name in "abc":
        kept.set(name, name)
    kept.get("a")
    kept.set("d", "d")
    assert [name for name in "abcd" if kept.get(name)] == ["a", "c", "d"]


def test_adding_deleting_clearing(kept: KeptObjects) -> None:
    assert kept.add("k", 1)
    assert not kept.add("k", 2)
    assert kept.get("k") == 1
    assert kept.delete("k")
    assert not kept.delete("k")
    kept.set("k", None)
    assert kept.get("k", "default") is None
    kept.clear()
    assert kept.get("k", "default") == "default"


LONG = b"Neni 1. " * 500


def answer_of(
    content: bytes = LONG, media_type: str = "text/html; charset=utf-8", accepts: str = "gzip, br", encoded: str = ""
) -> HttpResponse:
    headers = {"Content-Encoding": encoded} if encoded else {}

    def respond(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, content_type=media_type, headers=headers)

    made = QuickGZip(respond)(RequestFactory().get("/", headers={"accept-encoding": accepts}))
    assert isinstance(made, HttpResponse)
    return made


def test_a_page_is_compressed_under_a_length_that_changes() -> None:
    made = [answer_of() for _turn in range(12)]
    assert {gzip.decompress(each.content) for each in made} == {LONG}
    assert all(each["Content-Length"] == str(len(each.content)) and each["Vary"] == "Accept-Encoding" for each in made)
    assert len({len(each.content) for each in made}) > 1
    assert all(len(each.content) < len(LONG) / 10 for each in made)


@pytest.mark.parametrize(
    "left",
    [{"accepts": "br"}, {"content": b"short"}, {"media_type": "application/pdf"}, {"encoded": "br"}],
    ids=["not taken", "short", "a document", "compressed already"],
)
def test_is_left_alone(left: dict[str, Any]) -> None:
    made = answer_of(**left)
    assert made.content == left.get("content", LONG)
    assert made.get("Content-Encoding", "") == left.get("encoded", "")
