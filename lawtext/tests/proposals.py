"""Simulated proposals on sample laws and later versions of which it is known what was taken up: 1,000 of them in `bench`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from lawtext import Proposal, Text
from lawtext.tests.edits import Place, edited
from lawtext.tests.generate import first_version

# Words that the sample laws do not have; half of the words of a proposal come from the law itself.
_WORDS = """
    transparencë llogaridhënie buxhetore gjithëpërfshirje monitorim kërkuese digjitale qasshme gjuhësor barazi
    vullnetare afatgjatë paanshme hulumtim këshillimore ombudsperson ankesë shqyrtuese arkivim vendore
    sindikatë familjare arsim shëndet mjedis energji trafik bujqësi pyje ujëra ndërtim trashëgimi kulturë
""".split()
_NUMBERS = ("7", "10", "20", "45", "60", "90", "120", "365")
OUTCOMES = ("full", "half", "other", "not", "negated", "other_number")
EXPECTED = {"full": "yes", "half": "partly", "other": "cannot_tell", "not": "no", "negated": "no", "other_number": "no"}


@dataclass(frozen=True)
class Simulated:
    """A proposal and what became of it."""

    proposal: Proposal
    outcome: str
    label: str


def simulated(count: int, *, seed: int, articles: int = 40, rate: float = 0.1) -> tuple[Text, Text, list[Simulated]]:
    """A sample law, a later version with `rate` of the other words changed, and proposals on different provisions."""
    chance = random.Random(f"proposals {seed}")
    first = first_version(articles, 200, seed=seed)
    vocabulary = [
        word.strip(".,;:") for article in first.articles for line in article.lines for word in line.text.split()
    ]
    places = [place for place, node in first.provisions().items() if len(node.text.split()) >= 9]
    nodes = first.provisions()
    fixed: dict[Place, str] = {}
    added: dict[Place, str] = {}
    dropped: set[Place] = set()
    made: list[Simulated] = []
    for place in chance.sample(places, min(count, len(places))):
        node = nodes[place]
        outcome = chance.choice(OUTCOMES)
        kind = chance.choice(("replace", "replace", "insert", "insert", "delete", "paragraph", "drop"))
        if kind == "paragraph" and outcome in ("full", "not"):
            words = _fresh(chance, vocabulary, chance.randint(8, 16))
            if outcome == "full":
                added[place] = f"{words}."
            fixed[place] = node.text
            proposal = Proposal.of(node.id, "", f"{words}.")
        elif kind == "drop" and outcome in ("full", "not"):
            if outcome == "full":
                dropped.add(place)
            else:
                fixed[place] = node.text
            proposal = Proposal.of(node.id, node.text, "")
        else:
            proposed, later = _worded(node.text, kind, outcome, chance, vocabulary)
            fixed[place] = later
            proposal = Proposal.of(node.id, node.text, proposed)
        made.append(Simulated(proposal, outcome, EXPECTED[outcome]))
    second = edited(first, rate, seed=seed, fixed=fixed, dropped=frozenset(dropped), added=added)
    return first.text, second.text, made


def many(count: int, *, per_law: int = 50) -> Iterator[tuple[Text, Text, list[Simulated]]]:
    """Laws with proposals, `count` in all, seeds 1, 2, 3, …"""
    for seed in range(1, -(-count // per_law) + 1):
        yield simulated(min(per_law, count - (seed - 1) * per_law), seed=seed)


def _fresh(chance: random.Random, vocabulary: list[str], count: int) -> str:
    return " ".join(chance.choice(vocabulary if chance.random() < 0.5 else _WORDS) for _ in range(count))


def _worded(text: str, kind: str, outcome: str, chance: random.Random, vocabulary: list[str]) -> tuple[str, str]:
    """The provision as proposed and as it is later."""
    words = text.split(" ")
    third = len(words) // 3
    begin = chance.randrange(1, third + 1)
    end = begin + chance.randint(2, 3) if kind != "insert" else begin
    fresh = f"{chance.choice(_WORDS)} {_fresh(chance, vocabulary, chance.randint(2, 4))}"
    other = f"{chance.choice(_WORDS)} {_fresh(chance, vocabulary, chance.randint(2, 4))}"
    if outcome == "other_number":
        one, another = chance.sample(_NUMBERS, 2)
        return (" ".join([*words[:begin], each, *words[begin:]]) for each in (one, another))  # type: ignore[return-value]
    if outcome == "negated":
        proposed = " ".join([*words[:begin], "nuk", *words[begin:]])
        return proposed, " ".join([*words[:begin], chance.choice(_WORDS), *words[begin:]]) if kind == "insert" else text
    if outcome == "half":
        last = min(len(words) - 1, end + 2 * third)
        second = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)}"
        whole = [*words[:begin], fresh, *words[end:last], second, *words[last:]]
        return " ".join(whole), " ".join([*words[:begin], fresh, *words[end:]])
    new = [] if kind == "delete" else [fresh]
    proposed = " ".join([*words[:begin], *new, *words[end:]])
    if outcome == "full":
        return proposed, proposed
    if outcome == "not":
        return proposed, text
    return proposed, " ".join([*words[:begin], other, *words[end:]])
