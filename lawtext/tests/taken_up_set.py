"""Reads the labelled set of `taken_up.json` back: old text, proposal, new text, label."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lawtext import Proposal, ProposalKind, Text, read_lines

DATA = Path(__file__).parent / "data" / "taken_up.json"


@dataclass(frozen=True)
class Labelled:
    """A case of the set, ready to be judged."""

    id: str
    old: Text
    new: Text
    proposal: Proposal
    label: str
    reason: str


def labelled() -> Iterator[Labelled]:
    """All cases in the order of the file."""
    held = json.loads(DATA.read_text(encoding="utf-8"))
    for case in held["cases"]:
        key, lines = case["text"], held["texts"][case["text"]]
        language = key[-2:] if key.endswith(("-en", "-sr")) else "sq"
        articles = _articles(lines)
        for change in case["changes"]:
            articles[change["article"]] = change["new"].split("\n") if change["new"] else []
        new = [line for heading in sorted(articles, key=_order) for line in articles[heading]]
        proposal = Proposal(ProposalKind(case["kind"]), case["node"], case["original"], case["proposed"])
        texts = (read_lines(each, language=language, paged=False) for each in (lines, new))
        yield Labelled(case["id"], *texts, proposal, case["label"], case["reason"])


def _articles(lines: list[str]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    heading = ""
    for line in lines:
        if re.fullmatch(r"(Neni|Član|Article) \d+", line):
            heading = line
        made.setdefault(heading, []).append(line)
    return made


def _order(heading: str) -> int:
    return int(heading.split()[-1]) if heading else 0
