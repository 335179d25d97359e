"""
Figures of `lawtext` for printed and scanned pages: processor seconds, memory, accuracy.

    python bench/lawtext_pages_bench.py               all
    python bench/lawtext_pages_bench.py text          a law of 250 pages as PDF; pdfminer.six beside it
    python bench/lawtext_pages_bench.py layouts       one, two, three columns, margins, footnotes, tables, turned pages
    python bench/lawtext_pages_bench.py scan          degraded pages recognized, by language; scan-sq and so on for one
    python bench/lawtext_pages_bench.py bombs         hostile files in a child with 10 s and 768 MiB

Seeds are fixed: pages are the same in every run.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import Kind, Reading, Recognition, Text, find_recognizer, read
from lawtext.lines import Joiner
from lawtext.samples import SampleLine, make_lines
from lawtext.tests import pages
from lawtext.tests.bombs import BOMBS

SEED = 5
LANGUAGES = ("sq", "sr", "sr-cyrl", "en")


def memory() -> str:
    """The most memory the process ever held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB peak"


def wanted(lines: list[SampleLine]) -> set[tuple[str, str]]:
    """Number and text of every provision a law was made of."""
    return {(line.label.rstrip(".)"), line.text) for line in lines if line.level in ("1", "2", "3", "letter")}


def provisions(text: Text) -> set[tuple[str, str]]:
    """Number and text of every provision that was read."""
    return {(node.number, node.text) for node in text.walk()}


def bench_text() -> None:
    """A law of about 250 pages, typeset here, read back."""
    lines = make_lines(200, 300, "sq")
    data = pages.law_pdf(lines, width="16cm", height="24cm", size="11pt")
    begin = time.process_time()
    reading = read(data)
    seconds = time.process_time() - begin
    text = reading.texts[0]
    count = max(line.page for line in text.lines)
    truth = wanted(lines)
    exact = len(truth & provisions(text))
    noise = sum(line.kept_as in ("noise:header", "noise:footer") for line in text.lines)
    print(
        f"read pdf, {count} pages: {seconds:5.2f} s  paragraphs exact {exact} of {len(truth)},"
        f" running lines removed {noise} of {2 * count}  {memory()}"
    )
    try:
        from pdfminer.high_level import extract_text
    except ImportError:
        print("pdfminer.six is not installed")
        return
    some = 15
    begin = time.process_time()
    extract_text(io.BytesIO(data), maxpages=some)
    other = (time.process_time() - begin) * count / some
    print(f"pdfminer.six, text alone, {some} pages scaled to {count}: {other:5.1f} s")


def bench_layouts() -> None:
    """Each layout: provisions exact of those that the law was made of."""
    for name, data, editions in pages.layouts(SEED):
        begin = time.process_time()
        reading = read(data)
        seconds = time.process_time() - begin
        found = exact = 0
        for language, lines in editions.items():
            text = next(
                (text for text in reading.texts if (text.language, text.script) == pages.tongue(language)), None
            )
            truth = wanted(lines)
            found += len(truth)
            exact += len(truth & provisions(text)) if text else 0
        count = max(line.page for text in reading.texts for line in text.lines)
        print(f"layout {name:<28} {count:3} pages {seconds:5.2f} s  provisions exact {exact} of {found}")


def words_of(reading: Reading) -> str:
    """The text of all lines that are text of the act, broken words mended."""
    lines = [line for text in reading.texts for line in text.lines if not line.kept_as.startswith("noise:")]
    return " ".join(Joiner(lines).join([line.text for line in lines]).split())


def bench_scan(*languages: str) -> None:
    """Pages of A4 rendered, blurred, slanted up to 0.7 degrees, greyed, with noise; recognized at 300 dpi."""
    if find_recognizer() is None:
        print("scan: tesseract is not installed")
        return
    from rapidfuzz.distance import Levenshtein

    for language in languages or LANGUAGES:
        lines = make_lines(9, 110, language, seed=SEED)
        data, count = pages.scanned(pages.law_pdf(lines, language=language, header="", size="11pt"), SEED)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.process_time()
        reading = read(data, recognition=Recognition())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = time.process_time() - begin + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        truth = " ".join(f"{line.label} {line.text}".strip() for line in lines)
        truth = " ".join(truth.split())
        found = words_of(reading)
        letters = Levenshtein.distance(truth, found) / len(truth)
        apart = Levenshtein.distance(truth.split(), found.split()) / len(truth.split())
        nodes = [node for text in reading.texts for node in text.walk()]
        titles = {(node.number, node.heading) for node in nodes if node.kind is Kind.ARTICLE}
        true_titles = set()
        for at, line in enumerate(lines):
            if line.level == "article":
                true_titles.add((line.label.split()[-1], line.text or lines[at + 1].text))
        headings = len({number for number, _ in true_titles} & {number for number, _ in titles})
        numbers = [line.label.rstrip(".)") for line in lines if line.level in ("1", "2", "3", "letter")]
        held = [node.number for node in nodes if node.kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.POINT)]
        right = len(numbers) - Levenshtein.distance(numbers, [number for number in held if number])
        doubtful = [doubt for text in reading.texts for doubt in text.doubts if doubt.code == "doubtful_word"]
        mended = sum(doubt.code == "number_repaired" for text in reading.texts for doubt in text.doubts)
        print(
            f"scan {language:<8} {count} pages  character error {letters:.2%}, word error {apart:.2%}, articles {headings}"
            f" of {len(true_titles)} (with exact title {len(true_titles & titles)}), numbers {right} of {len(numbers)},"
            f" labels mended {mended}, doubtful words {len(doubtful)}, {seconds / count:.1f} s a page,"
            f" child {after.ru_maxrss / 1024:.0f} MB"
        )


def bench_bombs() -> None:
    """What hostile files give, in a child process with 10 seconds of processor time and 768 MiB."""
    for name, make in BOMBS.items():
        data = make()
        code = (
            "import resource as r, sys, time\n"
            "r.setrlimit(r.RLIMIT_CPU, (10, 11)); r.setrlimit(r.RLIMIT_AS, (768 << 20, 768 << 20))\n"
            "from lawtext import read, Unreadable\n"
            "try:\n    told = 'read, %d lines' % sum(len(t.lines) for t in read(sys.stdin.buffer.read()).texts)\n"
            "except Unreadable as e:\n    told = str(e)\n"
            "peak = next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM'))\n"
            "print(f'{int(peak) // 1024:4} MB  {told}')\n"
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told = done.stdout.decode().strip() or f"   - MB  stopped by the limits (signal {-done.returncode})"
        print(f"bomb {name:<34} {len(data):8} bytes  {seconds:5.2f} s {told}")


BENCHES = {"text": bench_text, "layouts": bench_layouts, "scan": bench_scan, "bombs": bench_bombs}
FEWER = {f"scan-{language}": partial(bench_scan, language) for language in LANGUAGES}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or BENCHES:
        (BENCHES | FEWER)[chosen]()
