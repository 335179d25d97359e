"""Which lines are quoted: marks, lines above a quote, headings of programs that quote without marks."""

from __future__ import annotations

from mailtext import phrases
from mailtext.lines import HEADING, Line, bar_quoted, is_blank

OWN, QUOTED, ABOVE = "o", "q", "a"

_LONGEST_ABOVE = 500
_MOST_LINES_ABOVE = 4
_HEADERS_LOOKED_AT = 24
_SMALL_IN_NAMES = frozenset("ka je i e të te së se dhe za na od von der de des und of the and for për".split())


class Quotes:
    """
    Roles of all lines: own, quoted, or a heading above a quote.

    `unmarked` is set where everything below a heading had to be taken for the quote; `forwards` where the topmost
    heading says that a mail is passed on; `below` where that heading stood above everything of the writer.
    """

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.roles = [QUOTED if line.depth else OWN for line in lines]
        self.unmarked = False
        self.forwards = False
        self.has_heading = False
        self._bars()
        self._headings()
        self._torn_lines()
        self._structure()

    def _bars(self) -> None:
        """Quotes marked with `| `, when several lines are."""
        barred = [
            at for at, line in enumerate(self.lines) if line.text[:3].lstrip().startswith("| ") and not line.depth
        ]
        if len(barred) < 2 or any(self.lines[at].text.count("|") > 2 for at in barred[:5]):
            return
        for at in barred:
            depth, rest = bar_quoted(self.lines[at].text)
            if depth:
                self.lines[at] = Line(rest, depth, self.lines[at].zone)
                self.roles[at] = QUOTED

    def _headings(self) -> None:
        at = 0
        while at < len(self.lines):
            if self.roles[at] != OWN or is_blank(self.lines[at]):
                at += 1
                continue
            length, is_forward, is_sure = self._heading_at(at)
            if not length:
                at += 1
                continue
            if not self.has_heading:
                self.forwards = is_forward
            end = at + length
            following = self._next_written(end)
            is_marked = following is not None and (self.lines[following].depth > self.lines[at].depth)
            if not is_sure and not is_marked:
                at += 1
                continue
            self.has_heading = True
            for each in range(at, end):
                self.roles[each] = ABOVE
            if is_marked:
                at = end
                continue
            at = self._quote_to_end(at, end)

    def _quote_to_end(self, start: int, at: int) -> int:
        zone = self.lines[start].zone
        if following := self._next_written(at):
            # The heading may stand in a container of its own, the quote beside it.
            zone = zone and self.lines[following].zone
        while at < len(self.lines) and (not zone or self.lines[at].zone >= zone):
            self.roles[at] = QUOTED
            at += 1
        if not zone:
            self.unmarked = True
        return at

    def _next_written(self, at: int) -> int | None:
        while at < len(self.lines):
            if not is_blank(self.lines[at]):
                return at
            at += 1
        return None

    def _heading_at(self, at: int) -> tuple[int, bool, bool]:
        """Lines of the heading that begins here (0: none), whether it forwards, whether it needs no marks below it."""
        line = self.lines[at]
        key = line.key
        if len(key) <= 160 and phrases.REPLY_ABOVE.match(key):
            return 1, False, True
        if len(key) <= 160 and (match := phrases.SEPARATOR.match(key)):
            marks = match["before"].strip(), match["after"].strip()
            if max(len(marks[0]), len(marks[1])) >= 2 or marks[1] == ":":
                length = 1 + self._header_block(at + 1, is_separated=True)
                return length, bool(match["forward"]), True
        if set(key) <= {"_", "-"} and len(key) >= 10:
            following = self._next_written(at + 1)
            if (
                following is not None
                and following - at <= 3
                and (block := self._header_block(following, is_separated=True))
            ):
                return following - at + block, False, True
            return 0, False, False
        if block := self._header_block(at):
            return block, False, True
        if length := self._in_one_line(at):
            return length, False, True
        return self._written_by(at)

    def _header_block(self, at: int, *, is_separated: bool = False) -> int:
        """Length of a block of mail headers: From, Sent, To, Subject in any of the languages; 0 if there is none."""
        if at >= len(self.lines):
            return 0
        found: list[str] = []
        end = start = at
        blanks = 0
        while at < len(self.lines) and at - start < _HEADERS_LOOKED_AT:
            line = self.lines[at]
            if line.depth:
                break
            if is_blank(line):
                blanks += 1
                # Programs that make a paragraph of every line leave one blank between the names.
                if blanks > 1 or "subject" in found:
                    break
                at += 1
                continue
            match = phrases.HEADER_LINE.match(line.key)
            family = phrases.HEADER_NAME.get(match[1].strip()) if match else None
            if family is None:
                if blanks or not found or at - end > 3 or ("subject" in found and found[-1] != "subject"):
                    break
                if found[-1] == "subject" and not line.text.startswith((" ", "\t")):
                    break
                if found[-1] == "date":
                    break
                at += 1  # a long list of addresses goes on
                if found[-1] == "subject":
                    end = at
                continue
            if family in found and family not in {"other", "cc", "to"}:
                break
            if not found and family not in {"from", "date", "to", "subject"}:
                return 0
            blanks = 0
            found.append(family)
            at += 1
            end = at
        families = set(found)
        # A letter may begin with "Për: … Nga: … Tema: …" too; programs write an address or the time.
        block = " ".join(self.lines[each].key for each in range(start, end))
        is_program = is_separated or "@" in block or phrases.TIME.search(block) or self.lines[start].hint == HEADING
        if "from" in families and len(families & {"date", "to", "subject"}) >= 2:
            return end - start if is_program else 0
        return end - start if {"date", "to", "subject"} <= families and self.lines[start].hint == HEADING else 0

    def _in_one_line(self, at: int) -> int:
        key = self.lines[at].key[:1500]
        if not phrases.FROM_NAMES.match(key):
            return 0
        families = {phrases.HEADER_NAME[match[1]] for match in phrases.NAMES_IN_LINE.finditer(key)}
        return 1 if {"from", "date", "subject"} <= families or {"from", "to", "subject"} <= families else 0

    def _written_by(self, at: int) -> tuple[int, bool, bool]:
        """A line like "On …, … wrote:", perhaps broken over several."""
        first = self.lines[at]
        is_marked = first.hint == HEADING
        if (
            not is_marked
            and not phrases.ABOVE_QUOTE_STARTS.match(first.key)
            and "@" not in first.key[:200]
            and not phrases.WROTE.search(first.key[:300])
        ):
            return 0, False, False
        joined = ""
        for length in range(1, _MOST_LINES_ABOVE + 1):
            if at + length > len(self.lines):
                break
            line = self.lines[at + length - 1]
            if line.depth != first.depth or is_blank(line):
                break
            joined = f"{joined} {line.key}".strip()
            if len(joined) > _LONGEST_ABOVE:
                break
            if not joined.endswith(":") and not (is_marked and line.hint == HEADING and phrases.WROTE.search(joined)):
                continue
            if phrases.QUOTED_BY.match(joined):
                return length, False, "@" in joined
            # Marked ones may be in any language.
            if not phrases.WROTE.search(joined):
                if phrases.DATE.match(joined) and phrases.ADDRESS.search(joined):
                    return length, False, False
                if is_marked and (phrases.DATE.search(joined) or phrases.TIME.search(joined)):
                    return length, False, True
                continue
            dated = phrases.DATE.search(joined)
            timed = phrases.TIME.search(joined)
            addressed = phrases.ADDRESS.search(joined)
            if not (dated or timed or addressed):
                return (length, False, False) if joined.endswith(":") and len(joined) < 120 else (0, False, False)
            is_sure = is_marked or bool(((timed or addressed) and dated) or (timed and addressed))
            if not is_sure and dated:
                is_sure = self._is_name_between(at, length, joined, dated.end())
            return length, False, is_sure
        return 0, False, False

    def _is_name_between(self, at: int, length: int, joined: str, date_end: int) -> bool:
        """Whether only a name stands between the date and "wrote:", the line being a paragraph of its own."""
        if at and not is_blank(self.lines[at - 1]) and self.roles[at - 1] == OWN:
            return False
        written = " ".join(self.lines[each].text.strip() for each in range(at, at + length))
        match = phrases.WROTE.search(joined, date_end)
        if not match or len(joined) - match.end() > 5:
            return False
        words = written.split()
        count = len(joined[date_end : match.start()].replace(",", " ").split())
        last = len(words) - len(joined[match.start() :].split())
        names = [word.strip("\"'(),") for word in words[max(0, last - count) : last]]
        return 0 < len(names) <= 6 and all(not name or name[:1].isupper() or name in _SMALL_IN_NAMES for name in names)

    def _torn_lines(self) -> None:
        """Ends of long quoted lines that a program broke without marking the rest."""
        for at in range(1, len(self.lines) - 1):
            line = self.lines[at]
            if self.roles[at] != OWN or not line.key or line.hint:
                continue
            before, after = self.lines[at - 1], self.lines[at + 1]
            if (
                before.depth
                and after.depth
                and len(before.text) >= 60
                and before.text[-1:].isalnum() | before.text.endswith((",", " "))
                and line.text[:1].islower()
                and (is_blank(after) or after.text[:1].islower())
                and len(line.text) < 30
            ):
                self.roles[at] = QUOTED

    def _structure(self) -> None:
        """Marked headings that led to nothing else are headings still."""
        for at, line in enumerate(self.lines):
            if line.hint == HEADING and self.roles[at] == OWN and line.key:
                following = self._next_written(at + 1)
                if following is not None and self.roles[following] == QUOTED:
                    self.roles[at] = ABOVE
