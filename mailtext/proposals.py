"""Exact wording that a writer asks for."""

from __future__ import annotations

import re

from mailtext.references import flat

_OPENING = '„“«»"”‟'
_LONGEST_QUOTE = 6000
_MOST_UNCLOSED = 60
_LONGEST = 100_000  # longer parts are whole papers, not the wording of a provision
_ASKS = re.compile(
    r"\b(?:zevendeso(?:het|hen|ni|het tekst\w*) me|(?:te|do te) (?:kete (?:kete )?(?:tekst|permbajtje|formulim)\w*|jete(?: si(?: ne)? (?:vijon|me poshte))?|lexohet|formulohet|riformulohet|thote|thuhet|shtohet|shtohen|ndryshohet|plotesohet|shkruhet)|teksti i (?:ri|propozuar)|formulimi i (?:ri|propozuar)|propozimi(?: yne| im)?|propozojme(?: kete)?(?: tekst\w*| formulim\w*)?|propozoj(?: kete)?(?: tekst\w*| formulim\w*)"
    r"|da se (?:zameni|doda|izmeni|menja|preformulise|dopuni)|zamen(?:i|e|iti|ite|j?en\w*)(?: se)?(?: sa| recima)|(?:treba )?(?:da )?glasi|da bude|treba da (?:stoji|pise)|predlog(?: teksta| formulacije)|predlozeni tekst|novi tekst|doda(?:ti|je se)|predlazem(?:o)?(?: sledeci| sledecu)?(?: tekst| formulaciju)"
    r"|(?:should|to|shall|must|would|could) (?:read|be worded)|be (?:replaced|substituted) (?:with|by)|replace(?:d)? (?:it )?(?:with|by)|(?:proposed|suggested|new) (?:text|wording|formulation)|be (?:amended|reworded|changed)(?: to(?: read)?)?|should be|to be added|add(?:ing)? the (?:words?|sentence|following|text)|we propose(?: the following)?|our proposal"
    r"|(?:replac\w*|substitut\w*|zevendeso\w*|zamen\w*|ersetz\w*)(?: \w+){0,3} \"[^\"\n]{1,400}\"(?: \w+){0,3} (?:with|by|me|sa|recima|durch)|(?:umesto|instead of|ne vend te|statt)(?: \w+){0,3} \"[^\"\n]{1,400}\"[^\"\n]{0,60}(?=\")"
    r"|soll(?:te)? (?:lauten|heissen)|(?:ersetzt|ersetzen) durch|neuer text|formulierungsvorschlag|vorgeschlagener text|wie folgt(?: lauten)?)(?!\w)"
)
# Words that as often begin something else: wording must follow at once.
_WEAK = re.compile(
    r"should be|(?:te|do te) (?:jete|thote|thuhet|shkruhet|shtohet|shtohen|ndryshohet|plotesohet|lexohet)|da bude|treba da (?:stoji|pise)|propozimi(?: yne| im)?|propozojme|predlog|predlazem(?:o)?|we propose|our proposal|doda(?:ti|je se)|da se (?:doda|izmeni|menja|dopuni)|be changed|wie folgt"
)
_AT_COLON = re.compile(r" ?:")
_TO_COLON = re.compile(r"[^:.!?\n\"]{0,90}:")
_GOES_ON = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-zëçšžčćđа-я]\)|[-–•])\s+\S")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where words stand in quotation marks: from the mark to the closing one, both included; unclosed ones are none."""
    spans: list[tuple[int, int]] = []
    at = tries = 0
    while at < len(text) and tries < _MOST_UNCLOSED:
        if text[at] not in _OPENING or not _opens(text, at):
            at += 1
            continue
        end = _closing(text, at)
        if end < 0:
            tries += 1
            at += 1
            continue
        spans.append((at, end + 1))
        at = end + 1
    return spans


def _opens(text: str, at: int) -> bool:
    if text[at] in "„‟":
        return True
    before = text[at - 1 : at]
    after = text[at + 1 : at + 2]
    return (not before or before.isspace() or before in "([:–—-/") and bool(after) and not after.isspace()


def _closing(text: str, at: int) -> int:
    """The mark that ends the quotation: one that is followed by no letter; inner quotations are passed."""
    limit = min(len(text), at + _LONGEST_QUOTE)
    depth = 0
    each = at + 1
    while each < limit:
        if text[each] in _OPENING:
            after = text[each + 1 : each + 2]
            if _opens(text, each) and not (not after or after.isspace()) and text[each - 1 : each].isspace():
                depth += 1
            elif depth:
                depth -= 1
            elif not after or not after.isalnum():
                return each
        each += 1
    return -1


def proposed_wording(text: str) -> str:
    """
    The wording asked for: in quotation marks after words that ask, or after such words and a colon; "" if none.

    In „X" to be replaced with „Y" it is Y, the last quotation after the asking words.
    """
    if len(text) > _LONGEST:
        return ""
    flattened = flat(text)
    spans = quoted_spans(text)
    for match in _ASKS.finditer(flattened):
        if any(start < match.start() < end for start, end in spans):
            continue
        if found := _after(text, flattened, match.end(), spans, is_weak=bool(_WEAK.fullmatch(match[0]))):
            return found
    return ""


def _after(text: str, flattened: str, at: int, spans: list[tuple[int, int]], *, is_weak: bool) -> str:
    near = next((span for span in spans if at <= span[0]), None)
    if near and (_reaches(flattened[at : near[0]]) if not is_weak else not flattened[at : near[0]].strip(" :\n")):
        return _inner(text, near)
    colon = (_AT_COLON if is_weak else _TO_COLON).match(flattened, at)
    if colon is None:
        return ""
    rest = text[colon.end() :]
    paragraphs = re.split(r"\n[ \t]*\n", rest.lstrip("\n "))
    kept = paragraphs[:1]
    for paragraph in paragraphs[1:]:
        if not _GOES_ON.match(paragraph):
            break
        kept.append(paragraph)
    return "\n\n".join(kept).strip().strip('„“”"«»').strip()


def _reaches(between: str) -> bool:
    """Whether the asking words still hold at the quotation: little stands between, and no sentence ends."""
    plain = between.strip()
    return len(plain) <= 90 and not re.search(r"[.!?]\s", plain.rstrip(":")) and plain.count("\n\n") <= 1


def _inner(text: str, span: tuple[int, int]) -> str:
    return text[span[0] + 1 : span[1] - 1].strip()
