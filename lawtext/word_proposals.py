"""What a returned Word file says: proposals on provisions, comments on words, and what had no place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lawtext.anchors import Anchor
from lawtext.differences import Op


class Verdict(StrEnum):
    """Which text a returned file was made from."""

    SAME = "same"
    OTHER_VERSION = "other_version"
    OTHER_LAW = "other_law"
    NOT_SURE = "not_sure"


class WordProposalKind(StrEnum):
    """
    What a member did to a paragraph.

    `replace`: its words changed. `insert`: new paragraphs after it. `delete`: it is gone (or left empty). `move`: it
    stands elsewhere, perhaps reworded. `merge`: it became one with its neighbors. `split`: it became several.
    `renumber`: only the number typed before it changed.
    """

    REPLACE = "replace"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    RENUMBER = "renumber"


class Part(StrEnum):
    """Which part of a provision a paragraph of the file is. A cell is a paragraph inside a table."""

    TEXT = "text"
    HEADING = "heading"
    NOTE = "note"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class WordChange:
    """
    A stretch of words and what happened to it.

    `author` and `date` (as written in the file, mostly ISO 8601) are claims: any name can be typed into a word
    processor. They are "" for equal words and for changes made without tracking (`is_tracked` false).
    """

    op: Op
    text: str
    author: str = ""
    date: str = ""
    is_tracked: bool = True


@dataclass(frozen=True, slots=True)
class WordProposal:
    """
    All that a file proposes for one paragraph of the base text, ready to be read as one contribution.

    `node_id` is the provision concerned; for an insertion the one it belongs behind, "" before everything. `node_ids`
    are all provisions concerned, in reading order (several for merges). `article_id` is the article around it, "".
    `place` is the number of the paragraph among `paragraphs_of(base)`, -1 before everything; `places` are all of them.
    `after_id` and `after_place` say for an insertion and a move behind which provision and paragraph the words go.

    `original` and `proposed` are the words without the number before them; a new line begins a new paragraph. For an
    insertion `original` is "", for a deletion `proposed`. `number` and `proposed_number` are the numbers as printed,
    where they are typed or displayed ("1.1.", "Neni 5"). `changes` joined give both texts.

    `is_tracked` says that every change of it was tracked; changes found only by comparison carry no author.
    `authors` and `dates` are those of the tracked changes in order of appearance: claims, see `WordChange`.
    `is_typography_only` says that only marks, case or blanks differ. `confidence` (0 to 1) is how sure the place is.
    """

    key: str
    kind: WordProposalKind
    node_id: str
    article_id: str
    part: Part
    original: str
    proposed: str
    number: str = ""
    proposed_number: str = ""
    changes: tuple[WordChange, ...] = ()
    authors: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    is_tracked: bool = True
    is_typography_only: bool = False
    node_ids: tuple[str, ...] = ()
    place: int = -1
    places: tuple[int, ...] = ()
    after_id: str = ""
    after_place: int = -1
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class WordReply:
    """An answer within a comment's thread. Names and dates are claims, see `WordChange`."""

    author: str
    initials: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class WordComment:
    """
    A comment of the file with its thread.

    `quote` are the words it was made on, as they stand in the base text (without what the file inserts), a new line
    between paragraphs; `new_quote` the same words as the file would have them, where they differ. `prefix` and
    `suffix` are up to 64 characters around the quote in the first paragraph. `node_ids` are all provisions the quote
    touches; `node_id` is the first, "" where the comment stands on nothing of the text (a header, another law).
    `proposal` is the key of the proposal whose paragraph it is on, "" for none; a comment on inserted words has no
    `quote`, only `new_quote`, and the provision of that proposal.
    """

    key: str
    node_id: str
    article_id: str
    author: str
    initials: str
    date: str
    text: str
    quote: str = ""
    new_quote: str = ""
    prefix: str = ""
    suffix: str = ""
    node_ids: tuple[str, ...] = ()
    place: int = -1
    proposal: str = ""
    is_resolved: bool = False
    replies: tuple[WordReply, ...] = ()

    def anchor(self) -> Anchor:
        """For `carry` and `find_quote`: the first paragraph of the quoted words on the first provision."""
        return Anchor(self.key, self.node_id, self.quote.split("\n", 1)[0], self.prefix, self.suffix)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """
    Something of the file that belongs to no provision: its words are kept so that nothing is lost.

    `why` is `header` or `footer` (running matter), `other_language` (a further language edition in the file),
    `other_law` (the whole file is of another law), `withdrawn` (inserted and deleted again: in neither view),
    `not_in_base` (deleted with tracking, but the base does not have it: somebody inserted it without).
    """

    why: str
    op: Op
    text: str
    author: str = ""
    date: str = ""
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One reason for the verdict.

    Codes: `identifier` (the version the file says it was made from), `bookmarks` (share of our hidden marks found),
    `same_paragraphs` (share of the base text's paragraphs found unchanged), `like_paragraphs` (share found at all),
    `other_same_paragraphs` (share of words in equal paragraphs of the version named in `about`), `extract` (only some
    of the articles were sent back; share of the file's words found), `language` (of the file), `base_language`.
    `value` is a share from 0 to 1 with three decimals, or a name.
    """

    code: str
    value: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """
    A Word file that came back, read against the text it was made from.

    `version` is the name of the version the verdict is about ("" for the base or none). `language` and `script` are
    those of the file's words. `format_changes` counts tracked changes of formatting, which propose nothing;
    `operations` all tracked insertions, deletions and moves as the file has them. `numbering` is "kept", "lost" (most
    numbers are gone) or "" (the text has none). `last_modified_by` is a claim of the file.
    """

    verdict: Verdict
    version: str = ""
    evidence: tuple[Evidence, ...] = ()
    language: str = ""
    script: str = ""
    proposals: tuple[WordProposal, ...] = ()
    comments: tuple[WordComment, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    operations: int = 0
    format_changes: int = 0
    numbering: str = ""
    last_modified_by: str = ""

    def of_node(self, id: str) -> tuple[WordProposal, ...]:
        """The proposals that concern a provision."""
        return tuple(each for each in self.proposals if id == each.node_id or id in each.node_ids)

    def authors(self) -> tuple[str, ...]:
        """Every name in the file, in order of appearance. Claims, see `WordChange`."""
        names = [name for each in self.proposals for name in each.authors]
        for comment in self.comments:
            names += [comment.author, *(reply.author for reply in comment.replies)]
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Voice:
    """Who proposes something: the returned file (its name as given to `merge_returned`) and the names inside it."""

    file: str
    authors: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class MergedProposal:
    """
    One change, however many files propose it.

    `proposal` is the change as the first file words it; `voices` are all who propose the same, the first one first.
    `rivals` are the positions (in the tuple `merge_returned` returns) of other proposals on the same paragraphs.
    """

    proposal: WordProposal
    voices: tuple[Voice, ...]
    rivals: tuple[int, ...] = ()

    def names(self) -> tuple[str, ...]:
        """All names, each once."""
        return tuple(dict.fromkeys(name for voice in self.voices for name in voice.authors))
