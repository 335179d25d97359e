"""What stands under a writer's words: signatures, notices of confidentiality, footers of lists and programs."""

from __future__ import annotations

import re

from mailtext import phrases
from mailtext.letters import fold, language_of
from mailtext.lines import SIGNED, Line

SIGNATURE, NOTICE, OWN = "s", "d", "o"

_LONGEST_SIGNATURE = 16  # written lines
_LONGEST_LINE = 110
_LONGEST_NOTICE = 40  # lines
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(
    r"(?:neni|nenin|nenit|nenet|neneve|nenin|clan\w{0,3}|article|articles|art|artikel|paragraf\w*|stav\w{0,2}|paragraph|pika|tacka|point)\b\.? ?\(?\d"
)
_MARKS_AROUND = " \t*_~.,;:!-–—"
_BETWEEN_CLOSINGS = re.compile(r",? (?:dhe|i|and|und) | ?[/|] ?")
_ORNAMENTS = "*_-=#🌱🌳♻ "


def find_endings(lines: list[Line], own: list[int], names: frozenset[str], *, is_first: bool = True) -> dict[int, str]:
    """
    Roles (signature or notice) of those lines of one block of own lines that are not the writer's words.

    `own` are the indices of the block, `names` the folded words of the sender's name and address; `is_first` says that
    the writer has said nothing above it, so that its first words may greet.
    """
    return _Block(lines, own, names, is_first=is_first).roles


class _Block:
    def __init__(self, lines: list[Line], own: list[int], names: frozenset[str], *, is_first: bool) -> None:
        self.lines, self.own, self.names, self.is_first = lines, own, names, is_first
        self.roles: dict[int, str] = {}
        self._marked()
        self._banners()
        self._notices()
        self._delimiter()
        self._signed_inside()
        self._tail()

    def left(self) -> list[int]:
        """Written lines that are still the writer's."""
        return [at for at in self.own if at not in self.roles and self.lines[at].key]

    def take(self, indices: list[int], role: str) -> None:
        for at in indices:
            self.roles.setdefault(at, role)

    def from_(self, start: int) -> list[int]:
        return [at for at in self.own if at >= start]

    def paragraphs(self) -> list[list[int]]:
        """Runs of written lines that are still the writer's."""
        made: list[list[int]] = []
        before = -2
        for at in self.own:
            if at in self.roles or not self.lines[at].key:
                before = -2
                continue
            if at != before + 1:
                made.append([])
            made[-1].append(at)
            before = at
        return made

    def _marked(self) -> None:
        marked = [at for at in self.own if self.lines[at].hint == SIGNED]
        written = [at for at in self.own if self.lines[at].key and self.lines[at].hint != SIGNED]
        if marked and (written or not any(self.is_prose(self.lines[at]) for at in marked)):
            self.take(marked, SIGNATURE)

    def _banners(self) -> None:
        """Warnings that a gateway puts above a mail."""
        for paragraph in self.paragraphs()[:2]:
            if not (phrases.BANNER.match(self.joined(paragraph)) or phrases.YOU_SELDOM.match(self.joined(paragraph))):
                continue
            taken = paragraph[:1]
            for at in paragraph[1:]:
                before = self.lines[at - 1].text.rstrip()
                is_broken = len(before) >= 55 and not before.endswith((".", "!", "]"))
                if not (is_broken or phrases.BANNER_GOES_ON.match(self.lines[at].key)):
                    break
                taken.append(at)
            self.take(taken, NOTICE)

    def joined(self, paragraph: list[int]) -> str:
        return " ".join(self.lines[at].key for at in paragraph)[:3000]

    def _delimiter(self) -> None:
        for at in self.own:
            line = self.lines[at]
            if at in self.roles or not line.key or not phrases.DELIMITER.match(line.key):
                continue
            below = [each for each in self.from_(at + 1) if self.lines[each].key]
            above = [each for each in self.left() if each < at]
            is_real = line.key in {"--", "-- "} or line.text.rstrip() in {"--", "—", "––"}
            if not below:
                self.take([at], SIGNATURE)
                return
            if (above or not self.is_first) and (len(below) <= 40 if is_real else self.looks_signed(below)):
                self._take_delimited(at)
                return
            if is_real:
                self._answer_under(at)
                return

    def _take_delimited(self, at: int) -> None:
        """All below the delimiter, notices and footers apart."""
        self.take([at], SIGNATURE)
        self._notices()
        self.take([each for each in self.from_(at) if each not in self.roles], SIGNATURE)

    def _answer_under(self, at: int) -> None:
        """The writer wrote under the signature that the program had put on top: the signature ends before prose."""
        self.take([at], SIGNATURE)
        kept = False
        for paragraph in self.paragraphs():
            if any(self.is_prose(self.lines[each]) for each in paragraph) and not self.is_notice(
                self.joined(paragraph)
            ):
                kept = True
                break
            self.take(paragraph, SIGNATURE)
        if not kept:
            self.take(self.from_(at), SIGNATURE)

    def is_notice(self, key: str, *, is_below: bool = False) -> bool:
        """Whether a paragraph is a notice that programs and organizations put under mails; `is_below` other words."""
        key = key.lstrip(_ORNAMENTS)
        if phrases.LIST_FOOTER.match(key) or _near_start(phrases.NOTICE_ALONE, key):
            return True
        said = sum(1 for family in phrases.NOTICE_FAMILIES if family.search(key))
        if phrases.NOTICE_STARTS.match(key):
            return said >= 2 or (said == 1 and bool(phrases.NOTICE_ABOUT.search(key)))
        if is_below and said >= 3 and phrases.MESSAGE.search(key[:300]) and not _LABEL.search(key):
            # In words that are not known: it speaks of this message, and of secrecy, receivers, errors, liability.
            return True
        return said >= 3 and _near_start(phrases.NOTICE_ABOUT, key)

    def begins_notice(self, key: str) -> bool:
        """Whether a notice may begin with this line; a drawn line may stand above it."""
        return (not key.strip("_-=* ") and len(key) > 15) or any(
            pattern.match(key.lstrip(_ORNAMENTS))
            for pattern in (phrases.NOTICE_STARTS, phrases.NOTICE_ABOUT, phrases.LIST_FOOTER, phrases.NOTICE_ALONE)
        )

    def _notices(self) -> None:
        """Notices at the end: from the first one on, when nothing but notices and signature follows."""
        paragraphs = self.paragraphs()
        for number in range(len(paragraphs) - 1, -1, -1):
            paragraph = paragraphs[number]
            key = self.joined(paragraph)
            if self.is_notice(key, is_below=number > 0 or not self.is_first) and not self._has_signature_above(
                paragraph
            ):
                self.take(paragraph, NOTICE)
                continue
            # A notice may follow the last words without a blank line.
            for place in range(max(1, len(paragraph) - _LONGEST_NOTICE), len(paragraph)):
                if self.begins_notice(self.lines[paragraph[place]].key) and self.is_notice(
                    self.joined(paragraph[place : place + _LONGEST_NOTICE]), is_below=True
                ):
                    self.take(paragraph[place:], NOTICE)
                    break
            if number < len(paragraphs) - 6:
                break

    def _signed_inside(self) -> None:
        """
        The sender's name with what belongs to it, where unknown words stand below: a notice, a motto, a postscript.

        Paragraphs below that speak of this message, of secrecy, receivers or liability are notices; others stay words.
        """
        left = self.left()
        for place in range(max(1 if self.is_first else 0, len(left) - 30), len(left)):
            line = self.lines[left[place]]
            if not self.is_sender(line.text) or len(line.text.split()) > 4:
                continue
            above = self.lines[left[place - 1]] if place else None
            closed = above is not None and bool(self.closing_of(above)[0]) and (place > 1 or not self.is_first)
            end = place + 1
            while end < len(left) and end - place < _LONGEST_SIGNATURE and self.may_sign(self.lines[left[end]]):
                end += 1
            told = any(self.tells_of_person(self.lines[at].key) for at in left[place + 1 : end])
            is_alone = not self.lines[left[place] - 1].key or closed
            if end == len(left) or not is_alone or not (closed or told or len(line.text.split()) > 1):
                continue
            start = place - 1 if closed else place
            while (
                closed
                and place - start < 5
                and start > (1 if self.is_first else 0)
                and self.closing_of(self.lines[left[start - 1]])[0]
            ):
                start -= 1
            self.take([at for at in self.own if left[start] <= at < left[end]], SIGNATURE)
            for paragraph in self.paragraphs():
                key = self.joined(paragraph)
                if paragraph[0] < left[end] or _LABEL.search(key) or key.startswith(("p.s", "ps", "p. s", "n.b", "nb")):
                    continue
                if phrases.MESSAGE.search(key) or any(family.search(key) for family in phrases.NOTICE_FAMILIES):
                    self.take(paragraph, NOTICE)
            return

    def _has_signature_above(self, paragraph: list[int]) -> bool:
        """Whether a paragraph begins with other things, and only one of its later lines begins the notice."""
        return (
            len(paragraph) > 1
            and any(self.begins_notice(self.lines[at].key) for at in paragraph[1:_LONGEST_NOTICE])
            and not self.begins_notice(self.lines[paragraph[0]].key)
        )

    def _tail(self) -> None:
        """Devices, closings with names, names alone, blocks of telephone numbers; from the end upwards."""
        self._devices()
        if self._closing():
            self._devices()
            return
        self._contacts()
        self._name()
        self._devices()

    def _devices(self) -> None:
        left = self.left()
        for at in reversed(left[-3:]):
            key = self.lines[at].key
            if len(key) <= 160 and phrases.DEVICE.match(key.lstrip("*_- [(<")) and phrases.DEVICE_NAMES.search(key):
                self.take([each for each in left if each >= at], SIGNATURE)
                return

    def _closing(self) -> bool:
        left = self.left()
        for place in range(len(left) - 1, max(-1, len(left) - _LONGEST_SIGNATURE - 1), -1):
            line = self.lines[left[place]]
            word, named = self.closing_of(line)
            if not word:
                continue
            below = left[place + 1 :]
            if place == 0 and not named and self.is_first:
                # The first words of a mail greet; they close only what is nothing but names.
                if not below or word not in phrases.THANKS:
                    return False
                if self.looks_signed(below):
                    self.take(self.from_(below[0]), SIGNATURE)
                    return True
                return False
            if all(self.may_sign(self.lines[at]) for at in below):
                start = place
                # "Faleminderit," and "Me respekt," often stand under each other.
                while (
                    place - start < 4
                    and start > (1 if self.is_first else 0)
                    and self.closing_of(self.lines[left[start - 1]])[0]
                ):
                    start -= 1
                self.take(self.from_(left[start]), SIGNATURE)
                return True
            return False
        return False

    def closing_of(self, line: Line) -> tuple[str, bool]:
        """The closing words on a line, and whether a name stands behind them; ("", False) where there are none."""
        key = line.key.strip(_MARKS_AROUND)
        if not key or len(key) > phrases.LONGEST_CLOSING + 60:
            return "", False
        if key in phrases.CLOSINGS or self.is_like_closing(line, key):
            return key, False
        head, comma, tail = key.partition(",")
        if comma and head.strip() in phrases.CLOSINGS:
            rest = tail.strip(_MARKS_AROUND)
            if (
                not rest
                or rest in phrases.CLOSINGS
                or all(part.strip(_MARKS_AROUND) in phrases.CLOSINGS for part in rest.split(","))
            ):
                return head.strip(), False
            written = line.text.partition(",")[2].strip(_MARKS_AROUND)
            if self.is_name(written) or self.is_sender(written):
                return head.strip(), True
        words = key.split()
        for length in range(min(5, len(words) - 1), 0, -1):
            head = " ".join(words[:length]).strip(",")
            if head in phrases.CLOSINGS:
                if self.is_sender(" ".join(words[length:])):
                    return head, True
                break
        parts = [part for part in _BETWEEN_CLOSINGS.split(key) if part]
        if len(parts) > 1 and all(part in phrases.CLOSINGS for part in parts):
            return parts[-1], False
        return "", False

    def is_like_closing(self, line: Line, key: str) -> bool:
        """Whether a short line closes in words that are not listed: it ends with a comma, or holds a word of closings."""
        ends = line.text.rstrip()[-1:]
        if len(key.split()) > 6 or ends in ".?:;" or re.search(r"\d", key) or _LABEL.search(key):
            return False
        return phrases.CLOSING_WORD.search(key) is not None or (
            ends == "," and len(key.split()) <= 4 and self.begins_alone(line)
        )

    def begins_alone(self, line: Line) -> bool:
        """Whether a line begins after a blank one or a finished sentence, so that it does not go on with one."""
        at = next((each for each in self.own if self.lines[each] is line), self.own[0])
        before = self.lines[at - 1] if at else None
        return before is None or not before.key or before.text.rstrip()[-1:] in {".", "!", "?", '"', "“", "”"}

    def is_sender(self, text: str) -> bool:
        """Whether the words are from the sender's name."""
        words = [word for word in _LETTERS.findall(fold(text)) if len(word) > 1 or len(text) < 30]
        known = [
            word
            for word in words
            if word in self.names or (len(word) == 1 and any(name.startswith(word) for name in self.names))
        ]
        return bool(words) and len(words) <= 5 and len(known) == len(words) and any(len(word) > 2 for word in words)

    def is_name(self, text: str) -> bool:
        """Whether the words have the form of a name: two to five, each with a capital."""
        words = text.strip(_MARKS_AROUND).replace(",", " ").split()
        if fold(text).strip(_MARKS_AROUND) in phrases.SHORT_ANSWERS:
            return False
        if not 1 <= len(words) <= 6 or len(text) > 60:
            return False
        plain = [word for word in words if _NAME_WORD.match(word)]
        return len(plain) == len(words) and all(word[0].isupper() for word in words if len(word) > 3)

    def is_prose(self, line: Line) -> bool:
        """Whether a line is a sentence, not part of a signature."""
        if _LABEL.match(line.key):
            return True
        words = _LETTERS.findall(line.key)
        if len(words) < 5 or phrases.CONTACT.search(line.key) or phrases.STREET.search(line.key):
            return len(words) >= 14
        if phrases.ORGANIZATION.search(line.key) or phrases.TITLE.search(line.key):
            return len(words) >= 12 or (line.text.rstrip().endswith((".", "?", "!")) and len(words) >= 6)
        return bool(language_of(line.text)) and (line.text.rstrip().endswith((".", "?", "!", ";")) or len(words) >= 8)

    def may_sign(self, line: Line) -> bool:
        """Whether a line may stand in a signature."""
        if len(line.text) > _LONGEST_LINE and not phrases.CONTACT.search(line.key):
            return False
        if phrases.DEVICE.match(line.key) or self.is_sender(line.text):
            return True
        return not self.is_prose(line)

    def looks_signed(self, below: list[int]) -> bool:
        """Whether these lines look like a signature: none is prose, some name, title, organization or number is there."""
        if len(below) > _LONGEST_SIGNATURE or not all(self.may_sign(self.lines[at]) for at in below):
            return False
        first = self.lines[below[0]]
        return (
            self.is_sender(first.text)
            or self.is_name(first.text)
            or any(phrases.CONTACT.search(self.lines[at].key) for at in below)
        )

    def _contacts(self) -> None:
        """A last paragraph or two of telephone numbers, addresses and titles under a name."""
        left = self.left()
        if len(left) < 2:
            return
        places = range(max(1 if self.is_first else 0, len(left) - _LONGEST_SIGNATURE), len(left))
        has_known = any(self.is_sender(self.lines[left[place]].text) for place in places)
        for place in places:
            first = self.lines[left[place]]
            below = left[place:]
            # Names stand on a line of their own after a blank line or after a sentence's end.
            starts = not self.lines[left[place] - 1].key or self.lines[left[place - 1]].text.rstrip().endswith(
                (".", "!", "?", ",")
            )
            is_known = self.is_sender(first.text)
            if not starts or not (is_known or (not has_known and self.is_name(first.text))):
                continue
            if not all(self.may_sign(self.lines[at]) for at in below):
                continue
            telling = sum(1 for at in below if self.tells_of_person(self.lines[at].key))
            if self.is_sender(first.text):
                ends = any(
                    self.lines[at].text.rstrip().endswith((".", "?", "!"))
                    for at in below[1:]
                    if not self.tells_of_person(self.lines[at].key)
                )
                is_signed = bool(telling) or (len(below) <= 6 and not ends)
            else:
                is_signed = telling * 2 >= len(below) and telling >= 2
            if is_signed:
                self.take(self.from_(left[place]), SIGNATURE)
                return

    def tells_of_person(self, key: str) -> bool:
        """Whether a line names a number, an address, a title or an organization."""
        return any(pattern.search(key) for pattern in (phrases.CONTACT, phrases.ORGANIZATION, phrases.TITLE))

    def _name(self) -> None:
        left = self.left()
        if len(left) < (2 if self.is_first else 1):
            return
        if self.is_sender(self.lines[left[-1]].text) and len(self.lines[left[-1]].text.split()) <= 4:
            self.take(self.from_(left[-1]), SIGNATURE)
            self._closing()


def _near_start(pattern: re.Pattern[str], key: str) -> bool:
    """Whether the pattern stands at the beginning, no sentence before it."""
    match = pattern.search(key[:300])
    return match is not None and match.start() <= 40 and not re.search(r"[.!?:,] ", key[: match.start()])
