"""The command line: `lawtext parse`, `compare`, `convert`, `returned`, …; `lawtext --help` lists them."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lawtext import amending_command, returned_command
from lawtext.model import Node, Reading, Text, Unreadable
from lawtext.reading import read
from lawtext.serial import brief, to_dict

if TYPE_CHECKING:
    from lawtext.comparison import Comparison, Fate
    from lawtext.recognition import Recognition


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line and return the exit status: 0, or 2 for a file that cannot be read.

    With --json an unreadable file is reported as {"error": {"code", "details"}} on standard output, and always as
    one sentence on standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Laws are not ASCII, whatever the environment of the process says.
            stream.reconfigure(encoding="utf-8")
    arguments = _parser().parse_args(argv)
    try:
        made = arguments.run(arguments)
    except Unreadable as error:
        if arguments.json:
            _print({"error": {"code": error.code, "details": error.details}})
        print(f"lawtext: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"lawtext: {error}", file=sys.stderr)
        return 2
    except Unanswerable as error:
        print(f"lawtext: {error}", file=sys.stderr)
        return 2
    if isinstance(made, bytes):
        sys.stdout.buffer.write(made)
    elif isinstance(made, str):
        print(made)
    else:
        _print(made)
    return 0


class Unanswerable(Exception):
    """What was asked cannot be done with this file; the message says what to ask instead."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lawtext", description="Text of law as data.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parse = commands.add_parser("parse", help="show the structure of a file (DOCX, PDF, Akoma Ntoso, plain text)")
    parse.add_argument("file", help="the file, or - for standard input")
    parse.add_argument("--json", action="store_true", help="print JSON")
    parse.add_argument("--lines", action="store_true", help="with --json: add the source lines")
    parse.add_argument("--full", action="store_true", help="with --json: everything `lawtext.from_dict` needs")
    parse.add_argument("--report", action="store_true", help="how sure the reading is, doubtful places worst first")
    parse.add_argument("--name", default="", help="the file's name, when it comes from standard input")
    parse.add_argument(
        "--confirm-numbering", action="store_true", help="ask LibreOffice for the numbers of a Word file"
    )
    parse.set_defaults(run=_parse)
    parse.add_argument("--recognize", action="store_true", help="read pictures of pages too (seconds a page)")
    parse.add_argument("--pages", type=int, default=100, help="with --recognize: most pages to recognize")
    word = commands.add_parser("to-word", help="write a .doc, .odt or .rtf file as DOCX, with LibreOffice")
    word.add_argument("file", help="the file, or - for standard input")
    word.add_argument("--out", default="-", help="where to write; standard output by default")
    word.set_defaults(run=_write_converted, json=True)
    compare = commands.add_parser("compare", help="show what became of each article")
    compare.add_argument("old")
    compare.add_argument("new")
    compare.add_argument("--json", action="store_true", help="print JSON")
    compare.set_defaults(run=_compare)
    convert = commands.add_parser("convert", help="write a file of law as Akoma Ntoso, HTML, plain text, DOCX or JSON")
    convert.add_argument("file", help="the file, or - for standard input")
    convert.add_argument("--to", required=True, choices=("akn", "docx", "html", "json", "text"))
    convert.add_argument("--output", help="where to write; standard output when left out")
    convert.add_argument("--language", help="which text of a file in several languages: sq, sr, en")
    convert.add_argument("--name", default="", help="the file's name, when it comes from standard input")
    convert.add_argument("--date", type=date.fromisoformat, help="akn: the day of the work, YYYY-MM-DD")
    convert.add_argument("--kind", choices=("bill", "act"), default="bill", help="akn: a draft or an act in force")
    convert.add_argument("--number", default="", help="akn: the official number, such as 08/L-142")
    convert.add_argument("--author", default="", help="akn: who made the document")
    convert.add_argument("--version-id", default="", help="docx: the version's key, to know the file when it returns")
    convert.add_argument("--no-tracking", action="store_true", help="docx: do not switch change tracking on")
    convert.set_defaults(run=_convert, json=False)
    amending_command.add(commands)
    returned_command.add(commands)
    taken_up = commands.add_parser("taken-up", help="show which proposals the new text has taken up")
    taken_up.add_argument("old")
    taken_up.add_argument("new")
    taken_up.add_argument(
        "proposals", help='JSON: [{"node", "original", "proposed"}, …], "language" where there are several'
    )
    taken_up.add_argument("--json", action="store_true", help="print JSON")
    taken_up.set_defaults(run=_taken_up)
    return parser


def _read(file: str, name: str = "", recognition: Recognition | None = None, *, confirm: bool = False) -> Reading:
    if file == "-":
        return read(sys.stdin.buffer.read(), name=name, confirm_numbering=confirm, recognition=recognition)
    return read(
        Path(file).read_bytes(), name=name or Path(file).name, confirm_numbering=confirm, recognition=recognition
    )


def _parse(arguments: argparse.Namespace) -> dict[str, Any] | str:
    recognition = None
    if arguments.recognize:
        from lawtext.recognition import Recognition

        recognition = Recognition(pages=arguments.pages, progress=_progress if sys.stderr.isatty() else None)
    reading = _read(arguments.file, arguments.name, recognition, confirm=arguments.confirm_numbering)
    if arguments.report:
        return _report(reading, as_json=arguments.json)
    if arguments.json and arguments.full:
        return to_dict(reading)
    return brief(reading, lines=arguments.lines) if arguments.json else _listing(reading)


def _report(reading: Reading, *, as_json: bool) -> dict[str, Any] | str:
    from lawtext.confidence import report

    made = [(text, report(text, doubts=reading.doubts)) for text in reading.texts]
    if as_json:
        return {"texts": [{"language": text.language, **asdict(each)} for text, each in made]}
    shown: list[str] = []
    for text, each in made:
        shown.append(f"[{text.language or '?'} {text.script}] {text.title}".rstrip())
        counts = ", ".join(f"{kind} {count}" for kind, count in each.counts.items())
        shown.append(f"confidence {each.confidence:.2f}   {counts}")
        shown.extend(
            f"  article {a.number:<6} {a.confidence:.2f}  {_reasons(a.reasons)}".rstrip() for a in each.articles
        )
        shown.extend(
            f"! {place.weight:.2f} {place.code} {place.node_id} (line {place.source[0]}): {place.message}"
            for place in each.places
        )
    return "\n".join(shown)


def _reasons(reasons: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" if count > 1 else code for code, count in reasons.items())


def _write_converted(arguments: argparse.Namespace) -> bytes:
    from lawtext.conversion import convert_to_docx

    data = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
    made = convert_to_docx(data)
    if arguments.out == "-":
        return made
    Path(arguments.out).write_bytes(made)
    return b""


def _convert(arguments: argparse.Namespace) -> bytes | str:
    reading = _read(arguments.file, arguments.name)
    made = _written(reading, arguments)
    if not arguments.output:
        return made
    Path(arguments.output).write_bytes(made)
    return f"{arguments.output}: {len(made)} bytes"


def _written(reading: Reading, arguments: argparse.Namespace) -> bytes:
    """The file in the format asked for. Formats that hold one text need to know which of several."""
    texts = [text for text in reading.texts if arguments.language in (None, text.language)]
    held = ", ".join(text.language or "?" for text in reading.texts)
    if not texts:
        raise Unanswerable(f"no text in this language; the file holds: {held}")
    if arguments.to == "json":
        return json.dumps(brief(replace(reading, texts=tuple(texts))), ensure_ascii=False).encode() + b"\n"
    if arguments.to == "html":
        from lawtext.render import to_page

        return to_page(texts).encode()
    if arguments.to == "text":
        from lawtext.outline_text import to_text

        return "\n\n".join(map(to_text, texts)).encode("utf-8", "replace")
    if len(texts) > 1:
        raise Unanswerable(f"the file holds several texts, choose one with --language: {held}")
    if arguments.to == "docx":
        from lawtext.docx_out import to_docx

        return to_docx(texts[0], version_id=arguments.version_id, track_changes=not arguments.no_tracking)
    if arguments.date is None:
        raise Unanswerable("Akoma Ntoso needs the day of the work: add --date YYYY-MM-DD")
    from lawtext.akn import About, to_akn

    return to_akn(texts[0], About(arguments.date, arguments.kind, arguments.number, author=arguments.author))


def _progress(done: int, count: int) -> None:
    print(f"\rlawtext: page {done} of {count} recognized", end="\n" if done == count else "", file=sys.stderr)


def _listing(reading: Reading) -> str:
    shown: list[str] = []
    for text in reading.texts:
        shown.append(f"[{text.language or '?'} {text.script}] {text.title}".rstrip())
        for node in text.nodes:
            _list_node(node, 0, shown)
        shown.extend(f"! {doubt.code}: {doubt.message}" for doubt in (*reading.doubts, *text.doubts))
    return "\n".join(shown)


def _list_node(node: Node, depth: int, shown: list[str]) -> None:
    words = " ".join(node.text.split())
    start = words if len(words) <= 70 else words[:69] + "…"
    parts = [node.kind.value, node.number, node.heading, f"— {start}" if start else ""]
    shown.append("  " * depth + " ".join(part for part in parts if part))
    for child in node.children:
        _list_node(child, depth + 1, shown)


def _compare(arguments: argparse.Namespace) -> dict[str, Any] | str:
    # Comparing needs numpy and scipy, which reading must not wait for.
    from lawtext.comparison import compare

    old, new = _read(arguments.old), _read(arguments.new)
    pairs = _same_language(old, new)
    compared = [(before, after, compare(before, after)) for before, after in pairs]
    if not arguments.json:
        return "\n".join(line for each in compared for line in _fates_listing(*each))
    shown = [
        {
            "language": before.language,
            "articles": [_fate(fate, before, after) for fate in comparison.fates],
            "others": [_fate(fate, before, after) for fate in comparison.others],
        }
        for before, after, comparison in compared
    ]
    if len(shown) > 1:
        return {"texts": shown}
    return {"articles": shown[0]["articles"], "others": shown[0]["others"]}


def _taken_up(arguments: argparse.Namespace) -> dict[str, Any] | str:
    from lawtext.comparison import compare
    from lawtext.takenup import Proposal, taken_up

    pairs = {
        before.language: (before, after) for before, after in _same_language(_read(arguments.old), _read(arguments.new))
    }
    compared = {language: compare(*pair) for language, pair in pairs.items()}
    first = next(iter(pairs))
    shown = []
    try:
        asked = json.loads(Path(arguments.proposals).read_text(encoding="utf-8"))
        for each in asked:
            language = each.get("language", first)
            language = language if language in pairs else first
            proposal = Proposal.of(str(each["node"]), str(each.get("original", "")), str(each.get("proposed", "")))
            made = taken_up(proposal, *pairs[language], compared[language])
            shown.append({"asked": each, **asdict(made)})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("not_this_format", {"expected": "proposals as JSON"}) from error
    if arguments.json:
        return {"proposals": shown}
    return "\n".join(
        f"{each['verdict']:<11} {each['share']:>4.0%}  {each['asked']['node']} → {each['node_id'] or '—'}  ({each['why']})"
        for each in shown
    )


def _same_language(old: Reading, new: Reading) -> list[tuple[Text, Text]]:
    """The texts to compare: each language with itself, or the first ones where no language is in both files."""
    pairs = []
    for before in old.texts:
        after = next((text for text in new.texts if text.language == before.language), None)
        if after is not None:
            pairs.append((before, after))
    return pairs or [(old.texts[0], new.texts[0])]


def _fate(fate: Fate, old: Text, new: Text) -> dict[str, Any]:
    befores = [node for id in fate.old_ids if (node := old.find(id))]
    afters = [node for id in fate.new_ids if (node := new.find(id))]
    return {
        "fate": fate.kind.value,
        "old": list(fate.old_ids),
        "new": list(fate.new_ids),
        "old_number": befores[0].number if befores else None,
        "new_number": afters[0].number if afters else None,
        "similarity": round(fate.similarity, 4),
        "typography_only": fate.typography_only,
        "nature": fate.nature.value,
        "changes": _changes(befores, afters),
    }


def _changes(befores: list[Node], afters: list[Node]) -> list[dict[str, str]]:
    """The words of a changed article with what happened to them; nothing for one that is new, gone or the same."""
    from lawtext.differences import word_changes

    before = "\n".join(_words(node) for node in befores)
    after = "\n".join(_words(node) for node in afters)
    if not befores or not afters or before == after:
        return []
    return [{"op": change.op.value, "text": change.text} for change in word_changes(before, after)]


def _words(node: Node) -> str:
    return "\n".join(part for each in node.walk() for part in (each.heading, each.text) if part)


def _fates_listing(old: Text, new: Text, comparison: Comparison) -> list[str]:
    shown = [f"[{old.language or '?'}] {old.title} → {new.title}"]
    for fate in (*comparison.fates, *comparison.others):
        each = _fate(fate, old, new)
        befores, afters = " + ".join(fate.old_ids) or "—", " + ".join(fate.new_ids) or "—"
        words = sum(len(change["text"].split()) for change in each["changes"] if change["op"] != "equal")
        light = fate.kind.value != "unchanged" and fate.nature.value not in ("same", "words")
        only = f" ({fate.nature.value} only)" if light else ""
        shown.append(f"{fate.kind.value:<11} {befores} → {afters}{f', {words} words' if words else ''}{only}")
    return shown


def _print(values: dict[str, Any]) -> None:
    json.dump(values, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
