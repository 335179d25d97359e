"""Second versions of sample laws, with what became of every article known: the truth for comparing and anchoring."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from lawtext import Node, Text, read_lines
from lawtext.samples import SampleLine, make_lines


@dataclass(slots=True)
class Article:
    """
    An article of a version: `origins` are the indices of the articles it came from, empty for a new one; `places` are
    (article, line) in the first version for each of its lines.
    """

    title: str
    lines: list[SampleLine]
    origins: list[int] = field(default_factory=list)
    moved: bool = False
    places: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Version:
    """A text and, for each of its articles, the articles of the first version it came from."""

    text: Text
    articles: list[Article]

    def links(self) -> set[tuple[str, str]]:
        """(id of the old article, id of the new one) for every article that came from another."""
        made: set[tuple[str, str]] = set()
        for at, article in enumerate(self.articles, start=1):
            made.update((f"art_{origin + 1}", f"art_{at}") for origin in article.origins)
        return made

    def provisions(self) -> dict[tuple[int, int], Node]:
        """The provision each line of the first version has become here, by (article, line) in the first version."""
        made: dict[tuple[int, int], Node] = {}
        for article, node in zip(self.articles, self.text.articles(), strict=True):
            nodes = [each for each in node.walk() if each.text]
            if len(nodes) == len(article.places):
                made.update(zip(article.places, nodes, strict=True))
        return made


def first_version(articles: int = 200, words: int = 300, language: str = "sq", seed: int = 1) -> Version:
    """A sample law as it comes from the ministry."""
    lines = make_lines(articles, words, language, seed)
    made = _articles(lines)
    for at, article in enumerate(made):
        article.origins = [at]
        article.places = [(at, line) for line in range(len(article.lines))]
    return Version(_text(made, lines, language), made)


def second_version(first: Version, rate: float, *, language: str = "sq", seed: int = 1, scale: float = 1.0) -> Version:
    """
    A later version: 70 % of the articles with `rate` of their words changed, and for 200 articles 8 deleted, 10 new,
    6 moved, 6 split, 5 merged, 10 % retitled, all numbered anew. `scale` multiplies those counts.
    """
    chance = random.Random(f"{seed} {rate} {language}")
    vocabulary = [word for article in first.articles for line in article.lines for word in line.text.split()]
    made = [Article(each.title, list(each.lines), [at], places=each.places) for at, each in enumerate(first.articles)]
    size = len(made)

    def some(count: int) -> int:
        return max(1, round(count * scale * size / 200))

    chosen = chance.sample(range(1, size - 1), min(size - 2, some(8 + 6 + 6) + 2 * some(5)))
    deleted = set(chosen[: some(8)])
    moved = chosen[some(8) : some(8) + some(6)]
    split = set(chosen[some(8) + some(6) : some(8) + some(6) + some(6)])
    merged = set(chosen[some(8) + some(6) + some(6) :][: some(5)])
    for at, article in enumerate(made):
        if chance.random() < 0.7:
            article.lines = [
                replace(line, text=_reworded(line.text, rate, vocabulary, chance)) for line in article.lines
            ]
        if chance.random() < 0.1:
            article.title = " ".join(chance.sample(vocabulary, 3)).strip(".,;:").capitalize()
        article.moved = at in moved
    kept: list[Article] = []
    for at, article in enumerate(made):
        if at in deleted or at in moved:
            continue
        if at in merged and kept and len(kept[-1].origins) == 1 and kept[-1].origins[0] == at - 1:
            last = kept[-1]
            places = last.places + article.places
            kept[-1] = Article(last.title, last.lines + article.lines, [*last.origins, at], places=places)
        elif at in split and len(article.lines) >= 4:
            half = len(article.lines) // 2
            first_half, second_half = article.places[:half], article.places[half:]
            kept.append(Article(article.title, article.lines[:half], [at], places=first_half))
            kept.append(Article(article.title + " (2)", article.lines[half:], [at], places=second_half))
        else:
            kept.append(article)
    for at in moved:
        kept.insert(chance.randrange(1, len(kept)), made[at])
    fresh = _articles(make_lines(some(10) + 1, 200, language, seed + 1000))[: some(10)]
    for article in fresh:
        kept.insert(chance.randrange(1, len(kept)), Article(article.title, article.lines, []))
    return Version(_text(kept, make_lines(2, 10, language, seed), language), kept)


def _articles(lines: list[SampleLine]) -> list[Article]:
    made: list[Article] = []
    for at, line in enumerate(lines):
        if line.level == "article":
            made.append(Article(lines[at + 1].text, []))
        elif made and line.level not in ("title", "chapter"):
            made[-1].lines.append(line)
    return made


def _reworded(text: str, rate: float, vocabulary: list[str], chance: random.Random) -> str:
    words: list[str] = []
    for word in text.split():
        if chance.random() >= rate:
            words.append(word)
            continue
        how = chance.random()
        if how < 0.6:
            words.append(chance.choice(vocabulary).strip(".,;:"))
        elif how < 0.8:
            words.extend((word, chance.choice(vocabulary).strip(".,;:")))
    return " ".join(words) or text


def _text(articles: list[Article], head: list[SampleLine], language: str) -> Text:
    word = next(line.label.split()[0] for line in head if line.level == "article")
    made = [line.text for line in head if line.level == "plain"][:4]
    for number, article in enumerate(articles, start=1):
        made += ["", f"{word} {number}", "", article.title]
        paragraph = point = deep = 0
        for line in article.lines:
            # Numbered anew, because parts of articles were cut out and put together.
            if line.level == "1":
                paragraph, point = paragraph + 1, 0
                label = f"{paragraph}. "
            elif line.level == "2":
                point, deep = point + 1, 0
                paragraph = max(paragraph, 1)
                label = f"{paragraph}.{point}. "
            elif line.level == "3":
                deep += 1
                point, paragraph = max(point, 1), max(paragraph, 1)
                label = f"{paragraph}.{point}.{deep}. "
            else:
                label = f"{line.label} " if line.label else ""
            made += ["", f"{label}{line.text}"]
    return read_lines(made, language=language[:2])
