"""
Text of law as data: read, structure, compare, anchor.

What needs numpy, scipy or rapidfuzz is loaded at its first use, so that reading starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lawtext.container import Limits, check_archive
from lawtext.language import detect_language, fold
from lawtext.model import Call, Doubt, Kind, Line, Node, Reading, Text, Unreadable
from lawtext.reading import read
from lawtext.render import to_html
from lawtext.serial import from_dict, to_dict
from lawtext.structure import read_lines

if TYPE_CHECKING:
    from lawtext.alignment import Aligned, align
    from lawtext.anchors import Anchor, Found, Placed, carry, find_quote
    from lawtext.comparison import Comparison, Fate, FateKind, compare
    from lawtext.conversion import (
        CONVERTED,
        ConverterLimits,
        Disputed,
        check_convertible,
        confirm_numbering,
        convert_to_docx,
        converter,
        convertible,
    )
    from lawtext.differences import Change, Op, word_changes

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
    "CONVERTED": "conversion",
    "ConverterLimits": "conversion",
    "Disputed": "conversion",
    "check_convertible": "conversion",
    "confirm_numbering": "conversion",
    "converter": "conversion",
    "convertible": "conversion",
    "convert_to_docx": "conversion",
    "Change": "differences",
    "Op": "differences",
    "word_changes": "differences",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"lawtext.{_LATER[name]}"), name)
    raise AttributeError(f"module 'lawtext' has no attribute {name!r}")


__all__ = [
    "CONVERTED",
    "Aligned",
    "Anchor",
    "Call",
    "Change",
    "Comparison",
    "ConverterLimits",
    "Disputed",
    "Doubt",
    "Fate",
    "FateKind",
    "Found",
    "Kind",
    "Limits",
    "Line",
    "Node",
    "Op",
    "Placed",
    "Reading",
    "Text",
    "Unreadable",
    "align",
    "carry",
    "check_archive",
    "check_convertible",
    "compare",
    "confirm_numbering",
    "convert_to_docx",
    "converter",
    "convertible",
    "detect_language",
    "find_quote",
    "fold",
    "from_dict",
    "read",
    "read_lines",
    "to_dict",
    "to_html",
    "word_changes",
]
