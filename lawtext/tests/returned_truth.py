"""Which operations of a made-up returned file were not read as what they are."""

from __future__ import annotations

from collections import Counter

from lawtext.differences import Op, words_of
from lawtext.returned import Returned, WordComment, WordProposal, WordProposalKind
from lawtext.returned_samples import Operation, ReturnedSample, RetypedSample

_WHOLE = {
    "move": WordProposalKind.MOVE,
    "merge": WordProposalKind.MERGE,
    "split": WordProposalKind.SPLIT,
    "number": WordProposalKind.RENUMBER,
}


def missed(sample: ReturnedSample, returned: Returned) -> list[Operation]:
    """Operations that no proposal or comment tells with the right paragraph, author and words."""
    by_place: dict[int, list[WordProposal]] = {}
    behind: dict[int, list[WordProposal]] = {}
    comments: dict[int, list[WordComment]] = {}
    for proposal in returned.proposals:
        for place in proposal.places:
            by_place.setdefault(place, []).append(proposal)
        behind.setdefault(proposal.after_place, []).append(proposal)
    for comment in returned.comments:
        comments.setdefault(comment.place, []).append(comment)
    withdrawn = {(each.author, each.text.strip()) for each in returned.unplaced if each.why == "withdrawn"}
    left = []
    for operation in sample.operations:
        if operation.kind == "comment":
            told = any(_is_comment(each, operation) for each in comments.get(operation.place, ()))
        elif operation.kind == "withdrawn":
            told = (operation.author, operation.new) in withdrawn
        elif operation.kind == "format":
            told = not by_place.get(operation.place)
        elif operation.kind == "insert_paragraph":
            told = any(_is_insertion(each, operation) for each in behind.get(operation.target, ()))
        else:
            told = any(_is_change(each, operation) for each in by_place.get(operation.place, ()))
        if not told:
            left.append(operation)
    return left


def _is_comment(comment: WordComment, operation: Operation) -> bool:
    return (
        (comment.author, comment.text, comment.is_resolved) == (operation.author, operation.new, operation.is_resolved)
        and comment.date[:16] == operation.date[:16]
        and (comment.quote.split() == operation.words.split() or not operation.words)
        and tuple(reply.text for reply in comment.replies) == operation.replies
    )


def _is_insertion(proposal: WordProposal, operation: Operation) -> bool:
    return (
        proposal.kind is WordProposalKind.INSERT
        and proposal.proposed.split() == operation.new.split()
        and proposal.authors == (operation.author,)
    )


def _is_change(proposal: WordProposal, operation: Operation) -> bool:
    if operation.author not in proposal.authors or not proposal.is_tracked:
        return False
    if operation.kind == "delete_paragraph":
        return proposal.kind is WordProposalKind.DELETE
    wanted = _WHOLE.get(operation.kind)
    if wanted is not None:
        at_target = operation.target in (-1, proposal.after_place, *proposal.places)
        number = proposal.proposed_number == operation.new or operation.kind != "number"
        return proposal.kind is wanted and at_target and number
    own: dict[Op, Counter[str]] = {Op.DELETE: Counter(), Op.INSERT: Counter()}
    for change in proposal.changes:
        if change.op is not Op.EQUAL and change.author == operation.author:
            own[change.op].update(words_of(change.text))
    gone, new = Counter(words_of(operation.gone)), Counter(words_of(operation.new))
    # Words taken out and put in again are no change; they cancel out.
    return not (gone - new) - own[Op.DELETE] and not (new - gone) - own[Op.INSERT]


def missed_edits(sample: RetypedSample, returned: Returned) -> tuple[list[int], list[int]]:
    """Edits without tracking that are on no proposal of the right paragraph: (changed, added) by place."""
    by_place = {place: each for each in returned.proposals for place in each.places}
    behind: dict[int, list[WordProposal]] = {}
    for proposal in returned.proposals:
        behind.setdefault(proposal.after_place, []).append(proposal)
    changed = [
        place
        for place, words in sample.edits.items()
        if place not in by_place or by_place[place].is_tracked or by_place[place].proposed.split() != words.split()
    ]
    added = [
        place
        for place, words in sample.added.items()
        if not any(words.split() == each.proposed.split() for each in behind.get(place, ()))
    ]
    return changed, added
