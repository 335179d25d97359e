"""
Figures of `lawtext.group_voices`, language detection and search forms: processor seconds, peak memory, accuracy.

    python bench/lawtext_voices_bench.py                 all but the million
    python bench/lawtext_voices_bench.py groups 10000    so many invented contributions, plain and hard
    python bench/lawtext_voices_bench.py million         1,000,000 of them, once (some minutes)
"""

from __future__ import annotations

import resource
import sys
import time
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import Voice, group_voices
from lawtext.likeness import Own
from lawtext.signatures import WORD, normal, word_key
from lawtext.tests.campaigns import Sent, b_cubed, campaigns, law


def peak() -> float:
    """The most memory the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Source:
    """Hands out the voices one by one, remembers the truth and the seconds spent on inventing them."""

    def __init__(self, size: int, hard: bool) -> None:
        self.seconds = 0.0
        self.truth = array("i")
        self.added = bytearray()
        self._sent = campaigns(size, hard=hard)

    def __iter__(self) -> Iterator[Voice]:
        while True:
            begin = time.process_time()
            sent: Sent | None = next(self._sent, None)
            self.seconds += time.process_time() - begin
            if sent is None:
                return
            self.truth.append(sent.truth)
            self.added.append(bool(sent.added))
            yield sent.voice


def bench_groups(size: int, hard: bool) -> None:
    """Grouping against the known campaigns."""
    before = peak()
    source = Source(size, hard)
    begin = time.process_time()
    groups = group_voices(source, law=law())
    seconds = time.process_time() - begin - source.seconds
    most = peak()
    certain = list(range(size, 2 * size))
    for number, group in enumerate(groups):
        if not group.proposed:
            for member in group.members:
                certain[int(member.key)] = number
    confirmed = list(certain)
    for group in groups:
        if group.proposed:
            joined = {certain[int(member.key)] for member in group.members}
            to = min(joined)
            if len(joined) > 1:
                confirmed = [to if each in joined else each for each in confirmed] if size <= 20_000 else confirmed
    truth = source.truth.tolist()
    name = "hard " if hard else "plain"
    made = sum(not group.proposed for group in groups)
    print(
        f"{size:>9,} {name} {seconds:7.1f} s  ({source.seconds:.0f} s to invent them)  peak {most:.0f} MB ({before:.0f} before)"
    )
    print(
        f"    groups {made}, proposals {len(groups) - made}; B-cubed P {'{:.4f} R {:.4f} F {:.4f}'.format(*b_cubed(truth, certain))}"
    )
    if size <= 20_000:
        print("    with all proposals confirmed: P {:.4f} R {:.4f} F {:.4f}".format(*b_cubed(truth, confirmed)))
    hits = wanted = told = members = 0
    for group in groups:
        if group.proposed:
            continue
        for member in group.members:
            members += 1
            says = Own.ADDS in member.own
            told += says
            wanted += source.added[int(member.key)]
            hits += says and source.added[int(member.key)]
    print(f"    members {members}: sentence added in {wanted}, told in {hits} of them; told in all {told}")


def bench_datasketch(size: int) -> None:
    """The same contributions with MinHashLSH of datasketch: pairs of words, 72 permutations, links from .35."""
    try:
        import datasketch
    except ImportError:
        print("    datasketch is not installed: no comparison")
        return
    source = Source(size, False)
    texts = [word_key(normal(voice.text)) for voice in source]
    before, begin = peak(), time.process_time()
    index = datasketch.MinHashLSH(num_perm=72, params=(24, 3))
    signed = []
    for number, text in enumerate(texts):
        words = WORD.findall(text)
        signature = datasketch.MinHash(num_perm=72, seed=1)
        signature.update_batch([f"{one} {other}".encode() for one, other in pairwise(words)])
        index.insert(number, signature)
        signed.append(signature)
    of = list(range(size))

    def root(at: int) -> int:
        while of[at] != at:
            of[at] = at = of[of[at]]
        return at

    for number, signature in enumerate(signed):
        for other in index.query(signature):
            if other < number and root(other) != root(number) and signature.jaccard(signed[other]) >= 0.35:
                of[root(number)] = root(other)
    seconds = time.process_time() - begin
    print(
        f"{size:>9,} plain, datasketch {datasketch.__version__}: {seconds:.1f} s  peak {peak():.0f} MB ({before:.0f} before)"
    )
    print(
        "    B-cubed P {:.4f} R {:.4f} F {:.4f}".format(
            *b_cubed(source.truth.tolist(), [root(at) for at in range(size)])
        )
    )


if __name__ == "__main__":
    asked = sys.argv[1:] or ["groups"]
    if asked[0] == "groups":
        for size in [int(each) for each in asked[1:]] or [10_000]:
            bench_groups(size, False)
            bench_groups(size, True)
            if size <= 10_000:
                bench_datasketch(size)
    elif asked[0] == "million":
        bench_groups(1_000_000, False)
