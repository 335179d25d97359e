"""
Figures of amending acts read as instructions: processor seconds, peak memory, how much is right.

    python bench/lawtext_amending_bench.py            all
    python bench/lawtext_amending_bench.py read       one of: read, apply, titles

No library reads amending acts of the region as instructions, so what is run beside is a plain reader of a page of
regular expressions, as one writes on a first afternoon; it knows the phrases of the `known` pool, in the three languages.
The titles need the catalogue of the Official Gazette (LAWS=FOLDER, else shared/data/laws beside the checkout).
"""

from __future__ import annotations

import csv
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import Kind, Line, Text, read_lines
from lawtext.amending_samples import AmendingSample, make_amending
from lawtext.citations import amended_acts, clean_number, is_amending_title, normal_number
from lawtext.consolidation import consolidate
from lawtext.instructions import Instruction, read_instructions
from lawtext.language import fold

POOLS = ("known", "held", "fresh")
ACTS = 100
HERE = Path(__file__).resolve()
BESIDE = [folder / "shared" / "data" / "laws" for folder in HERE.parents[1:4]]
LAWS = Path(os.environ.get("LAWS", next((str(folder) for folder in BESIDE if folder.is_dir()), "")))
Key = tuple[object, ...]


def memory() -> str:
    """The most memory the process ever held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB peak"


def key(each: Instruction) -> Key:
    """What must be equal for an instruction to be right: all but the words around it."""
    place = each.place
    return (each.kind.value, each.act.number, place.steps, place.part, place.position, each.old_words, each.new_text)


# The plain reader

PLACE = re.compile(
    r"(nenparagraf\w*|podstav\w*|tack\w*|sub-?paragraph|paragraf\w*|paragraph|stav\w?|nen\w*|clan\w*|article)\s+(\d+(?:\.\d+)*[a-z]?)"
)
HEADING = re.compile(r"^[„“«\"]?(?:Neni|Član|Члан|Article)\s+(\d+[A-Z]?)$")
VERBS = (
    ("renumbered", r"behet|rinumer|riemer|postaje|prenumer|becomes|renumbered"),
    ("inserted", r"shtohe|dodaj|added|inserted|insert"),
    ("deleted", r"fshihe|bris|deleted|delete"),
    ("repealed", r"shfuqiz|ukida|prestaje|repeal"),
    ("replaced", r"ndryshohe|riformul|zevendes|menja|zamenj|preformul|reworded|amended|replaced"),
)
QUOTE = re.compile(r"[„“«\"]([^„“”«»\"]+)[“”»\"]")
RANKS = ("article", "paragraph", "subparagraph")


def plain_reader(sample: AmendingSample) -> tuple[list[tuple[str, str]], list[Key]]:
    """Articles in the order they are printed, own or quoted, and instructions, as a page of regular expressions reads them."""
    lines = [line if isinstance(line, str) else line.text for line in sample.lines]
    headings: list[tuple[str, str]] = []
    next_own = 1
    found: list[Key] = []
    act = ""
    for at, line in enumerate(lines):
        if match := HEADING.match(line):
            # The successor of the last own article is the act's own.
            is_own = match[1] == str(next_own)
            next_own += is_own
            headings.append(("own" if is_own else "quoted", match[1]))
            continue
        act = act or (normal_number(line.split("08/L-", 1)[-1][3:]) if at == 0 else "")
        text = fold(line)
        kind = next((name for name, verb in VERBS if re.search(verb, text)), "")
        if not kind:
            continue
        steps = [(_kind(word), clean_number(number)) for word, number in PLACE.findall(text)]
        steps = sorted(dict(steps).items(), key=lambda step: RANKS.index(step[0].value))
        words = QUOTE.findall(line)
        new = "\n".join(after for after in _until_own(lines[at + 1 :])) if line.rstrip().endswith(":") else ""
        if len(words) == 2:
            kind = "words_" + kind
        old_words, new = (words[0], words[1]) if len(words) == 2 else ("", words[0] if words else new)
        position = "after" if kind == "inserted" else ""
        found.append((kind, act, tuple(steps), "", position, old_words, new))
    return headings, found


def _kind(word: str) -> Kind:
    if word.startswith(("nenp", "pod", "tack", "sub")):
        return Kind.SUBPARAGRAPH
    return Kind.PARAGRAPH if word.startswith(("para", "stav")) else Kind.ARTICLE


def _until_own(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if not line:
            return
        yield line.strip('„“”«»"')


# Measuring


def count(expected: Iterable[Key], found: Iterable[Key]) -> tuple[int, int]:
    """How many of the expected are found, and how many are found that nobody ordered."""
    left = list(found)
    right = 0
    for each in expected:
        if each in left:
            left.remove(each)
            right += 1
    return right, len(left)


def lawtext_reader(sample: AmendingSample) -> tuple[list[tuple[str, str]], list[Key]]:
    """The same with lawtext."""
    text = read_lines(sample.lines, paged=sample.paged)
    headings = [
        ("own" if node.kind is Kind.ARTICLE else "quoted", clean_number(node.number))
        for node in text.walk()
        if node.kind in (Kind.ARTICLE, Kind.QUOTED) and node.number
    ]
    return headings, [key(each) for each in read_instructions(text)]


def bench_read() -> None:
    """A hundred invented acts per pool: own and quoted articles told apart, instructions right in every respect."""
    readers: tuple[tuple[str, Callable[[AmendingSample], tuple[list[tuple[str, str]], list[Key]]]], ...] = (
        ("lawtext", lawtext_reader),
        ("plain regular expressions", plain_reader),
    )
    for pool in POOLS:
        samples = [make_amending(seed, pool=pool) for seed in range(ACTS)]
        for name, reader in readers:
            begin = time.process_time()
            read = [reader(sample) for sample in samples]
            seconds = time.process_time() - begin
            apart = sum(headings == each.headings for each, (headings, _) in zip(samples, read, strict=True))
            results = [count(map(key, each.expected), found) for each, (_, found) in zip(samples, read, strict=True)]
            asked = sum(len(each.expected) for each in samples)
            right, extra = sum(one for one, _ in results), sum(other for _, other in results)
            print(
                f"read {pool:<6} {name:<26} {seconds:5.2f} s  articles told apart {apart} of {ACTS}  "
                f"instructions right {right} of {asked} ({100 * right / asked:.1f} %)  not ordered {extra}  {memory()}"
            )


def whole(lines: list[str]) -> Text:
    """Lines that are whole paragraphs, as a text."""
    return read_lines([Line(at, "", line) for at, line in enumerate(lines)], paged=False)


def shape(text: Text) -> list[tuple[Kind, str, str, str]]:
    """All that a text says, without its opening."""
    return [(node.kind, node.number, node.heading, node.text) for node in text.walk() if node.kind is not Kind.PREAMBLE]


def bench_apply() -> None:
    """The base with the act applied against the base as the generator changed it, provision by provision."""
    for pool in POOLS:
        samples = [
            each for each in (make_amending(seed, pool=pool) for seed in range(ACTS)) if "everywhere" not in each.kinds
        ]
        bases = [whole(each.base) for each in samples]
        orders = [read_instructions(read_lines(each.lines, paged=each.paged)) for each in samples]
        begin = time.process_time()
        made = [consolidate(base, each) for base, each in zip(bases, orders, strict=True)]
        seconds = time.process_time() - begin
        same = sum(shape(one.text) == shape(whole(each.after)) for one, each in zip(made, samples, strict=True))
        done, failed = sum(len(one.done) for one in made), sum(len(one.failed) for one in made)
        print(
            f"apply {pool:<6} {seconds:5.2f} s  acts exactly as expected {same} of {len(samples)}  "
            f"applied {done}, listed with a reason {failed}  {memory()}"
        )


def bench_titles() -> None:
    """The catalogue of the Official Gazette: which titles are amending acts, and of what."""
    path = LAWS / "catalogue" / "kosovo-law-catalogue.csv"
    if not path.is_file():
        print("titles: the catalogue is not here (LAWS=FOLDER)")
        return
    with path.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    begin = time.process_time()
    amending = [row for row in rows if is_amending_title(row["title_sq"])]
    edges = [row for row in rows if row["relation_label_sq"] == "Ndryshohet/Plotësohet nga"]
    named = [(row, acts) for row in edges if len(acts := amended_acts(row["title_sq"])) == 1 and acts[0].number]
    same = sum(acts[0].number == normal_number(row["relation_of_act"]) for row, acts in named)
    seconds = time.process_time() - begin
    plain = sum("ndryshimin dhe plotësimin" in row["title_sq"].lower() for row in rows)
    print(
        f"titles {seconds:5.2f} s  amending {len(amending)} of {len(rows)} (the plain phrase finds {plain})  "
        f"edges {len(edges)}, act named by number {len(named)}, the same as the catalogue {same}"
    )


BENCHES = {"read": bench_read, "apply": bench_apply, "titles": bench_titles}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
