"""Letters that only a font makes: symbol fonts behind private codes, fonts of the time before Unicode."""

from __future__ import annotations

import re

# The Symbol font, positions 0x20 to 0x7E and 0xA0 to 0xFE (Adobe's Symbol encoding as mapped by the Unicode consortium).
_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SYMBOL = {0x20 + at: letter for at, letter in enumerate(_SYMBOL_LOW)}
_SYMBOL |= {0xA0 + at: letter for at, letter in enumerate(_SYMBOL_HIGH) if letter != "\ufffd"}
# Those of Wingdings that documents use as bullets, boxes and arrows.
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧",
    0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA7: "▪", 0xA8: "◻",
    0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_BULLETS = {0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0xFB: "✗", 0x2D: "–", 0x6F: "□", 0x76: "❖"}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SYMBOL_FONT = re.compile(r"(?i)^\s*(symbol|wingdings|webdings)\b")
# Serbian fonts of the years before Unicode show š đ č ć ž in the places of { | ~ } ` [ \ ^ ] @ (JUS I.B1.002, "YUSCII");
# they are told by their names. Their Cyrillic sisters show Cyrillic letters in the places of Latin ones.
_OLD_FONT = re.compile(
    r"(?i)^(?:yu|cir|c|l|lat|ju)[ _-]?(?:times|swiss|helvetica|arial|dutch|bodoni|garamond|courier|souvenir|roman|c?times)"
    r"|(?:times|helvetica|arial|swiss|courier)[ _-]?(?:roman)?[ _-]?(?:yu|cir|yug|cirilica|yuscii)\b|^cirilica|yuscii|^macedonian"
    r"|^(?:m|mac)[ _-](?:times|swiss)\b"
)
_OLD_LETTERS = re.compile(r"(?<=[a-zA-Z])[{|}~\\^`](?=[a-zA-Z])")
# UTF-8 read as Latin letters: "Ã«" for ë, "Ã§" for ç, "Å¡" for š, "Ä‡" for ć.
_TWICE_ENCODED = re.compile("Ã[«‹§‡\x8b\x87]|Å[¡¾\xa0\xbd]|Ä[‡‘\x8d\x87\x91]")


def symbol(code: int, font: str) -> str:
    """
    The character that a symbol font shows for a code (with or without the private-use offset 0xF000).

    A code that is not in the font's table stays as it is, so that nothing is lost; `is_private` then tells it.
    """
    position = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    name = font.strip().lower()
    if name.startswith(("wingdings", "webdings")):
        table = _WINGDINGS if name == "wingdings" else _BULLETS
        if code > 0xFF and not 0xF000 <= code <= 0xF0FF:
            table = {}
    elif name.startswith("symbol"):
        table = _SYMBOL
    else:
        table = _BULLETS if 0xF000 <= code <= 0xF0FF else {}
    return table.get(position, chr(code))


def shown_symbols(text: str, font: str) -> str:
    """The text with private-use letters as the font shows them; same length, the rest unchanged."""
    if not _PRIVATE.search(text):
        return text
    return _PRIVATE.sub(lambda match: symbol(ord(match[0]), font), text)


def is_symbol_font(font: str) -> bool:
    """Whether a font shows symbols in the places of letters."""
    return bool(_SYMBOL_FONT.match(font))


def is_old_font(font: str) -> bool:
    """Whether a font, by its name, shows other letters than the codes say."""
    return bool(_OLD_FONT.search(font))


def is_doubtful(text: str) -> bool:
    """Whether letters are surely not what was meant: private codes, twice encoded, or two old-font marks within words."""
    if text.isascii():
        return len(_OLD_LETTERS.findall(text)) > 1
    return bool(_PRIVATE.search(text) or _TWICE_ENCODED.search(text)) or len(_OLD_LETTERS.findall(text)) > 1


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Digits written small and above, so that a note's figure does not stick to the word or number before it."""
    return text.translate(_RAISED)
