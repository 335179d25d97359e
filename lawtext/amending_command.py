"""The commands `lawtext instructions FILE` and `lawtext consolidate BASE AMENDING`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lawtext.model import Node, Reading, Text
from lawtext.reading import read
from lawtext.serial import brief, brief_node

if TYPE_CHECKING:
    from lawtext.consolidation import Consolidated
    from lawtext.instructions import Instruction


def add(commands: Any) -> None:
    """Add the commands to those of `lawtext`."""
    consolidate = commands.add_parser("consolidate", help="apply an amending act to the act it amends")
    consolidate.add_argument("base", help="the act that is amended")
    consolidate.add_argument("amending", help="the act that amends it")
    consolidate.add_argument("--number", default="", help="the number of the base, where its title does not give it")
    consolidate.add_argument("--json", action="store_true", help="print JSON")
    consolidate.set_defaults(run=_consolidate)
    instructions = commands.add_parser("instructions", help="show what an amending act orders")
    instructions.add_argument("file", help="the file, or - for standard input")
    instructions.add_argument("--json", action="store_true", help="print JSON")
    instructions.set_defaults(run=_instructions)


def _read(file: str) -> Reading:
    if file == "-":
        return read(sys.stdin.buffer.read())
    return read(Path(file).read_bytes(), name=Path(file).name)


def _instructions(arguments: argparse.Namespace) -> dict[str, Any] | str:
    from lawtext.instructions import read_instructions

    texts = [(text, read_instructions(text)) for text in _read(arguments.file).texts]
    if not arguments.json:
        return "\n".join(_line(each) for _, made in texts for each in made)
    shown = [
        {"language": text.language, "instructions": [instruction_to_dict(each) for each in made]}
        for text, made in texts
    ]
    return shown[0] if len(shown) == 1 else {"texts": shown}


def instruction_to_dict(instruction: Instruction) -> dict[str, Any]:
    """An instruction as plain values for JSON."""
    place = instruction.place
    return {
        "kind": instruction.kind.value,
        "act": {"number": instruction.act.number, "title": instruction.act.title},
        "place": {
            "steps": [{"kind": kind.value, "number": number} for kind, number in place.steps],
            "part": place.part,
            "position": place.position,
        },
        "old_words": instruction.old_words,
        "new_text": instruction.new_text,
        "new_nodes": [brief_node(node) for node in instruction.new_nodes],
        "numbers": list(instruction.numbers),
        "source": instruction.source,
        "words": instruction.words,
        "certainty": instruction.certainty,
        "doubts": list(instruction.doubts),
    }


def _line(instruction: Instruction) -> str:
    act = instruction.act.number or instruction.act.title or "?"
    new = " ".join(instruction.new_text.split())
    words = " → ".join(part for part in (instruction.old_words, new if len(new) <= 60 else new[:59] + "…") if part)
    return f"{instruction.source:<16} {instruction.kind.value:<14} {act} {instruction.place}  {words}".rstrip()


def _consolidate(arguments: argparse.Namespace) -> dict[str, Any] | str:
    from lawtext.consolidation import consolidate
    from lawtext.instructions import read_instructions

    base, amending = _read(arguments.base), _read(arguments.amending)
    made = [
        consolidate(before, read_instructions(after), number=arguments.number)
        for before, after in _same_language(base, amending)
    ]
    if not arguments.json:
        return "\n".join(line for each in made for line in _listing(each))
    shown = [_shown(each, base.format) for each in made]
    return shown[0] if len(shown) == 1 else {"texts": shown}


def _same_language(base: Reading, amending: Reading) -> list[tuple[Text, Text]]:
    by_language = {text.language: text for text in amending.texts}
    pairs = [(text, by_language[text.language]) for text in base.texts if text.language in by_language]
    return pairs or [(base.texts[0], amending.texts[0])]


def _shown(made: Consolidated, format: str) -> dict[str, Any]:
    return {
        **brief(Reading((made.text,), format)),
        "done": [
            {"instruction": instruction_to_dict(done.instruction), "ids": list(done.ids), "remark": done.remark}
            for done in made.done
        ],
        "failed": [
            {"instruction": instruction_to_dict(failed.instruction), "reason": failed.reason} for failed in made.failed
        ],
    }


def _listing(made: Consolidated) -> list[str]:
    shown: list[str] = []
    changed = {id for done in made.done for id in done.ids}
    for node in made.text.nodes:
        _list_node(node, 0, changed, shown)
    shown += [f"= {_line(done.instruction)}  [{', '.join(done.ids)}]" for done in made.done]
    return [*shown, *(f"! {failed.reason}: {_line(failed.instruction)}" for failed in made.failed)]


def _list_node(node: Node, depth: int, changed: set[str], shown: list[str]) -> None:
    words = " ".join(node.text.split())
    start = words if len(words) <= 70 else words[:69] + "…"
    mark = "+ " if node.id in changed else "  "
    parts = [node.kind.value, node.number, node.heading, f"— {start}" if start else ""]
    shown.append(mark + "  " * depth + " ".join(part for part in parts if part))
    for child in node.children:
        _list_node(child, depth + 1, changed, shown)
