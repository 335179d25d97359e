"""
Figures of returned Word files: processor seconds, memory, operations told right, beside docx-plus and python-docx.

    python bench/lawtext_returned_bench.py                 all but LibreOffice
    python bench/lawtext_returned_bench.py libreoffice     the same files after docx → odt → docx (two minutes or more)
    python bench/lawtext_returned_bench.py tracked | untracked | verdict | merge

An invented law of 200 articles in Albanian with tables and footnotes, 880 operations of 20 kinds by four authors
(seed 1), about 5,350 paragraphs. Every operation counts as right only on the right paragraph, with the right kind,
author and words. Each reading is measured in a process of its own.
"""

from __future__ import annotations

import io
import json
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import read
from lawtext.differences import words_of
from lawtext.docx_out import to_docx
from lawtext.returned import Returned, merge_returned, read_returned, returned_from_dict, returned_to_dict
from lawtext.returned_samples import KINDS, ReturnedSample, handed_out, make_returned, make_retyped
from lawtext.samples import make_docx
from lawtext.tests.returned_truth import missed, missed_edits

ARTICLES, WORDS = 200, 300
NUMBERINGS = ("typed", "automatic", "mixed")


def measured(data: bytes, base: bytes, times: int = 3) -> tuple[Returned, float, float, str]:
    """What was read, the seconds of the first and of the best of several readings, and the child's peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("file", data), ("base", base)):
            (Path(folder) / name).write_bytes(content)
        made = subprocess.run(
            [sys.executable, __file__, "--child", folder, str(times)], capture_output=True, check=True
        ).stdout
    values = json.loads(made)
    return returned_from_dict(values["returned"]), values["first"], values["best"], f"{values['peak']:.0f} MB peak"


def child(folder: str, times: int) -> None:
    """Read the file in this process and print what came of it."""
    base = pickle.loads((Path(folder) / "base").read_bytes())
    data = (Path(folder) / "file").read_bytes()
    seconds = []
    for _ in range(times):
        begin = time.process_time()
        returned = read_returned(data, base)
        seconds.append(time.process_time() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"returned": returned_to_dict(returned), "first": seconds[0], "best": min(seconds), "peak": peak}))


def tell(name: str, sample: ReturnedSample, returned: Returned, first: float, best: float, memory: str) -> None:
    """One line of figures, and which kinds were missed."""
    left = missed(sample, returned)
    total = len(sample.operations)
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(each.kind for each in left).items())
    print(
        f"{name:<34} {best:5.2f} s (first {first:.2f} s)  right {total - len(left)} of {total}"
        f" = {100 * (1 - len(left) / total):.2f} %  {memory}{'  missed: ' + kinds if kinds else ''}"
    )


def tracked() -> None:
    """880 operations in one file, by numbering; the libraries that can be installed read the same file."""
    for numbering in NUMBERINGS:
        base = read(handed_out(ARTICLES, WORDS, "sq", numbering)).texts[0]
        sample = make_returned(ARTICLES, WORDS, "sq", numbering, operations=880)
        tell(f"880 operations, {numbering}", sample, *measured(sample.data, pickle.dumps(base)))
        if numbering != "mixed":
            others(sample)


def others(sample: ReturnedSample) -> None:
    """What ready libraries tell of the same file: no provision of the base, so words and author are all that counts."""
    wanted = [each for each in sample.operations if each.kind not in ("format",)]
    if find_spec("docx_plus") is None or find_spec("docx") is None:
        print("    docx-plus, python-docx: not installed")
        return
    import docx
    from docx_plus.comments import read_threads
    from docx_plus.revisions import read_revisions

    begin = time.process_time()
    document = docx.Document(io.BytesIO(sample.data))
    changes = read_revisions(document)
    threads = read_threads(document)
    seconds = time.process_time() - begin
    told = Counter((change.author, change.text.strip()) for change in changes)
    marks = Counter(change.author for change in changes if not change.text)
    comments = {(thread.root.author, thread.root.text.strip()) for thread in threads}
    right = 0
    for each in wanted:
        if each.kind == "comment":
            right += (each.author, each.new) in comments
        elif each.kind in ("merge", "split"):
            right += marks[each.author] > 0
        elif each.kind == "insert_paragraph":
            right += all(told[each.author, part] > 0 for part in each.new.replace("\t", "\n").split("\n"))
        else:
            words = [part for part in (each.gone, each.new) if part]
            # A whole paragraph was deleted with its typed number.
            right += all(
                any(author == each.author and text.endswith(part.strip()) for author, text in told) for part in words
            )
    print(
        f"    docx-plus 0.6.2: {seconds:5.2f} s  words and author listed {right} of {len(wanted)};"
        " on a provision of the base 0; joined into proposals 0; untracked edits 0"
    )
    begin = time.process_time()
    document = docx.Document(io.BytesIO(sample.data))
    shown = Counter(word for paragraph in document.paragraphs for word in words_of(paragraph.text))
    comments = {(comment.author, comment.text.strip()) for comment in document.comments}
    seconds = time.process_time() - begin
    new = [each for each in wanted if each.new and each.kind not in ("comment", "withdrawn", "number")]
    seen = sum(not (Counter(words_of(each.new)) - shown) for each in new)
    talked = [each for each in wanted if each.kind == "comment"]
    heard = sum((each.author, each.new) in comments for each in talked)
    print(
        f"    python-docx 1.2.0: {seconds:5.2f} s  inserted words visible {seen} of {len(new)}; comments {heard} of"
        f" {len(talked)}, on words 0, threads 0; deletions, moves, authors 0"
    )


def untracked() -> None:
    """Paragraphs changed with tracking off, by how many of them."""
    for numbering, keeps in (("typed", True), ("automatic", True), ("typed", False)):
        base = pickle.dumps(read(handed_out(ARTICLES, WORDS, "sq", numbering)).texts[0])
        for share in (0.02, 0.10, 0.30, 0.50):
            sample = make_retyped(ARTICLES, WORDS, "sq", numbering, share=share, keeps_numbers=keeps)
            returned, _, best, memory = measured(sample.data, base, 2)
            changed, added = missed_edits(sample, returned)
            total = len(sample.edits) + len(sample.added)
            right = total - len(changed) - len(added)
            name = f"{share:.0%} changed by hand, {numbering}{'' if keeps else ', numbers lost'}"
            print(
                f"{name:<44} {best:5.2f} s  right {right} of {total} = {100 * right / total:.2f} %"
                f"  proposals nobody made {max(0, len(returned.proposals) - total)}  {memory}"
            )


def verdict() -> None:
    """Files of this version, of others, of another law, of another language."""
    versions = []
    for seed in range(1, 5):
        base = read(make_docx(60, 200, "sq", "typed")).texts[0]
        share = (0.0, 0.05, 0.15, 0.3)[seed - 1]
        sample = make_retyped(60, 200, share=share, seed=seed) if share else None
        versions.append((f"v{seed}", read(sample.data).texts[0] if sample else base))
    right = total = 0
    for at, (name, text) in enumerate(versions):
        for mine, _ in versions:
            own = dict(versions)[mine]
            rest = [each for each in versions if each[0] != mine]
            made = read_returned(to_docx(text), own, others=rest)
            total += 1
            right += (made.verdict, made.version) == (("same", "") if mine == name else ("other_version", name))
        del at
    print(f"which of four versions (5 to 30 % changed)        right {right} of {total}")
    laws = [read(make_docx(30, 200, language, "typed", seed=5)).texts[0] for language in ("sq", "sr", "en")]
    wrong = sum(
        read_returned(to_docx(one), other).verdict == "same" for one in laws for other in laws if one is not other
    )
    print(f"another language taken for the same text          {wrong} of 6")


def merge() -> None:
    """Ten files of the same 40 changes each, and 40 of their own."""
    base = read(handed_out(60, 200)).texts[0]
    kinds = tuple(kind for kind in KINDS if "comment" not in kind and kind != "thread")
    files = []
    for number in range(10):
        sample = make_returned(60, 200, operations=80, seed=1 if number < 5 else number, kinds=kinds)
        files.append((f"file {number}", read_returned(sample.data, base)))
    begin = time.process_time()
    merged = merge_returned(files)
    seconds = time.process_time() - begin
    proposals = sum(len(returned.proposals) for _, returned in files)
    shared = sum(len(each.voices) == 5 for each in merged)
    print(f"ten files, {proposals} proposals: {seconds:.3f} s, {len(merged)} different, {shared} made by five people")


def libreoffice() -> None:
    """The same files after LibreOffice read and wrote them twice."""
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is not installed: the files were not passed through it")
        return
    for numbering in ("typed", "automatic"):
        base = read(handed_out(ARTICLES, WORDS, "sq", numbering)).texts[0]
        sample = make_returned(ARTICLES, WORDS, "sq", numbering, operations=880)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("in", "out"):
                (Path(folder) / name).mkdir()
            (Path(folder) / "in" / "law.docx").write_bytes(sample.data)
            for source, kind, target in (("in/law.docx", "odt", "in"), ("in/law.odt", "docx", "out")):
                subprocess.run(
                    [
                        program,
                        f"-env:UserInstallation=file://{folder}/profile",
                        "--headless",
                        "--convert-to",
                        kind,
                        "--outdir",
                        str(Path(folder) / target),
                        str(Path(folder) / source),
                    ],
                    check=True,
                    capture_output=True,
                    timeout=600,
                )
            data = (Path(folder) / "out" / "law.docx").read_bytes()
        returned, first, best, memory = measured(data, pickle.dumps(base))
        tell(f"after LibreOffice, {numbering}", sample, returned, first, best, memory)
        kept = ReturnedSample(
            sample.data, tuple(each for each in sample.operations if each.kind != "withdrawn"), sample.final
        )
        tell("    without what LibreOffice destroys", kept, returned, first, best, memory)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        parts = {
            "tracked": tracked,
            "untracked": untracked,
            "verdict": verdict,
            "merge": merge,
            "libreoffice": libreoffice,
        }
        for name in sys.argv[1:] or ["tracked", "untracked", "verdict", "merge"]:
            parts[name]()
