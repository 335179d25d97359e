"""The paragraphs of a file as they were and as they shall be, and which of them are the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lawtext.revisions import RevisedParagraph, Segment
from lawtext.word_places import is_heading_number, split_number


@dataclass(slots=True)
class View:
    """
    A paragraph in one view. `pieces` are its segments in order; `starts` says at which character each w:p begins.

    `first` is the w:p its words begin in, `owner` the one whose end is its end. `number` and `words` are what is
    displayed or typed before it and the rest; `begin` is where the words begin in the whole text. A heading is two
    views, its number (`half` 1) and its title (`half` 2); `half` is 0 for a whole paragraph.
    """

    owner: RevisedParagraph
    pieces: list[Segment] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    first: int = -1
    text: str = ""
    number: str = ""
    words: str = ""
    begin: int = 0
    half: int = 0
    length: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing is to be seen of it."""
        return not self.words and not self.number

    def characters(self) -> list[tuple[Segment, int]]:
        """Each character of the words with the segment it comes from and its place there."""
        found = [(piece, at) for piece in self.pieces for at in range(len(piece.text))]
        return found[self.begin : self.begin + len(self.words)]


@dataclass(slots=True)
class Views:
    """Both views of a file; `links` are pairs (number in `was`, number in `stays`) of the same paragraph."""

    was: list[View]
    stays: list[View]
    links: list[tuple[int, int]]


def views_of(paragraphs: Sequence[RevisedParagraph]) -> Views:
    """
    The paragraphs of both views in reading order, blank ones left out.

    A paragraph whose end was inserted and the next were one; a paragraph whose end is deleted and the next become
    one. Two views are linked when words that nobody touched stand in both, or, where there are none, by an end of
    paragraph that nobody touched.
    """
    was, stays = _view(paragraphs, final=False), _view(paragraphs, final=True)
    place_was: dict[int, list[int]] = {}
    for at, view in enumerate(was):
        for piece in view.pieces:
            place_was.setdefault(id(piece), []).append(at)
    links: set[tuple[int, int]] = set()
    for at, view in enumerate(stays):
        for piece in view.pieces:
            for before in place_was.get(id(piece), ()):
                if any(map(str.isalnum, piece.text)) and _are_same_half(was[before], view):
                    links.add((before, at))
    linked_was, linked_stays = {one for one, _ in links}, {other for _, other in links}
    owners = {(view.owner.index, view.half): at for at, view in enumerate(was) if at not in linked_was}
    for at, view in enumerate(stays):
        mark = view.owner.mark
        if at not in linked_stays and mark.was and mark.stays:
            halves = (view.half, 0) if view.half else (0, 2, 1)
            before = next((owners[view.owner.index, half] for half in halves if (view.owner.index, half) in owners), -1)
            if before >= 0:
                links.add((before, at))
    return _without_blanks(was, stays, links)


def _are_same_half(one: View, other: View) -> bool:
    return one.half == other.half or (not one.half and other.half == 2) or (one.half == 2 and not other.half)


def _view(paragraphs: Sequence[RevisedParagraph], *, final: bool) -> list[View]:
    made: list[View] = []
    open_views: dict[int, View] = {}
    for paragraph in paragraphs:
        view = open_views.pop(paragraph.region, None) or View(paragraph)
        view.owner = paragraph
        view.starts[paragraph.index] = view.length
        for piece in paragraph.segments:
            if piece.state.stays if final else piece.state.was:
                if view.first < 0:
                    view.first = paragraph.index
                view.pieces.append(piece)
                view.length += len(piece.text)
        if paragraph.mark.stays if final else paragraph.mark.was:
            made.append(view)
        else:
            open_views[paragraph.region] = view
    # Words whose paragraph's end is gone with nothing after it are still words.
    made += [view for view in open_views.values() if view.pieces]
    for view in made:
        if view.first < 0:
            view.first = view.owner.index
        view.text = "".join(piece.text for piece in view.pieces)
        owner = view.owner
        view.number, view.words = split_number(owner.label if final else owner.label_was, view.text)
        view.begin = len(view.text.rstrip()) - len(view.words)
        if view.words and is_heading_number(view.number):
            view.half = 2
    made += [
        View(view.owner, view.pieces, view.starts, view.first, view.text, view.number, half=1)
        for view in made
        if view.half
    ]
    for view in made:
        if view.half == 2:
            view.number = ""
    return sorted(made, key=lambda view: (view.first, view.owner.index, view.half))


def _without_blanks(was: list[View], stays: list[View], links: set[tuple[int, int]]) -> Views:
    """Blank paragraphs go, but one that stands for words that were there tells that they are gone."""
    new_was = {at: place for place, at in enumerate(at for at, view in enumerate(was) if not view.is_blank)}
    new_stays = {at: place for place, at in enumerate(at for at, view in enumerate(stays) if not view.is_blank)}
    return Views(
        [was[at] for at in new_was],
        [stays[at] for at in new_stays],
        sorted((new_was[one], new_stays[other]) for one, other in links if one in new_was and other in new_stays),
    )
