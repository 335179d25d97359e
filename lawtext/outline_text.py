"""A text of law as plain text to read, with its numbers, one provision to a paragraph."""

from __future__ import annotations

from lawtext.model import Kind, Node, Text
from lawtext.printed import HEADED, Printed

_STEP = "    "


def to_text(text: Text) -> str:
    """
    A text as plain text: numbers as printed, provisions below others set in, a blank line after each.

    Nothing is left out. `lawtext.read` gives the same structure back for ordinary laws; tables become lines with tabs
    and footnotes lines in square brackets after their provision, which plain text cannot tell from other lines.
    """
    blocks: list[str] = []
    printed = Printed(text)
    for node in text.nodes:
        _write(node, 0, printed, blocks)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _write(node: Node, depth: int, printed: Printed, blocks: list[str]) -> None:
    label = printed.label(node)
    if node.kind in HEADED or node.kind is Kind.QUOTED:
        between = "\n" if printed.title_below(node) else " "
        if head := f"{label}{between}{node.heading}".strip():
            blocks.append(_set_in(head, depth))
        if node.text:
            blocks.append(_set_in(node.text, depth))
        below = depth + 1 if node.kind is Kind.QUOTED else 0
    elif node.kind in (Kind.PREAMBLE, Kind.CONCLUSIONS):
        blocks += [_set_in(block, depth) for block in printed.blocks(node) if block]
        below = depth
    else:
        words = " ".join(part for part in (label, node.heading, node.text) if part)
        if node.note == "footnote":
            words = f"[{words}]"
        if words:
            blocks.append(_set_in(words, depth))
        below = depth + 1
    for child in node.children:
        _write(child, below, printed, blocks)


def _set_in(words: str, depth: int) -> str:
    return "\n".join(_STEP * depth + line for line in words.split("\n"))
