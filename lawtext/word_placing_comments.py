"""Comments of a returned file on the provisions and words they were made on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lawtext.revisions import Position, WordFile
from lawtext.word_building import Built
from lawtext.word_comments import RawComment
from lawtext.word_places import BaseParagraph, Match
from lawtext.word_proposals import WordComment, WordReply
from lawtext.word_views import View, Views

_AROUND = 64
# A comment on more than these paragraphs is on the text and not on words.
_MOST_QUOTED = 200


class CommentPlacer:
    """Where the comments of one file stand; ask `place` for each."""

    def __init__(
        self, base: Sequence[BaseParagraph], file: WordFile, views: Views, matches: Sequence[Match], built: Built
    ) -> None:
        self._base = base
        self._file = file
        self._views = views
        self._built = built
        self._base_of = {at: match.base for match in matches for at in match.file}
        self._was = _by_paragraph(views.was)
        self._stays = _by_paragraph(views.stays)

    def place(self, number: int, comment: RawComment) -> WordComment:
        """The comment with its words and provisions."""
        start, end = self._file.ranges.get(comment.id, (None, None))
        replies = tuple(WordReply(each.author, each.initials, each.date, each.text) for each in comment.replies)
        made = WordComment(
            key=f"c{number}",
            node_id="",
            article_id="",
            author=comment.author,
            initials=comment.initials,
            date=comment.date,
            text=comment.text,
            is_resolved=comment.is_resolved,
            replies=replies,
        )
        if start is None or end is None:
            return made
        old = self._quoted(self._views.was, self._was, start, end, final=False)
        new = self._quoted(self._views.stays, self._stays, start, end, final=True)
        return self._filled(made, old, new)

    def _quoted(
        self,
        views: Sequence[View],
        by_paragraph: Mapping[int, int],
        start: Position,
        end: Position,
        *,
        final: bool,
    ) -> list[tuple[int, int, int]]:
        """(view, first, last character of its words) for every paragraph that a range touches."""
        found: list[tuple[int, int, int]] = []
        last = min(max(end.paragraph, start.paragraph), start.paragraph + _MOST_QUOTED)
        for at in dict.fromkeys(by_paragraph[n] for n in range(start.paragraph, last + 1) if n in by_paragraph):
            view = views[at]
            begin, stop = 0, len(view.text)
            if start.paragraph in view.starts:
                begin = view.starts[start.paragraph] + (start.stays if final else start.was)
            if end.paragraph in view.starts:
                stop = view.starts[end.paragraph] + (end.stays if final else end.was)
            begin, stop = max(0, begin - view.begin), min(len(view.words), stop - view.begin)
            if begin < stop and view.words[begin:stop].strip():
                found.append((at, begin, stop))
            elif start.paragraph in view.starts and end.paragraph in view.starts:
                found.append((at, max(0, min(begin, len(view.words))), 0))
        return found

    def _filled(
        self, comment: WordComment, old: list[tuple[int, int, int]], new: list[tuple[int, int, int]]
    ) -> WordComment:
        words = [(at, begin, stop) for at, begin, stop in old if stop > begin]
        quote = "\n".join(self._views.was[at].words[begin:stop] for at, begin, stop in words)
        new_quote = "\n".join(self._views.stays[at].words[begin:stop] for at, begin, stop in new if stop > begin)
        places = [one for at, _, _ in (words or old) for one in self._base_of.get(at, ())]
        proposal = next((self._built.of_final[at] for at, _, _ in new if at in self._built.of_final), "")
        if places:
            at, begin, stop = next(each for each in (words or old) if each[0] in self._base_of)
            text = self._views.was[at].words
            first = self._base[places[0]]
            node_id, article_id, place = first.node_id, first.article_id, first.place
        else:
            text, begin, stop = "", 0, 0
            owner = next((each for each in self._built.proposals if each.key == proposal), None)
            node_id = owner.node_id if owner else ""
            article_id = owner.article_id if owner else ""
            place = (owner.place if owner.place >= 0 else owner.after_place) if owner else -1
        return WordComment(
            key=comment.key,
            node_id=node_id,
            article_id=article_id,
            author=comment.author,
            initials=comment.initials,
            date=comment.date,
            text=comment.text,
            quote=quote,
            new_quote=new_quote if new_quote != quote else "",
            prefix=text[max(0, begin - _AROUND) : begin] if stop > begin else "",
            suffix=text[stop : stop + _AROUND] if stop > begin else "",
            node_ids=tuple(dict.fromkeys(self._base[one].node_id for one in places)) or ((node_id,) if node_id else ()),
            place=place,
            proposal=proposal,
            is_resolved=comment.is_resolved,
            replies=comment.replies,
        )


def _by_paragraph(views: Sequence[View]) -> dict[int, int]:
    """Which view each w:p of the file is part of; the one its words are in where several share it."""
    found: dict[int, int] = {}
    for at, view in enumerate(views):
        for paragraph in view.starts:
            found.setdefault(paragraph, at)
    for at, view in enumerate(views):
        if view.first >= 0:
            found[view.first] = at
    return found
