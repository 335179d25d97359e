"""
Places of a law as people name them in a mail: "Neni 5, paragrafi 2", "članu 7", "Art. 5 (2)", "stav 2 člana 5".

All matching is on the text flattened letter by letter (same length): small Latin letters without marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

_FROM = "абвгдђежзијклљмнњопрстћуфхцчџшëçšžčćđäöüéèâîğışñ\u00a0\t–—‑’‘“”„«»"
_TO = "abvgddezzijkllmnnoprstcufhccds" + "ecszccdaoueeaigisn" + '  ---\'\'"""""'
_FLAT = {ord(letter): flat for letter, flat in zip(_FROM, _TO, strict=True)}


def flat(text: str) -> str:
    """The text in small Latin letters without marks, of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when made small
        lowered = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_FLAT)


_ARTICLE = r"nen(?:i|in|it|et|eve|e)?|clan(?:a|u|om|ovi|ova|ovima|ove|ak|ka|ku)?|articles?|arts?|artikel[ns]?|cl|§+"
_PARAGRAPH = r"paragraf(?:i|it|in|et|eve|a|u|om|e)?|par|para|stav(?:a|u|om|ovi|ova|ove|ka)?|st|paragraphs?|paras?|absatz(?:es)?|abs|§§"
_SUBPARAGRAPH = r"nen-?paragraf(?:i|it|in|et|eve)?|podstav(?:a|u|om)?|pod-?paragraf(?:a|u)?|sub-?paragraphs?|sub-?paras?|unterabsatz"
_POINT = r"pik(?:a|es|en|at|ave|e)|nen-?pik(?:a|es|en)|tack(?:a|e|i|u|om|ama)|tac|points?|items?|letters?|shkronj(?:a|es|en)|germ(?:a|es|en)|nummer|buchstabe[ns]?|indents?|alinej[aeiu]|alineja"
_CHAPTER = (
    r"kreu|kreut|kreun|kapitull(?:i|it|in)|kapitulli|poglavl(?:je|ja|ju|e|a|u|jem|em)|glav(?:a|e|i|u)|chapters?|kapitel"
)
_ANNEX = r"shtojc(?:a|es|en|e)|aneks(?:i|it|in|a|u|om)?|annex(?:es)?|appendix|prilog(?:a|u)?|dodatak|anhang"
_PREAMBLE = r"preambul(?:a|es|en|e|u|i)|preamble|praambel"

_WORD = re.compile(
    rf"(?<![\w-])(?:(?P<subparagraph>{_SUBPARAGRAPH})|(?P<article>{_ARTICLE})|(?P<paragraph>{_PARAGRAPH})|(?P<point>{_POINT})|(?P<chapter>{_CHAPTER})|(?P<annex>{_ANNEX}))(?:\.|(?![^\W\d]))[ \n]{{0,3}}(?:(?:nr|br|no|num|numer)\.?[ \n]?|[ie][ ](?=\d{{1,3}}[- ]?t[eia](?!\w)))?(?=[(\d\"'a-zivx])"
)
_NUMBER = {
    "article": re.compile(
        r"(\d{1,3}(?: ?/ ?[a-z](?![\w])|-[a-z](?![\w])|[a-z](?![\w.]))?)(?!\d|[/.-]\d{4}|\.\d{1,2}\.\d{4})"
    ),
    "paragraph": re.compile(r"\(?(\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?)(?![\w])\)?"),
    "subparagraph": re.compile(r"\(?(\d{1,2}(?:\.\d{1,2}){0,3}[a-z]?|[a-z])(?![\w])\)?"),
    "point": re.compile(
        r"[(\"']?(\d{1,2}(?:\.\d{1,2}){0,3}[a-z]?|[a-z]{1,2}(?=[)\"'])|[a-z](?=\)|[\"',.:; \n]|$))(?![\w])[)\"']?"
    ),
    "chapter": re.compile(r"([ivxlc]{1,6}|\d{1,2})(?![\w])"),
    "annex": re.compile(r"([ivx]{1,5}|\d{1,2}|[a-f])(?![\w])"),
}
_BEHIND_ARTICLE = re.compile(
    r"(?:\.(?P<dotted>\d{1,2}(?:\.\d{1,2}){0,2})(?![\w.]))|(?: ?\((?P<first>\d{1,2}(?:\.\d{1,2})?|[a-z])\)(?: ?\((?P<second>\d{1,2}|[a-z]{1,3})\))?)"
)
_AND = re.compile(
    r"(?:\.(?=,))? ?(?:,? ?(?:dhe|e|i|and|und|te|&|si dhe|kao i|as well as|ose|ili|or)|,) ?(?:(?:te |the )?)(?=[(\d]|[a-z]\))"
)
_ALSO = re.compile(r"\.?(?: (?:dhe|e|i|and|und|te|&|si dhe|kao i|as well as) |, ?)(?=[nca§])")
# What a number after a comma counts, where it is no further article: "Article 5, 100 % agreed", "neni 5, 30 ditë".
_COUNTS = re.compile(
    r"\s{0,2}(?:%|€|eur|perqind|posto|percent|dit|dan|day|tag|muaj|mese|month|monat|vit|godin|year|jahr|person|lic|or[eë]|sat[ai]|hour)"
)
_UNTIL = re.compile(r"\.? ?(?:-|deri(?: (?:te|ne|tek))?|do|to|through|bis) ?(?=\d)")
_BETWEEN = re.compile(
    r"[.)]?[ \n]{0,2},?[ \n]{0,2}(?:(?:i|te|e|se|of|the|in|ne|nga|u|iz|im|des|der|von|under|within|to|na|od|dhe|and)[ \n]{1,2}){0,3}"
)
_OTHER_ACT = re.compile(
    r"[.)]?[ \n]{0,2},?[ \n]{0,2}(?:"
    r"(?:(?:i|te|e|se|of|the|in|ne|nga|u|iz|des|der|von|to|na|od|our|existing|current|aktual|vazhd[a-z]*|vazec[a-z]*|postojec[a-z]*)[ \n]{1,2}){1,4}"
    r"(?:ligj(?:i|it|in|eve)|law|act|zakon(?:a|u|om)?|rregullore(?:s|ja|n)?|regulation|uredb[aeiu]|udhezim(?:i|it)|instruction|uputstv[aou]|vendim(?:i|it)|statut(?:i|it|a|u)?|gesetz(?:es)?)(?=[ \n,]{1,3}(?:nr|no|br|num|per |on |o |za |mbi |\d|\(eu\)|\"))"
    r"|[ ](?:zakona|uredbe|uputstva|pravilnika)(?= (?:br|o |za |\d|\"))"
    r"|(?:(?:i|te|e|se|of|the|in|ne|u|iz|des|der|von|to|na|our)[ \n]{1,2}){0,3}(?:(?:european|evropsk[a-z]+|kosovo|republike|american|international|universal|medjunarodn[a-z]+)[ ])?(?:kushtetut|ustav[au]|constitution|verfassung|konvent|konvencij|convention|direktiv|directive|richtlinie|kod(?:i|it) |krivicn|zakonika|gdpr|rgpd|echr|kednj|traktat|treaty)"
    r")"
)
_DRAFT = re.compile(r"projekt|draft|nacrt|ketij|this|ovog|predlog|entwurf")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Reference:
    """Places named at one place of a text: where, which (`art_5__para_2`), and whether they are another act's."""

    start: int
    end: int
    labels: tuple[str, ...]
    is_elsewhere: bool = False

    @property
    def has_article(self) -> bool:
        """Whether the article, chapter or annex is named, so that nothing above is needed to place it."""
        return not self.labels[0].startswith(("para_", "subpara_", "point_"))


def references(flattened: str) -> list[Reference]:
    """All places named in a flattened text, in order."""
    found: list[Reference] = []
    at = 0
    while match := _WORD.search(flattened, at):
        reference = _reference(flattened, match)
        if reference is None:
            at = match.end() if match.end() > match.start() else match.start() + 1
            continue
        found.append(reference)
        at = reference.end
    for match in re.finditer(rf"(?<![\w-])(?:{_PREAMBLE})(?!\w)", flattened):
        found.append(Reference(match.start(), match.end(), ("preamble",)))
    return sorted(found, key=lambda each: each.start)


def _reference(text: str, match: re.Match[str]) -> Reference | None:
    parts: dict[str, list[str]] = {}
    start, end = match.start(), match.start()
    for _ in range(5):
        level = match.lastgroup or ""
        numbers, after = _numbers(text, match.end(), level)
        if not numbers or (level in parts and level != "point"):
            break
        if (
            level in {"point", "paragraph"}
            and not parts
            and match[level] in {"st", "par", "tac", "item", "items", "letter", "letters"}
            and not numbers[0][:1].isdigit()
        ):
            return None
        parts[level] = numbers
        end = after
        if level == "article":
            end = _behind_article(text, after, parts)
        if level in {"chapter", "annex"}:
            break
        between = _BETWEEN.match(text, end)
        following = _WORD.match(text, between.end()) if between else None
        if (
            following is None
            or following.lastgroup in {"chapter", "annex"}
            or between is None
            or (between.end() == end and following.start() == end)
        ):
            break
        match = following
    if not parts:
        return None
    labels = _labels(parts)
    if "article" in parts and (joined := _ALSO.match(text, end)) and (following := _WORD.match(text, joined.end())):
        # "Neni 5 dhe neni 7"
        more = _reference(text, following) if following.lastgroup == "article" else None
        if more is not None:
            return Reference(start, more.end, tuple(dict.fromkeys(labels + more.labels)), more.is_elsewhere)
    other = _OTHER_ACT.match(text, end)
    is_elsewhere = bool(other and not _DRAFT.search(text, end, other.end()))
    return Reference(start, end, labels, is_elsewhere)


def _numbers(text: str, at: int, level: str) -> tuple[list[str], int]:
    pattern = _NUMBER[level]
    numbers: list[str] = []
    while (match := pattern.match(text, at)) and len(numbers) < 30:
        numbers.append(match[1].replace(" ", ""))
        at = match.end()
        if (until := _UNTIL.match(text, at)) and (last := pattern.match(text, until.end())):
            first_number, last_number = numbers[-1], last[1].replace(" ", "")
            if first_number.isdigit() and last_number.isdigit() and 0 < int(last_number) - int(first_number) <= 30:
                numbers += [str(each) for each in range(int(first_number) + 1, int(last_number) + 1)]
                at = last.end()
        joined = _AND.match(text, at)
        following = pattern.match(text, joined.end()) if joined else None
        if joined is None or following is None or _COUNTS.match(text, following.end()):
            break
        at = joined.end()
    return numbers, at


def _behind_article(text: str, at: int, parts: dict[str, list[str]]) -> int:
    """The paragraph and point in "5 (2)(a)" or "5.2.1"."""
    match = _BEHIND_ARTICLE.match(text, at)
    if not match or len(parts["article"]) > 1 or "paragraph" in parts:
        return at
    if match["dotted"]:
        first, _, rest = match["dotted"].partition(".")
        parts["paragraph"] = [first]
        if rest:
            parts["subparagraph"] = [f"{first}.{rest}"]
    elif match["first"].isalpha():
        parts["point"] = [match["first"]]
    else:
        parts["paragraph"] = [match["first"]]
        if match["second"]:
            parts["point"] = [match["second"]]
    return match.end()


def _labels(parts: dict[str, list[str]]) -> tuple[str, ...]:
    if "chapter" in parts:
        return tuple(f"chp_{number.upper()}" for number in parts["chapter"])
    if "annex" in parts:
        return tuple(f"annex_{number.upper()}" for number in parts["annex"])
    articles = [_article(number) for number in parts.get("article", [])] or [""]
    below = list(product(parts.get("paragraph", [""]), parts.get("subparagraph", [""]), parts.get("point", [""])))
    made = ["__".join(piece for piece in (article, *_below(*each)) if piece) for article in articles for each in below]
    return tuple(dict.fromkeys(made[:40]))


@lru_cache(maxsize=512)
def _article(number: str) -> str:
    digits = re.match(r"\d+", number)
    tail = number[digits.end() :] if digits else ""
    return f"art_{digits[0] if digits else ''}{tail.replace('/', '-').upper()}"


def _below(paragraph: str, subparagraph: str, point: str) -> list[str]:
    """Pieces of an id for numbers that may carry those above them: "2.1" is subparagraph 2.1 of paragraph 2."""
    longest = max((paragraph, subparagraph, point), key=lambda number: number.count("."))
    made: dict[str, str] = {}
    if "." in longest:
        steps = longest.split(".")
        made["para"] = steps[0]
        made["subpara"] = ".".join(steps[:2])
        if len(steps) > 2:
            made["point"] = ".".join(steps[:3])
    if paragraph and "." not in paragraph:
        made["para"] = paragraph
    if subparagraph and "." not in subparagraph:
        made["subpara"] = subparagraph
    if point and "." not in point:
        made["point"] = point
    return [f"{name}_{made[name]}" for name in ("para", "subpara", "point") if name in made]
