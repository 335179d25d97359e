"""Whose hand each changed word is from, when a whole paragraph's changes are told at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lawtext.differences import Op, word_changes
from lawtext.revisions import Hand
from lawtext.word_proposals import WordChange
from lawtext.word_views import View

# Stands for whoever changed words with tracking off.
UNTRACKED = Hand("", "", "untracked")
# Beyond this nobody reads word by word, and finding the changed words takes too long.
_LONGEST = 100_000
_TOKEN = re.compile(r"\s+|[^\W_]+|[\W_]", re.S)


@dataclass(frozen=True, slots=True)
class _Told:
    """A text with, for every character, whose change it is, None for none's."""

    text: str
    hands: list[Hand | None]


def told_changes(
    base: str, was: Sequence[View], stays: Sequence[View], proposed: str, *, is_in_file: bool
) -> tuple[WordChange, ...]:
    """
    How the base's words become the proposed ones, by whole words, each change with its author.

    `was` and `stays` are the file's paragraphs in its two views; what differs between the base and `was` nobody
    tracked. `is_in_file` is false for words of the base that the file does not have at all.
    """
    if len(base) + len(proposed) > _LONGEST:
        hand = _first_hand(was, stays) or UNTRACKED
        whole = [(Op.DELETE, base), (Op.INSERT, proposed)]
        return tuple(
            WordChange(op, text, hand.author, hand.date, is_tracked=hand is not UNTRACKED) for op, text in whole if text
        )
    before = _told(was, final=False)
    new_here: set[tuple[int, int]] = set()
    gone: list[Hand | None] = []
    if before.text == base:
        gone = before.hands
    else:
        own = [character for view in was for character in (*view.characters(), None)]
        at = 0
        for change in word_changes(base, before.text) if len(before.text) < _LONGEST else ():
            length = len(change.text)
            if change.op is Op.DELETE:
                gone += [UNTRACKED] * length
                continue
            if change.op is Op.EQUAL:
                gone += before.hands[at : at + length]
            else:
                new_here.update((id(each[0]), each[1]) for each in own[at : at + length] if each is not None)
            at += length
    gone += [UNTRACKED] * (len(base) - len(gone))
    after = _told(stays, final=True, untracked=new_here)
    hands: list[Hand | None] = list(after.hands) if after.text == proposed else [None] * len(proposed)
    any_hand = _first_hand(was, stays)
    fallback = any_hand if any_hand is not None and is_in_file and not new_here else UNTRACKED
    return _written(base, proposed, gone, hands, fallback)


def _told(views: Sequence[View], *, final: bool, untracked: set[tuple[int, int]] | None = None) -> _Told:
    """The words of several paragraphs, one to a line, with whose change each character is."""
    lines: list[str] = []
    hands: list[Hand | None] = []
    for at_view, view in enumerate(views):
        if at_view:
            mark = views[at_view - 1].owner.mark
            hands.append(mark.inserted if final else mark.deleted)
        words = view.words or view.number
        lines.append(words)
        if not view.words:
            hands += [None] * len(words)
            continue
        for piece, at in view.characters():
            state = piece.state
            hand: Hand | None = state.inserted if final else state.deleted
            if hand is None and untracked and (id(piece), at) in untracked:
                hand = UNTRACKED
            hands.append(hand)
    return _Told("\n".join(lines), hands)


def _first_hand(was: Sequence[View], stays: Sequence[View]) -> Hand | None:
    for view in was:
        for state in (*(piece.state for piece in view.pieces), view.owner.mark):
            if state.deleted is not None:
                return state.deleted
    for view in stays:
        for state in (*(piece.state for piece in view.pieces), view.owner.mark):
            if state.inserted is not None:
                return state.inserted
    return None


def _written(
    base: str,
    proposed: str,
    gone: list[Hand | None],
    new: list[Hand | None],
    fallback: Hand,
) -> tuple[WordChange, ...]:
    made: list[WordChange] = []
    old_at = new_at = 0
    for change in word_changes(base, proposed):
        length = len(change.text)
        if change.op is Op.EQUAL:
            made.append(WordChange(Op.EQUAL, change.text))
            old_at, new_at = old_at + length, new_at + length
            continue
        if change.op is Op.DELETE:
            hands, old_at = gone[old_at : old_at + length], old_at + length
        else:
            hands, new_at = new[new_at : new_at + length], new_at + length
        made.extend(_by_hand(change.op, change.text, hands, fallback))
    return tuple(made)


def _by_hand(op: Op, text: str, hands: list[Hand | None], fallback: Hand) -> list[WordChange]:
    """One changed stretch cut where another hand begins, never inside a word."""
    tokens: list[tuple[str, Hand | None]] = []
    at = 0
    for token in _TOKEN.findall(text):
        inside = hands[at : at + len(token)]
        tokens.append((token, next((hand for hand in inside if hand is not None), None)))
        at += len(token)
    known = next((hand for token, hand in tokens if hand is not None and not token.isspace()), None)
    known = known if known is not None else next((hand for _, hand in tokens if hand is not None), fallback)
    made: list[tuple[str, Hand]] = []
    for token, hand in tokens:
        known = hand if hand is not None and (not token.isspace() or not made) else known
        if made and made[-1][1] == known:
            made[-1] = (made[-1][0] + token, known)
        else:
            made.append((token, known))
    return [WordChange(op, words, hand.author, hand.date, is_tracked=hand is not UNTRACKED) for words, hand in made]
