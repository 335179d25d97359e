"""The texts of the demo as data: drafts with their files, what members say of them, what institutions answer."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
DRAFTS = DATA / "drafts"


@dataclass(frozen=True)
class Remark:
    """
    One thing to say about one place of a draft. Remarks with the same `point` say the same in other words.

    `article` is the number of the article, empty for the whole draft; `paragraph` the label below it, empty where there is
    none. A `proposal` takes the place of `quote`.
    """

    key: str
    point: str
    article: str
    paragraph: str
    language: str
    text: str
    quote: str
    proposal: str


@dataclass(frozen=True)
class Reply:
    """What the institution says of a point; the reason by language."""

    outcome: str
    reason: dict[str, str]

    def in_language(self, language: str) -> str:
        """The reason in a language, or in the first one it has."""
        return self.reason.get(language) or next(iter(self.reason.values()))


@dataclass(frozen=True)
class Material:
    """One draft of the index with its files by language."""

    key: str
    act_kind: str
    institution: str
    is_invented: bool
    topics: tuple[str, ...]
    titles: dict[str, str]
    texts: dict[str, str]
    memoranda: dict[str, str]
    next_texts: dict[str, str]


@cache
def drafts() -> dict[str, Material]:
    """All drafts of the index by key."""
    return {
        row["key"]: Material(
            key=row["key"],
            act_kind=row["act_kind"],
            institution=row["institution"],
            is_invented=row["invented"],
            topics=tuple(row["topics"]),
            titles=row["title"],
            texts=row["texts"],
            memoranda=row["explanatory_memorandum"],
            next_texts=row.get("next_version", {}).get("texts", {}),
        )
        for row in _json("drafts/drafts.json")
    }


@cache
def remarks(draft: str) -> tuple[Remark, ...]:
    """What members say of the first version of a draft."""
    return tuple(
        Remark(
            key=row["key"],
            point=row["point"],
            article=row["article"],
            paragraph=row["paragraph"],
            language=row["language"],
            text=row["text"],
            quote=row["quote"],
            proposal=row["proposal"],
        )
        for row in _of_draft(draft)["contributions"]
    )


@cache
def replies(draft: str) -> dict[str, Reply]:
    """What the institution answers, by point."""
    return {row["point"]: Reply(row["answer"], row["reason"]) for row in _of_draft(draft)["answers"]}


@cache
def campaign() -> dict[str, Any]:
    """
    Texts that many send with few changes, on one article of the second version of the participation law: `article`, and
    `texts` by language, each with `openings` and `endings` that people put in their own words.
    """
    found: dict[str, Any] = _json("campaign.json")
    return found


@cache
def remarks_on_next_version() -> tuple[Remark, ...]:
    """
    What members say again of the second version of the participation law: points that were not accepted, under the number
    that their article has now. Quotes whose words have gone are left out, and proposals that need them too.
    """
    numbers = {
        row["old"]: row["new"] for row in _json("drafts/participation-v2.changes.json")["articles"] if row["old"]
    }
    said = replies("participation")
    texts = {
        language: (DRAFTS / file).read_text(encoding="utf-8")
        for language, file in drafts()["participation"].next_texts.items()
    }
    again = []
    for row in remarks("participation"):
        if said[row.point].outcome == "accepted" or numbers.get(row.article) is None:
            continue
        still_there = texts[row.language].count(row.quote) == 1 if row.quote else True
        if row.proposal and not still_there:
            continue
        again.append(replace(row, article=numbers[row.article] or "", quote=row.quote if still_there else ""))
    return tuple(again)


def _of_draft(draft: str) -> Any:
    files = [_json("contributions.json"), *_json("contributions_short.json")]
    return next(each for each in files if each["draft"] == draft)


@cache
def _json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
