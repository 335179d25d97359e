"""Word files that come back: every tracked change, untracked edit and comment as a contribution on its provision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lawtext.bookmarks import bookmark_name
from lawtext.differences import Op
from lawtext.language import detect_language
from lawtext.model import Line, Text, Unreadable
from lawtext.returned_merging import merge_returned
from lawtext.returned_serial import returned_from_dict, returned_to_dict
from lawtext.revisions import RevisedParagraph, WordFile, read_revisions
from lawtext.word_building import Built, build_proposals
from lawtext.word_places import (
    BaseParagraph,
    Match,
    Placeable,
    is_heading_number,
    paragraphs_of,
    place_paragraphs,
    placeable,
)
from lawtext.word_placing_comments import CommentPlacer
from lawtext.word_proposals import (
    Evidence,
    MergedProposal,
    Part,
    Returned,
    Unplaced,
    Verdict,
    Voice,
    WordChange,
    WordComment,
    WordProposal,
    WordProposalKind,
    WordReply,
)
from lawtext.word_views import Views, views_of

__all__ = [
    "BaseParagraph",
    "Evidence",
    "MergedProposal",
    "Part",
    "Returned",
    "Unplaced",
    "Verdict",
    "Voice",
    "WordChange",
    "WordComment",
    "WordProposal",
    "WordProposalKind",
    "WordReply",
    "apply_proposals",
    "merge_returned",
    "paragraphs_of",
    "read_returned",
    "returned_from_dict",
    "returned_to_dict",
]

# Shares of words found on returned files of the same act and of other acts (see docs/evidence/lawtext/returned.md).
_IS_SAME = 0.6
_IS_BETTER = 0.02
_IS_ANOTHER_VERSION = 0.5
_IS_OTHER_LAW = 0.15
_IS_EXTRACT = 0.7
_FEW_WORDS = 30
_NOT_TEXT = ("contents",)


def read_returned(
    data: bytes, base: Text, *, others: Sequence[tuple[str, Text]] = (), version_id: str = ""
) -> Returned:
    """
    What a returned DOCX file proposes and comments, on the provisions of the text it was made from.

    `others` are further versions and language editions by name. Where the file was made from one of them, the
    verdict says so and the proposals are about that one. A file of another law gives no proposals; its changes are
    among `unplaced`. `version_id` is the identity written into the files handed out for `base`; names in `others` are
    taken for theirs. What the file says of itself is only evidence: the words decide.

    Raises:
        Unreadable: see `read_revisions`; nothing else, whatever the bytes are.
    """
    try:
        return _read_against_best(data, base, others, version_id)
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too_complex") from error


def _read_against_best(data: bytes, base: Text, others: Sequence[tuple[str, Text]], version_id: str) -> Returned:
    file = read_revisions(data)
    held = [paragraph for paragraph in file.paragraphs if paragraph.role not in _NOT_TEXT]
    file_words = _Sheet(views_of(held))
    candidates = [_candidate("", base), *(_candidate(name, text) for name, text in others)]
    sums = [_likeness(file_words, candidate) for candidate in candidates]
    language, script = detect_language("\n".join(view.words for view in file_words.views.was[:400]))
    named = next((at for at, each in enumerate(candidates) if at and each.name == file.identifier), -1)
    if version_id and file.identifier == version_id:
        named = 0
    best = max(range(len(sums)), key=lambda at: (sums[at] + _IS_BETTER * (at == 0) + 0.01 * (at == named), -at))
    if best and sums[best] < _IS_ANOTHER_VERSION and best != named:
        best = 0
    read = _against(file, file_words, candidates[best])
    evidence = [Evidence("identifier", file.identifier, candidates[named].name)] if named >= 0 else []
    evidence += read.evidence
    evidence += [
        Evidence("other_same_paragraphs", f"{share:.3f}", each.name)
        for each, share in zip(candidates, sums, strict=True)
        if each.name and each.name != candidates[best].name
    ]
    evidence.append(Evidence("language", language))
    if base.language and language and language != base.language:
        evidence.append(Evidence("base_language", base.language))
    verdict = read.verdict
    if verdict is Verdict.SAME and best:
        verdict = Verdict.OTHER_VERSION
    made = _placed(file, read, candidates[best], verdict)
    return Returned(
        verdict=verdict,
        version=candidates[best].name if verdict is Verdict.OTHER_VERSION else "",
        evidence=tuple(evidence),
        language=language,
        script=script,
        proposals=made[0],
        comments=made[1],
        unplaced=made[2],
        operations=file.operations,
        format_changes=file.format_changes,
        numbering="" if not read.built.numbers else "lost" if read.built.numbers_lost else "kept",
        last_modified_by=file.last_modified_by,
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    text: Text
    paragraphs: tuple[BaseParagraph, ...]
    keys: list[Placeable]


def _candidate(name: str, text: Text) -> _Candidate:
    paragraphs = paragraphs_of(text)
    return _Candidate(name, text, paragraphs, [placeable(each.number, each.text) for each in paragraphs])


class _Sheet:
    """A file's paragraphs in both views, ready to be laid beside a text."""

    def __init__(self, views: Views) -> None:
        self.views = views
        # Most paragraphs read the same in both views.
        made: dict[tuple[str, str], Placeable] = {}
        for view in (*views.was, *views.stays):
            if (view.number, view.words) not in made:
                made[view.number, view.words] = placeable(view.number, view.words)
        self.was = [made[view.number, view.words] for view in views.was]
        self.stays = [made[view.number, view.words] for view in views.stays]


def _likeness(sheet: _Sheet, candidate: _Candidate) -> float:
    """The share of words in equal paragraphs, of both sides together; of the file before or after its changes."""
    base = Counter(each.words for each in candidate.keys)
    size = sum(_size(words) * count for words, count in base.items())
    best = 0.0
    for side in (sheet.was, sheet.stays):
        own = Counter(each.words for each in side)
        common = sum(_size(words) * count for words, count in (own & base).items())
        total = size + sum(_size(words) * count for words, count in own.items())
        best = max(best, 2 * common / total if total else 0.0)
    return best


def _size(words: str) -> int:
    return words.count(" ") + 1 if words else 0


@dataclass(slots=True)
class _Read:
    sheet: _Sheet
    matches: list[Match]
    built: Built
    verdict: Verdict
    evidence: list[Evidence]
    left_out: list[RevisedParagraph]


def _against(file: WordFile, sheet: _Sheet, candidate: _Candidate) -> _Read:
    base = candidate.keys
    matches = place_paragraphs(base, sheet.was)
    left_out: list[RevisedParagraph] = []
    if _share_unmatched(sheet, matches) > 0.3:
        foreign = _other_languages(sheet, candidate.text)
        if foreign:
            left_out = [each for each in file.paragraphs if each.index in foreign]
            sheet = _Sheet(
                views_of([each for each in file.paragraphs if each.index not in foreign and each.role not in _NOT_TEXT])
            )
            matches = place_paragraphs(base, sheet.was)
    share, by_mark = _by_bookmarks(file, sheet, candidate, matches)
    matches += by_mark
    verdict, evidence, extract = _judged(base, sheet, matches)
    if share:
        evidence.append(Evidence("bookmarks", f"{share:.3f}"))
    built = build_proposals(candidate.paragraphs, sheet.views, matches, only=extract)
    return _Read(sheet, matches, built, verdict, evidence, left_out)


def _by_bookmarks(
    file: WordFile, sheet: _Sheet, candidate: _Candidate, matches: Sequence[Match]
) -> tuple[float, list[Match]]:
    """
    The share of our hidden marks that the file still has, and paragraphs that only their mark tells apart.

    Marks help where words do not: a provision rewritten from end to end. They never overrule words, for copying a
    paragraph copies its mark.
    """
    marks = {name.lower(): each.index for each in file.paragraphs for name in each.bookmarks if name.startswith("_a")}
    if not marks:
        return 0.0, []
    ids = {bookmark_name(each.node_id).lower(): each.node_id for each in candidate.paragraphs}
    placed = {at for match in matches for at in match.base}
    done = {at for match in matches for at in match.file}
    free = {
        each.node_id: each.place
        for each in reversed(candidate.paragraphs)
        if each.place not in placed and (each.text or is_heading_number(each.number))
    }
    views = {paragraph: at for at, view in enumerate(sheet.views.was) if at not in done for paragraph in view.starts}
    made: list[Match] = []
    for name, paragraph in marks.items():
        place, at = free.pop(ids.get(name, ""), -1), views.pop(paragraph, -1)
        if place >= 0 and at >= 0 and bool(candidate.keys[place].words) == bool(sheet.was[at].words):
            made.append(Match((place,), (at,), 0.5))
    return sum(name in ids for name in marks) / max(1, len(ids)), made


def _judged(
    base: Sequence[Placeable], sheet: _Sheet, matches: Sequence[Match]
) -> tuple[Verdict, list[Evidence], range | None]:
    total = sum(_size(each.words) for each in base)
    own = sum(_size(each.words) for each in sheet.was)
    equal = sum(_size(base[at].words) for match in matches if match.likeness == 1.0 for at in match.base)
    like = sum(_size(base[at].words) * match.likeness for match in matches for at in match.base)
    found = sum(_size(sheet.was[at].words) * match.likeness for match in matches for at in match.file)
    evidence = [
        Evidence("same_paragraphs", f"{equal / total if total else 0:.3f}"),
        Evidence("like_paragraphs", f"{like / total if total else 0:.3f}"),
    ]
    share, own_share = like / total if total else 0.0, found / own if own else 0.0
    if share >= _IS_SAME:
        return Verdict.SAME, evidence, None
    if own_share >= _IS_EXTRACT and own >= _FEW_WORDS:
        # Somebody sent back only the articles they wrote about; the rest is not deleted.
        places = [at for match in matches for at in match.base]
        evidence.append(Evidence("extract", f"{own_share:.3f}"))
        return Verdict.SAME, evidence, range(min(places), max(places) + 1)
    if share < _IS_OTHER_LAW and own_share < _IS_OTHER_LAW + 0.2 and own >= _FEW_WORDS:
        return Verdict.OTHER_LAW, evidence, None
    return Verdict.NOT_SURE, evidence, None


def _share_unmatched(sheet: _Sheet, matches: Sequence[Match]) -> float:
    placed = {at for match in matches for at in match.file}
    total = sum(_size(each.words) for each in sheet.was)
    free = sum(_size(each.words) for at, each in enumerate(sheet.was) if at not in placed)
    return free / total if total else 0.0


def _other_languages(sheet: _Sheet, base: Text) -> set[int]:
    """The paragraphs (by index in the file) of further language editions inside the file."""
    from lawtext.streams import split_languages

    views = sheet.views.was
    lines = [Line(at, view.owner.label_was, view.text.strip()) for at, view in enumerate(views)]
    streams = split_languages(lines)
    if len(streams) < 2 or not any(tongue[0] == base.language for tongue, _ in streams):
        return set()
    own = max((tongue for tongue, _ in streams if tongue[0] == base.language), key=lambda t: t[1] == base.script)
    return {
        paragraph
        for tongue, held in streams
        if tongue != own
        for line in held
        for paragraph in views[line.index].starts
    }


def _placed(
    file: WordFile, read: _Read, candidate: _Candidate, verdict: Verdict
) -> tuple[tuple[WordProposal, ...], tuple[WordComment, ...], tuple[Unplaced, ...]]:
    unplaced = [*_changes_of(file.running, ""), *_changes_of(read.left_out, "other_language")]
    unplaced += _withdrawn(file.paragraphs)
    if verdict is Verdict.OTHER_LAW:
        unplaced = [*_changes_of(file.paragraphs, "other_law"), *unplaced]
        nowhere = CommentPlacer((), file, Views([], [], []), (), Built([], {}, [], 0, 0))
        comments = tuple(nowhere.place(number, each) for number, each in enumerate(file.comments, start=1))
        return (), comments, tuple(unplaced)
    placer = CommentPlacer(candidate.paragraphs, file, read.sheet.views, read.matches, read.built)
    comments = tuple(placer.place(number, each) for number, each in enumerate(file.comments, start=1))
    return tuple(read.built.proposals), comments, (*read.built.unplaced, *unplaced)


def _changes_of(paragraphs: Sequence[RevisedParagraph], why: str) -> list[Unplaced]:
    """The tracked changes of paragraphs that are no part of the text."""
    made = []
    for paragraph in paragraphs:
        for piece in paragraph.segments:
            state = piece.state
            hand = state.inserted or state.deleted
            if hand is not None and state.was != state.stays and piece.text.strip():
                op = Op.INSERT if state.stays else Op.DELETE
                made.append(Unplaced(why or paragraph.role, op, piece.text, hand.author, hand.date))
    return made


def _withdrawn(paragraphs: Sequence[RevisedParagraph]) -> list[Unplaced]:
    """Words inserted and deleted again: in neither view, but somebody wrote them."""
    return [
        Unplaced("withdrawn", Op.INSERT, piece.text, piece.state.inserted.author, piece.state.inserted.date)
        for paragraph in paragraphs
        for piece in paragraph.segments
        if not piece.state.was and not piece.state.stays and piece.state.inserted and piece.text.strip()
    ]


def apply_proposals(base: Text, proposals: Sequence[WordProposal]) -> list[str]:
    """
    The paragraphs of the base text with proposals of one file carried out, without numbers.

    For checking that nothing was lost: all proposals of a file give its final view.
    """
    paragraphs = paragraphs_of(base)
    slots: list[list[str]] = [[each.text] for each in paragraphs]
    behind: dict[int, list[str]] = {}
    for proposal in proposals:
        new = proposal.proposed.split("\n") if proposal.proposed else []
        if proposal.kind is WordProposalKind.INSERT:
            behind.setdefault(proposal.after_place, []).extend(
                part for line in new for part in (line.split("\t") if proposal.part is Part.CELL else [line])
            )
            continue
        for place in proposal.places:
            slots[place] = []
        if proposal.kind is WordProposalKind.MOVE:
            behind.setdefault(proposal.after_place, []).extend(new)
        elif proposal.kind is not WordProposalKind.DELETE:
            slots[proposal.place] = new
    made = list(behind.get(-1, []))
    for place, texts in enumerate(slots):
        made += [*texts, *behind.get(place, [])]
    return [text for text in made if text]
