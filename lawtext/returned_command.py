"""The command `lawtext returned BASE FILE…`: what returned Word files propose on a text."""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lawtext.model import Reading, Text, Unreadable
from lawtext.reading import read
from lawtext.serial import from_dict

if TYPE_CHECKING:
    from lawtext.word_proposals import Returned


def add(commands: Any) -> None:
    """Add the command to those of `lawtext`."""
    command = commands.add_parser("returned", help="show what returned Word files propose on a text")
    command.add_argument("base", help="the text they were made from, or - for everything as JSON on standard input")
    command.add_argument("files", nargs="*", metavar="FILE", help="a returned DOCX file")
    command.add_argument("--other", action="append", default=[], metavar="FILE", help="another version of the text")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--full", action="store_true", help="with --json: what `returned_from_dict` needs")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> dict[str, Any] | str:
    from lawtext.returned import merge_returned, read_returned
    from lawtext.returned_serial import returned_to_dict

    if arguments.base == "-":
        base, others, version, files = _from_input()
    else:
        base = _text(Path(arguments.base))
        others = [(Path(name).name, _text(Path(name), base.language)) for name in arguments.other]
        version = ""
        files = [(Path(name).name, Path(name).read_bytes()) for name in arguments.files]
    made = [(name, read_returned(data, base, others=others, version_id=version)) for name, data in files]
    if not arguments.json:
        return "\n".join(line for name, returned in made for line in _listing(name, returned))
    if arguments.full:
        return {"files": [{"name": name, "returned": returned_to_dict(returned)} for name, returned in made]}
    shown: dict[str, Any] = {"files": [{"name": name, **_brief(returned)} for name, returned in made]}
    if len(made) > 1:
        shown["merged"] = [
            {
                "node": each.proposal.node_id,
                "kind": each.proposal.kind.value,
                "proposed": each.proposal.proposed,
                "files": [voice.file for voice in each.voices],
                "authors": list(each.names()),
                "rivals": list(each.rivals),
            }
            for each in merge_returned(made)
        ]
    return shown


def _from_input() -> tuple[Text, list[tuple[str, Text]], str, list[tuple[str, bytes]]]:
    """
    Everything in one JSON object, for a child process that may open no file.

    {"base": text, "files": [{"name", "data": base64}], "others": [{"name", "text"}], "version_id": ""}, texts as
    `to_dict` writes them; the last two may be left out.
    """
    try:
        given = json.load(sys.stdin.buffer)
        base = _as_text(given["base"])
        others = [(each["name"], _as_text(each["text"])) for each in given.get("others", ())]
        files = [(each["name"], base64.b64decode(each["data"], validate=True)) for each in given["files"]]
        return base, others, str(given.get("version_id", "")), files
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise Unreadable("not_this_format", {"expected": "json", "reason": type(error).__name__}) from error


def _text(path: Path, language: str = "") -> Text:
    """A text from a file of law, or from the JSON of `lawtext parse --json --full`; in this language if it has it."""
    if path.suffix.lower() == ".json":
        try:
            return _as_text(json.loads(path.read_bytes()))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable("not_this_format", {"expected": "json", "reason": type(error).__name__}) from error
    reading = read(path.read_bytes(), name=path.name)
    return next((text for text in reading.texts if text.language == language), reading.texts[0])


def _as_text(values: dict[str, Any]) -> Text:
    made = from_dict(values)
    return made.texts[0] if isinstance(made, Reading) else made


def _brief(returned: Returned) -> dict[str, Any]:
    """What a person wants to see of a returned file: without offsets and equal words."""
    return {
        "verdict": returned.verdict.value,
        "version": returned.version,
        "language": returned.language,
        "evidence": [{"code": each.code, "value": each.value, "about": each.about} for each in returned.evidence],
        "proposals": [
            {
                "kind": each.kind.value,
                "node": each.node_id,
                "number": each.number,
                "original": each.original,
                "proposed": each.proposed,
                "authors": list(each.authors),
                "dates": list(each.dates),
                "tracked": each.is_tracked,
            }
            for each in returned.proposals
        ],
        "comments": [
            {
                "node": each.node_id,
                "quote": each.quote or each.new_quote,
                "author": each.author,
                "date": each.date,
                "text": each.text,
                "resolved": each.is_resolved,
                "replies": [{"author": reply.author, "text": reply.text} for reply in each.replies],
            }
            for each in returned.comments
        ],
        "unplaced": [{"why": each.why, "text": each.text, "author": each.author} for each in returned.unplaced],
    }


def _listing(name: str, returned: Returned) -> list[str]:
    about = f" {returned.version}" if returned.version else ""
    shown = [f"{name}: {returned.verdict.value}{about} [{returned.language or '?'}]"]
    for each in returned.proposals:
        who = ", ".join(each.authors) or ("?" if each.is_tracked else "not tracked")
        words = " ".join(
            f"[-{change.text}-]" if change.op == "delete" else f"{{+{change.text}+}}" if change.op == "insert" else "…"
            for change in each.changes
        )
        shown.append(f"{each.kind.value:<9} {each.node_id or '—'} ({who}): {words or each.proposed}")
    for comment in returned.comments:
        quote = comment.quote or comment.new_quote
        shown.append(f"comment   {comment.node_id or '—'} ({comment.author}): “{quote}” {comment.text}")
        shown.extend(f"          ↳ ({reply.author}) {reply.text}" for reply in comment.replies)
    shown.extend(f"unplaced  {each.why} ({each.author}): {each.text}" for each in returned.unplaced)
    return shown
