"""
Figures of the papers: processor seconds and memory, on seeded points of about 120 words, three languages, two scripts.

    python bench/papers_bench.py             500 points
    python bench/papers_bench.py 5000        as many as named
    python bench/papers_bench.py 500 5000    one after the other

Each paper is made in a process of its own, so that its memory is its own. Beside the sheet stands openpyxl, where it is
installed, writing and reading the same cells.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from civikos.programs.consultations.papers import data, pdf, report, returned, sheet, word
from civikos.programs.consultations.papers.rows import Row
from civikos.programs.consultations.papers.tests.samples import HEAD, expected, rows

TARGETS = {("xlsx", 500): 0.3, ("docx", 500): 0.3, ("pdf", 500): 2.0}
MEMORY_TARGET_MB = {("pdf", 5000): 300}


def read_back(points: list[Row]) -> bytes:
    """Read a filled sheet; only the reading is timed."""
    filled = sheet.matrix_xlsx(HEAD, points)
    begin = spent()
    found = returned.read_returned(filled, expected(points), HEAD.consultation_id)
    took = spent() - begin
    assert not found.problems
    assert len(found.answers) == sum(1 for row in points if row.outcome)
    print(f"{'':12} of it reading alone {took:7.3f} s, {len(found.answers)} answers")
    return filled


def by_openpyxl(points: list[Row]) -> bytes:
    """The named alternative: the same cells by openpyxl, written and read."""
    import io

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Matrix")
    for row in points:
        page.append(
            [
                str(row.number),
                row.key,
                row.article,
                row.comment,
                row.draft_text,
                row.proposed,
                row.reason,
                sheet.who_said(row),
                sheet.outcome_label(row.outcome),
                row.answer,
            ]
        )
    target = io.BytesIO()
    book.save(target)
    begin = spent()
    again = openpyxl.load_workbook(io.BytesIO(target.getvalue()), read_only=True)
    count = sum(1 for _line in again.active.iter_rows(values_only=True))
    print(f"{'':12} of it reading alone {spent() - begin:7.3f} s, {count} rows")
    return target.getvalue()


MAKERS: dict[str, Callable[[list[Row]], bytes]] = {
    "xlsx": lambda points: sheet.matrix_xlsx(HEAD, points),
    "openpyxl": by_openpyxl,
    "returned": read_back,
    "json": lambda points: data.matrix_json(HEAD, points),
    "docx": lambda points: word.matrix_docx(HEAD, points),
    "pdf": lambda points: pdf.matrix_pdf(HEAD, points),
    "report pdf": lambda points: report.report_pdf(HEAD, points, (), "", "sq"),
    "report docx": lambda points: report.report_docx(HEAD, points, (), "", "sq"),
}


def spent() -> float:
    """Processor seconds of this process and of the children it has waited for."""
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime


def make_one(kind: str, count: int) -> None:
    """Make one paper and print what it took. Memory is that of the largest single process."""
    points = rows(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin, since = spent(), time.monotonic()
    size = len(MAKERS[kind](points))
    took, passed = spent() - begin, time.monotonic() - since
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    verdict = ""
    if (limit := TARGETS.get((kind, count))) is not None:
        verdict += f"   target {limit} s: {'kept' if took < limit else 'MISSED'}"
    if (most := MEMORY_TARGET_MB.get((kind, count))) is not None:
        verdict += f"   target {most} MB: {'kept' if peak < most else 'MISSED'}"
    print(
        f"{kind:12} {count:6} points {took:7.2f} s CPU {passed:7.2f} s {peak:5.0f} MB (started at {before:.0f}) "
        f"{size / 1024:7.0f} KB{verdict}"
    )


def main() -> None:
    """Every kind of paper, each in a fresh process."""
    if len(sys.argv) == 4 and sys.argv[1] == "--one":
        make_one(sys.argv[2], int(sys.argv[3]))
        return
    for count in [int(argument) for argument in sys.argv[1:]] or [500]:
        for kind in MAKERS:
            done = subprocess.run([sys.executable, __file__, "--one", kind, str(count)], check=False)
            if done.returncode:
                print(f"{kind:12} {count:6} points not made")


if __name__ == "__main__":
    main()
