"""Sentences of a passage: dividing what the rapporteur types, and knowing a sentence again after it was changed. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# What ends in a full stop in the middle of a sentence, in the three languages, without its stop and in small letters.
_ABBREVIATIONS = frozenset(
    "nr p sh dr prof mr ing fq vj br čl st str tač sl npr tzv doc mag ed eds vol pp cf inc ltd mrs ms".split()
)
_END = re.compile(r"[.!?…]+[\"'”“»)\]]*(?=\s)")
_SAME = 0.6


@dataclass(frozen=True)
class Piece:
    """One sentence as typed; `starts_paragraph` where a new paragraph begins with it."""

    text: str
    starts_paragraph: bool


def divide(text: str) -> list[Piece]:
    """
    The sentences of a text. Lines that follow each other are one paragraph if no empty line is between them and the earlier does
    not end a sentence; otherwise each begins a paragraph. A full stop ends no sentence after an abbreviation or a single letter,
    nor after a number if a small letter follows ("15. decembra", "neni 3. i këtij ligji").
    """
    pieces: list[Piece] = []
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-–•])", text.replace("\r\n", "\n")):
        whole = " ".join(paragraph.split())
        first = True
        for sentence in _sentences(whole):
            pieces.append(Piece(sentence, first))
            first = False
    return pieces


def _sentences(whole: str) -> list[str]:
    found, start = [], 0
    for match in _END.finditer(whole):
        before, after = whole[start : match.start()], whole[match.end() :].lstrip()
        if match.group(0).startswith(".") and _goes_on(before, after):
            continue
        found.append(whole[start : match.end()].strip())
        start = match.end()
    rest = whole[start:].strip()
    return [*found, rest] if rest else found


def _goes_on(before: str, after: str) -> bool:
    word = re.search(r"(\w+)$", before)
    if word is None or not after:
        return False
    last, follows_small = word.group(1), after[0].islower()
    if last.isdigit():
        return follows_small
    return follows_small or last.casefold() in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())


def joined(sentences: Sequence[Piece]) -> str:
    """The text of sentences again, paragraphs with an empty line between them."""
    text = ""
    for number, piece in enumerate(sentences):
        text += ("" if number == 0 else "\n\n" if piece.starts_paragraph else " ") + piece.text
    return text


def known_again(old: Sequence[tuple[int, str]], new: Sequence[str]) -> list[int | None]:
    """
    For each new sentence the key of the old one that it is: the same words first, then the one most like it, each once and only
    where more than half of it is the same. None for a sentence that is new.
    """
    left = dict(old)
    found: list[int | None] = [None] * len(new)
    by_words: dict[str, list[int]] = {}
    for key, text in old:
        by_words.setdefault(text, []).append(key)
    for index, text in enumerate(new):
        if by_words.get(text):
            key = by_words[text].pop(0)
            found[index] = key
            del left[key]
    likes = sorted(
        (
            (-ratio, index, key)
            for index, text in enumerate(new)
            if found[index] is None
            for key, words in left.items()
            if (ratio := SequenceMatcher(None, words.split(), text.split(), autojunk=False).ratio()) >= _SAME
        ),
    )
    for _ratio, index, key in likes:
        if found[index] is None and key in left:
            found[index] = key
            del left[key]
    return found
