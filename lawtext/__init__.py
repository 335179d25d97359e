"""
Text of law as data: read, structure, compare, anchor.

What needs numpy, scipy or rapidfuzz is loaded at its first use, so that reading starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lawtext.container import Limits, check_archive
from lawtext.forms import is_form_of, search_forms, search_key, search_marks
from lawtext.language import detect_language, fold
from lawtext.model import Call, Doubt, Kind, Line, Node, Reading, Text, Unreadable
from lawtext.reading import read
from lawtext.render import to_html, to_page
from lawtext.serial import from_dict, to_dict
from lawtext.structure import read_lines

if TYPE_CHECKING:
    from lawtext.akn import About, to_akn
    from lawtext.akn_in import from_akn
    from lawtext.alignment import Aligned, align, compare_editions, disagreements
    from lawtext.anchors import SURE, Anchor, Found, Placed, carry, find_quote
    from lawtext.bookmarks import bookmark_name
    from lawtext.citations import CitedAct, amended_acts, is_amending_title, normal_number
    from lawtext.comparison import Comparison, Fate, FateKind, compare
    from lawtext.confidence import ArticleReport, DoubtfulPlace, Report, left_of, report, weight_of
    from lawtext.consolidation import Consolidated, consolidate
    from lawtext.conversion import (
        CONVERTED,
        ConverterLimits,
        Disputed,
        check_convertible,
        confirm_numbering,
        convert_to_docx,
        convert_to_pdf,
        converter,
        convertible,
    )
    from lawtext.differences import Change, Nature, Op, nature_of, word_changes
    from lawtext.docx_out import Identity, embedded_identity, to_docx
    from lawtext.instructions import Instruction, Place, is_amending, read_instructions
    from lawtext.judgment import Evidence
    from lawtext.likeness import Own
    from lawtext.orders import InstructionKind
    from lawtext.outline_text import to_text
    from lawtext.provisions import compare_within
    from lawtext.recognition import Recognition, find_recognizer
    from lawtext.returned import (
        MergedProposal,
        Returned,
        Unplaced,
        WordComment,
        WordProposal,
        WordProposalKind,
        apply_proposals,
        merge_returned,
        read_returned,
        returned_from_dict,
        returned_to_dict,
    )
    from lawtext.signatures import Signature, Signatures, sign
    from lawtext.takenup import Proposal, ProposalKind, TakenUp, taken_up, taken_up_all
    from lawtext.voices import Group, GroupKind, Member, Voice, group_voices

_LATER = {
    "About": "akn",
    "to_akn": "akn",
    "from_akn": "akn_in",
    "Aligned": "alignment",
    "align": "alignment",
    "compare_editions": "alignment",
    "disagreements": "alignment",
    "SURE": "anchors",
    "Anchor": "anchors",
    "Found": "anchors",
    "Placed": "anchors",
    "carry": "anchors",
    "find_quote": "anchors",
    "bookmark_name": "bookmarks",
    "CitedAct": "citations",
    "amended_acts": "citations",
    "is_amending_title": "citations",
    "normal_number": "citations",
    "Comparison": "comparison",
    "Fate": "comparison",
    "FateKind": "comparison",
    "compare": "comparison",
    "ArticleReport": "confidence",
    "DoubtfulPlace": "confidence",
    "Report": "confidence",
    "report": "confidence",
    "left_of": "confidence",
    "weight_of": "confidence",
    "Consolidated": "consolidation",
    "consolidate": "consolidation",
    "CONVERTED": "conversion",
    "ConverterLimits": "conversion",
    "Disputed": "conversion",
    "check_convertible": "conversion",
    "confirm_numbering": "conversion",
    "convert_to_docx": "conversion",
    "convert_to_pdf": "conversion",
    "converter": "conversion",
    "convertible": "conversion",
    "Change": "differences",
    "Nature": "differences",
    "Op": "differences",
    "nature_of": "differences",
    "word_changes": "differences",
    "Identity": "docx_out",
    "embedded_identity": "docx_out",
    "to_docx": "docx_out",
    "Instruction": "instructions",
    "Place": "instructions",
    "is_amending": "instructions",
    "read_instructions": "instructions",
    "Evidence": "judgment",
    "Own": "likeness",
    "InstructionKind": "orders",
    "to_text": "outline_text",
    "compare_within": "provisions",
    "Recognition": "recognition",
    "find_recognizer": "recognition",
    "MergedProposal": "returned",
    "Returned": "returned",
    "Unplaced": "returned",
    "WordComment": "returned",
    "WordProposal": "returned",
    "WordProposalKind": "returned",
    "apply_proposals": "returned",
    "merge_returned": "returned",
    "read_returned": "returned",
    "returned_from_dict": "returned",
    "returned_to_dict": "returned",
    "Signature": "signatures",
    "Signatures": "signatures",
    "sign": "signatures",
    "Proposal": "takenup",
    "ProposalKind": "takenup",
    "TakenUp": "takenup",
    "taken_up": "takenup",
    "taken_up_all": "takenup",
    "Group": "voices",
    "GroupKind": "voices",
    "Member": "voices",
    "Voice": "voices",
    "group_voices": "voices",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"lawtext.{_LATER[name]}"), name)
    raise AttributeError(f"module 'lawtext' has no attribute {name!r}")


__all__ = [
    "CONVERTED",
    "SURE",
    "About",
    "Aligned",
    "Anchor",
    "ArticleReport",
    "Call",
    "Change",
    "CitedAct",
    "Comparison",
    "Consolidated",
    "ConverterLimits",
    "Disputed",
    "Doubt",
    "DoubtfulPlace",
    "Evidence",
    "Fate",
    "FateKind",
    "Found",
    "Group",
    "GroupKind",
    "Identity",
    "Instruction",
    "InstructionKind",
    "Kind",
    "Limits",
    "Line",
    "Member",
    "MergedProposal",
    "Nature",
    "Node",
    "Op",
    "Own",
    "Place",
    "Placed",
    "Proposal",
    "ProposalKind",
    "Reading",
    "Recognition",
    "Report",
    "Returned",
    "Signature",
    "Signatures",
    "TakenUp",
    "Text",
    "Unplaced",
    "Unreadable",
    "Voice",
    "WordComment",
    "WordProposal",
    "WordProposalKind",
    "align",
    "amended_acts",
    "apply_proposals",
    "bookmark_name",
    "carry",
    "check_archive",
    "check_convertible",
    "compare",
    "compare_editions",
    "compare_within",
    "confirm_numbering",
    "consolidate",
    "convert_to_docx",
    "convert_to_pdf",
    "converter",
    "convertible",
    "detect_language",
    "disagreements",
    "embedded_identity",
    "find_quote",
    "find_recognizer",
    "fold",
    "from_akn",
    "from_dict",
    "group_voices",
    "is_amending",
    "is_amending_title",
    "is_form_of",
    "left_of",
    "merge_returned",
    "nature_of",
    "normal_number",
    "read",
    "read_instructions",
    "read_lines",
    "read_returned",
    "report",
    "returned_from_dict",
    "returned_to_dict",
    "search_forms",
    "search_key",
    "search_marks",
    "sign",
    "taken_up",
    "taken_up_all",
    "to_akn",
    "to_dict",
    "to_docx",
    "to_html",
    "to_page",
    "to_text",
    "weight_of",
    "word_changes",
]
