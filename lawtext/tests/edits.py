"""
The published set of edits: later versions of sample laws with the place of every provision and every word known.

Articles are moved, merged, split, deleted, added, retitled and all numbered anew (as in `second_version`); in them
paragraphs are moved within the article and to other articles, joined, split, and 5 to 40 % of the words changed. The
seeds are the ones in `SEEDS`; `python bench/lawtext_compare_bench.py write FOLDER` writes all texts and the truth out.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lawtext import Anchor, Node, Text
from lawtext.samples import SampleLine, make_lines
from lawtext.tests.generate import Article, Version, _articles, _reworded, _text

SEEDS = (1, 2, 3)
RATES = (0.05, 0.10, 0.20, 0.30, 0.40)
Place = tuple[int, int]
"""(article, line) in the first version."""


@dataclass(slots=True)
class Edited:
    """A later version; `homes` are the provisions that each line of the first version has become, none if deleted."""

    text: Text
    homes: dict[Place, list[Node]]
    articles: list[Article]


@dataclass(slots=True)
class _Piece:
    line: SampleLine
    places: list[Place]


def edited(
    first: Version,
    rate: float,
    *,
    language: str = "sq",
    seed: int = 1,
    fixed: Mapping[Place, str] | None = None,
    dropped: frozenset[Place] = frozenset(),
    added: Mapping[Place, str] | None = None,
) -> Edited:
    """
    A later version of a sample law with `rate` of the words of 70 % of its articles changed.

    Of 200 articles 8 are deleted, 10 new, 6 moved, 6 split, 5 merged; of the paragraphs one in fifty moves within its
    article, one in a hundred to another one, and as many are joined to the next or split. Lines in `fixed` get that
    text and no other change but moves; `dropped` lines go; `added` gives words of a new line after a line.
    """
    chance = random.Random(f"edits {seed} {rate} {language}")
    fixed, added = fixed or {}, added or {}
    held = set(fixed) | set(added) | set(dropped)
    vocabulary = [word for article in first.articles for line in article.lines for word in line.text.split()]
    articles: list[tuple[str, list[_Piece], list[int]]] = []
    for at, article in enumerate(first.articles):
        reworded = chance.random() < 0.7
        pieces: list[_Piece] = []
        for line, place in zip(article.lines, article.places, strict=True):
            words = fixed.get(place)
            if words is None:
                words = _reworded(line.text, rate, vocabulary, chance) if reworded and place not in held else line.text
            if place not in dropped:
                pieces.append(_Piece(replace(line, text=words), [place]))
            if place in added:
                pieces.append(_Piece(replace(line, text=added[place]), []))
        articles.append((article.title, pieces, [at]))
    _move_pieces(articles, chance)
    _join_and_split(articles, chance, held)
    kept = _move_articles(articles, chance, held)
    fresh = _articles(make_lines(_some(10, len(first.articles)) + 2, 200, language, seed + 2000))[1:-1]
    for article in fresh:
        pieces = [_Piece(line, []) for line in article.lines]
        kept.insert(chance.randrange(1, len(kept)), (article.title, pieces, []))
    made = [Article(title, [piece.line for piece in pieces], origins) for title, pieces, origins in kept if pieces]
    text = _text(made, make_lines(2, 10, language, seed), language)
    homes: dict[Place, list[Node]] = {}
    for (_, pieces, _), node in zip([each for each in kept if each[1]], text.articles(), strict=True):
        nodes = [each for each in node.walk() if each.text]
        if len(nodes) != len(pieces):
            raise ValueError("the reader cut the lines of an article otherwise")
        for piece, each in zip(pieces, nodes, strict=True):
            for place in piece.places:
                homes.setdefault(place, []).append(each)
    return Edited(text, homes, made)


def _some(count: int, size: int) -> int:
    return max(1, round(count * size / 200))


def _move_pieces(articles: list[tuple[str, list[_Piece], list[int]]], chance: random.Random) -> None:
    for at, (_, pieces, _) in enumerate(articles):
        for place in range(len(pieces)):
            luck = chance.random()
            if place >= len(pieces):
                break
            if luck < 0.02 and len(pieces) > 2:
                pieces.insert(chance.randrange(len(pieces) - 1), pieces.pop(place))
            elif luck < 0.03 and len(pieces) > 2:
                other = articles[(at + chance.randrange(1, len(articles))) % len(articles)][1]
                other.insert(chance.randrange(len(other) + 1), pieces.pop(place))


def _join_and_split(
    articles: list[tuple[str, list[_Piece], list[int]]], chance: random.Random, held: set[Place]
) -> None:
    for _, pieces, _ in articles:
        for place in range(len(pieces) - 2, -1, -1):
            luck, one, other = chance.random(), pieces[place], pieces[place + 1]
            if luck < 0.01 and not held & {*one.places, *other.places}:
                one.line = replace(one.line, text=f"{one.line.text} {other.line.text}")
                one.places = one.places + other.places
                del pieces[place + 1]
            elif luck < 0.02 and len(words := one.line.text.split(" ")) >= 14 and not held & set(one.places):
                half = len(words) // 2
                second = _Piece(replace(one.line, text=" ".join(words[half:])), list(one.places))
                one.line = replace(one.line, text=" ".join(words[:half]))
                pieces.insert(place + 1, second)


def _move_articles(
    articles: list[tuple[str, list[_Piece], list[int]]], chance: random.Random, held: set[Place]
) -> list[tuple[str, list[_Piece], list[int]]]:
    size = len(articles)
    free = [at for at in range(1, size - 1) if not any(held & set(piece.places) for piece in articles[at][1])]
    counts = [_some(each, size) for each in (8, 6, 6, 5)]
    chosen = chance.sample(free, min(len(free), sum(counts)))
    deleted, moved, split, merged = (set(chosen[sum(counts[:at]) : sum(counts[: at + 1])]) for at in range(4))
    kept: list[tuple[str, list[_Piece], list[int]]] = []
    for at, (title, pieces, origins) in enumerate(articles):
        if at in deleted or at in moved:
            continue
        if at in merged and kept:
            last = kept[-1]
            kept[-1] = (last[0], last[1] + pieces, last[2] + origins)
        elif at in split and len(pieces) >= 4:
            half = len(pieces) // 2
            kept += [(title, pieces[:half], origins), (f"{title} (2)", pieces[half:], origins)]
        else:
            kept.append((title, pieces, origins))
    for at in sorted(moved):
        kept.insert(chance.randrange(1, len(kept)), articles[at])
    return kept


def comments(first: Version, count: int, seed: int) -> list[tuple[Place, Anchor]]:
    """Comments on quoted words of random provisions, each with the line it was made on; one in ten quotes nothing."""
    chance = random.Random(f"comments {seed}")
    provisions = [(place, node) for place, node in first.provisions().items() if len(node.text.split()) >= 8]
    made: list[tuple[Place, Anchor]] = []
    for number in range(count):
        place, node = chance.choice(provisions)
        if number % 10 == 9:
            made.append((place, Anchor(str(number), node.id)))
            continue
        words = node.text.split(" ")
        begin = chance.randrange(0, len(words) - 5)
        length = chance.randint(4, min(14, len(words) - begin))
        prefix, suffix = " ".join(words[:begin])[-60:] + " ", " " + " ".join(words[begin + length :])[:60]
        made.append((place, Anchor(str(number), node.id, " ".join(words[begin : begin + length]), prefix, suffix)))
    return made
