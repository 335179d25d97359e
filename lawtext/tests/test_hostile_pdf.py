"""PDF files made to harm are refused with a name, are harmless, or are stopped by the limits of a child process."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from lawtext.tests import pages
from lawtext.tests.bombs import BOMBS

READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (10, 11))
resource.setrlimit(resource.RLIMIT_AS, (768 << 20, 768 << 20))
from lawtext import read, Unreadable
try:
    print("read", len(read(sys.stdin.buffer.read()).texts))
except Unreadable as reason:
    print(reason.code)
"""
# What the library under the reader does with these cannot be known before it does it; it gives up its memory in time.
STOPPED = {"a form that draws itself"}
CODES = {
    "a stream of 400 MB of blanks": "expands_too_much",
    "a million words in one stream": "expands_too_much",
    "eight streams of 10 MB": "no_text",
    "a million pages": "too_complex",
    "a tree of pages in a circle": "truncated",
    "an object stream of 400 MB": "expands_too_much",
}


@pytest.mark.parametrize("name", ["a script when opened", "a program to launch", *CODES, "a form that draws itself"])
def test_hostile_files_are_refused_or_harmless(name: str) -> None:
    data = BOMBS[name]()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", READ], input=data, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 10
    if name in STOPPED:
        assert done.returncode < 0
    else:
        assert done.stdout.decode().strip() == CODES.get(name, "read 1"), done.stderr.decode()[-500:]


def test_an_honest_file_stays_within_the_guard() -> None:
    # Negative control: the same child reads a law.
    from lawtext.samples import make_lines

    pytest.importorskip("typst")
    data = pages.law_pdf(make_lines(20, 100))
    done = subprocess.run([sys.executable, "-c", READ], input=data, capture_output=True, check=False)
    assert done.stdout == b"read 1\n"
