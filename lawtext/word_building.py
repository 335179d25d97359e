"""From matched paragraphs to proposals: one for each paragraph that somebody changed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lawtext.differences import Op, typography_key
from lawtext.revisions import Hand
from lawtext.word_attribution import told_changes
from lawtext.word_places import BaseParagraph, Match, number_key, words_key
from lawtext.word_proposals import Part, Unplaced, WordChange, WordProposal, WordProposalKind
from lawtext.word_views import View, Views

_ROLES = {"footnote": Part.NOTE, "endnote": Part.NOTE}


@dataclass(slots=True)
class Group:
    """Paragraphs of the base and of both views that are the same ones."""

    base: list[int] = field(default_factory=list)
    was: list[int] = field(default_factory=list)
    stays: list[int] = field(default_factory=list)
    likeness: float = 1.0
    is_moved: bool = False
    after: int = -1
    order: int = 0


@dataclass(slots=True)
class Built:
    """The proposals of a file, and which proposal each paragraph of the final view belongs to (by place)."""

    proposals: list[WordProposal]
    of_final: dict[int, str]
    unplaced: list[Unplaced]
    numbers_lost: int
    numbers: int


def build_proposals(
    base: Sequence[BaseParagraph], views: Views, matches: Iterable[Match], *, only: range | None = None
) -> Built:
    """
    One proposal for every group of paragraphs that differ, in the order of the file.

    A change of nothing but blanks proposes nothing, nor does an automatic number that follows from other changes.
    `only` are the places an extract holds: what it does not have outside of them is not deleted.
    """
    groups = _groups(len(base), views, matches)
    _pair_moves(base, views, groups)
    ordered = _in_order(views, groups)
    made: list[tuple[Group, WordProposal]] = []
    unplaced: list[Unplaced] = []
    lost = numbers = 0
    for group in ordered:
        if group.base and group.was and group.stays:
            had = any(base[at].number for at in group.base)
            numbers += had
            lost += had and not any(
                views.stays[at].number or views.was[at_was].number for at in group.stays for at_was in group.was
            )
    is_lost = numbers > 4 and lost > 0.5 * numbers
    for group in ordered:
        if only is not None and group.base and not group.was and not group.stays and group.base[0] not in only:
            continue
        proposal = _proposal(base, views, group, numbers_lost=is_lost)
        if proposal is not None:
            made.append((group, proposal))
        elif not group.base and not group.stays:
            unplaced += [
                Unplaced("not_in_base", Op.DELETE, view.text.strip(), *_claim(view), _id_at(base, group.after))
                for view in (views.was[at] for at in group.was)
            ]
    joined = _join_insertions(views, made)
    of_final: dict[int, str] = {}
    proposals: list[WordProposal] = []
    for number, (held, proposal) in enumerate(joined, start=1):
        key = f"p{number}"
        proposals.append(replace(proposal, key=key))
        for group in held:
            of_final.update(dict.fromkeys(group.stays, key))
    return Built(proposals, of_final, unplaced, lost if is_lost else 0, numbers)


def _claim(view: View) -> tuple[str, str]:
    hand = next((piece.state.deleted for piece in view.pieces if piece.state.deleted), None)
    return (hand.author, hand.date) if hand else ("", "")


def _id_at(base: Sequence[BaseParagraph], place: int) -> str:
    return base[place].node_id if 0 <= place < len(base) else ""


# Groups


def _groups(size: int, views: Views, matches: Iterable[Match]) -> list[Group]:
    of_was: dict[int, Group] = {}
    of_stays: dict[int, Group] = {}
    groups: list[Group] = []
    placed: set[int] = set()
    for match in matches:
        group = Group(list(match.base), list(match.file), [], match.likeness, match.is_moved)
        placed.update(match.base)
        of_was.update(dict.fromkeys(match.file, group))
        groups.append(group)
    for at in range(size):
        if at not in placed:
            groups.append(Group([at]))
    for at in range(len(views.was)):
        if at not in of_was:
            of_was[at] = Group(was=[at])
            groups.append(of_was[at])
    for one, other in views.links:
        group, known = of_was[one], of_stays.get(other)
        if known is None:
            group.stays.append(other)
            of_stays[other] = group
        elif known is not group:
            # Words of two paragraphs stand in one: they were merged.
            known.base += group.base
            known.was += group.was
            known.stays += group.stays
            known.likeness = min(known.likeness, group.likeness)
            of_was.update(dict.fromkeys(group.was, known))
            of_stays.update(dict.fromkeys(group.stays, known))
            group.base, group.was, group.stays = [], [], []
    for at in range(len(views.stays)):
        if at not in of_stays:
            groups.append(Group(stays=[at]))
    kept = [group for group in groups if group.base or group.was or group.stays]
    for group in kept:
        group.base.sort()
        group.was.sort()
        group.stays.sort()
    return kept


def _pair_moves(base: Sequence[BaseParagraph], views: Views, groups: list[Group]) -> None:
    """Both ends of a move become one group: by the move's name, else by equal words deleted here, inserted there."""
    gone = [group for group in groups if group.base and not group.stays]
    come = [group for group in groups if group.stays and not group.base and not group.was and len(group.stays) == 1]
    by_name: dict[str, deque[Group]] = defaultdict(deque)
    by_words: dict[str, deque[Group]] = defaultdict(deque)
    for group in sorted(come, key=lambda group: group.stays):
        view = views.stays[group.stays[0]]
        if name := _move(view, final=True):
            by_name[name].append(group)
        by_words[words_key(view.words or view.number)].append(group)
    taken: set[int] = set()

    def pair(group: Group, other: Group) -> None:
        group.stays, other.stays = other.stays, []
        group.is_moved = True
        taken.add(id(other))

    def free(held: deque[Group] | None) -> Group | None:
        while held:
            group = held.popleft()
            if id(group) not in taken:
                return group
        return None

    named = [(group, _move(views.was[group.was[0]], final=False)) for group in gone if group.was]
    for group, name in sorted(named, key=lambda each: each[0].was):
        other = free(by_name.get(name)) if name and name != "?" else None
        if other is not None:
            pair(group, other)
    for group in gone:
        if group.stays:
            continue
        words = "\n".join(base[at].text or base[at].number for at in group.base)
        is_move = bool(group.was) and bool(_move(views.was[group.was[0]], final=False))
        if is_move or len(words) >= 20:
            other = free(by_words.get(words_key(words)))
            if other is not None:
                pair(group, other)
    groups[:] = [group for group in groups if group.base or group.was or group.stays]


def _move(view: View, *, final: bool) -> str:
    """The name of the move a whole paragraph is part of, "" for none."""
    for piece in view.pieces:
        hand = piece.state.inserted if final else piece.state.deleted
        if hand is not None and hand.move and piece.text.strip():
            return hand.move
    mark = view.owner.mark.inserted if final else view.owner.mark.deleted
    return mark.move if mark is not None and not view.words else ""


def _in_order(views: Views, groups: list[Group]) -> list[Group]:
    """The groups in the order of the file, each knowing behind which paragraph of the base it stands there."""
    events: list[tuple[int, int, int, Group]] = []
    unseen: list[Group] = []
    for group in groups:
        if group.was:
            events.append((min(views.was[at].first for at in group.was), 0, group.was[0], group))
        if group.stays and (group.is_moved or not group.was):
            events.append((min(views.stays[at].first for at in group.stays), 1, group.stays[0], group))
        if not group.was and group.base:
            unseen.append(group)
    events.sort(key=lambda event: event[:3])
    last = -1
    ordered: list[Group] = []
    for order, (_, is_target, _, group) in enumerate(events, start=1):
        stands_here = not is_target and group.base and not (group.is_moved and _is_untracked_move(views, group))
        if stands_here:
            last = max(group.base)
        else:
            group.after = last
        if group.order == 0:
            group.order = order
            ordered.append(group)
    # Paragraphs that the file does not have stand behind the one before them in the base.
    position = {at: group.order for group in ordered for at in group.base}
    for group in sorted(unseen, key=lambda group: group.base):
        before = group.base[0] - 1
        group.order = position.get(before, 0) if before >= 0 else 0
        position[group.base[0]] = group.order
        if not group.is_moved or not any(known is group for known in ordered):
            ordered.append(group)
    return sorted(ordered, key=lambda group: (group.order, group.base[:1]))


def _is_untracked_move(views: Views, group: Group) -> bool:
    """Whether a paragraph stands elsewhere in the file although nobody tracked its way there."""
    return all(_move(views.was[at], final=False) == "" for at in group.was) and all(
        piece.state.was and piece.state.stays for at in group.stays for piece in views.stays[at].pieces
    )


# Proposals


def _proposal(base: Sequence[BaseParagraph], views: Views, group: Group, *, numbers_lost: bool) -> WordProposal | None:
    old = [base[at] for at in group.base]
    was = [views.was[at] for at in group.was]
    stays = [views.stays[at] for at in group.stays]
    if not old and not stays:
        return None
    if numbers_lost and not was and not stays and not any(each.text for each in old):
        # A heading that was nothing but its number went with all the others.
        return None
    kind = _kind(old, stays, group)
    with_words = kind in (WordProposalKind.DELETE, WordProposalKind.INSERT, WordProposalKind.MOVE)
    original = "\n".join(each.text or (each.number if with_words or len(old) > 1 else "") for each in old)
    proposed = "\n".join(each.words or (each.number if with_words or len(stays) > 1 else "") for each in stays)
    if kind is WordProposalKind.SPLIT and _is_layout(old, stays):
        return None
    if kind is WordProposalKind.MERGE and _is_layout(old, stays) and len({each.node_id for each in old}) == 1:
        return None
    if kind is WordProposalKind.REPLACE:
        same = original == proposed or words_key(original) == words_key(proposed)
        if same and not _is_tracked_typography(original, proposed, was, stays):
            return _renumbered(old[0], was, stays[0], group, numbers_lost=numbers_lost)
        if original and not proposed.strip():
            kind = WordProposalKind.DELETE
    changes = told_changes(original, was, stays, proposed, is_in_file=bool(was) or not old)
    number = old[0].number if old else ""
    proposed_number = stays[0].number if stays else ""
    if stays and old and numbers_lost and not proposed_number:
        proposed_number = number
    if stays and stays[0].owner.label and old and kind is not WordProposalKind.MOVE:
        # A displayed number follows from where the paragraph stands; nobody proposed it.
        proposed_number = number
    first = old[0] if old else None
    if kind is WordProposalKind.MOVE and first and first.part is Part.NOTE and original == proposed:
        # A note stands where it is called; nobody moves it by itself.
        return None
    after_id = _id_at(base, group.after)
    authors, dates = _names(changes)
    if kind is WordProposalKind.MOVE and not authors and not _is_untracked_move(views, group):
        authors, dates = _hands(was, stays)
    is_tracked = all(change.is_tracked for change in changes) and not (group.is_moved and not authors)
    around = first.article_id if first else (base[group.after].article_id if group.after >= 0 else "")
    return WordProposal(
        key="",
        kind=kind,
        node_id=first.node_id if first else after_id,
        article_id=around,
        part=first.part if first else _part(stays[0]),
        original=original,
        proposed=proposed,
        number=number,
        proposed_number=proposed_number,
        changes=changes,
        authors=authors,
        dates=dates,
        is_tracked=is_tracked,
        is_typography_only=bool(original and proposed) and typography_key(original) == typography_key(proposed),
        node_ids=tuple(dict.fromkeys(each.node_id for each in old)) or ((after_id,) if after_id else ()),
        place=first.place if first else -1,
        places=tuple(each.place for each in old),
        after_id=after_id if kind in (WordProposalKind.INSERT, WordProposalKind.MOVE) else "",
        after_place=group.after if kind in (WordProposalKind.INSERT, WordProposalKind.MOVE) else -1,
        confidence=round(min(1.0, group.likeness), 3),
    )


def _kind(old: Sequence[BaseParagraph], stays: Sequence[View], group: Group) -> WordProposalKind:
    if not old:
        return WordProposalKind.INSERT
    if not stays:
        return WordProposalKind.DELETE
    if group.is_moved:
        return WordProposalKind.MOVE
    if len(old) > 1 and len(stays) < len(old):
        return WordProposalKind.MERGE
    return WordProposalKind.SPLIT if len(stays) > len(old) else WordProposalKind.REPLACE


def _is_layout(old: Sequence[BaseParagraph], stays: Sequence[View]) -> bool:
    """Whether the same words only stand on more or fewer lines, and nobody tracked that."""
    if any(not view.owner.mark.was or not view.owner.mark.stays for view in stays):
        return False
    one = " ".join(each.whole for each in old)
    other = " ".join(f"{view.number} {view.words}".strip() for view in stays)
    return words_key(one) == words_key(other)


def _is_tracked_typography(original: str, proposed: str, was: Sequence[View], stays: Sequence[View]) -> bool:
    """Whether quotes, dashes or look-alike letters were changed on purpose: with tracking on."""
    if original == proposed or original.split() == proposed.split():
        return False
    return [view.words.split() for view in was] != [view.words.split() for view in stays]


def _renumbered(
    old: BaseParagraph, was: Sequence[View], stays: View, group: Group, *, numbers_lost: bool
) -> WordProposal | None:
    if stays.owner.label or (numbers_lost and not stays.number):
        return None
    if any(view.owner.label_was for view in was) and stays.owner.label:
        return None
    if number_key(old.number) == number_key(stays.number):
        return None
    is_tracked = bool(was) and number_key(was[0].number) == number_key(old.number)
    authors, dates = _hands(was, [stays]) if is_tracked else ((), ())
    claim = (authors[0] if authors else "", dates[0] if dates else "")
    changes = [
        WordChange(op, number, *claim, is_tracked=is_tracked)
        for op, number in ((Op.DELETE, old.number), (Op.INSERT, stays.number))
        if number
    ]
    return WordProposal(
        key="",
        kind=WordProposalKind.RENUMBER,
        node_id=old.node_id,
        article_id=old.article_id,
        part=old.part,
        original=old.text,
        proposed=stays.words,
        number=old.number,
        proposed_number=stays.number,
        changes=tuple(changes),
        authors=authors,
        dates=dates,
        is_tracked=is_tracked,
        node_ids=(old.node_id,),
        place=old.place,
        places=(old.place,),
        confidence=round(group.likeness, 3),
    )


def _part(view: View) -> Part:
    if view.owner.cell is not None:
        return Part.CELL
    return _ROLES.get(view.owner.role, Part.TEXT)


def _names(changes: Sequence[WordChange]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tracked = [change for change in changes if change.op is not Op.EQUAL and change.is_tracked]
    authors = tuple(dict.fromkeys(change.author for change in tracked if change.author))
    return authors, tuple(dict.fromkeys(change.date for change in tracked if change.date))


def _hands(was: Sequence[View], stays: Sequence[View]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every name and date on the paragraphs themselves, deletions first."""
    hands: list[Hand] = []
    for view in was:
        hands += [state.deleted for state in (*(p.state for p in view.pieces), view.owner.mark) if state.deleted]
    for view in stays:
        hands += [state.inserted for state in (*(p.state for p in view.pieces), view.owner.mark) if state.inserted]
    authors = tuple(dict.fromkeys(hand.author for hand in hands if hand.author))
    return authors, tuple(dict.fromkeys(hand.date for hand in hands if hand.date))


def _join_insertions(
    views: Views, made: Sequence[tuple[Group, WordProposal]]
) -> list[tuple[list[Group], WordProposal]]:
    """Paragraphs inserted one after another by the same hands are one proposal; cells of a row stand on one line."""
    runs: list[list[tuple[Group, WordProposal]]] = []
    for group, proposal in made:
        if runs and _goes_on(runs[-1][-1], group, proposal):
            runs[-1].append((group, proposal))
        else:
            runs.append([(group, proposal)])
    return [([group for group, _ in run], _joined(views, run)) for run in runs]


def _joined(views: Views, run: Sequence[tuple[Group, WordProposal]]) -> WordProposal:
    """A run of insertions as one, each line with its number."""
    before = run[0][1]
    if len(run) == 1:
        return before
    texts: list[str] = []
    changes: list[WordChange] = []
    row: tuple[int, int] | None = None
    for group, proposal in run:
        cell = views.stays[group.stays[0]].owner.cell
        if texts:
            between = "\t" if cell is not None and cell[:2] == row else "\n"
            texts.append(between)
            changes.append(WordChange(Op.INSERT, between, *_first_claim(proposal), is_tracked=proposal.is_tracked))
        row = cell[:2] if cell is not None else None
        texts.append(_numbered(proposal.proposed_number, proposal.proposed))
        changes += _with_number(proposal)
    dates = tuple(dict.fromkeys(date for _, proposal in run for date in proposal.dates))
    return replace(before, proposed="".join(texts), proposed_number="", changes=tuple(changes), dates=dates)


def _goes_on(before: tuple[Group, WordProposal], group: Group, proposal: WordProposal) -> bool:
    held, last = before
    if last.kind is not WordProposalKind.INSERT or proposal.kind is not WordProposalKind.INSERT:
        return False
    same = (last.after_place, last.authors, last.is_tracked, last.part) == (
        proposal.after_place,
        proposal.authors,
        proposal.is_tracked,
        proposal.part,
    )
    return same and group.stays[0] == held.stays[-1] + 1


def _numbered(number: str, words: str) -> str:
    return words if words == number or words.startswith(f"{number} ") else f"{number} {words}".strip()


def _with_number(proposal: WordProposal) -> tuple[WordChange, ...]:
    number, words = proposal.proposed_number, proposal.proposed
    if not number or _numbered(number, words) == words:
        return proposal.changes
    claim = _first_claim(proposal)
    return (WordChange(Op.INSERT, f"{number} ", *claim, is_tracked=proposal.is_tracked), *proposal.changes)


def _first_claim(proposal: WordProposal) -> tuple[str, str]:
    return (proposal.authors[0] if proposal.authors else "", proposal.dates[0] if proposal.dates else "")
