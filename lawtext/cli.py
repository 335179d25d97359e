"""The command line: `lawtext parse FILE`, `lawtext compare OLD NEW`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lawtext.model import Node, Reading, Unreadable
from lawtext.reading import read
from lawtext.serial import brief, to_dict


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line and return the exit status: 0, or 2 for a file that cannot be read.

    With --json an unreadable file is reported as {"error": {"code", "details"}} on standard output, and always as
    one sentence on standard error.
    """
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
    if isinstance(made, str):
        print(made)
    else:
        _print(made)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lawtext", description="Text of law as data.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parse = commands.add_parser("parse", help="show the structure of a file (DOCX, PDF, plain text)")
    parse.add_argument("file", help="the file, or - for standard input")
    parse.add_argument("--json", action="store_true", help="print JSON")
    parse.add_argument("--lines", action="store_true", help="with --json: add the source lines")
    parse.add_argument("--full", action="store_true", help="with --json: everything `lawtext.from_dict` needs")
    parse.add_argument("--name", default="", help="the file's name, when it comes from standard input")
    parse.set_defaults(run=_parse)
    return parser


def _read(file: str, name: str = "") -> Reading:
    if file == "-":
        return read(sys.stdin.buffer.read(), name=name)
    return read(Path(file).read_bytes(), name=name or Path(file).name)


def _parse(arguments: argparse.Namespace) -> dict[str, Any] | str:
    reading = _read(arguments.file, arguments.name)
    if arguments.json and arguments.full:
        return to_dict(reading)
    return brief(reading, lines=arguments.lines) if arguments.json else _listing(reading)


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


def _print(values: dict[str, Any]) -> None:
    json.dump(values, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
