"""Counters written out: Roman, lettered, with words, as word processors write them."""

from __future__ import annotations

_ROMAN = list(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"


def written_number(number: int, format: str) -> str:
    """A counter in one of the number formats of Office files; formats not known here are written as digits."""
    if format in ("upperRoman", "lowerRoman") and 0 < number < 5000:
        rest, written = number, ""
        for value, letters in _ROMAN:
            count, rest = divmod(rest, value)
            written += letters * count
        return written.upper() if format == "upperRoman" else written
    if format in ("upperLetter", "lowerLetter") and 0 < number < 800:
        # After z Word doubles the letter: aa, bb, cc.
        repeat, letter = divmod(number - 1, 26)
        written = chr(97 + letter) * (repeat + 1)
        return written.upper() if format == "upperLetter" else written
    if format in ("russianUpper", "russianLower") and 0 < number < 800:
        repeat, letter = divmod(number - 1, len(_RUSSIAN))
        written = _RUSSIAN[letter] * (repeat + 1)
        return written.upper() if format == "russianUpper" else written
    if format == "decimalZero":
        return f"{number:02d}"
    if format == "none":
        return ""
    if format == "chicago" and 0 < number < 800:
        repeat, mark = divmod(number - 1, 4)
        return "*†‡§"[mark] * (repeat + 1)
    if format == "decimalEnclosedCircle" and 0 < number <= 50:
        return chr(number + (0x245F if number <= 20 else 0x323C if number <= 35 else 0x328D))
    return str(number)


# Formats written here as LibreOffice writes them; of the others only the digits are known.
_KNOWN = frozenset(
    """
    decimal decimalZero none upperRoman lowerRoman upperLetter lowerLetter chicago decimalEnclosedCircle
    numberInDash hex decimalEnclosedParen decimalEnclosedFullstop decimalFullWidth decimalHalfWidth
    dollarText bahtText
    """.split()
)


def plain_number(number: int, format: str) -> str | None:
    """A counter as LibreOffice 7 writes it into plain text; None for a format whose words are not known here."""
    if number == 0 and format != "none":
        return "0"
    if format == "bullet":
        return ""
    if format in ("russianUpper", "russianLower") and 0 < number < 800:
        rest, written = number, ""
        while rest:
            rest, letter = divmod(rest - 1, len(_RUSSIAN))
            written = _RUSSIAN[letter] + written
        return written.capitalize() if format == "russianUpper" else written
    if format == "ordinal":
        tail = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{tail}"
    if format in ("cardinalText", "ordinalText") and 0 < number < 1000:
        return _number_words(number, is_ordinal=format == "ordinalText")
    return written_number(number, format) if format in _KNOWN else None


_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """.split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip


def _number_words(number: int, *, is_ordinal: bool) -> str:
    """A number below a thousand in English words, as LibreOffice writes it whatever the language of the text is."""
    hundreds, rest = divmod(number, 100)
    words = [_SMALL[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else ""))
    elif rest:
        words.append(_SMALL[rest])
    written = " ".join(words)
    if is_ordinal:
        head, last = (
            (written[:at], written[at:]) if (at := max(written.rfind("-"), written.rfind(" ")) + 1) else ("", written)
        )
        written = head + (_ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th"))
    return written.capitalize()
