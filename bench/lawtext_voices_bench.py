"""
Figures of `lawtext.group_voices`, language detection and search forms: processor seconds, peak memory, accuracy.

    python bench/lawtext_voices_bench.py                 all but the million
    python bench/lawtext_voices_bench.py groups 10000    so many invented contributions, plain and hard
    python bench/lawtext_voices_bench.py language        short texts with and without marks, and the gazette's titles
    python bench/lawtext_voices_bench.py forms           groups of words of law with their forms
    python bench/lawtext_voices_bench.py million         1,000,000 of them, once (some minutes)
"""

from __future__ import annotations

import csv
import os
import random
import resource
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lawtext_trigrams import sentences
from lawtext import Voice, fold, group_voices
from lawtext.forms import stem
from lawtext.likeness import Own
from lawtext.signatures import WORD, normal, word_key
from lawtext.tests.campaigns import Sent, b_cubed, campaigns, law, to_cyrillic, turns_of_phrase
from lawtext.tests.wordforms import figures, groups

ROOT = Path(__file__).resolve().parents[1]


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
    hits = wanted = told = members = hidden = 0
    for group in groups:
        if group.proposed:
            continue
        for member in group.members:
            members += 1
            hidden += not member.shown_singly and truth[int(member.key)] != truth[int(group.typical)]
            says = Own.ADDS in member.own
            told += says
            wanted += source.added[int(member.key)]
            hits += says and source.added[int(member.key)]
    print(
        f"    members {members}: sentence added in {wanted}, told in {hits} of them; told in all {told}; not of the campaign and not told: {hidden}"
    )


def bench_turns(size: int) -> None:
    """Voices of their own that share a turn of phrase: each one grouped is wrong, each one not told is worse."""
    begin = time.process_time()
    groups = [group for group in group_voices(turns_of_phrase(size)) if not group.proposed]
    seconds = time.process_time() - begin
    members = [(group, member) for group in groups for member in group.members]
    hidden = sum(member.likeness < 1 and not member.shown_singly for _group, member in members)
    print(
        f"{size:>9,} turns of phrase {seconds:.1f} s: {len(members)} in {len(groups)} groups, {hidden} of them not told"
    )


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


def _pieces(half: int) -> Iterator[tuple[str, int, str, str]]:
    """(language, words, how written, text): pieces of the project's own sentences."""
    bare = str.maketrans("ëçšžčćđËÇŠŽČĆĐ", "ecszccdECSZCCD")
    for language, texts in sentences(half).items():
        for length in (3, 5, 10, 25):
            for text in texts:
                words = WORD.findall(text)
                if len(words) < min(length, 18):
                    continue
                chance = random.Random(f"{length} {text}")
                start = chance.randrange(max(1, len(words) - length + 1))
                piece = " ".join(words[start : start + length])
                yield language, length, "with marks", piece
                if language != "en":
                    yield language, length, "no marks", piece.translate(bare)
                if language == "sr":
                    yield language, length, "Cyrillic", to_cyrillic(piece)


def _titles() -> Iterator[tuple[str, int, str, str]]:
    """The real titles of the index of the Official Gazette, where they lie beside the project (or LAWTEXT_DATA names them)."""
    for folder in (
        os.environ.get("LAWTEXT_DATA", ""),
        *(str(each / "shared" / "data" / "laws") for each in ROOT.parents),
    ):
        path = Path(folder) / "catalogue" / "kosovo-law-catalogue.csv"
        if folder and path.exists():
            with path.open(encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            column = next(name for name in rows[0] if "title" in name.lower())
            bare = str.maketrans("ëçËÇ", "ecEC")
            for row in rows:
                yield "sq", 0, "titles", row[column]
                yield "sq", 0, "titles, no marks", row[column].translate(bare)
            return
    print("    the titles of the gazette are not beside the project: left out")


def bench_language() -> None:
    """The half of the project's sentences that nothing was learned from, and the titles."""
    data = [*_pieces(0), *_titles()]

    def py3langid() -> Callable[[str], str]:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        known = LanguageIdentifier.from_model_file(MODEL_FILE)
        known.set_languages(["sq", "sr", "hr", "bs", "en"])
        return lambda text: {"hr": "sr", "bs": "sr"}.get(known.classify(text)[0], known.classify(text)[0])

    def simplemma() -> Callable[[str], str]:
        from simplemma import langdetect

        def detect(text: str) -> str:
            best = langdetect(text, lang=("sq", "hbs", "en"))[0]
            code = best[0] if isinstance(best, tuple) else best
            return {"hbs": "sr"}.get(code, code)

        return detect

    def ours() -> Callable[[str], str]:
        from lawtext import detect_language

        return lambda text: detect_language(text)[0]

    for name, load in (("lawtext", ours), ("py3langid", py3langid), ("simplemma", simplemma)):
        before, begin = peak(), time.process_time()
        try:
            detect = load()
        except ImportError:
            print(f"{name} is not installed: no comparison")
            continue
        detect("Ky ligj hyn në fuqi")
        ready = time.process_time() - begin
        begin = time.process_time()
        right: dict[tuple[int, str, str], list[bool]] = {}
        for language, length, how, text in data:
            if name != "lawtext" and how == "Cyrillic":
                continue
            right.setdefault((length, language, how), []).append(detect(text) == language)
        each = (time.process_time() - begin) / len(data) * 1e6
        longer = [one for key, many in right.items() if key[0] != 3 for one in many]
        print(
            f"{name}: 5 words and more {100 * sum(longer) / len(longer):.2f} %; ready in {ready:.2f} s, {each:.0f} us a text, +{peak() - before:.0f} MB"
        )
        for key, many in sorted(right.items()):
            print(f"    {key[0] or '':>2} {key[1]} {key[2]:<17} {100 * sum(many) / len(many):6.2f} % of {len(many)}")


def bench_forms() -> None:
    """Groups of forms: share of pairs with one stem, share of forms that the base form finds, groups that merge."""
    for language, code in (("sq", "sq"), ("sr", "hbs")):
        for half, said in ((0, "looked at"), (1, "not looked at")):
            chosen = groups(language)[half::2]
            ways: dict[str, Callable[[str], str]] = {
                "words as folded": fold,
                "first five letters": lambda word: fold(word)[:5],
                "lawtext": lambda word, language=language: stem(word, language),  # type: ignore[misc]
            }
            try:
                import simplemma

                ways["simplemma"] = lambda word, code=code: fold(simplemma.lemmatize(word, lang=code))  # type: ignore[misc]
            except ImportError:
                print("simplemma is not installed: no comparison")
            if language == "sr":
                try:
                    import snowballstemmer

                    snowball = snowballstemmer.stemmer("serbian")
                    ways["snowballstemmer"] = lambda word, snowball=snowball: fold(snowball.stemWord(word))  # type: ignore[misc]
                except ImportError:
                    print("snowballstemmer is not installed: no comparison")
            for name, way in ways.items():
                before, begin = peak(), time.process_time()
                met, found, merged = figures(chosen, way)
                spent = time.process_time() - begin
                print(
                    f"{language} {len(chosen)} groups {said:<13} {name:<19} pairs {100 * met:5.1f} %  found {100 * found:5.1f} %  "
                    f"merged {len(merged)}  {spent:.2f} s +{peak() - before:.0f} MB"
                )


if __name__ == "__main__":
    asked = sys.argv[1:] or ["groups"]
    if asked[0] == "groups":
        for size in [int(each) for each in asked[1:]] or [10_000]:
            bench_groups(size, False)
            bench_groups(size, True)
            bench_turns(size)
            if size <= 10_000:
                bench_datasketch(size)
    elif asked[0] == "million":
        bench_groups(1_000_000, False)
    if asked[0] == "language" or not sys.argv[1:]:
        bench_language()
    if asked[0] == "forms" or not sys.argv[1:]:
        bench_forms()
