"""Several returned files together: the same change once with all names, conflicting ones side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lawtext.differences import Op, typography_key
from lawtext.word_places import number_key
from lawtext.word_proposals import MergedProposal, Returned, Voice, WordProposal, WordProposalKind


def merge_returned(files: Sequence[tuple[str, Returned]]) -> tuple[MergedProposal, ...]:
    """
    The proposals of several returned files of one base text, in the order of its paragraphs.

    `files` are (name, what was read); names tell whose file it is and are what a person may trust, unlike the names
    inside. Two proposals are the same when they do the same to the same paragraphs in the same words, whatever the
    quotes, dashes, case and blanks. Files of another law propose nothing here; files made from another version must
    be merged among themselves.
    """
    merged: dict[tuple[object, ...], MergedProposal] = {}
    for name, returned in files:
        for proposal in returned.proposals:
            same = _identity(proposal)
            voice = Voice(name, proposal.authors, proposal.key)
            known = merged.get(same)
            if known is None:
                merged[same] = MergedProposal(proposal, (voice,))
            else:
                merged[same] = replace(known, voices=(*known.voices, voice))
    ordered = sorted(merged.values(), key=lambda each: (_where(each.proposal), each.proposal.kind))
    return tuple(_with_rivals(ordered))


def _where(proposal: WordProposal) -> tuple[int, int]:
    if proposal.place >= 0:
        return proposal.place, 0
    return proposal.after_place, 1


def _identity(proposal: WordProposal) -> tuple[object, ...]:
    """What makes two proposals the same one."""
    words = typography_key(proposal.proposed)
    if proposal.kind is WordProposalKind.INSERT:
        return proposal.kind, proposal.after_place, words or proposal.proposed
    after = proposal.after_place if proposal.kind is WordProposalKind.MOVE else -1
    # Marks and case count where they are all that was changed.
    exact = proposal.proposed if proposal.is_typography_only else words
    number = number_key(proposal.proposed_number) if proposal.kind is WordProposalKind.RENUMBER else ""
    return proposal.kind, proposal.places, after, exact, number


def _with_rivals(ordered: Sequence[MergedProposal]) -> list[MergedProposal]:
    by_place: dict[int, list[int]] = {}
    for at, each in enumerate(ordered):
        for place in each.proposal.places:
            by_place.setdefault(place, []).append(at)
    made = []
    for at, each in enumerate(ordered):
        rivals = {
            other
            for place in each.proposal.places
            for other in by_place[place]
            if other != at and not _share_files(each, ordered[other])
        }
        made.append(replace(each, rivals=tuple(sorted(rivals))))
    return made


def _share_files(one: MergedProposal, other: MergedProposal) -> bool:
    """Whether one and the same file proposes both, so that they cannot be rivals."""
    return bool({voice.file for voice in one.voices} & {voice.file for voice in other.voices})


def changed_words(proposal: WordProposal) -> tuple[str, str]:
    """The words a proposal takes out and those it puts in, for a line in a table."""
    gone = " ".join(change.text.strip() for change in proposal.changes if change.op is Op.DELETE)
    new = " ".join(change.text.strip() for change in proposal.changes if change.op is Op.INSERT)
    return gone.strip(), new.strip()
