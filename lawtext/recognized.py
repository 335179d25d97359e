"""
Labels as text recognition sees them: "KAPITULLII", "Neni l2", "I." for "1.", mended by the numbers around them.

Only recognized lines come here. A label is changed only where the number that it then has is the one that must follow;
what was there is told in a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from lawtext.labels import read_label
from lawtext.language import plain_letters, to_latin
from lawtext.model import Doubt, Kind, Line

_DIGITS = str.maketrans("OoОоQDlI|!ıiíÍТTSsЅZzBВGбbgqАA", "000000111111111155522886669944")
_ROMANS = str.maketrans("l1|!Tıíi7ІТ", "I" * 11)
_LEVEL = re.compile(
    r"^\W{0,2}(?P<word>KAPITULLI|KREU|PJESA|TITULLI|LIBRI|CHAPTER|PART|TITLE|POGLAVLJE|GLAVA|DEO|ПОГЛАВЉЕ|ГЛАВА|ДЕО)"
    r"(?P<number>\s*[IVXLCl1|!Tıí7ІТ.]{1,6}|)(?:(?P<rest>\s+[-–—]\s+\S.*)|[\s.,_~–—-]*)$"
)
_ARTICLE = re.compile(
    r"^\W{0,2}(?P<word>N[eéc]n[il1ıíÍ!|jt]|NEN[Il1!|T]|[CČć]lan|Čl[aä]n|ČLAN|Чл[аa]н|ЧЛАН|Art[il1]c[l1Ii]e|ARTICLE)[.,]?"
    r"(?P<gap>\s*)(?P<number>[\dOoQlI|!ıSsZBGТTА]{1,4}(?:/?[A-Z])?)[.,:;]?(?P<rest>\s.*)?$"
)
_WORDS = {"n": "Neni", "N": "Neni", "C": "Član", "Č": "Član", "ć": "Član", "Ч": "Члан", "A": "Article"}
_NUMBER = re.compile(
    r"^(?P<lead>[_'`.,:;~*-]{0,2}\s?)(?P<number>[\dOoQlI|!ıSsZzBG]{1,4}(?:(?:\s?[.,]\s?(?=\d)|[.,])[\dOoQlI|!ıSsZzBG]{1,3}){0,3})"
    r"(?P<end>[.,:)]{0,2})(?P<gap>\s+)(?P<rest>\S.*)$"
)
_LETTERED = re.compile(r"^(?P<letter>[^\s)]{1,2})(?P<end>[)}\]])\s+(?P<rest>\S.*)$")
# What a letter before a bracket is taken for.
_TAKEN_FOR = {
    "a": "4aа@å", "b": "6bб8", "c": "€ce¢©с(", "ç": "¢çcg€", "d": "ddаа4", "e": "€eеcо", "g": "gq9", "i": "1il!|j", "l": "1lI|",
    "o": "0oо", "q": "g9q", "s": "5s", "z": "2z", "ë": "eéè8ë", "č": "cćé¢", "ć": "cčé¢", "š": "s5", "ž": "z2",
    "а": "aа4@", "б": "6b65", "в": "Bв8B", "г": "rгT", "д": "дAaпA", "ђ": "hђ5b", "е": "eе", "ж": "жxX", "з": "3зz",
    "и": "uий", "ј": "jј", "к": "kк", "л": "nлI",
}  # fmt: skip
_ACT_NUMBER = re.compile(r"\b(\d{2})\s?[7Il|1!/]\s?[L£]\s?[-–—~_]\s?([\dOoIl]{3})\b")
_LETTERS = {
    "latn": "a b c d e f g h i j k l m n o p q r s t u v z",
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh",
    "sr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž",
    "cyrl": "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
}
_FOLLOWERS: dict[str, set[str]] = {}
for _row in _LETTERS.values():
    _letters = _row.split()
    for _before, _after in pairwise(_letters):
        _FOLLOWERS.setdefault(_before, set()).add(_after)


@dataclass(slots=True)
class _Counting:
    """The numbers last seen: of levels by kind, of the article, of the provision inside it, of the letter."""

    levels: dict[Kind, int]
    article: int = 0
    provision: tuple[int, ...] = ()
    letter: str = ""

    def expected(self) -> list[tuple[int, ...]]:
        """The numbers that may come next inside an article, the likeliest first."""
        last = self.provision
        if not last:
            return [(1,), (self.article, 1)]
        return [(*last[:depth], last[depth] + 1) for depth in range(len(last) - 1, -1, -1)] + [(*last, 1)]


def mend_labels(lines: list[Line], recognized: Container[int] | None = None) -> tuple[list[Line], list[Doubt]]:
    """
    The lines of one text with the labels mended that recognition spoiled, and a doubt (`number_repaired`) for each.

    `recognized` holds the indexes of the lines that were recognized, None for all of them; others are only counted.
    """
    counting = _Counting({})
    made: list[Line] = []
    doubts: list[Doubt] = []
    for line in lines:
        text = line.text
        if line.role in ("", "textbox"):
            if recognized is None or line.index in recognized:
                text = _mended(line.text, counting)
            _count(counting, text)
        if text != line.text:
            doubts.append(Doubt("number_repaired", _told(line.text, text), "", (line.index, line.index)))
        made.append(line if text == line.text else replace(line, text=text))
    return _with_item_ends(_between(made, doubts, recognized), recognized), doubts


def _told(old: str, new: str) -> str:
    """The words that were changed, from the first to the last."""
    before, after = old.split(), new.split()
    while before and after and before[-1] == after[-1]:
        before.pop(), after.pop()
    while len(before) > 1 and len(after) > 1 and before[0] == after[0]:
        before.pop(0), after.pop(0)
    return f"Recognized as “{' '.join(before)}”, read as “{' '.join(after)}”."


def _mended(text: str, counting: _Counting) -> str:
    text = _ACT_NUMBER.sub(lambda match: f"{match[1]}/L-{match[2].translate(_DIGITS)}", text)
    return (
        _level(text, counting)
        or _article(text, counting)
        or _lettered(text, counting)
        or _provision(text, counting)
        or text
    )


def _level(text: str, counting: _Counting) -> str:
    match = _LEVEL.match(text)
    if match is None:
        return ""
    bare = read_label("", f"{match['word']} I")
    if bare is None:
        return ""
    following = counting.levels.get(bare.kind, 0) + 1
    number = re.sub(r"[\s.]", "", match["number"])
    told = _roman_value(number.translate(_ROMANS))
    if told != following and following > 1 and told not in (0, 1):
        # Another number than the next one is kept as it is read; the reader will say that one is missing.
        following = told
    elif told == 1 and following > 2:
        following = 1
    if number.isdigit() and number != "1" and number != "11":
        return ""
    rest = match["rest"] or ""
    return f"{match['word']} {_roman(following)}{rest}"


def _article(text: str, counting: _Counting) -> str:
    match = _ARTICLE.match(text)
    if match is None:
        return ""
    number, rest = match["number"], match["rest"] or ""
    digits = re.match(r"[\dOoQlI|!ıSsZBGТTА]+", number)
    told = _value(digits[0]) if digits else -1
    tail = number[len(digits[0]) :] if digits else ""
    following = counting.article + 1
    strict = read_label("", text)
    if strict is not None and strict.form == "article" and number.isdigit():
        return ""
    if told != following and not (number.isdigit() and not match["gap"]):
        return ""
    word = match["word"]
    proper = _WORDS[word[0]]
    if word.isupper() and len(word) > 2:
        proper = proper.upper()
    mended = f"{proper} {told}{tail}{rest}"
    label = read_label("", mended)
    return mended if label is not None and label.form == "article" else ""


def _provision(text: str, counting: _Counting) -> str:
    match = _NUMBER.match(text)
    if match is None:
        return ""
    shown = match["number"]
    strict = read_label("", text)
    expected = counting.expected()
    depth = len(re.findall("[.,]", shown)) + 1
    is_whole = strict is not None and strict.form == "decimal" and len(strict.parts) >= depth
    if strict is not None and is_whole and strict.parts in (*expected, (1,)):
        return ""
    if not re.search(r"\d", shown) and not (match["end"] and len(shown) <= 2):
        # Letters alone are a number only where a full stop says so.
        return ""
    rest = match["rest"]
    letters = [letter for letter in rest[:40] if letter.isalpha()]
    if strict is not None and strict.form == "level":
        return ""
    if not re.search(r"\d", shown) and sum(map(str.isupper, letters)) > 0.8 * len(letters):
        return ""
    if not match["end"] and "." not in shown and "," not in shown:
        return ""
    parts = tuple(_value(part) for part in re.split(r"\s?[.,]\s?", shown))
    together = "".join(str(part) for part in parts)
    # The article's own number begins every number of older acts, so it proves nothing by itself.
    for wanted in expected:
        if parts == wanted or (len(together) > 1 and together == "".join(map(str, wanted))):
            return f"{'.'.join(map(str, wanted))}. {rest}"
    return ""


def _lettered(text: str, counting: _Counting) -> str:
    match = _LETTERED.match(text)
    if match is None:
        return ""
    letter = match["letter"]
    wanted = _FOLLOWERS.get(counting.letter, set()) if counting.letter else {"a", "а"}
    if letter in wanted and match["end"] == ")":
        return ""
    if not counting.letter and not (letter in "4@" and counting.provision):
        return ""
    for each in sorted(
        wanted, key=lambda each: (_is_cyrillic(each) != _is_cyrillic(counting.letter or match["rest"]), each)
    ):
        if letter == each or (len(each) == 1 and letter in _TAKEN_FOR.get(each, "")):
            return f"{each}) {match['rest']}"
    return ""


def _is_cyrillic(text: str) -> bool:
    return re.search(r"[\u0400-\u04ff]", text[:20]) is not None


def _count(counting: _Counting, text: str) -> None:
    label = read_label("", text)
    if label is None:
        return
    if label.form == "level":
        counting.levels[label.kind] = _roman_value(plain_letters(to_latin(label.number))) or _value(label.number)
        for kind in list(counting.levels):
            if list(Kind).index(kind) > list(Kind).index(label.kind):
                del counting.levels[kind]
        counting.provision, counting.letter = (), ""
    elif label.form == "article":
        counting.article = _value(re.match(r"\d*", label.number)[0] or "0")  # type: ignore[index]
        counting.provision, counting.letter = (), ""
    elif label.form == "decimal":
        counting.provision, counting.letter = label.parts, ""
    elif label.form == "letter":
        counting.letter = label.number.lower()


def _between(lines: list[Line], doubts: list[Doubt], recognized: Container[int] | None) -> list[Line]:
    """An article whose number fits neither neighbour, between two that leave room for one, gets the one between."""
    headings = [
        (at, label)
        for at, line in enumerate(lines)
        if line.role == "" and (label := read_label("", line.text)) is not None and label.form == "article"
    ]
    numbers = [_value(label.number) if label.number.isdigit() else -1 for _, label in headings]
    made = list(lines)
    for place in range(1, len(headings) - 1):
        before, here, after = numbers[place - 1 : place + 2]
        line = lines[headings[place][0]]
        if before > 0 and after == before + 2 and here != before + 1 and here > 0:
            if recognized is not None and line.index not in recognized:
                continue
            text = re.sub(r"\d+", str(before + 1), line.text, count=1)
            message = f"Recognized as article {here}, read as {before + 1}, which stands between its neighbours."
            doubts.append(Doubt("number_repaired", message, "", (line.index, line.index)))
            made[headings[place][0]] = replace(line, text=text)
            numbers[place] = before + 1
    return made


def _with_item_ends(lines: list[Line], recognized: Container[int] | None) -> list[Line]:
    """
    A semicolon at the end of a list's item, which recognition takes for a colon or a comma.

    Told by what follows: the item's next sibling, where a colon would announce something, or a heading.
    """
    made = list(lines)
    item: tuple[Literal["decimal", "letter"], tuple[int, ...] | str] | None = None
    last = -1
    for at, line in enumerate(lines):
        if line.role not in ("", "textbox"):
            continue
        label = read_label("", line.text)
        if label is None:
            last = at
            continue
        follows = False
        if item is not None and label.form == item[0] == "decimal":
            parts = item[1]
            assert isinstance(parts, tuple)
            follows = len(parts) > 1 and label.parts == (*parts[:-1], parts[-1] + 1)
        elif item is not None and label.form == item[0] == "letter":
            follows = label.number.lower() in _FOLLOWERS.get(str(item[1]), set())
        before = made[last] if last >= 0 else None
        is_ours = before is not None and (recognized is None or before.index in recognized)
        if follows and before is not None and is_ours and before.text.endswith(":"):
            made[last] = replace(before, text=before.text[:-1] + ";")
        is_heading = label.form in ("article", "level") and not label.rest
        if is_heading and before is not None and is_ours and before.text.endswith(","):
            # Before a heading stands the end of something; a comma would make the heading a part of the sentence.
            made[last] = replace(before, text=before.text[:-1] + (";" if item else "."))
        if label.form == "decimal":
            item = ("decimal", label.parts)
        elif label.form == "letter":
            item = ("letter", label.number.lower())
        else:
            item = None
        last = at
    return made


def _value(shown: str) -> int:
    digits = shown.translate(_DIGITS)
    return int(digits) if digits.isascii() and digits.isdigit() else -1


_NUMERALS = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


def _roman(number: int) -> str:
    made = ""
    for letters, value in (("XL", 40), *_NUMERALS):
        while number >= value:
            made += letters
            number -= value
    return made


def _roman_value(letters: str) -> int:
    """The value of a Roman number up to 49, 0 for anything else."""
    return next((value for value in range(1, 50) if _roman(value) == letters), 0)
