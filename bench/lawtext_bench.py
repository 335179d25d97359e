"""
Figures of `lawtext`: processor seconds and counts, on invented laws of 200 articles with about 300 words each.

    python bench/lawtext_bench.py            all
    python bench/lawtext_bench.py read       one of: read, pdf, compare, words, carry
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import Anchor, carry, compare, read, word_changes
from lawtext.comparison import Comparison, FateKind
from lawtext.samples import make_docx, make_lines
from lawtext.tests.generate import Version, first_version, second_version

T = TypeVar("T")


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """What `run` returns and the processor seconds it took."""
    begin = time.process_time()
    made = run()
    return made, time.process_time() - begin


def memory() -> str:
    """The most memory the process ever held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB peak"


def bench_read() -> None:
    """DOCX to tree, every label checked against what the generator meant."""
    for numbering in ("automatic", "typed", "mixed"):
        lines = make_lines(200, 300, "sq")
        data = make_docx(200, 300, "sq", numbering)
        reading, seconds = timed(lambda data=data: read(data))
        wanted = [(line.label.rstrip(".)").split()[-1], line.text) for line in lines if line.label]
        found = [
            (node.number, "" if node.kind in ("article", "chapter") else node.text)
            for node in reading.texts[0].walk()
            if node.number
        ]
        right = sum(one == other for one, other in zip(wanted, found, strict=False))
        print(f"read docx {numbering:<9} {seconds:6.2f} s  provisions right {right} of {len(wanted)}  {memory()}")


def links(comparison: Comparison) -> set[tuple[str, str]]:
    """Old and new article of every link that a comparison claims."""
    return {(old, new) for fate in comparison.fates for old in fate.old_ids for new in fate.new_ids}


def bench_compare() -> None:
    """Precision and recall of links between articles against the known edits."""
    for rate in (0.05, 0.15, 0.30, 0.45):
        precision = recall = seconds = 0.0
        moved = wanted_moved = 0
        seeds = (1, 2, 3, 4)
        for seed in seeds:
            first = first_version(seed=seed)
            second = second_version(first, rate, seed=seed)
            comparison, spent = timed(lambda first=first, second=second: compare(first.text, second.text))
            claimed, true = links(comparison), second.links()
            precision += len(claimed & true) / max(1, len(claimed)) / len(seeds)
            recall += len(claimed & true) / len(true) / len(seeds)
            seconds += spent / len(seeds)
            of_new = {id: fate for fate in comparison.fates for id in fate.new_ids}
            for at, article in enumerate(second.articles, start=1):
                if article.moved:
                    wanted_moved += 1
                    moved += getattr(of_new.get(f"art_{at}"), "kind", None) is FateKind.MOVED
        print(
            f"compare 200x200, {rate:.0%} of words: {seconds:5.2f} s  precision {precision:.4f} recall {recall:.4f}"
            f"  moved {moved} of {wanted_moved}"
        )


def bench_words() -> None:
    """The word difference of a whole law, beside the standard library on the same words."""
    import difflib

    first = first_version()
    second = second_version(first, 0.15)
    pairs = [
        (first.text.find(old).full_text(), second.text.find(new).full_text())  # type: ignore[union-attr]
        for old, new in sorted(second.links())
    ]
    made, seconds = timed(lambda: [word_changes(old, new) for old, new in pairs])
    exact = all(
        "".join(c.text for c in changes if c.op != "insert") == old
        and "".join(c.text for c in changes if c.op != "delete") == new
        for changes, (old, new) in zip(made, pairs, strict=True)
    )
    some = [(old.split(), new.split()) for old, new in pairs[:20]]
    _, other = timed(lambda: [difflib.SequenceMatcher(None, *pair, autojunk=False).get_opcodes() for pair in some])
    whole = other * len(pairs) / len(some)
    print(f"word difference of {len(pairs)} articles: {seconds:5.3f} s, exact {exact}; difflib on words {whole:.2f} s")


def anchors_of(first: Version, count: int, seed: int) -> dict[tuple[int, int, int], Anchor]:
    """Comments on random words of random provisions, by (article, line, number)."""
    chance = random.Random(seed)
    provisions = [(place, node) for place, node in first.provisions().items() if len(node.text.split()) >= 8]
    made = {}
    for number in range(count):
        place, node = chance.choice(provisions)
        words = node.text.split(" ")
        begin = chance.randrange(0, len(words) - 5)
        length = chance.randint(4, min(14, len(words) - begin))
        quote = " ".join(words[begin : begin + length])
        prefix = " ".join(words[:begin])[-60:] + " "
        suffix = " " + " ".join(words[begin + length :])[:60]
        made[(*place, number)] = Anchor(str(number), node.id, quote, prefix, suffix)
    return made


def bench_carry() -> None:
    """500 comments on quoted words carried over, judged by the very provision they belong to."""
    for rate in (0.05, 0.15, 0.30, 0.40):
        first = first_version()
        second = second_version(first, rate)
        anchors = anchors_of(first, 500, 7)
        comparison = compare(first.text, second.text)
        placed, seconds = timed(
            lambda a=anchors, f=first, s=second, c=comparison: carry(list(a.values()), f.text, s.text, c)
        )
        homes = second.provisions()
        alive = right = wrong = told = kept = kept_right = 0
        for (article, line, _), anchor, place in zip(anchors, anchors.values(), placed, strict=True):
            home = homes.get((article, line))
            has_words = home is not None and anchor.quote in home.text
            is_right = home is not None and place.node_id == home.id
            alive += home is not None
            right += is_right
            wrong += bool(place.node_id) and not is_right
            told += not place.node_id
            kept += has_words
            kept_right += has_words and is_right
        print(
            f"carry 500 comments, {rate:.0%} of words: {seconds:5.2f} s  provision lives on {alive}, right {right},"
            f" wrong {wrong}, told as gone {told}; words unchanged {kept}, of these right {kept_right}"
        )


def bench_pdf() -> None:
    """A law of about 250 pages, typeset here, read back."""
    try:
        import typst
    except ImportError:
        print("pdf: typst is not installed")
        return
    lines = make_lines(200, 300, "sq")
    blocks = "\n\n".join(
        "#par[#" + _string(f"{line.label} {line.text}".strip()) + "]" for line in lines if line.label or line.text
    )
    head = (
        "#set page(width: 15cm, height: 18cm, header: [GAZETA ZYRTARE E REPUBLIKËS SË KOSOVËS], "
        'footer: context [Faqe #counter(page).display() / 99])\n#set text(size: 11pt, lang: "sq", hyphenate: true)\n'
        "#set par(justify: true)\n"
    )
    data = typst.compile((head + blocks).encode())
    reading, seconds = timed(lambda: read(data))
    text = reading.texts[0]
    pages = max(line.page for line in text.lines)
    wanted = {(line.label.rstrip(".)"), line.text) for line in lines if line.level in ("1", "2", "3", "letter")}
    found = {(node.number, node.text) for node in text.walk()}
    print(
        f"read pdf {pages} pages: {seconds:5.2f} s  articles {len(text.articles())},"
        f" paragraphs exact {len(wanted & found)} of {len(wanted)}  {memory()}"
    )


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


BENCHES = {
    "read": bench_read,
    "pdf": bench_pdf,
    "compare": bench_compare,
    "words": bench_words,
    "carry": bench_carry,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
