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
    from lawtext.alignment import Aligned, align, compare_editions, disagreements
    from lawtext.anchors import Anchor, Found, Placed, carry, find_quote
    from lawtext.comparison import Comparison, Fate, FateKind, compare
    from lawtext.differences import Change, Nature, Op, nature_of, word_changes
    from lawtext.judgment import Evidence, Verdict
    from lawtext.provisions import compare_within
    from lawtext.takenup import Proposal, ProposalKind, TakenUp, taken_up, taken_up_all

_LATER = {
    "Aligned": "alignment",
    "align": "alignment",
    "compare_editions": "alignment",
    "disagreements": "alignment",
    "Anchor": "anchors",
    "Found": "anchors",
    "Placed": "anchors",
    "carry": "anchors",
    "find_quote": "anchors",
    "Comparison": "comparison",
    "Fate": "comparison",
    "FateKind": "comparison",
    "compare": "comparison",
    "Change": "differences",
    "Nature": "differences",
    "Op": "differences",
    "nature_of": "differences",
    "word_changes": "differences",
    "compare_within": "provisions",
    "Evidence": "judgment",
    "Proposal": "takenup",
    "ProposalKind": "takenup",
    "TakenUp": "takenup",
    "Verdict": "judgment",
    "taken_up": "takenup",
    "taken_up_all": "takenup",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"lawtext.{_LATER[name]}"), name)
    raise AttributeError(f"module 'lawtext' has no attribute {name!r}")


__all__ = [
    "Aligned",
    "Anchor",
    "Change",
    "Comparison",
    "Doubt",
    "Evidence",
    "Fate",
    "FateKind",
    "Found",
    "Kind",
    "Limits",
    "Line",
    "Nature",
    "Node",
    "Op",
    "Placed",
    "Proposal",
    "ProposalKind",
    "Reading",
    "TakenUp",
    "Text",
    "Unreadable",
    "Verdict",
    "align",
    "carry",
    "check_archive",
    "compare",
    "compare_editions",
    "compare_within",
    "detect_language",
    "disagreements",
    "find_quote",
    "fold",
    "from_dict",
    "nature_of",
    "read",
    "read_lines",
    "taken_up",
    "taken_up_all",
    "to_dict",
    "to_html",
    "word_changes",
]
