"""A body taken apart: own words with the quotes above them, signature, notices, quote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mailtext import phrases
from mailtext.endings import NOTICE, SIGNATURE, find_endings
from mailtext.letters import fold
from mailtext.lines import Line, is_blank
from mailtext.model import Passage
from mailtext.quotes import ABOVE, OWN, Quotes

_BLANK_LINES = re.compile(r"\n{3,}")
_SEALED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----$")
_HASH = re.compile(r"(?:Hash|Charset|Comment|Version): ")


@dataclass(slots=True)
class Dissected:
    """What a body holds. All words of the body are in one of the four texts."""

    text: str = ""
    passages: tuple[Passage, ...] = ()
    signature: str = ""
    disclaimer: str = ""
    quote: str = ""
    forwards: bool = False
    has_quote: bool = False
    doubts: list[str] = field(default_factory=list)


def dissect(lines: list[Line], *, sender_name: str = "", sender: str = "") -> Dissected:
    """Take the lines of a body apart."""
    roles_of_seals = _open_seal(lines)
    quotes = Quotes(lines)
    roles = quotes.roles
    is_colored = quotes.unmarked and _take_colored(lines, roles)
    names = _names(sender_name, sender)
    blocks = _blocks(roles)
    is_first = True
    for block in blocks:
        for at, role in find_endings(lines, block, names, is_first=is_first).items():
            roles[at] = role
        is_first = is_first and not any(roles[at] == OWN and lines[at].key for at in block)
    for at in roles_of_seals:
        if roles[at] == OWN:
            roles[at] = SIGNATURE
    found = Dissected(forwards=quotes.forwards, has_quote=any(role in "qa" for role in roles))
    _return_words(lines, roles, found)
    found.passages = _passages(lines, roles)
    found.text = "\n\n".join(each.text for each in found.passages)
    found.signature = _joined(lines, [at for at, role in enumerate(roles) if role == SIGNATURE])
    found.disclaimer = _joined(lines, [at for at, role in enumerate(roles) if role == NOTICE])
    found.quote = _joined(lines, [at for at, role in enumerate(roles) if role in "qa"])
    if quotes.unmarked:
        found.doubts.append("unmarked_quote")
        if is_colored:
            found.doubts.append("colored_answers")
        elif len(found.text) < 600 and phrases.BELOW.search(fold(found.text)):
            found.doubts.append("answers_below")
    return found


def _take_colored(lines: list[Line], roles: list[str]) -> bool:
    """
    Answers in a color of their own between the lines of a quote without marks, when the words above it announce them.

    Where half of the quote has the color, it is that of the quoted mail.
    """
    above = " ".join(line.key for line, role in zip(lines, roles, strict=True) if role == OWN)
    if len(above) > 3000 or not phrases.BELOW.search(above):
        return False
    quoted = [at for at, role in enumerate(roles) if role == "q" and lines[at].key]
    colored = [at for at in quoted if lines[at].color and not lines[at].key.startswith(("http", "www."))]
    counts = Counter(lines[at].color for at in colored)
    if not counts or counts.most_common(1)[0][1] * 2 > len(quoted):
        return False
    color = counts.most_common(1)[0][0]
    for at in colored:
        if lines[at].color == color:
            roles[at] = OWN
    return True


def _names(name: str, address: str) -> frozenset[str]:
    words = re.split(r"[^\w'’-]+", fold(name)) + re.split(r"[._+\d-]+", fold(address.partition("@")[0]))
    return frozenset(word for word in words if len(word) > 1)


def _blocks(roles: Sequence[str]) -> list[list[int]]:
    made: list[list[int]] = []
    before = ""
    for at, role in enumerate(roles):
        if role == OWN:
            if before != OWN:
                made.append([])
            made[-1].append(at)
        before = role
    return made


def _return_words(lines: list[Line], roles: list[str], found: Dissected) -> None:
    """A mail that holds only a short closing and a name says that much."""
    if any(role == OWN and lines[at].key for at, role in enumerate(roles)) or found.has_quote is None:
        return
    for at, role in enumerate(roles):
        if role == SIGNATURE and lines[at].key:
            key = lines[at].key.strip(" \t*_~.,;:!-")
            if key in phrases.THANKS:
                roles[at] = OWN
            return


def _passages(lines: list[Line], roles: list[str]) -> tuple[Passage, ...]:
    made: list[Passage] = []
    under: list[str] = []
    words: list[str] = []

    def end() -> None:
        text = _tidy("\n".join(words))
        if text:
            made.append(Passage(_tidy("\n".join(under)), text))
            under.clear()
        words.clear()

    for at, line in enumerate(lines):
        role = roles[at]
        if role == OWN:
            words.append(_words(line.text))
        elif role == "q":
            end()
            under.append(_words(line.text))
        elif role == ABOVE:
            end()
    end()
    return tuple(made)


def _words(text: str) -> str:
    return text.replace("\u00a0", " ").rstrip()


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", text).strip("\n ")


def _joined(lines: list[Line], indices: list[int]) -> str:
    return _tidy("\n".join(_words(lines[at].text) for at in indices))


def _open_seal(lines: list[Line]) -> list[int]:
    """Lines of an inline PGP signature around the text."""
    taken: list[int] = []
    state = ""
    for at, line in enumerate(lines):
        text = line.text.strip()
        if not text.startswith("-----") and not state:
            continue
        if _SEALED.match(text) and not line.depth:
            state = "head"
            taken.append(at)
        elif state == "head":
            if is_blank(line):
                state = ""
            elif _HASH.match(text):
                taken.append(at)
            else:
                state = ""
        elif text == "-----BEGIN PGP SIGNATURE-----" and not line.depth:
            state = "seal"
            taken.append(at)
        elif state == "seal":
            taken.append(at)
            if text == "-----END PGP SIGNATURE-----":
                state = ""
    for at in taken:
        lines[at] = Line(lines[at].text.replace("-----", "----- "), 0, lines[at].zone, "signed")
    return taken
