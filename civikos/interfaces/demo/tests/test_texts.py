"""The demo drafts have the same structure in every language, and comments and answers fit them."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[1] / "data"
DRAFTS = DATA / "drafts"
HEADING = re.compile(r"^(?:Neni|Član|Article) (\d+)$")
CHAPTER = re.compile(r"^(?:KAPITULLI|POGLAVLJE|CHAPTER) ([IVX]+)$")
LABEL = re.compile(r"^((?:\d+\.)+|[a-z]\))\s")
LANGUAGES = ("sq", "sr", "en")


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def articles(name: str) -> dict[str, dict[str, str]]:
    """Number of the article → label of the unit (without its full stop) → text."""
    found: dict[str, dict[str, str]] = {}
    number = ""
    is_title = False
    for line in (DRAFTS / name).read_text(encoding="utf-8").splitlines():
        heading = HEADING.match(line)
        if heading:
            number, is_title = heading[1], True
            found[number] = {}
        elif not line or CHAPTER.match(line):
            number = ""
        elif number and is_title:
            found[number]["title"] = line
            is_title = False
        elif number:
            label = LABEL.match(line)
            key = label[1].rstrip(".)") if label else ""
            assert key not in found[number], (name, number, key)
            found[number][key] = line[label.end() :] if label else line
    return found


def test_the_index_names_files_that_exist() -> None:
    named = set()
    for draft in read("drafts/drafts.json"):
        after = draft.get("next_version", {"texts": {}})
        named |= {*draft["texts"].values(), *draft["explanatory_memorandum"].values(), *after["texts"].values()}
    assert named == {path.name for path in DRAFTS.glob("*.txt")}


@pytest.mark.parametrize("version", ["participation", "participation-v2"])
def test_the_long_draft_has_the_same_structure_in_three_languages(version: str) -> None:
    by_language = [articles(f"{version}.{language}.txt") for language in LANGUAGES]
    shapes = [{number: list(units) for number, units in text.items()} for text in by_language]
    assert shapes[0] == shapes[1] == shapes[2]
    assert list(shapes[0]) == [str(n) for n in range(1, len(shapes[0]) + 1)]
    assert len(shapes[0]) >= 45
    chapters = [
        [m[1] for m in map(CHAPTER.match, (DRAFTS / f"{version}.{language}.txt").read_text("utf-8").splitlines()) if m]
        for language in LANGUAGES
    ]
    assert chapters == [["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]] * 3


@pytest.mark.parametrize("name", ["volunteering", "municipal-meetings"])
def test_the_shorter_drafts_have_the_same_structure_in_both_languages(name: str) -> None:
    sq, sr = (articles(f"{name}.{language}.txt") for language in ("sq", "sr"))
    assert {n: list(u) for n, u in sq.items()} == {n: list(u) for n, u in sr.items()}
    assert 12 <= len(sq) <= 20


@pytest.mark.parametrize("path", sorted(DRAFTS.glob("*.txt")), ids=lambda path: path.name)
def test_every_text_but_the_real_law_says_that_it_is_invented(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    marked = re.search(r"TEKST I TRILLUAR|IZMIŠLJEN TEKST|INVENTED TEXT", text) is not None
    assert marked == (path.name != "08-L-142.sq.txt")


def test_articles_cited_inside_the_long_draft_exist() -> None:
    cited = re.compile(r"(?:neni|nenit|član|člana|Article) (\d+)(?! \()")
    for version in ("participation", "participation-v2"):
        for language in LANGUAGES:
            text = articles(f"{version}.{language}.txt")
            numbers = {m for units in text.values() for body in units.values() for m in cited.findall(body)}
            assert numbers
            assert numbers <= set(text), (version, language)


def test_the_list_of_changes_agrees_with_the_two_versions() -> None:
    rows = read("drafts/participation-v2.changes.json")["articles"]
    old = [articles(f"participation.{language}.txt") for language in LANGUAGES]
    new = [articles(f"participation-v2.{language}.txt") for language in LANGUAGES]
    assert sorted(int(r["old"]) for r in rows if r["old"]) == list(range(1, len(old[0]) + 1))
    assert sorted(int(r["new"]) for r in rows if r["new"]) == list(range(1, len(new[0]) + 1))
    for row in rows:
        if row["fate"] in ("new", "removed"):
            assert (row["old"] is None) != (row["new"] is None)
            continue
        same = [a[row["old"]] == b[row["new"]] for a, b in zip(old, new, strict=True)]
        bare = [
            re.sub(r"\d+", "#", str(a[row["old"]])) == re.sub(r"\d+", "#", str(b[row["new"]]))
            for a, b in zip(old, new, strict=True)
        ]
        match row["fate"]:
            case "unchanged":
                assert all(same)
                assert row["old"] == row["new"]
            case "renumbered":
                assert all(same)
                assert row["old"] != row["new"]
            case "moved":
                assert all(bare)
            case "references":
                assert all(bare)
                assert not any(same)
            case "changed":
                assert not any(same)
            case other:
                pytest.fail(f"unknown fate {other}")
    fates = Counter(row["fate"] for row in rows)
    assert (fates["moved"], fates["new"], fates["removed"]) == (1, 2, 1)


def test_contributions_quote_words_that_stand_in_the_paragraph_once() -> None:
    contributions = read("contributions.json")["contributions"]
    assert len(contributions) >= 120
    assert len({c["text"] for c in contributions}) == len(contributions)
    for c in contributions:
        unit = articles(f"participation.{c['language']}.txt")[c["article"]][c["paragraph"]]
        if c["quote"]:
            assert unit.count(c["quote"]) == 1, c
        assert (c["kind"] == "wording") == bool(c["proposal"]), c
        if c["kind"] == "wording":
            assert c["quote"], c
            assert c["proposal"] != c["quote"], c


def test_every_point_is_answered_with_a_reason_in_three_languages() -> None:
    data = read("contributions.json")
    answers = {a["point"]: a for a in data["answers"]}
    assert set(answers) == {c["point"] for c in data["contributions"]}
    assert {a["answer"] for a in answers.values()} == {"accepted", "partly", "rejected", "noted"}
    assert all(a["reason"][language] for a in answers.values() for language in LANGUAGES)
    for c in data["contributions"]:
        assert answers[c["point"]]["article_key"] == c["article_key"]


def test_every_accepted_point_is_in_the_second_version() -> None:
    accepted = {a["point"] for a in read("contributions.json")["answers"] if a["answer"] == "accepted"}
    taken = {p for row in read("drafts/participation-v2.changes.json")["articles"] for p in row.get("points", [])}
    assert accepted <= taken
