"""
What a line is by its beginning: a heading, a numbered provision, running matter of a page, or just text.

The forms are those of acts of Kosovo and its neighbours in Albanian, Serbian (both scripts) and English. Every
pattern is matched against the line with look-alike letters mended, which has the same length as the line itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lawtext.language import fold, plain_letters, to_latin
from lawtext.model import Kind

_LEVEL_WORDS: dict[Kind, str] = {
    Kind.BOOK: "libri|libër|knjiga|књига|book",
    Kind.PART: "pjesa|deo|dio|део|дио|part",
    Kind.TITLE: "titulli|naslov|наслов|title",
    Kind.SUBCHAPTER: (
        "n[ëe]n\\s?-?\\s?kreu|n[ëe]n\\s?-?\\s?kapitulli|potpoglavlje|podpoglavlje|потпоглавље|подпоглавље"
        "|sub\\s?-?\\s?chapter"
    ),
    Kind.CHAPTER: "kapitulli|kreu|kre|chapter|poglavlje|glava|поглавље|глава",
    Kind.SECTION: "seksioni|sekcioni|n[ëe]n\\s?-?\\s?seksioni|odeljak|odjeljak|odsek|одељак|одсек|sekcija|section",
}
_ORDINALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    "|[ei]\\s(?:par[ëe]|dyt[ëe]|tret[ëe]|kat[ëe]rt|pest[ëe]|gjasht[ëe]|shtat[ëe]|tet[ëe]|n[ëe]nt[ëe]|dhjet[ëe])"
    "|prv[aio]|drug[aio]|tre[ćc][aei]|[čc]etvrt[aio]|pet[aio]|[šs]est[aio]|sedm[aio]|osm[aio]|devet[aio]|deset[aio]"
    "|прв[аио]|друг[аио]|трећ[аеи]|четврт[аио]|пет[аио]|шест[аио]|седм[аио]|осм[аио]|девет[аио]|десет[аио]"
)
_ROMAN = r"[IVXLCМХ]+"
_LEAD = r"^\s*(?:#{1,6}\s*)?(?:\*\*)?"


def _apart(words: str) -> str:
    """The words also as old gazettes print headings: K R E U, Č l a n."""
    return re.sub(r"(?<=[^\W\d_])(?=[^\W\d_])", r" ?", words)


def _levels() -> dict[str, list[tuple[Kind, re.Pattern[str]]]]:
    """The patterns of headings by the letter they begin with, so that few are tried on a line."""
    made: dict[str, list[tuple[Kind, re.Pattern[str]]]] = {}
    for kind, words in _LEVEL_WORDS.items():
        shown = words if kind is Kind.SUBCHAPTER else _apart(words)
        number = rf"({_ROMAN}|\d{{1,3}}|(?i:{_ORDINALS}))(?=$|[\s.:,;)\-–—*])(.*)$"
        pattern = re.compile(rf"{_LEAD}((?i:{shown}))\.?\s+{number}", re.S)
        for letter in sorted({word[0] for word in words.split("|")}):
            made.setdefault(letter, []).append((kind, pattern))
    return made


_LEVELS = _levels()
_BEFORE_WORDS = " \t#*\"“„”«'"
_ARTICLE_LETTERS = frozenset("nčcчa§")
_ANNEX_LETTERS = frozenset("sapпа")
_ARTICLE_WORD = _apart("neni|nen|član|clan|члан|article|art") + "|§"
_ARTICLE_NUMBER = (
    # Text recognition takes 1 for l or I and 0 for O.
    r"(?:(?=[lIO|]*\d)[\dlIO|]{1,4}(?=\s|$|[.:/]|[A-Z](?![^\W\d_]))|[lI|][lIO|]{0,2}(?=\s?/\s?[A-Z]|[A-Z](?![^\W\d_])|\s*(?:$|[.:\-–—]|\s[A-ZÇËČŠŽĆĐА-ЯЂЈЉЊЋЏ(\[]))|\d{1,4})(?:(?:\s?/\s?|-)[A-ZÇËА-Я](?![^\W\d_])|\s-\s[A-ZÇËА-Я](?=\s*(?:$|[.:]))|[A-ZÇËА-Я](?![^\W\d_])|\s[A-ZÇËА-Я](?=\s*(?:$|[.:\-–—]))"
    r"|\.[a-z](?![^\W\d_])|[a-zа-я](?=\s*(?:$|[.:)\-–—]|\s[A-ZÇËČŠŽĆĐА-Я(\[])))?"
)
_ARTICLE = re.compile(rf"{_LEAD}([\"“„”«']?)\s*((?i:{_ARTICLE_WORD}))\.?\s*({_ARTICLE_NUMBER})(?![\d/])(.*)$", re.S)
_SECTION = re.compile(rf"{_LEAD}([\"“„”«']?)\s*((?i:{_apart('section')}))\s+({_ARTICLE_NUMBER})(?![\d/])(.*)$", re.S)
_ROMAN_HEADING = re.compile(rf"{_LEAD}({_ROMAN})[.\-–—)]\s*(?:[\-–—]\s*)?(.+)$", re.S)
_ANNEX = re.compile(
    rf"{_LEAD}((?i:shtojca|aneksi?|annex|appendix|prilog|aneks|прилог|анекс))"
    rf"(?:\s+(?:(?i:nr|br|no)\.?\s*)?({_ROMAN}|\d{{1,2}}|[A-Z])(?=$|[\s.:,)\-–—]))?(.*)$",
    re.S,
)
_DECIMAL = re.compile(
    r"^\s*([\"“„”«]?)\s*(?:(\d{1,3}(?:\.\d{1,3}){0,5})(?:(\.)(?!\d)|(\)))|\((\d{1,3})\)|(\d{1,3}(?:\.\d{1,3}){1,5})(?=[\s\"“„”«]))\s*"
)
_LETTER = re.compile(
    r"^\s*([\"“„”«]?)\s*(?:\(\s?([^\W\d_]{1,5})\s?\)|([^\W\d_]{1,5})\)|([a-zçëčćđšžа-яђјљњћџ]|[dglnrstxz][hjlr]|dž|[ivx]{2,5})\.(?=[\s\"“„”«]))\s*(.*)$",
    re.S,
)
_DASH = re.compile(r"^\s*([-–—•·▪●○◦*]|o(?=\t))\s+(\S.*)$", re.S)
_DIGRAPHS = {"dh", "gj", "ll", "nj", "rr", "sh", "th", "xh", "zh", "lj", "dž", "њ", "љ", "џ"}
_IS_ROMAN = re.compile(r"^(?:x{0,3})(?:ix|iv|v?i{0,3})$")
_SENTENCE_END = (".", ";", ":", ",")

_REFERENCES = """
    i e te se dhe ose apo nga sipas me per paragrafi paragrafit paragrafet pika nenparagrafi stav stava stavovi
    tacka ovog ovoga zakona ustava uredbe i ili of and or paragraph paragraphs paragrafë subparagraph point is are
    shall
    """
_REFERENCE_WORDS = frozenset(_REFERENCES.split())
# "Član 6 Zakona br. …" is no title: titles do not begin in the genitive.
_ACTS_IN_GENITIVE = frozenset("zakona ustava uredbe pravilnika statuta zakonika kodeksa".split())


@dataclass(frozen=True, slots=True)
class Label:
    """
    How a line begins. `form` is "level", "article", "annex", "decimal", "letter" or "dash"; `rest` is what follows.

    `parts` are the numbers of a decimal label; `mark` the punctuation that makes a family of labels ("a)", "(a)");
    `quoted` says that a quotation mark stands before it.
    """

    form: str
    kind: Kind
    number: str
    rest: str
    parts: tuple[int, ...] = ()
    mark: str = ""
    quoted: bool = False


def _split(line: str, match: re.Match[str], group: int) -> str:
    """What of the original line follows, although the match was made on the mended one."""
    return line[match.start(group) :].strip()


def heading_rest(rest: str) -> str | None:
    """
    The title after a heading's number, "" for none, or None when the line is a reference inside a sentence.

    A heading is a label plus nothing, or plus a title: "Neni 6 i Ligjit Nr. …" and "Neni 7, paragrafi 2 …" are not.
    """
    text = rest.strip().strip("*").strip()
    separated = re.match(r"^(?:[.:)\-–—]\s*)+", text)
    title = text[separated.end() :] if separated else text
    title = re.sub(r"^(?:#{1,6}|<br\s*/?>)\s*", "", title).strip()
    if not title:
        return ""
    if text.startswith((",", ";")):
        return None
    first = re.match(r"[^\W\d_]+", title)
    if first and fold(first[0]) in (_REFERENCE_WORDS if first[0].islower() else _ACTS_IN_GENITIVE):
        return None
    if first and first[0][0].islower():
        return title if separated and separated[0].strip()[-1] in "-–—:" else None
    return title


def read_label(label: str, text: str, *, sections_are_articles: bool = True) -> Label | None:
    """
    The label a line begins with, or None. `label` is what automatic numbering displays before `text`.

    An automatic label is certain; one typed into the text is judged by what follows it.
    """
    if label and label not in ("•", "-", "–", "—", "o", "*"):
        found = _automatic(label, text, sections_are_articles)
        if found is not None:
            return found
        text = f"{label} {text}".strip()
    typed = _typed(text, sections_are_articles)
    if typed is None and label:
        return Label("dash", Kind.INDENT, "", text, mark="-")
    return typed


def _automatic(label: str, text: str, sections_are_articles: bool) -> Label | None:
    found = _typed(label, sections_are_articles, bare=True)
    if found is None:
        return None
    rest = f"{found.rest} {text}".strip() if found.rest else text.strip()
    if found.form in ("article", "level", "annex"):
        # A heading's dash before the title is no part of it, whoever typed the number.
        rest = heading_rest(rest) or rest
    return Label(found.form, found.kind, found.number, rest, found.parts, found.mark, found.quoted)


def _typed(line: str, sections_are_articles: bool, *, bare: bool = False) -> Label | None:
    text = line.replace("\u00a0", " ").replace("\t", " ").rstrip()
    head = text[:_HEAD].lstrip(" #*\"“„”«'(")[:1] or text.lstrip(" #*\"“„”«'(")[:1]
    if not head:
        return None
    if head.isdigit():
        return _decimal(text, bare)
    plain = plain_letters(text)
    if head.isalpha() or head == "§":
        found = _heading(text, plain, sections_are_articles)
        if found is None and _MARKED.search(plain, 0, _HEAD):
            found = _letter(text, plain, bare) or _roman(text, plain, bare)
        return found or (_roman(text, plain, bare) if bare else None)
    match = _DASH.match(plain)
    return Label("dash", Kind.INDENT, "", _split(text, match, 2), mark="-") if match else None


def _heading(text: str, plain: str, sections_are_articles: bool) -> Label | None:
    first = plain.lstrip(_BEFORE_WORDS)[:1].lower()
    match = None
    if first in _ARTICLE_LETTERS:
        match = _ARTICLE.match(plain)
    elif first == "s" and sections_are_articles:
        match = _SECTION.match(plain)
    if match:
        word, rest = match[2], heading_rest(_split(text, match, 4))
        if rest is None or (word.islower() and word != "§" and rest != ""):
            return None
        number = re.sub(r"\s+", "", text[match.start(3) : match.end(3)])
        if word.isascii():
            number = number.translate(_LOOKALIKES)
        damaged = _MISREAD.match(number) is not None
        mark = "damaged" if damaged else ""
        return Label("article", Kind.ARTICLE, number, rest, mark=mark, quoted=bool(match[1]))
    for kind, pattern in _LEVELS.get(first, ()):
        match = pattern.match(plain)
        if match and not match[1].islower():
            rest = heading_rest(_split(text, match, 3))
            if rest is None or (kind is Kind.PART and match[1].istitle() and rest.endswith(".")):
                return None
            number = to_latin(match[2]) if re.fullmatch(_ROMAN, match[2]) else match[2]
            return Label("level", kind, number.strip(), rest)
    match = _ANNEX.match(plain) if first in _ANNEX_LETTERS else None
    if match and not match[1].islower():
        rest = heading_rest(_split(text, match, 3))
        if rest is None or rest.endswith(_SENTENCE_END) or (not match[2] and rest and not match[1].isupper()):
            return None
        return Label("annex", Kind.ANNEX, (match[2] or "").strip(), rest)
    return None


def _roman(text: str, plain: str, bare: bool) -> Label | None:
    """`I. GENERAL PROVISIONS`: a Roman number alone makes a chapter when its title is in capitals."""
    match = _ROMAN_HEADING.match(plain)
    if bare:
        match = re.match(rf"^\s*({_ROMAN})\.?\s*()$", plain)
    if not match:
        return None
    title = _split(text, match, 2)
    letters = [letter for letter in title if letter.isalpha()]
    if not bare and (len(letters) < 4 or sum(map(str.isupper, letters)) < 0.8 * len(letters)):
        return None
    return Label("level", Kind.CHAPTER, to_latin(match[1]), title, mark="roman")


def _decimal(text: str, bare: bool) -> Label | None:
    match = _DECIMAL.match(text if not bare else f"{text} ")
    if not match:
        return None
    number = match[2] or match[5] or match[6]
    parts = tuple(int(part) for part in number.split("."))
    rest = text[match.end() :]
    if not bare and (rest[:1] in _UNITS or (len(parts) > 1 and _is_money_or_date(number, parts, rest))):
        return None
    mark = ")" if match[4] else "()" if match[5] else "."
    kind = (Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.POINT)[min(len(parts), 3) - 1]
    return Label("decimal", kind, number, rest, parts, mark, bool(match[1]))


_HEAD = 24
_MARKED = re.compile(r"[.)\-–—]")
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
_MISREAD = re.compile(r"[\dO]*[lI|]|\d+O")
_AS_DIGITS = str.maketrans("lI|O", "1110")


def mended_numbers(number: str) -> tuple[str, ...]:
    """What a damaged number can be: letters read as the digits they resemble, or a Roman number."""
    match = re.match(r"[\dlIO|]+", number)
    damaged, rest = (match[0], number[match.end() :]) if match else ("", number)
    made = [damaged.translate(_AS_DIGITS) + rest]
    if re.fullmatch("I{2,3}", damaged):
        made.append(f"{len(damaged)}{rest}")
    return tuple(made)


_UNITS = frozenset("%€$/")


def _is_money_or_date(number: str, parts: tuple[int, ...], rest: str) -> bool:
    if parts[0] == 0 or any(len(part) == 3 for part in number.split(".")[1:]):
        return True
    return len(parts) == 3 and re.match(r"\d{2,4}\b", rest) is not None


def _letter(text: str, plain: str, bare: bool) -> Label | None:
    match = _LETTER.match(plain if not bare else f"{plain} ")
    if not match:
        return None
    letters = match[2] or match[3] or match[4]
    small = letters.lower()
    known = len(letters) == 1 or small in _DIGRAPHS or _IS_ROMAN.match(small) or len(set(small)) == 1
    if not known or (match[4] and letters.isupper()):
        return None
    mark = "()" if match[2] else ")" if match[3] else "."
    group = 2 if match[2] else 3 if match[3] else 4
    number = text[match.start(group) : match.end(group)]
    return Label("letter", Kind.POINT, number, text[match.start(5) :].strip(), (), mark, bool(match[1]))


def is_roman(letters: str) -> bool:
    """Whether lower-case letters can be a Roman number ("i", "iv", "xii")."""
    return bool(letters) and bool(_IS_ROMAN.match(letters.lower()))


_ALPHABETS = (
    "a b c d e f g h i j k l m n o p q r s t u v w x y z".split(),
    "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh".split(),
    "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž".split(),
    "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split(),
    "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш".split(),
)


def letter_places(letter: str) -> frozenset[int]:
    """Which places in a list a letter can stand for, in the alphabets of the region, from 1."""
    small = letter.lower()
    return frozenset(alphabet.index(small) + 1 for alphabet in _ALPHABETS if small in alphabet)


# Running matter of pages

_LONGEST_NOISE = 300
_GAZETTE = re.compile(
    r"(?i)^\s*(?:\d{1,4}\s+)?(gazeta\s+zyrtare\s+e\s+(republik|kosov)|official\s+gazette\s+of\s+(the\s+)?(republic|kosov)"
    r"|službeni\s+(list|glasnik)\s+republike|sluzbeni\s+(list|glasnik)\s+republike|службени\s+(лист|гласник)\s+републике)"
)
_PAGE_NUMBER = re.compile(
    r"(?i)^\s*(?:[-–—]\s*)?(?:\[?\s*(?:faqe|faqja|strana|stranica|page|страна)\s+)?\d{1,4}(?:\s*(?:/|nga|od|of|од)\s*\d{1,4})?"
    r"\s*\]?(?:\s*[-–—])?\s*$"
)
_RULE = re.compile(r"^\s*[_=\-–—*·.]{4,}\s*$")
_DOTS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,})\s*\d{1,4}\s*$")
_MASTHEAD = re.compile(
    r"(?i)^\s*(republika\s+e\s+kosov[ëe]s|republika\s+kosov[ao]\s*-\s*republic\s+of\s+kosov[ao]|република\s+косово"
    r"|qeveria\s*[-–]\s*vlada\s*[-–]\s*government|kuvendi\s*[-–]\s*skup[šs]tina\s*[-–]\s*assembly"
    r"|republika\s+kosov[ao]|republic\s+of\s+kosov[ao])([\s\-–]*(kuvendi|qeveria|republic).*)?\s*$"
)
_GAZETTE_REST = re.compile(
    r"(?i)^\s*(?:/?\s*(?:nr|no|br|бр)\.?\s*)?\d{0,3}\s*/?\s*(?:\d{1,2}\.?\s+[^\W\d_]+\s+\d{4})?\s*,?\s*"
    r"(prishtin[ëe]|pri[šs]tin[ae]|pristina|приштина)?\s*$"
)


# What a line must begin or end with to be running matter; the look-alikes of these letters are among them.
_MAY_BE_NOISE = re.compile(
    r"\s*(?:\d{0,4}\W*(?:[GOSKRQgoskrqСОКРсокр]|$)|[^\w\s]|_|\d.{0,40}$|[A-Za-zА-я]{2,9}\s*\.?\s*[\d/]|.*[.…]\s*\d{1,4}\s*$)",
    re.S,
)


def noise(text: str, previous: str) -> str:
    """
    What kind of running matter a line is, or "": "header", "page_number", "masthead", "rule", "contents".

    `previous` is the noise of the line before: the gazette's header often breaks over two lines.
    """
    if len(text) > _LONGEST_NOISE or (previous != "header" and not _MAY_BE_NOISE.match(text)):
        return ""
    # One blank for many: patterns with optional parts must not try every way of sharing out a thousand blanks.
    plain = " ".join(plain_letters(text).split())
    if _GAZETTE.match(plain):
        return "header"
    if previous == "header" and _GAZETTE_REST.match(plain) and not plain.strip().isdigit():
        return "header"
    if _PAGE_NUMBER.match(plain):
        return "page_number"
    if _RULE.match(plain):
        return "rule"
    if _DOTS.search(plain):
        return "contents"
    return "masthead" if _MASTHEAD.match(plain) else ""


_ENTRY = re.compile(r"\t *\d{1,4} *$")


def is_contents_entry(text: str) -> bool:
    """Whether a line is a heading with a page number after a tab: a table of contents typed by hand."""
    if len(text) > _LONGEST_NOISE:
        return False
    match = _ENTRY.search(text)
    label = read_label("", text[: match.start()]) if match else None
    return label is not None and label.form in ("article", "level", "annex")


# Amending acts

_AMEND_VERB = (
    r"ndrysho|plotëso|plotesoh|riformulo|shtohe|shtoh|zëvendëso|zevendeso|fshihe|fshih|shfuqizo|menja|izmen|dopun|zamen"
    r"|dodaj|briš|bris|glasi|мења|измен|допун|замен|додај|бриш|гласи|amend|replac|reword|insert|added|substitut|delet"
    r"|supplement|repeal"
)
# The same in all three languages and both scripts, on folded text.
_CHANGES = re.compile(
    r"ndrysho|plotesoh|riformul|reformul|shtoh|zevendes|fshih|hiqe|largoh|shfuqiz|rinumer|riemer|behe[tn]|pushon|vendose|vihe[tn]"
    r"|merr|menja|izmen|dopun|zamenj|zamjenj|doda[jv]|bris[eu]|glasi|izostav|uklanja|ukida|postaj|prenum|preform|prestaj|stavlja|ubacuj|dobija"
    r"|amend|replac|reword|insert|add|substitut|delet|supplement|repeal|remov|omit|renumber|becom|cease|abrogat|read|the\s+following"
)
_LONGEST_INSTRUCTION = 700
# Matched against lower-case text, which is several times faster than leaving case aside.
_VERB = re.compile(_AMEND_VERB)
_TRIGGER = re.compile(
    r"(?i)(vijim|vijon|vijojn[ëe]|poshtëm|poshtem|tekst(?:in|i)?(?:\s+i\s+ri)?|re[jë]{1,2}|nen[it]*\s+\d+\s?/?[A-Z]?|glasi"
    r"|sledeće|sledece|sledi|sljedeće|način|nacin|гласи|следи|следеће|начин|follows|following|text|reads?|"
    r"(?:article|član|члан|paragraf\w*|stav|став|paragraph)\s+\d[\w./]*|si|kako|with)\s*[:;]?\s*$"
)
_INSTRUCTION = re.compile(
    r"(?i)^\s*(neni|nenit|në\s+nen|ne\s+nen|pas\s+neni|pas\s+paragraf|paragraf|titulli\s+i\s+neni|u\s+član|posle\s+član|nakon"
    r"|član\w*\s+\d|naslov\s+član|у\s+члан|после\s+члан|члан\w*\s+\d|article\s+\d|in\s+article|after\s+article"
    r"|paragraph\s+\d|in\s+paragraph|in\s+the|the\s+title|section\s+\d|в\s|kudo|në\s+(tërë|gjithë)|fjal|emërtim"
    r"|iza\s+član|након\s+члан|иза\s+члан|following\s+article|nënparagraf|stav\s+\d|став\s+\d|sub-?paragraph\s+\d|fshih|shtoh|hiqe"
    r"|shfuqizo|briš|бриш|ukida|укида|stavlja|ставља|delete|insert|nga\s+(nen|paragraf)|iz\s+(član|stav)|из\s+(члан|став)"
    r"|from\s+(article|paragraph)|svuda|свуда|wherever|throughout|u\s+stav|у\s+став|në\s+(fund|paragraf)|na\s+kraju|на\s+крају"
    r"|at\s+the\s+end|pas\s+nënparagraf|posle\s+stav|после\s+став|nakon\s+stav|након\s+став|naziv\s+član|назив\s+член)"
)
_REFERS = re.compile(r"(?i)\b(neni\w*|nen|član\w*|clan\w*|члан\w*|articles?|section|paragra\w+|stav\w*|став\w*)\b")
_AMENDING_TITLE = re.compile(
    r"(?i)(ndryshim|plotësim|plotesim|shfuqiz|hyrj[ae]\s+në\s+fuqi|hyn\s+në\s+fuqi|dispozita\w*\s+(kalimtare|përfundimtare)"
    r"|izmen|dopun|stupanj|stupa\s+na|ukida|stavlj\w+\s+van|prelazne|završne|измен|допун|ступањ|ступа\s+на|укида"
    r"|amend|supplement|repeal|entry\s+into|enters?\s+into|transitional|final\s+provision|qëllimi|purpose|svrha|cilj)"
)


_OPENING = frozenset(':"“„«”')


def announces_quote(text: str) -> bool:
    """Whether a text of an act says that the new wording of another act follows ("… ndryshohet si në vijim:")."""
    if text.rstrip()[-1:] not in _OPENING:
        return False
    tail = " ".join(plain_letters(text[-400:]).split())
    if not tail.endswith(":") and not _opens_quote(tail):
        return False
    last = re.split(r"(?<=[.;])\s+(?=[^\W\d_a-zà-ž])", tail)[-1]
    return bool(_VERB.search(last.lower()) and _REFERS.search(tail) and (_TRIGGER.search(last) or last.endswith(":")))


def _opens_quote(text: str) -> bool:
    return bool(re.search(r":\s*[\"“„«”]\s*$", text))


def is_instruction(text: str) -> bool:
    """Whether a text orders a change of another act; used to see where quoted matter ends."""
    plain = " ".join(plain_letters(text[:_LONGEST_INSTRUCTION]).split())
    if not _INSTRUCTION.match(plain) or not _REFERS.search(plain):
        return False
    if not _VERB.search(plain.lower()) and not _CHANGES.search(fold(plain)):
        return False
    return len(text) < _LONGEST_INSTRUCTION


def refers(text: str) -> bool:
    """Whether a text names an article, a paragraph or the like."""
    return bool(_REFERS.search(plain_letters(text[-_LONGEST_INSTRUCTION:])))


def orders_change(text: str) -> bool:
    """Whether a text has a verb with which acts change others; cheap, for deciding whether to look closer."""
    return bool(_CHANGES.search(fold(text[-_LONGEST_INSTRUCTION:])))


def has_amending_title(text: str) -> bool:
    """Whether an article's title (or first words) is one that an amending act's own articles have."""
    return bool(_AMENDING_TITLE.search(" ".join(plain_letters(text[:1000]).split())))


# Title block and end

_ACT = re.compile(
    r"(?i)^\s*(?:draft\s*|the\s+draft\s+|nacrt\s*|projekt\s?-?|pra|нацрт\s*)?(ligj(?:i|it)?\b|zakona?\b|law\b|act\b|rregullor[ej]a?\b|uredba\b|uredbe\b"
    r"|regulation\b|udhëzim(?:i)?\s+administrativ|administrativno\s+uputstvo|administrative\s+instruction|kodi?\b|kodin\b|code\b"
    r"|vendim(?:i)?\b|odluka\b|decision\b|statuti?\b|statute\b|strategji(?:a|së)?\b|strategija\b|strategy\b|закон\w*|уредба"
    r"|pravilnik\b|правилник\b|koncept\s?-?\s?dokument\w*|memorandum\w*|kushtetut[aë]\b|законик)"
)
_ACT_NUMBER = re.compile(
    r"(?i)\b(nr|br|no|бр)\s?\.?\s?:?\s*\(?\w{0,6}/?\d|\d{2}\s*/\s*L\s*[-–]?\s*\d{1,3}|\([A-ZŠČĆŽĐ]{2,6}\)\s+(nr|br|no)"
)
_CONCLUSION = re.compile(
    r"(?i)^\s*(?:(?:ligji|zakon|law|rregullorja|uredba|regulation|закон)\s+(?:nr|br|no|бр)\.?\s*\S+(?:\s*[-–]\s*\d+)?\s*$"
    r"|shpallur\s+me\s+dekret|proglašen|proglasen|проглашен|promulgated\s+by|ligji\s+shpallet|_{4,}"
    r"|(?:kryetari|kryetarja|kryeministri|presidenti|presidentja|ministri|ministrja)\s+(?:i|e)\s+\S+(\s+\S+){0,6}\s*$"
    r"|(?:predsedni[kc]a?|premijer|ministar|председник|министар)\s+\S+(\s+\S+){0,5}\s*$"
    r"|(?:president|prime\s+minister|speaker|minister)\s+of\s+\S+(\s+\S+){0,6}\s*$"
    r"|(?:prishtinë|priština|pristina|приштина),?\s*(?:më|dana|on|дана)?\s*[_\d].*$)"
)


def is_act_title(text: str) -> bool:
    """Whether a line names an act: its kind at the start ("Projektligji", "ZAKON", "Draft law", …)."""
    return bool(_ACT.match(plain_letters(text[:_LONGEST_NOISE])))


def has_act_number(text: str) -> bool:
    """Whether a line carries the number of an act ("Nr. 06/L-043", "(QRK) NR. 05/2016")."""
    return bool(_ACT_NUMBER.search(" ".join(plain_letters(text[:_LONGEST_NOISE]).split())))


def begins_conclusions(text: str) -> bool:
    """Whether a line begins what follows the last article: repeated act number, date, promulgation, signature."""
    return bool(_CONCLUSION.match(" ".join(plain_letters(text[:_LONGEST_NOISE]).split())))
