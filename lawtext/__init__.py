"""
Text of law as data: read, structure, compare, anchor.

What needs numpy, scipy or rapidfuzz is loaded at its first use, so that reading starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lawtext.container import Limits, check_archive
from lawtext.language import detect_language, fold
from lawtext.model import Doubt, Kind, Line, Node, Reading, Text, Unreadable
from lawtext.reading import read
from lawtext.render import to_html
from lawtext.serial import from_dict, to_dict
from lawtext.structure import read_lines

if TYPE_CHECKING:
    from lawtext.alignment import Aligned, align
    from lawtext.anchors import Anchor, Found, Placed, carry, find_quote
    from lawtext.citations import CitedAct, amended_acts, is_amending_title
    from lawtext.comparison import Comparison, Fate, FateKind, compare
    from lawtext.consolidation import Consolidated, consolidate
    from lawtext.differences import Change, Op, word_changes
    from lawtext.instructions import Instruction, Place, is_amending, read_instructions
    from lawtext.orders import InstructionKind

_LATER = {
    "Aligned": "alignment",
    "align": "alignment",
    "Anchor": "anchors",
    "Found": "anchors",
    "Placed": "anchors",
    "carry": "anchors",
    "find_quote": "anchors",
    "Comparison": "comparison",
    "Fate": "comparison",
    "FateKind": "comparison",
    "compare": "comparison",
    "CitedAct": "citations",
    "amended_acts": "citations",
    "is_amending_title": "citations",
    "Consolidated": "consolidation",
    "consolidate": "consolidation",
    "Change": "differences",
    "Op": "differences",
    "word_changes": "differences",
    "Instruction": "instructions",
    "Place": "instructions",
    "is_amending": "instructions",
    "read_instructions": "instructions",
    "InstructionKind": "orders",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"lawtext.{_LATER[name]}"), name)
    raise AttributeError(f"module 'lawtext' has no attribute {name!r}")


__all__ = [
    "Aligned",
    "Anchor",
    "Change",
    "CitedAct",
    "Comparison",
    "Consolidated",
    "Doubt",
    "Fate",
    "FateKind",
    "Found",
    "Instruction",
    "InstructionKind",
    "Kind",
    "Limits",
    "Line",
    "Node",
    "Op",
    "Place",
    "Placed",
    "Reading",
    "Text",
    "Unreadable",
    "align",
    "amended_acts",
    "carry",
    "check_archive",
    "compare",
    "consolidate",
    "detect_language",
    "find_quote",
    "fold",
    "from_dict",
    "is_amending",
    "is_amending_title",
    "read",
    "read_instructions",
    "read_lines",
    "to_dict",
    "to_html",
    "word_changes",
]
