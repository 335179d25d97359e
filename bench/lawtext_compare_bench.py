"""
Figures of comparing, anchors and "was it taken up?": processor seconds, memory, accuracy, and an alternative beside each.

    python bench/lawtext_compare_bench.py            all
    python bench/lawtext_compare_bench.py carry      one of: compare, words, carry, takenup, simulated, held-out
    python bench/lawtext_compare_bench.py write DIR  the published edits as text files with the truth beside them
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import carry, compare, taken_up, taken_up_all, word_changes
from lawtext.comparison import Comparison, FateKind
from lawtext.tests.edits import RATES, SEEDS, comments, edited
from lawtext.tests.generate import first_version, second_version
from lawtext.tests.proposals import simulated
from lawtext.tests.taken_up_set import labelled

T = TypeVar("T")
LANGUAGES = ("sq", "sr", "en")


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """What `run` returns and the processor seconds it took."""
    begin = time.process_time()
    made = run()
    return made, time.process_time() - begin


def memory() -> str:
    """The most memory the process ever held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB peak"


def links(comparison: Comparison) -> set[tuple[str, str]]:
    """Old and new article of every link that a comparison claims; splits and merges are two links."""
    return {(old, new) for fate in comparison.fates for old in fate.old_ids for new in fate.new_ids}


def bench_compare() -> None:
    """Links between articles against the known edits; beside it "the same number is the same article"."""
    compare(first_version(5, 40).text, first_version(5, 40).text)  # What is loaded at first use is not comparing.
    for rate in (0.05, 0.15, 0.30, 0.45):
        claimed_right = claimed = true = moved = wanted_moved = numbered_right = numbered = 0
        spent: list[float] = []
        for seed in (1, 2, 3, 4, 5, 6):
            first = first_version(seed=seed)
            second = second_version(first, rate, seed=seed)
            comparison, seconds = timed(lambda one=first, other=second: compare(one.text, other.text))
            spent.append(seconds)
            found, wanted = links(comparison), second.links()
            claimed_right, claimed, true = claimed_right + len(found & wanted), claimed + len(found), true + len(wanted)
            same = {(f"art_{at}", f"art_{at}") for at in range(1, min(len(first.articles), len(second.articles)) + 1)}
            numbered_right, numbered = numbered_right + len(same & wanted), numbered + len(same)
            of_new = {id: fate for fate in comparison.fates for id in fate.new_ids}
            for at, article in enumerate(second.articles, start=1):
                if article.moved:
                    wanted_moved += 1
                    moved += getattr(of_new.get(f"art_{at}"), "kind", None) is FateKind.MOVED
        print(
            f"compare 200x200, {rate:.0%} of words: {min(spent):.2f}-{max(spent):.2f} s"
            f"  precision {claimed_right / claimed:.4f} recall {claimed_right / true:.4f}  moved {moved} of {wanted_moved}"
            f"  | same number: precision {numbered_right / numbered:.2f} recall {numbered_right / true:.2f}  {memory()}"
        )


def bench_words() -> None:
    """The word difference of a whole law, beside difflib and diff-match-patch on the same words."""
    import difflib

    first = first_version()
    second = second_version(first, 0.15)
    pairs = [
        (first.text.find(old).full_text(), second.text.find(new).full_text())  # type: ignore[union-attr]
        for old, new in sorted(second.links())
    ]
    word_changes("a b", "a c")
    made, seconds = timed(lambda: [word_changes(old, new) for old, new in pairs])
    exact = all(
        "".join(each.text for each in changes if each.op != "insert") == old
        and "".join(each.text for each in changes if each.op != "delete") == new
        for changes, (old, new) in zip(made, pairs, strict=True)
    )
    words = sum(len(each.text.split()) for changes in made for each in changes if each.op != "equal")
    print(f"word difference of {len(pairs)} articles: {seconds:.3f} s, exact {exact}, {words} words marked  {memory()}")
    some = [(old.split(), new.split()) for old, new in pairs]

    def with_difflib(autojunk: bool) -> int:
        marked = 0
        for one, other in some:
            for tag, start, end, new_start, new_end in difflib.SequenceMatcher(
                None, one, other, autojunk=autojunk
            ).get_opcodes():
                marked += 0 if tag == "equal" else end - start + new_end - new_start
        return marked

    for name, autojunk in (("difflib", True), ("difflib without autojunk", False)):
        marked, spent = timed(lambda autojunk=autojunk: with_difflib(autojunk))
        print(f"  {name}: {spent:.2f} s, {marked} words marked")
    try:
        from diff_match_patch import diff_match_patch
    except ImportError:
        print("  diff-match-patch: not installed")
        return
    tool = diff_match_patch()
    tool.Diff_Timeout = 0

    def with_characters() -> int:
        marked = 0
        for one, other in pairs[:20]:
            differences = tool.diff_main(one, other)
            tool.diff_cleanupSemantic(differences)
            marked += sum(len(text.split()) for op, text in differences if op)
        return marked

    marked, spent = timed(with_characters)
    print(
        f"  diff-match-patch on characters: {spent * len(pairs) / 20:.1f} s, breaks inside words (20 articles measured)"
    )


def bench_carry() -> None:
    """500 comments over each published edit, judged by the very provision; beside it "the provision with the same id"."""
    total: Counter[str] = Counter()
    times: list[float] = []
    for rate in RATES:
        counted: Counter[str] = Counter()
        for language, seed in zip(LANGUAGES, SEEDS, strict=True):
            first = first_version(language=language, seed=seed)
            second = edited(first, rate, language=language, seed=seed)
            placed_at = comments(first, 500, seed)
            comparison = compare(first.text, second.text)
            anchors = [anchor for _, anchor in placed_at]
            made, seconds = timed(lambda a=anchors, f=first, s=second, c=comparison: carry(a, f.text, s.text, c))
            times.append(seconds)
            ids = {node.id for node in second.text.walk()}
            for (place, anchor), found in zip(placed_at, made, strict=True):
                homes = second.homes.get(place, [])
                holding = {node.id for node in homes if anchor.quote and anchor.quote in node.text}
                right = found.node_id in (holding or {node.id for node in homes})
                counted["all"] += 1
                counted["words exist"] += bool(holding)
                counted["of these right"] += bool(holding) and right and found.is_sure
                counted["right"] += right and found.is_sure
                counted["wrong and shown as found"] += found.is_sure and not right
                counted["told as a guess"] += bool(found.node_id) and not found.is_sure
                counted["told as gone"] += not found.node_id
                counted["same id wrong"] += anchor.node_id in ids and anchor.node_id not in {node.id for node in homes}
        total.update(counted)
        print(f"carry 3x500 comments, {rate:.0%} of words: {_shares(counted)}")
    print(f"  all: {_shares(total)}")
    print(f"  500 comments: {min(times):.2f}-{max(times):.2f} s  {memory()}")


def _shares(counted: Counter[str]) -> str:
    words, every = counted["words exist"], counted["all"]
    return (
        f"words exist {words}, of these right {counted['of these right']} ({counted['of these right'] / words:.1%});"
        f" all {every}: right {counted['right'] / every:.1%}, wrong and shown as found"
        f" {counted['wrong and shown as found']} ({counted['wrong and shown as found'] / every:.2%}),"
        f" guess {counted['told as a guess'] / every:.1%}, gone {counted['told as gone'] / every:.1%}"
        f" | same id: wrong {counted['same id wrong'] / every:.0%}"
    )


def bench_takenup() -> None:
    """The labelled set; beside it "the proposed words stand in the new text"."""
    cases = list(labelled())
    taken_up(cases[0].proposal, cases[0].old, cases[0].new)
    made, seconds = timed(lambda: [taken_up(case.proposal, case.old, case.new) for case in cases])
    table = Counter((case.label, each.verdict.value) for case, each in zip(cases, made, strict=True))
    right = sum(count for (label, verdict), count in table.items() if label == verdict)
    print(
        f"taken up, labelled set: {right} of {len(cases)} right ({right / len(cases):.1%}), false yes"
        f" {sum(count for (label, verdict), count in table.items() if verdict == 'yes' != label)},"
        f" {1000 * seconds / len(cases):.1f} ms each with the comparing  {memory()}"
    )
    for case, each in zip(cases, made, strict=True):
        if each.verdict != case.label:
            print(f"  {case.id}: {case.label}, said {each.verdict.value} ({each.why}): {case.reason}")
    simple = Counter(
        (case.label, "yes" if case.proposal.proposed and case.proposal.proposed in "\n".join(
            node.text for node in case.new.walk()) else "no")
        for case in cases
    )  # fmt: skip
    falsely = sum(count for (label, said), count in simple.items() if said == "yes" != label)
    print(f"  words stand in the text: {sum(n for (a, b), n in simple.items() if a == b)} right, false yes {falsely}")


def bench_simulated(first_seed: int = 1, name: str = "simulated") -> None:
    """1,000 proposals on sample laws, a tenth of the other words changed, everything moved and numbered anew."""
    table: Counter[tuple[str, str]] = Counter()
    spent = 0.0
    for seed in range(first_seed, first_seed + 20):
        old, new, cases = simulated(50, seed=seed)
        comparison = compare(old, new)
        made, seconds = timed(
            lambda c=cases, o=old, n=new, k=comparison: taken_up_all([case.proposal for case in c], o, n, k)
        )
        spent += seconds
        table.update((case.label, each.verdict.value) for case, each in zip(cases, made, strict=True))
    right = sum(count for (label, said), count in table.items() if label == said)
    falsely = sum(count for (label, said), count in table.items() if said == "yes" != label)
    count = sum(table.values())
    print(f"taken up, {name}: {right} of {count} right ({right / count:.1%}), false yes {falsely},"
          f" {1000 * spent / count:.1f} ms each  {memory()}")  # fmt: skip
    print("  " + ", ".join(f"{label} said {said} {n}" for (label, said), n in sorted(table.items()) if label != said))


def write(folder: Path) -> None:
    """The published edits: both versions as text, and for each provision of the first its places in the later one."""
    for language, seed in zip(LANGUAGES, SEEDS, strict=True):
        first = first_version(language=language, seed=seed)
        for rate in RATES:
            second = edited(first, rate, language=language, seed=seed)
            name = f"{language}-{seed}-{rate:.0%}".replace("%", "")
            folder.mkdir(parents=True, exist_ok=True)
            for version, text in (("old", first.text), ("new", second.text)):
                lines = "\n".join(line.text for line in text.lines)
                (folder / f"{name}-{version}.txt").write_text(lines + "\n", encoding="utf-8")
            truth = {
                node.id: [home.id for home in second.homes.get(place, [])] for place, node in first.provisions().items()
            }
            said = [
                {"on": anchor.node_id, "quote": anchor.quote, "before": anchor.prefix, "after": anchor.suffix}
                for _, anchor in comments(first, 500, seed)
            ]
            held = json.dumps({"provisions": truth, "comments": said}, ensure_ascii=False, indent=1)
            (folder / f"{name}-truth.json").write_text(held + "\n", encoding="utf-8")


BENCHES: dict[str, Callable[[], None]] = {
    "compare": bench_compare,
    "words": bench_words,
    "carry": bench_carry,
    "takenup": bench_takenup,
    "simulated": bench_simulated,
    "held-out": lambda: bench_simulated(1001, "simulated, seeds never looked at while writing it"),
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]))
    else:
        for each in sys.argv[1:] or BENCHES:
            BENCHES[each]()
