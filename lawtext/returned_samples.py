"""
Invented laws that came back: Word files with tracked changes and comments, and what they must be read as.

Everything follows from the arguments and the seed. Paragraphs are counted as `paragraphs_of` counts those of the law
that was handed out (`handed_out`), so that the truth can be checked without reading the file again.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lawtext.returned_law import LawParagraph, RetypedSample, SampleLaw, handed_out, make_retyped, new_sentence, xml_run

__all__ = ["KINDS", "Operation", "ReturnedSample", "RetypedSample", "handed_out", "make_returned", "make_retyped"]

AUTHORS = (("Arta Krasniqi", "AK"), ("Јована Петровић", "ЈП"), ("Rrjeti “Demokracia & Ligji”", "RD"), ("J. Smith", ""))
KINDS = (
    "insert_words", "delete_words", "replace_words", "replace_words", "rewrite", "title", "delete_paragraph",
    "insert_paragraph", "insert_paragraph_behind", "insert_article", "move", "move_words", "merge", "split", "number",
    "comment", "comment", "thread", "comment_on_new", "comment_on_two", "format", "withdrawn", "empty_paragraph",
    "cell", "row_inserted", "row_deleted", "note", "two_authors",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One thing a member did: its kind, who, and to which paragraph (`place`); words taken out and put in.

    `target` is the paragraph behind which something went, -1 for none; `words` those a comment stands on.
    """

    kind: str
    author: str
    date: str
    place: int
    gone: str = ""
    new: str = ""
    target: int = -1
    words: str = ""
    replies: tuple[str, ...] = ()
    is_resolved: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedSample:
    """A returned file, the operations in it, and the final text of every paragraph (without displayed numbers)."""

    data: bytes
    operations: tuple[Operation, ...]
    final: tuple[str, ...]


def make_returned(
    articles: int = 200,
    words: int = 300,
    language: str = "sq",
    numbering: str = "typed",
    *,
    operations: int = 880,
    seed: int = 1,
    kinds: Sequence[str] = KINDS,
    authors: Sequence[tuple[str, str]] = AUTHORS,
) -> ReturnedSample:
    """
    The law of `handed_out` as it came back, with this many operations of these kinds by these authors.

    Each operation stands on paragraphs of its own, so that each has one right reading. Fewer are made where the law is
    too short.
    """
    law = SampleLaw(articles, words, language, numbering)
    return _Editing(law, seed, operations, tuple(kinds), tuple(authors), language).made()


class _Editing:
    """Applies operations to a law, each to paragraphs that no other touches."""

    def __init__(
        self,
        law: SampleLaw,
        seed: int,
        count: int,
        kinds: tuple[str, ...],
        authors: tuple[tuple[str, str], ...],
        language: str,
    ) -> None:
        self.law = law
        self.chance = random.Random(f"{seed} returned {count} {language}")
        self.count, self.kinds, self.authors, self.language = count, kinds, authors, language
        self.operations: list[Operation] = []
        self.comments: list[str] = []
        self.extended: list[str] = []
        self.places = law.places()
        self.taken: set[int] = set()
        self.number = 100
        paragraphs = law.paragraphs
        self.plain = [at for at, each in enumerate(paragraphs) if each.level in "123" and len(each.text.split()) > 7]
        self.titles = [
            at for at, each in enumerate(paragraphs) if each.level == "title" and paragraphs[at - 1].level == "article"
        ]
        self.cells = [at for at, each in enumerate(paragraphs) if each.cell]
        self.noted = [at for at, each in enumerate(paragraphs) if each.note]

    def made(self) -> ReturnedSample:
        attempts = 0
        while len(self.operations) < self.count and attempts < 20 * self.count:
            attempts += 1
            kind = self.kinds[attempts % len(self.kinds)]
            getattr(self, f"_{kind}")()
        data = self.law.written("".join(self.comments), "".join(self.extended))
        final: list[str] = []
        for each in self.law.paragraphs:
            whole = f"{each.label} {each.text}".strip() if each.label else each.text
            touched = each.runs or each.before or each.after or each.mark or each.row_mark
            final += each.final[:1] if touched else [whole]
            final += [each.note_final or each.note] if each.note else []
            final += each.final[1:] if touched else []
        return ReturnedSample(data, tuple(self.operations), tuple(text for text in final if text))

    # What the operations share

    def _free(self, pool: Sequence[int], *, next_too: bool = False) -> int | None:
        for _ in range(40):
            at = self.chance.choice(pool) if pool else -1
            # A paragraph's neighbors stay as they are, so that every operation has one right place.
            around = set(range(at - 1, at + 3 if next_too else at + 2))
            if at >= 1 and not around & self.taken and (not next_too or at + 1 in self._plain_set()):
                self.taken.add(at)
                if next_too:
                    self.taken.add(at + 1)
                return at
        return None

    def _plain_set(self) -> set[int]:
        return {at for at in self.plain if not self.law.paragraphs[at].note}

    def _hand(self) -> tuple[str, str, str]:
        """(author, date, the attributes that claim both)."""
        self.number += 1
        author = self.chance.choice(self.authors)[0]
        day, hour = self.chance.randint(1, 28), self.chance.randint(8, 19)
        date = f"2026-05-{day:02d}T{hour:02d}:{self.number % 60:02d}:00Z"
        return author, date, f'w:id="{self.number}" w:author="{escape(author)}" w:date="{date}"'

    def _lead(self, each: LawParagraph) -> str:
        return f"{each.label} " if each.label else ""

    def _done(self, kind: str, author: str, date: str, at: int, **more: object) -> None:
        self.operations.append(Operation(kind, author, date, self.places[at], **more))  # type: ignore[arg-type]

    def _words(self, count: int) -> str:
        return new_sentence(self.chance, self.language, count).rstrip(".").lower()

    def _parted(self, text: str) -> tuple[str, str, str]:
        """A text cut into what stands before, some words, and what stands behind."""
        words = text.split(" ")
        begin = self.chance.randint(1, len(words) - 4)
        end = begin + self.chance.randint(1, 3)
        return " ".join(words[:begin]) + " ", " ".join(words[begin:end]), " " + " ".join(words[end:])

    # Words

    def _edit_words(self, at: int, kind: str, *, gone: bool, new: bool) -> None:
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        before, words, behind = self._parted(each.text)
        added = self._words(2) if new else ""
        lead = self._lead(each)
        if gone:
            took = words if new else words + " "
            rest = behind if new else behind[1:]
            deleted = f"<w:del {claim}>{xml_run(took, 'delText')}</w:del>"
        else:
            took, rest, deleted = "", " " + words + behind, ""
        inserted = f"<w:ins {claim}>{xml_run(added)}</w:ins>" if new else ""
        each.runs = xml_run(lead + before) + deleted + inserted + xml_run(rest)
        each.final = [lead + before + added + rest]
        self._done(kind, author, date, at, gone=took, new=added)

    def _insert_words(self) -> None:
        if (at := self._free(self.plain)) is not None:
            self._edit_words(at, "insert_words", gone=False, new=True)

    def _delete_words(self) -> None:
        if (at := self._free(self.plain)) is not None:
            self._edit_words(at, "delete_words", gone=True, new=False)

    def _replace_words(self) -> None:
        if (at := self._free(self.plain)) is not None:
            self._edit_words(at, "replace_words", gone=True, new=True)

    def _cell(self) -> None:
        if (at := self._free(self.cells)) is not None:
            self._edit_words(at, "cell", gone=True, new=True)

    def _two_authors(self) -> None:
        at = self._free([at for at in self.plain if len(self.law.paragraphs[at].text.split()) > 14])
        if at is None:
            return
        each = self.law.paragraphs[at]
        words = each.text.split(" ")
        half = len(words) // 2
        runs, final = xml_run(self._lead(each)), self._lead(each)
        for part in (" ".join(words[:half]) + " ", " ".join(words[half:])):
            author, date, claim = self._hand()
            before, took, behind = self._parted(part)
            added = self._words(1)
            runs += xml_run(before) + f"<w:del {claim}>{xml_run(took, 'delText')}</w:del>"
            runs += f"<w:ins {claim}>{xml_run(added)}</w:ins>" + xml_run(behind)
            final += before + added + behind
            self._done("replace_words", author, date, at, gone=took, new=added)
        each.runs, each.final = runs, [final]

    def _rewrite(self) -> None:
        at = self._free(self.plain)
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        new = new_sentence(self.chance, self.language, 12)
        lead = self._lead(each)
        each.runs = (
            xml_run(lead)
            + f"<w:del {claim}>{xml_run(each.text, 'delText')}</w:del><w:ins {claim}>{xml_run(new)}</w:ins>"
        )
        each.final = [lead + new]
        self._done("rewrite", author, date, at, gone=each.text, new=new)

    def _title(self) -> None:
        at = self._free(self.titles)
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        added = " " + self._words(2)
        each.runs = xml_run(each.text) + f"<w:ins {claim}>{xml_run(added)}</w:ins>"
        each.final = [each.text + added]
        self._done("title", author, date, at, new=added)

    def _number(self) -> None:
        at = self._free([at for at in self.plain if self.law.paragraphs[at].label])
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        new = f"{self.chance.randint(40, 90)}."
        each.runs = f"<w:del {claim}>{xml_run(each.label, 'delText')}</w:del><w:ins {claim}>{xml_run(new)}</w:ins>"
        each.runs += xml_run(" " + each.text)
        each.final = [f"{new} {each.text}"]
        self._done("number", author, date, at, gone=each.label, new=new)

    def _note(self) -> None:
        at = self._free(self.noted)
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        added = " " + self._words(3)
        each.note_runs = xml_run(each.note) + f"<w:ins {claim}>{xml_run(added)}</w:ins>"
        each.note_final = each.note + added
        self.operations.append(Operation("note", author, date, self.places[at] + 1, new=added))

    def _format(self) -> None:
        at = self._free(self.plain)
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        text = escape(self._lead(each) + each.text, quote=False)
        each.runs = f"<w:r><w:rPr><w:b/><w:rPrChange {claim}><w:rPr/></w:rPrChange></w:rPr><w:t>{text}</w:t></w:r>"
        each.final = [self._lead(each) + each.text]
        self._done("format", author, date, at)

    def _withdrawn(self) -> None:
        at = self._free(self.plain)
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        _, _, other = self._hand()
        before, words, behind = self._parted(each.text)
        added = self._words(2)
        each.runs = xml_run(self._lead(each) + before + words)
        each.runs += f"<w:ins {claim}><w:del {other}>{xml_run(' ' + added, 'delText')}</w:del></w:ins>" + xml_run(
            behind
        )
        each.final = [self._lead(each) + before + words + behind]
        self._done("withdrawn", author, date, at, new=added)

    # Paragraphs

    def _gone(self, at: int, kind: str, *, with_mark: bool) -> None:
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        text = self._lead(each) + each.text
        each.runs = f"<w:del {claim}>{xml_run(text, 'delText')}</w:del>"
        each.mark = f"<w:del {claim}/>" if with_mark else ""
        each.final = [""]
        self._done(kind, author, date, at, gone=each.text)

    def _delete_paragraph(self) -> None:
        if (at := self._free(sorted(self._plain_set()))) is not None:
            self._gone(at, "delete_paragraph", with_mark=True)

    def _empty_paragraph(self) -> None:
        if (at := self._free(sorted(self._plain_set()))) is not None:
            self._gone(at, "delete_paragraph", with_mark=False)

    def _insert_paragraph(self) -> None:
        """A new paragraph whose own end is the inserted one."""
        at = self._free(sorted(self._plain_set()))
        if at is None or self.law.paragraphs[at + 1].cell:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        new = new_sentence(self.chance, self.language, 15)
        each.after = f"<w:p><w:pPr><w:rPr><w:ins {claim}/></w:rPr></w:pPr><w:ins {claim}>{xml_run(new)}</w:ins></w:p>"
        each.final = [self._lead(each) + each.text, new]
        self._done("insert_paragraph", author, date, at, new=new, target=self.places[at])

    def _insert_paragraph_behind(self) -> None:
        """The same as made by pressing Enter at a paragraph's end: the old paragraph's end is the inserted one."""
        at = self._free(sorted(self._plain_set()))
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        new = new_sentence(self.chance, self.language, 15)
        each.runs = xml_run(self._lead(each) + each.text)
        each.mark = f"<w:ins {claim}/>"
        each.after = f"<w:p><w:pPr>{each.properties}</w:pPr><w:ins {claim}>{xml_run(new)}</w:ins></w:p>"
        each.final = [self._lead(each) + each.text, new]
        self._done("insert_paragraph", author, date, at, new=new, target=self.places[at])

    def _insert_article(self) -> None:
        ends = [at - 1 for at, each in enumerate(self.law.paragraphs) if each.level == "article" and at > 3]
        at = self._free([at for at in ends if at in self._plain_set()])
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        texts = [f"Neni {self.chance.randint(300, 900)}A", self._words(3), new_sentence(self.chance, self.language, 15)]
        each.after = "".join(
            f"<w:p><w:pPr><w:rPr><w:ins {claim}/></w:rPr></w:pPr><w:ins {claim}>{xml_run(text)}</w:ins></w:p>"
            for text in texts
        )
        each.final = [self._lead(each) + each.text, *texts]
        self._done("insert_paragraph", author, date, at, new="\n".join(texts), target=self.places[at])

    def _move(self) -> None:
        at, target = self._free(sorted(self._plain_set())), self._free(sorted(self._plain_set()))
        if at is None or target is None or self.law.paragraphs[target + 1].cell:
            return
        each, there = self.law.paragraphs[at], self.law.paragraphs[target]
        author, date, claim = self._hand()
        name = f"move{self.number}"
        text = self._lead(each) + each.text
        where = f'w:id="{self.number}9"'
        each.before = f'<w:moveFromRangeStart {where} w:name="{name}" {claim.split(" ", 1)[1]}/>'
        each.runs = f"<w:moveFrom {claim}>{xml_run(text)}</w:moveFrom>"
        each.mark = f"<w:moveFrom {claim}/>"
        each.after = f"<w:moveFromRangeEnd {where}/>"
        each.final = []
        where = f'w:id="{self.number}8"'
        there.after = (
            f'<w:moveToRangeStart {where} w:name="{name}" {claim.split(" ", 1)[1]}/>'
            f"<w:p><w:pPr>{each.properties}<w:rPr><w:moveTo {claim}/></w:rPr></w:pPr>"
            f"<w:moveTo {claim}>{xml_run(text)}</w:moveTo></w:p><w:moveToRangeEnd {where}/>"
        )
        there.final = [self._lead(there) + there.text, text]
        self._done("move", author, date, at, gone=each.text, target=self.places[target])

    def _move_words(self) -> None:
        at, target = self._free(self.plain), self._free(self.plain)
        if at is None or target is None:
            return
        each, there = self.law.paragraphs[at], self.law.paragraphs[target]
        author, date, claim = self._hand()
        name = f"move{self.number}"
        before, words, behind = self._parted(each.text)
        start, end = f'w:id="{self.number}7" w:name="{name}"', f'w:id="{self.number}7"'
        each.runs = xml_run(self._lead(each) + before) + f"<w:moveFromRangeStart {start}/>"
        each.runs += f"<w:moveFrom {claim}>{xml_run(words)}</w:moveFrom><w:moveFromRangeEnd {end}/>" + xml_run(behind)
        each.final = [self._lead(each) + before + behind]
        start, end = f'w:id="{self.number}6" w:name="{name}"', f'w:id="{self.number}6"'
        own = self._lead(there) + there.text
        there.runs = xml_run(own) + f"<w:moveToRangeStart {start}/><w:moveTo {claim}>{xml_run(' ' + words)}</w:moveTo>"
        there.runs += f"<w:moveToRangeEnd {end}/>"
        there.final = [f"{own} {words}"]
        self._done("delete_words", author, date, at, gone=words)
        self._done("insert_words", author, date, target, new=words)

    def _merge(self) -> None:
        at = self._free(sorted(self._plain_set()), next_too=True)
        if at is None:
            return
        each, following = self.law.paragraphs[at], self.law.paragraphs[at + 1]
        author, date, claim = self._hand()
        each.runs = xml_run(self._lead(each) + each.text + " ")
        each.mark = f"<w:del {claim}/>"
        text = self._lead(following) + following.text
        following.runs, following.final = xml_run(text), []
        each.final = [f"{self._lead(each)}{each.text} {text}"]
        self._done("merge", author, date, at, target=self.places[at + 1])

    def _split(self) -> None:
        at = self._free(sorted(self._plain_set()))
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        words = each.text.split(" ")
        half = len(words) // 2
        first, second = self._lead(each) + " ".join(words[:half]), " ".join(words[half:])
        each.runs, each.mark = xml_run(first), f"<w:ins {claim}/>"
        each.after = f"<w:p><w:pPr>{each.properties}</w:pPr>{xml_run(' ' + second)}</w:p>"
        each.final = [first, second]
        self._done("split", author, date, at, new=second)

    def _row_inserted(self) -> None:
        at = self._free([at for at in self.cells if self.law.paragraphs[at].cell[2] == 1])  # type: ignore[index]
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        texts = [self._words(2), self._words(2)]
        cells = "".join(f"<w:tc><w:tcPr/><w:p><w:ins {claim}>{xml_run(text)}</w:ins></w:p></w:tc>" for text in texts)
        each.runs = xml_run(each.text)
        each.after = f"</w:tc></w:tr><w:tr><w:trPr><w:ins {claim}/></w:trPr>{cells.removesuffix('</w:tc>')}"
        each.final = [each.text, *texts]
        self._done("insert_paragraph", author, date, at, new="\t".join(texts), target=self.places[at])

    def _row_deleted(self) -> None:
        at = self._free([at for at in self.cells if self.law.paragraphs[at].cell[2] == 0])  # type: ignore[index]
        if at is None or at + 2 in self.taken:
            return
        self.taken.add(at + 1)
        author, date, claim = self._hand()
        for place in (at, at + 1):
            each = self.law.paragraphs[place]
            each.row_mark = f"<w:trPr><w:del {claim}/></w:trPr>"
            each.runs = f"<w:del {claim}>{xml_run(each.text, 'delText')}</w:del>"
            each.final = []
            self._done("delete_paragraph", author, date, place, gone=each.text)

    # Comments

    def _commented(self, at: int, words: str, runs: tuple[str, str, str], *, replies: int = 0) -> None:
        """Write a comment with its thread around the middle one of three runs."""
        author, initials = self.chance.choice(self.authors)
        _, date, _ = self._hand()
        identifier = self.number
        is_resolved = bool(replies) and self.chance.random() < 0.5
        answers: list[str] = []
        marks = [identifier]
        self._write_comment(identifier, author, initials, date, self._words(5), "", is_resolved)
        text = self._last_comment
        for _ in range(replies):
            other, short = self.chance.choice(self.authors)
            self.number += 1
            self._write_comment(self.number, other, short, date, self._words(4), f"{identifier:08X}", is_resolved)
            answers.append(self._last_comment)
            marks.append(self.number)
        starts = "".join(f'<w:commentRangeStart w:id="{mark}"/>' for mark in marks)
        ends = "".join(
            f'<w:commentRangeEnd w:id="{mark}"/><w:r><w:commentReference w:id="{mark}"/></w:r>' for mark in marks
        )
        each = self.law.paragraphs[at]
        each.runs = runs[0] + starts + runs[1] + ends + runs[2]
        self._done("comment", author, date, at, new=text, words=words, replies=tuple(answers), is_resolved=is_resolved)

    def _write_comment(
        self, identifier: int, author: str, initials: str, date: str, text: str, parent: str, is_resolved: bool
    ) -> None:
        self._last_comment = text
        self.comments.append(
            f'<w:comment w:id="{identifier}" w:author="{escape(author)}" w:initials="{initials}" w:date="{date}">'
            f'<w:p w14:paraId="{identifier:08X}">{xml_run(text)}</w:p></w:comment>'
        )
        above = f' w15:paraIdParent="{parent}"' if parent else ""
        self.extended.append(f'<w15:commentEx w15:paraId="{identifier:08X}"{above} w15:done="{int(is_resolved)}"/>')

    def _comment(self, *, replies: int = 0) -> None:
        at = self._free(self.plain)
        if at is None:
            return
        each = self.law.paragraphs[at]
        before, words, behind = self._parted(each.text)
        self._commented(
            at, words, (xml_run(self._lead(each) + before), xml_run(words), xml_run(behind)), replies=replies
        )
        each.final = [self._lead(each) + each.text]

    def _thread(self) -> None:
        self._comment(replies=self.chance.randint(1, 3))

    def _comment_on_new(self) -> None:
        at = self._free(self.plain)
        if at is None:
            return
        each = self.law.paragraphs[at]
        author, date, claim = self._hand()
        before, words, behind = self._parted(each.text)
        added = self._words(2)
        runs = (
            xml_run(self._lead(each) + before + words + " "),
            f"<w:ins {claim}>{xml_run(added)}</w:ins>",
            xml_run(behind),
        )
        self._commented(at, "", runs)
        each.final = [self._lead(each) + before + words + " " + added + behind]
        self._done("insert_words", author, date, at, new=added)

    def _comment_on_two(self) -> None:
        at = self._free(sorted(self._plain_set()), next_too=True)
        if at is None:
            return
        each, following = self.law.paragraphs[at], self.law.paragraphs[at + 1]
        before, words, behind = self._parted(each.text)
        first, second, rest = self._parted(following.text)
        author, initials = self.chance.choice(self.authors)
        _, date, _ = self._hand()
        self._write_comment(self.number, author, initials, date, self._words(5), "", False)
        mark = self.number
        each.runs = (
            xml_run(self._lead(each) + before) + f'<w:commentRangeStart w:id="{mark}"/>' + xml_run(words + behind)
        )
        following.runs = xml_run(self._lead(following) + first + second) + f'<w:commentRangeEnd w:id="{mark}"/>'
        following.runs += f'<w:r><w:commentReference w:id="{mark}"/></w:r>' + xml_run(rest)
        each.final, following.final = [self._lead(each) + each.text], [self._lead(following) + following.text]
        text, quoted = self._last_comment, f"{words}{behind}\n{first}{second}"
        self._done("comment", author, date, at, new=text, words=quoted)
