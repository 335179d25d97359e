"""
Figures of reading Word files: processor seconds, memory, and how the automatic numbers compare with LibreOffice's.

    python bench/lawtext_docx_bench.py                all
    python bench/lawtext_docx_bench.py read           200 articles to tree, beside python-docx and LibreOffice
    python bench/lawtext_docx_bench.py numbering 500  random numberings (of that many seeds) beside LibreOffice
    python bench/lawtext_docx_bench.py convert        .doc, .odt, .rtf
    python bench/lawtext_docx_bench.py hostile        files made to cost without end, in limited processes
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import confirm_numbering, converter, read
from lawtext.docx import read_docx
from lawtext.numbering import is_same_label
from lawtext.samples import make_docx, make_lines
from lawtext.tests.numberings import FEATURES, numbering_file

T = TypeVar("T")


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """What `run` returns and the processor seconds it took in this process and in those it started."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    made = run()
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return made, sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))


def memory(who: int = resource.RUSAGE_SELF) -> str:
    """The most memory that this process, or one it started, ever held."""
    return f"{resource.getrusage(who).ru_maxrss / 1024:.0f} MB peak"


def office(target: str, folder: Path, sources: list[Path]) -> None:
    """Let LibreOffice write files in another format into `folder`."""
    command = [converter(), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
    command += ["--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def bench_read() -> None:
    """200 articles from DOCX to tree; what others get of the same labels."""
    for numbering in ("automatic", "typed", "mixed"):
        lines = make_lines(200, 300, "sq")
        data = make_docx(200, 300, "sq", numbering)
        best = min((timed(lambda data=data: read(data)) for _ in range(3)), key=lambda made: made[1])
        wanted = [(line.label.rstrip(".)").split()[-1], line.text) for line in lines if line.label]
        nodes = [node for node in best[0].texts[0].walk() if node.number]
        found = [(node.number, "" if node.kind in ("article", "chapter") else node.text) for node in nodes]
        right = sum(one == other for one, other in zip(wanted, found, strict=False))
        print(f"read {numbering:<9}  {best[1]:5.2f} s  provisions right {right} of {len(wanted)}  {memory()}")
    data = make_docx(200, 300, "sq", "automatic")
    labels = [line.label for line in lines if line.label]
    try:
        import io

        import docx
    except ImportError:
        print("python-docx is not installed")
    else:
        texts, spent = timed(lambda: [each.text for each in docx.Document(io.BytesIO(data)).paragraphs])
        whole = {f"{line.label} {line.text}".strip() for line in lines if line.label}
        print(f"python-docx     {spent:5.2f} s  labels {sum(text.strip() in whole for text in texts)} of {len(labels)}")
    if not converter():
        print("LibreOffice is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "law.docx").write_bytes(data)
        _, spent = timed(lambda: office("txt:Text (encoded):UTF8", Path(folder), [Path(folder) / "law.docx"]))
        shown = [
            line.strip() for line in (Path(folder) / "law.txt").read_text("utf-8-sig").splitlines() if line.strip()
        ]
    wanted_lines = [f"{line.label} {line.text}".strip() for line in lines]
    right = sum(one == other for one, other in zip(wanted_lines, shown, strict=False))
    print(f"LibreOffice     {spent:5.2f} s  lines {right} of {len(wanted_lines)}  {memory(resource.RUSAGE_CHILDREN)}")
    disputed, spent = timed(lambda: confirm_numbering(data))
    print(f"confirm numbers {spent:5.2f} s  disputed {len(disputed)} of {len(labels)}")


def bench_numbering(seeds: int = 300) -> None:
    """Random numberings: every label beside LibreOffice's; a difference must be doubted with its reading."""
    if not converter():
        print("LibreOffice is not installed")
        return
    files = {
        f"{feature}-{seed}": numbering_file(seed, frozenset({feature})) for feature in FEATURES for seed in range(20)
    }
    files |= {f"a few features-{seed}": numbering_file(seed) for seed in range(seeds)}
    for seed in range(seeds):
        chance = random.Random(f"sets {seed}")
        chosen = frozenset(chance.sample(FEATURES, chance.randint(6, len(FEATURES))))
        files[f"many features-{seed}"] = numbering_file(seed, chosen)
    labels: dict[str, dict[int, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, data in files.items():
            (place / f"{name}.docx").write_bytes(data)
        names = list(files)
        for begin in range(0, len(names), 200):
            office("txt:Text (encoded):UTF8", place, [place / f"{name}.docx" for name in names[begin : begin + 200]])
        for name in names:
            shown = (place / f"{name}.txt").read_text("utf-8-sig").splitlines()
            parts = (line.rstrip().rstrip("¶").rpartition("¶") for line in shown if line.rstrip().endswith("¶"))
            labels[name] = {int(number): label.strip() for label, _, number in parts}
    counts: dict[str, list[int]] = {}
    for name, data in files.items():
        count = counts.setdefault(name.rpartition("-")[0], [0] * 5)
        for line in read_docx(data)[0]:
            if not line.text.startswith("¶"):
                continue
            other = labels[name][int(line.text.strip("¶"))]
            is_equal = is_same_label(line.label, other)
            is_told = any(is_same_label(each, other) for each in line.other_labels)
            count[0] += 1
            count[1] += is_equal
            count[2] += not is_equal and is_told
            count[3] += not is_equal and not is_told and bool(line.other_labels)
            count[4] += not is_equal and not line.other_labels
    print(f"{'numbering':<15} paragraphs  as LibreOffice  doubted, both readings  doubted, one  silent")
    counts["all"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    for name, (total, equal, told, half, silent) in counts.items():
        print(f"{name:<15} {total:10}  {equal:14}  {told:22}  {half:12}  {silent:6}")


def bench_convert() -> None:
    """Drafts of 200 articles as LibreOffice writes them in other formats, read again."""
    if not converter():
        print("LibreOffice is not installed")
        return
    data = make_docx(200, 300, "sq", "typed")
    wanted = [(node.kind, node.number, node.heading, node.text) for node in read(data).texts[0].walk()]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "law.docx").write_bytes(data)
        for ending, target in {"doc": "doc:MS Word 97", "odt": "odt:writer8", "rtf": "rtf:Rich Text Format"}.items():
            office(target, place, [place / "law.docx"])
            reading, spent = timed(lambda ending=ending: read((place / f"law.{ending}").read_bytes()))
            found = [(node.kind, node.number, node.heading, node.text) for node in reading.texts[0].walk()]
            right = sum(one == other for one, other in zip(wanted, found, strict=False))
            told = memory(resource.RUSAGE_CHILDREN)
            print(
                f".{ending} {spent:5.2f} s with LibreOffice  nodes right {right} of {len(wanted)}  {told} (LibreOffice)"
            )


def bench_hostile() -> None:
    """The files of `lawtext/tests/test_hostile_files.py`, each in a process of 10 s and 768 MiB."""
    from lawtext.tests.test_hostile_files import CASES, child

    for name, (make, codes) in CASES.items():
        data = make()
        begin = time.monotonic()
        (_, code), spent = timed(lambda data=data: child(data))
        said = code or "read"
        is_right = code in codes
        print(f"{name:<18} {len(data):>10} bytes  {spent:5.2f} s  {said:<18} {'' if is_right else 'WRONG'}", end="")
        print(f" ({time.monotonic() - begin:.1f} s by the clock)")


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    if chosen in ("", "read"):
        bench_read()
    if chosen in ("", "numbering"):
        bench_numbering(*map(int, sys.argv[2:3]))
    if chosen in ("", "convert"):
        bench_convert()
    if chosen in ("", "hostile"):
        bench_hostile()
