"""
Coverage-guided fuzzing of the readers: whatever the bytes are, only `Unreadable` may come out, in time and memory.

    python bench/lawtext_fuzz_soak.py --target docx --seconds 240
    python bench/lawtext_fuzz_soak.py --target lawtext.reading:read --seeds pdf --seconds 60
    python bench/lawtext_fuzz_soak.py --target docx --replay crash-1234        one input, with its traceback

Targets: docx, pdf, lines (lines of text to the tree), recognized (the same with damaged labels mended), returned (Word
files that come back), or any MODULE:FUNCTION that takes bytes. Mutations know the structure: parts inside a Word file,
streams inside a PDF. `--folder` keeps the inputs that found something new, so that a later run goes on from there.
Prints the seed, seconds, executions and edges covered; ends with 1 and the place of the input when something else than
`Unreadable` came out, or one input took more than `--timeout` seconds or `--memory` MiB.

The fuzzer is atheris (Apache-2.0), which is installed for this and nothing else.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

TARGETS = {
    "docx": ("lawtext.reading:read", "docx"),
    "pdf": ("lawtext.reading:read", "pdf"),
    "lines": ("lawtext.plain:read_plain", "lines"),
    "recognized": ("lawtext.recognized:mend_labels", "lines"),
    "returned": ("lawtext.returned:read_returned", "docx"),
}
SEED = 20260101
_LONGEST = 1 << 20


# Seeds


def seeds_of(kind: str) -> list[bytes]:
    """Small honest files of a kind."""
    from lawtext.samples import NUMBERINGS, make_docx, make_lines

    languages = ("sq", "sr", "sr-cyrl", "en")
    if kind == "docx":
        made = [make_docx(3, 40, language, numbering) for language in languages for numbering in NUMBERINGS]
        return [*made, *_tracked()]
    if kind == "pdf":
        from lawtext.tests import bombs, pages

        small = [pages.law_pdf(make_lines(2, 40, language), language=language) for language in languages]
        lines = make_lines(3, 40)
        small.append(pages.typeset(pages.in_rows([lines, lines]), size="9pt"))
        small.append(pages.typeset(pages.footnoted(lines), height="12cm"))
        small.append(pages.law_pdf(lines, setting='#set par.line(numbering: "1")'))
        small.append(pages.typeset("#table(columns: 3, [Nr.], [Neni 1], [Euro], [1], [Leje], [20])"))
        small.append(bombs.page_with(bombs.stream(bombs.TEXT), b"/Rotate 90"))
        small.append(bombs.page_with(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(bombs.TEXT), bombs.TEXT)))
        return small
    texts = ["\n".join(f"{line.label} {line.text}".strip() for line in make_lines(3, 40, each)) for each in languages]
    texts.append(
        "Neni 5\nNdryshimi\nNeni 6 i ligjit ndryshohet me tekstin si në vijim:\nNeni 6\nTitulli\n1. Tekst.\nNeni 6\nHyrja në fuqi"
    )
    texts.append(
        "Neni l\n\nl. a\n1.1. b:\na) c\n6) d\nKAPITULLII\nShtojca 1\nGAZETA ZYRTARE / Nr. 1\n12\nPËR KOMUNA1\n1 Shënim"
    )
    return [text.encode() for text in texts]


def _tracked() -> list[bytes]:
    """Word files with changes, comments, footnotes, boxes: what a member sends back."""
    from lawtext.samples import make_docx

    made = []
    for at, inside in enumerate(
        (
            b'<w:ins w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>e re</w:t></w:r></w:ins>',
            b'<w:del w:id="2" w:author="B"><w:r><w:delText>e vjeter</w:delText></w:r></w:del>',
            b'<w:moveFrom w:id="3" w:author="C"><w:r><w:t>x</w:t></w:r></w:moveFrom><w:moveTo w:id="4"><w:r><w:t>x</w:t></w:r></w:moveTo>',
            b'<w:commentRangeStart w:id="0"/><w:r><w:t>fjala</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        )
    ):
        parts = _unzipped(make_docx(2, 40, "sq", "typed"))
        document = parts["word/document.xml"]
        places = [match.end() for match in re.finditer(rb"<w:p>|<w:p [^>]*[^/]>", document)]
        for place in sorted(places[at::5], reverse=True):
            after = re.match(rb"<w:pPr>.*?</w:pPr>", document[place:], re.S)
            place += after.end() if after else 0
            document = document[:place] + inside + document[place:]
        parts["word/document.xml"] = document
        made.append(_zipped(parts))
    return made


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist() if each.file_size <= 1 << 22}


def _zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


# Mutations

_TAG = re.compile(rb"<[^<>]{1,400}>")
_ELEMENT = re.compile(rb"<(w:\w+)(?: [^<>]*)?>(?:(?!<\1[ >]).){0,2000}?</\1>", re.S)
_VALUE = re.compile(rb'="([^"]{0,80})"')
_ODD = (
    b"", b"0", b"-1", b"1", b"9", b"2147483648", b"99999999999999999999", b"1e9", b"NaN", b"%1.%2.%3", b"%9", b"%0", b"Neni %1",
    b"decimal", b"upperRoman", b"lowerLetter", b"bullet", b"none", b"true", b"nothing", b"\xc3\xab", b"&#0;", b"&#x10ffff;", b"\xff",
)  # fmt: skip


def _mutated_xml(part: bytes, chance: random.Random, mutate: Callable[[bytes, int], bytes]) -> bytes:
    choice = chance.randrange(8)
    if choice == 0:
        return mutate(part, len(part) + 4096)
    elements = list(_ELEMENT.finditer(part, 0, 200_000)) if choice < 5 else []
    if elements:
        one, other = chance.choice(elements), chance.choice(elements)
        if choice == 1:
            return part[: one.start()] + part[one.end() :]
        if choice == 2:
            return part[: one.end()] + one[0] * chance.choice((1, 2, 30)) + part[one.end() :]
        if choice == 3:
            return part[: one.start()] + other[0] + part[one.end() :]
        tags = list(_TAG.finditer(one[0]))
        inside = one.start() + chance.choice(tags).end()
        return part[:inside] + other[0] + part[inside:]
    values = list(_VALUE.finditer(part))
    if values and choice < 7:
        one = chance.choice(values)
        new = chance.choice(_ODD) if chance.random() < 0.6 else chance.choice(values)[1]
        return part[: one.start(1)] + new + part[one.end(1) :]
    tags = list(_TAG.finditer(part))
    if not tags:
        return mutate(part, len(part) + 4096)
    one = chance.choice(tags)
    return part[: one.start()] + part[one.end() :]


def mutate_docx(data: bytes, most: int, chance: random.Random, mutate: Callable[[bytes, int], bytes]) -> bytes:
    """A Word file with one of its parts changed, lost or swapped; now and then its bytes."""
    if chance.random() < 0.05:
        return mutate(data, most)
    try:
        parts = _unzipped(data)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return mutate(data, most)
    names = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    if not names:
        return mutate(data, most)
    likely = [name for name in names if re.search(r"document|numbering|styles|comments|notes", name)] or names
    for _ in range(chance.choice((1, 1, 2, 4))):
        name = chance.choice(likely if chance.random() < 0.8 else names)
        if chance.random() < 0.03:
            parts.pop(name, None)
        elif chance.random() < 0.03:
            parts[name] = parts.get(chance.choice(names), b"")
        elif name in parts:
            parts[name] = _mutated_xml(parts[name], chance, mutate)
    made = _zipped(parts)
    return made if len(made) <= most else data


_STREAM = re.compile(rb"/Length (\d+)(.{0,300}?)stream\r?\n", re.S)
_TOKEN = re.compile(rb"[-\d.]+|/\w+|\b[A-Za-z*']{1,3}\b|<[0-9A-Fa-f]+>|\((?:[^()\\]|\\.)*\)")
_ODD_TOKENS = (
    b"0", b"-1", b"1", b"90", b"1e30", b"-99999999", b"2147483648", b"0.0001", b"BT", b"ET", b"q", b"Q", b"Tj", b"Td", b"Tm", b"cm",
    b"()", b"(\\377\\376)", b"<FEFF>", b"/F0", b"/MediaBox [0 0 0 0]", b"/Rotate 90", b"/Rotate 45", b"1 0 R", b"99 0 R", b"null", b"3 Tr",
)  # fmt: skip


def _mutated_tokens(part: bytes, chance: random.Random, mutate: Callable[[bytes, int], bytes]) -> bytes:
    tokens = list(_TOKEN.finditer(part, 0, 100_000))
    if not tokens or chance.random() < 0.2:
        return mutate(part, len(part) + 1024)
    for one in sorted(chance.sample(tokens, min(len(tokens), chance.choice((1, 1, 3, 10)))), key=lambda t: -t.start()):
        new = chance.choice(_ODD_TOKENS) if chance.random() < 0.5 else chance.choice(tokens)[0]
        part = part[: one.start()] + new + part[one.end() :]
    return part


def mutate_pdf(data: bytes, most: int, chance: random.Random, mutate: Callable[[bytes, int], bytes]) -> bytes:
    """A PDF with a stream unpacked, changed and packed again, or its objects' words changed."""
    streams = list(_STREAM.finditer(data))
    if streams and chance.random() < 0.65:
        one = chance.choice(streams)
        end = data.find(b"endstream", one.end())
        held = data[one.end() : end if end > 0 else len(data)]
        try:
            unpacked = zlib.decompressobj().decompress(held, 1 << 20)
        except zlib.error:
            unpacked = held
        packed = zlib.compress(_mutated_tokens(unpacked, chance, mutate), 1)
        head = b"/Length %d%sstream\n" % (len(packed), one[2])
        made = data[: one.start()] + head + packed + b"\n" + data[max(end, one.end()) :]
    else:
        begin = chance.randrange(max(1, len(data)))
        end = min(len(data), begin + 2000)
        made = data[:begin] + _mutated_tokens(data[begin:end], chance, mutate) + data[end:]
    return made if len(made) <= most else data


_PIECES = [
    piece.encode()
    for piece in (
        "Neni 1|Neni 16A|Neni 108/A|Član 2|Члан 3|Article 4|Section 5|§ 6|KAPITULLI II|KREU|POGLAVLJE I|PJESA|Shtojca 1|1.|1.1.|3.2.1.|a)|"
        '(a)|(i)|б)|-|•|l.|I.|O.|KAPITULLIT|Neni l2|Neni1|NENI|ndryshohet me tekstin si në vijim:|“|”|"|GAZETA ZYRTARE E REPUBLIKËS|12|1 / 39|'
        "____|....... 5|\t|\u00a0|\u00ad|\u2028|\ufffe|\U0001f600|08/L-063|KOMUNA1|1 Shënim|Kryetari i Kuvendit|LIGJ PËR|9999999999999|999.999.999|"
        "Hyrja në fuqi|shtohet neni|menja se i glasi:|is amended as follows:|<br>|#|# Neni 7"
    ).split("|")
]


def mutate_lines(data: bytes, most: int, chance: random.Random, mutate: Callable[[bytes, int], bytes]) -> bytes:
    """A text with lines lost, doubled, moved, begun with labels of every kind."""
    if chance.random() < 0.25:
        return mutate(data, most)
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(lines))
        choice = chance.randrange(6)
        if choice == 0:
            lines.insert(at, chance.choice(_PIECES))
        elif choice == 1:
            lines[at] = chance.choice(_PIECES) + b" " + lines[at]
        elif choice == 2:
            lines[at] += b" " + chance.choice(_PIECES)
        elif choice == 3:
            lines.insert(at, chance.choice(lines))
        elif choice == 4 and len(lines) > 1:
            lines.pop(at)
        else:
            lines[at] = chance.choice(_PIECES) * chance.choice((1, 50)) + lines[at]
    return b"\n".join(lines)[:most]


MUTATIONS = {"docx": mutate_docx, "pdf": mutate_pdf, "lines": mutate_lines}


# Running


def entry(target: str) -> Callable[[bytes], object]:
    """The function under test, taking bytes."""
    from lawtext.model import Unreadable

    module, _, name = TARGETS.get(target, (target, ""))[0].partition(":")
    function = getattr(importlib.import_module(module), name)
    if target == "lines":
        # Every reader ends in the same tree; here it is reached in the shortest way.
        from lawtext.reading import _structured

        def run(data: bytes) -> object:
            return _structured("txt", *function(data))
    elif target == "recognized":
        from lawtext.lines import as_lines
        from lawtext.structure import read_lines

        def run(data: bytes) -> object:
            lines, _ = function(as_lines(data.decode("utf-8", "replace").split("\n")))
            return read_lines(lines)
    elif target == "returned":
        from lawtext.reading import read
        from lawtext.samples import make_docx

        base = read(make_docx(2, 40, "sq", "typed")).texts[0]

        def run(data: bytes) -> object:
            return function(data, base)
    else:
        run = function

    def only_unreadable(data: bytes) -> object:
        try:
            return run(data)
        except Unreadable:
            return None

    return only_unreadable


def fuzz(options: argparse.Namespace, folder: Path) -> None:
    """Run the fuzzer in this process; it never returns."""
    import atheris

    with atheris.instrument_imports(include=["lawtext"]):
        importlib.import_module("lawtext")
        for name in ("docx", "pdf", "plain", "recognized", "returned"):
            try:
                importlib.import_module(f"lawtext.{name}")
            except ModuleNotFoundError:
                continue
    run = entry(options.target)
    mutation = MUTATIONS[options.seeds]

    def change(data: bytes, most: int, seed: int) -> bytes:
        return mutation(data, most, random.Random(seed), atheris.Mutate)

    arguments = [
        sys.argv[0],
        f"-max_total_time={options.seconds}",
        f"-timeout={options.timeout}",
        f"-rss_limit_mb={options.memory}",
        f"-max_len={_LONGEST}",
        f"-seed={SEED}",
        "-print_final_stats=1",
        f"-artifact_prefix={folder.parent}/",
        str(folder),
    ]
    atheris.Setup(arguments, lambda data: run(data) and None, custom_mutator=change)
    atheris.Fuzz()


def main() -> int:
    """Fuzz in a child process and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="docx")
    parser.add_argument("--seeds", choices=sorted(MUTATIONS), default="")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--timeout", type=int, default=10)
    parser.add_argument("--memory", type=int, default=1024)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.seeds = options.seeds or TARGETS.get(options.target, ("", "docx"))[1]
    if options.replay:
        begin = time.process_time()
        entry(options.target)(options.replay.read_bytes())
        print(f"nothing but what is allowed, {time.process_time() - begin:.2f} s")
        return 0
    if options.child:
        fuzz(options, options.folder)
    folder = (options.folder or Path(tempfile.mkdtemp(prefix="lawtext-fuzz-"))) / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    for at, data in enumerate(seeds_of(options.seeds)):
        (folder / f"seed-{options.seeds}-{at}").write_bytes(data)
    command = [sys.executable, __file__, "--child", "--target", options.target, "--seeds", options.seeds]
    command += ["--seconds", str(options.seconds), "--timeout", str(options.timeout), "--memory", str(options.memory)]
    log = folder.parent / "log"
    with log.open("wb") as held:
        done = subprocess.run([*command, "--folder", str(folder)], stdout=held, stderr=held, check=False)
    used = os.times()
    told = log.read_text("utf-8", "replace")
    edges = re.findall(r"cov: (\d+)", told)
    executions = re.findall(r"stat::number_of_executed_units: +(\d+)", told)
    found = re.findall(r"Test unit written to (\S+)", told)
    print(
        f"fuzz {options.target}: seed {SEED}, {options.seconds} s by the clock, {used.children_user + used.children_system:.0f} s of"
        f" processor, {executions[-1] if executions else '?'} executions, {edges[-1] if edges else '?'} edges,"
        f" {len(list(folder.iterdir()))} inputs kept, {len(found)} findings"
    )
    for each in found:
        print(f"  {each}")
    if done.returncode and not found:
        print(told[-2000:])
    elif found:
        print("\n".join(told.splitlines()[-40:])[-3000:])
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
