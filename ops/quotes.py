#!/usr/bin/env python3
"""
Code quoted in documents is the code itself: a quote that has grown old is a fault.

    python ops/quotes.py check     fails where a quote and the code differ
    python ops/quotes.py update    writes each quote anew

A quote is a fenced block after a line such as `<!-- quote civikos/kernel/workflow/steps.py take -->`: the name of a function, a
class or an assignment in the file, or `Class.method`.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUOTE = re.compile(r"(<!-- quote (\S+) (\S+) -->\n```python\n)(.*?)(```)", flags=re.DOTALL)


class NotThere(Exception):
    """The file, or the name in it, is gone."""


def code_of(path: str, name: str, root: Path = ROOT) -> str:
    """The source of one name in a file, with its decorators. Raises: NotThere."""
    try:
        source = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotThere(f"{path} is not there") from None
    body = ast.parse(source).body
    found: ast.stmt | None = None
    for part in name.split("."):
        found = next((node for node in body if part in _names(node)), None)
        if found is None:
            raise NotThere(f"{path} has no {name}")
        body = getattr(found, "body", [])
    assert found is not None
    decorators = getattr(found, "decorator_list", [])
    first = min([found.lineno, *(each.lineno for each in decorators)])
    lines = source.splitlines()[first - 1 : found.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] for line in lines) + "\n"


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def look_at(text: str, where: str, root: Path = ROOT) -> tuple[str, list[str]]:
    """The text with every quote as the code is now, and what was wrong."""
    faults: list[str] = []

    def renewed(match: re.Match[str]) -> str:
        try:
            code = code_of(match.group(2), match.group(3), root)
        except NotThere as error:
            faults.append(f"{where}: {error}: quote something else")
            return match.group(0)
        if code != match.group(4):
            remedy = "run `python ops/quotes.py update` and read the page"
            faults.append(f"{where}: the quote of {match.group(3)} from {match.group(2)} has grown old: {remedy}")
        return match.group(1) + code + match.group(5)

    return QUOTE.sub(renewed, text), faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when every quote is as the code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("command", choices=("check", "update"))
    command = parser.parse_args(arguments).command
    faults: list[str] = []
    count = 0
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]):
        text = path.read_text(encoding="utf-8")
        count += len(QUOTE.findall(text))
        new, found = look_at(text, str(path.relative_to(ROOT)))
        if command == "update":
            found = [fault for fault in found if "quote something else" in fault]
            if new != text:
                path.write_text(new, encoding="utf-8")
        faults += found
    for fault in faults:
        print(f"quotes: {fault}", file=sys.stderr)
    if not faults:
        print(f"quotes: {count} pieces of code in the documents are as the code is")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
