"""Text of law as data: read, structure, compare, anchor."""

from lawtext.language import detect_language, fold
from lawtext.model import Doubt, Kind, Line, Node, Reading, Text, Unreadable
from lawtext.reading import read
from lawtext.serial import from_dict, to_dict
from lawtext.structure import read_lines

__all__ = [
    "Doubt",
    "Kind",
    "Line",
    "Node",
    "Reading",
    "Text",
    "Unreadable",
    "detect_language",
    "fold",
    "from_dict",
    "read",
    "read_lines",
    "to_dict",
]
