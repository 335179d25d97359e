"""A writer's words, split by the articles they name at the beginning of a part."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from mailtext.model import Section
from mailtext.proposals import proposed_wording, quoted_spans
from mailtext.references import Reference, flat, references

# What may stand between the beginning of a line and the place it is about.
_BULLET = re.compile(
    r"([ \n]*(?:[-*+•·▪●○►>]+|#{1,4}|\(?\d{1,2}[.)]|\(?[a-z]\)|[ivx]{1,4}[.)])[ \n]+)?[ *_\"'(\[]{0,6}"
)
_LEAD_WORDS = frozenset(
    """
    lidhur ne lidhje me sa i e te se perket per rreth te tek ndaj mbi nga komenti komente komentet koment komentin propozimi propozim propozime propozimin vereje verejtje verejtja
    sugjerim sugjerime sugjerimi shtese ndryshim ndryshimi ndryshime ndryshimet kunder pro ad persa konkretisht gjithashtu po ashtu poashtu ndersa kurse edhe dhe pastaj se pari dyti treti fundi
    ndërkaq qendrimi yne im tone tona jone mendimi pyetje pyetja amendament amendamenti amendamenti
    napomena napomene vidi u na za o vezi sa sto se tice povodom pogledu prema uz ka kod komentar komentari predlog predlozi primedba primedbe sugestija sugestije misljenje pitanje izmena dopuna izmene amandman protiv takodje takodje a kao prvo drugo trece nas moj
    dodatno isto tako dok
    regarding on as for with regard regards to respect in concerning re about comment comments proposal proposals suggestion suggestions remark remarks note notes amendment question our my the also and second first third finally against
    zu zum bei die der den im bezuglich betreffend kommentar anmerkung vorschlag hinsichtlich gegen auch
    """.split()
)
# Words of sentences that take a stand on a place: such a sentence is about it.
_STANCE_WORDS = frozenset(
    """
    propozoj propozojme propozohet sugjeroj sugjerojme kerkoj kerkojme pajtohem pajtohemi pajtohet mbeshtes mbeshtesim mbeshtetim kundershtoj kundershtojme nuk jam jemi dakord mendoj mendojme konsideroj konsiderojme
    besoj besojme qe se ne duhet te fshihet hiqet heqim heqjen ndryshohet ndryshimin plotesohet plotesimin fshirjen largimin riformulimin shtimin e tek me rekomandoj rekomandojme kam kemi nje verejtje koment pyetje
    verejtje per kunder kundershtim jemi une organizata jone ojq kundershtohet i
    predlazem predlazemo predlaze slazem slazemo protiv smo na primedbe predlog saglasan saglasna saglasni ne podrzavam podrzavamo protivim protivimo se smatram smatramo mislim mislimo da treba trazim trazimo izmenu brisanje dopunu
    izmeni brise obrise clan sam smo imam imamo jednu primedbu komentar pitanje nas mi ja preporucujem preporucujemo promenu
    i we propose suggest agree disagree support oppose think believe recommend request do not don't am are that the should be with to delete amend change deletion amendment of remove have one a comment remark question about
    my our organization organisation strongly fully partly against for no objection objections comments remarks
    ich wir schlagen schlage stimme stimmen lehne lehnen vor zu nicht dass der die das den unterstutze unterstutzen bin sind mit einverstanden fur
    plotesisht pjeserisht potpuno delimicno
    """.split()
)
# Cyrillic lj and nj are one letter, and flattened to one.
_LEAD_WORDS |= {word.replace("lj", "l").replace("nj", "n") for word in _LEAD_WORDS}
_STANCE_WORDS |= {word.replace("lj", "l").replace("nj", "n") for word in _STANCE_WORDS}
_MOST_LEAD_WORDS = 12
_LONGEST_LEAD = 400
_LONGEST_TEXT = 300_000
_SENTENCE = re.compile(r"(?<=[.!?;])[\"')]{0,2}[ \n]+")
_GREETING = re.compile(
    r"(?:(?:te |i |e |shume )?(?:nderuar|nderuara|nderuari|dashur)\w*|pershendetje|tungjatjeta|mirmengjes\w*|mirdit\w*|miredita|miremengjesi|miremengjes|mirembrema|ckemi|tung"
    r"|postovan\w*|uvazen\w*|dragi|draga|drage|zdravo|hej|ej|dobar dan|dobro jutro|dobro vece|pozdrav|pozdravi|cao|halo"
    r"|dear|hello|hi|hey|good (?:morning|day|afternoon|evening)|greetings|to whom it may concern"
    r"|sehr geehrte\w*|liebe\w*|hallo|guten (?:tag|morgen|abend)|grussgott|moin)(?: [^\s.:;?!,]+| (?:z|zj|znj|dr|prof|mr|mrs|ms|g|gdja|gda|gdj|hr|fr|av)\.){0,6}$"
)
_GREETED = re.compile(
    r"^ *(?:pershendetje|tungjatjeta|mirdita|miredita|(?:i|e|te) nderuar\w*|postovan\w*|zdravo|dobar dan|pozdrav|hello|hi|dear|hallo|guten tag|liebe\w*)\b[^,.!\n]{0,40}[,.!] *"
)
_ANNOUNCING = re.compile(
    r".{0,300}\b(?:koment|verejtj|propozim|sugjerim|qendrim|mendim|pergjigj|predlog|predlo|primedb|komentar|sugesti|misljenj|odgovor|comment|proposal|suggestion|remark|position|answers?|views|kommentar|anmerkung|vorschlag|stellungnahme)\w*.{0,160}:$",
    re.DOTALL,
)
_LETTER_HEAD = re.compile(
    r"(?:per|nga|data|tema|lenda|subjekti|drejtuar|kopje|za|od|datum|predmet|naslov|to|from|date|subject|cc|an|von|betreff) ?: .{1,160}$"
)
_CLOSING = re.compile(
    r"(?:faleminderit|ju falenderoj\w*|jemi te gatshem|per pyetje|na kontaktoni|na shkruani|ju faleminder\w+|mbe(?:temi|tem|sim|s) (?:ne|te)|jemi (?:ne|te) (?:dispozicion|gatshem)|per cdo pyetje|nese keni pyetje|shpresoj|shpresojme|presim|ne pritje|me respekt|hvala|zahval\w+|ostaje(?:m|mo) (?:vam )?na|stojimo? (?:vam )?na raspol\w*|za sva (?:dodatna )?pitan\w+|ukoliko imate pitan\w+|ako imate pitan\w+|slobodno nas|nadam(?:o)? se|u ocekivanju|thank|thanks|please do not hesitate|do not hesitate|we remain|looking forward|we look forward|we hope|wir hoffen|should you have|if you have any questions|danke|bei (?:ruck)?fragen|wir (?:freuen uns|stehen)|ich freue mich|vielen dank|fur ruckfragen|mit freundlichen)\b.{0,220}$",
    re.DOTALL,
)


@dataclass(slots=True)
class _Part:
    start: int
    labels: tuple[str, ...]
    by_sentence: bool = False
    end: int = 0


def sections(text: str) -> list[Section]:
    """
    Split a writer's words by the articles, paragraphs, points, chapters and annexes named at their beginning.

    A place named in the middle of a sentence does not split; it counts for its part when it is the only one there.
    Greetings, announcing sentences ("our comments:") and polite endings without any place are left out. Words before
    the first place, and words about no place, have no labels. Places of other acts ("neni 5 i Ligjit nr. …") are none.
    A text of more than 300,000 characters is a paper, not an answer, and stays one section.
    Pure text: whether the places exist is for the caller. No text, or only a greeting: an empty list.
    """
    if not text.strip():
        return []
    if len(text) > _LONGEST_TEXT:
        return [Section((), text.strip())]
    flattened = flat(text)
    quoted = quoted_spans(text)
    found = references(flattened)
    parts = _starts(flattened, found, quoted)
    if not parts:
        return _by_mentions(text, flattened, found, quoted)
    made: list[Section] = []
    if parts[0].start > 0:
        made += _before(text[: parts[0].start], flattened[: parts[0].start], found, quoted)
    for number, part in enumerate(parts):
        part.end = parts[number + 1].start if number + 1 < len(parts) else len(text)
    for part in _merged(parts, text, flattened):
        words = text[part.start : part.end]
        if part is parts[-1]:
            words = _without_closing(words)
        words = _tidy(words)
        if words:
            made.append(Section(part.labels, words, proposed_wording(words)))
    return made


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    place = bisect_left(spans, (at, 0)) - 1
    return place >= 0 and spans[place][0] < at < spans[place][1]


def _starts(text: str, found: list[Reference], quoted: list[tuple[int, int]]) -> list[_Part]:
    parts: list[_Part] = []
    article = ""
    for reference in found:
        if reference.is_elsewhere or _inside(reference.start, quoted):
            continue
        line = _line_of(text, reference.start)
        begin = _begin_of(text, line, reference)
        by_sentence = False
        if begin is None:
            sentence = _sentence_start(text, line, reference.start)
            if sentence is None or not parts:
                continue
            named = text[reference.end : reference.end + 3].lstrip(" .")[:1] in {":", "-"} and bool(
                text[reference.end : reference.end + 3].strip(" .")
            )
            direct = not text[sentence : reference.start].strip(" *_\"'(-")
            led = _is_lead(text[sentence : reference.start], _LEAD_WORDS)
            if not reference.has_article and not named:
                continue
            if not ((direct or led) and (named or (parts[-1].by_sentence and line == _line_of(text, parts[-1].start)))):
                continue
            begin, by_sentence = sentence, not named
        else:
            following = text[reference.end : reference.end + 3].lstrip(" .")[:1]
            by_sentence = following not in {":", "-", "\n", ""}
        if parts and begin <= parts[-1].start:
            continue
        labels, article = _placed(reference, article)
        parts.append(_Part(begin, labels, by_sentence))
    return parts


def _line_of(text: str, at: int) -> int:
    """Where the line begins; in lines of books, a place that begins nothing."""
    nearest = max(0, at - _LONGEST_LEAD)
    return text.rfind("\n", nearest, at) + 1 or nearest


def _placed(reference: Reference, article: str) -> tuple[tuple[str, ...], str]:
    """The labels with the article above them, where only a paragraph is named; and the article for the next."""
    if reference.has_article:
        first = reference.labels[0]
        only = len({label.split("__")[0] for label in reference.labels}) == 1
        return reference.labels, first.split("__")[0] if first.startswith("art_") and only else ""
    if article:
        return tuple(f"{article}__{label}" for label in reference.labels), article
    return reference.labels, article


def _begin_of(text: str, line: int, reference: Reference) -> int | None:
    """Where the part begins when the place is named at the beginning of its line; `None` when it is not."""
    bullet = _BULLET.match(text, line, reference.start)
    is_listed = bullet is not None and bool(bullet[1])
    if line and (text[line - 1] != "\n" or not (is_listed or _may_begin(text, line, reference))):
        return None
    words = _GREETED.sub("", text[bullet.end() if bullet else line : reference.start], count=1)
    if not words.strip(" *_\"'([") or _is_lead(words, _LEAD_WORDS):
        return line
    if (
        len(words.split()) <= 5
        and not re.search(r"[.!?;:,]", words)
        and text[reference.end : reference.end + 2].lstrip(" .)")[:1] == ":"
    ):
        # "… neni 5:" begins a part, whatever words introduce it.
        return line
    if reference.has_article and _is_lead(words, _LEAD_WORDS | _STANCE_WORDS):
        return line
    return None


def _is_lead(words: str, known: frozenset[str]) -> bool:
    said = re.findall(r"[^\W\d_]+(?:'[a-z]+)?", words)
    return (
        len(words) < 140
        and 0 < len(said) <= _MOST_LEAD_WORDS
        and all(word in known for word in said)
        and not re.search(r"[.!?;]\s", words)
    )


def _may_begin(text: str, line: int, reference: Reference) -> bool:
    """Whether a line begins something, and does not just go on with a sentence that was broken for width."""
    before = text[text.rfind("\n", max(0, line - 200), line - 1) + 1 : line - 1][-200:].rstrip()
    if not before or before[-1] in '.:;!?)"*' or len(before) < 40:
        return True
    after = text[reference.end : reference.end + 3].lstrip(" .")[:1]
    return after in {":", "\n", ""} or (after == "-" and line == reference.start)


def _sentence_start(text: str, line: int, at: int) -> int | None:
    last = None
    for match in _SENTENCE.finditer(text, max(line, at - 160), at):
        last = match.end()
    return last


def _merged(parts: list[_Part], text: str, flattened: str) -> list[_Part]:
    """Neighbors about the same place are one part; a heading without words goes with what stands below it."""
    made: list[_Part] = []
    for part in parts:
        if made and made[-1].labels == part.labels:
            made[-1].end = part.end
            if part is parts[-1]:
                parts[-1] = made[-1]
            continue
        if (
            made
            and _is_only_heading(flattened[made[-1].start : made[-1].end])
            and part.labels[0].startswith(made[-1].labels[0])
        ):
            part.start = made.pop().start
        made.append(part)
    return made


def _is_only_heading(words: str) -> bool:
    named = references(words)
    rest = words[named[0].end :] if named else words
    return not re.search(r"[^\W_]", rest)


# Words without a place at their beginning


def _before(text: str, flattened: str, found: list[Reference], quoted: list[tuple[int, int]]) -> list[Section]:
    """What stands before the first place: nothing, where it only greets and announces."""
    paragraphs = _paragraphs(text)
    if paragraphs and paragraphs[-1][1].rstrip().endswith(":") and len(paragraphs[-1][1]) < 400:
        paragraphs.pop()  # whatever its words, it announces what follows
    kept = [paragraph for paragraph in paragraphs if not _announces(flat(paragraph[1]).strip())]
    words = _tidy("\n\n".join(paragraph for _, paragraph in kept))
    return _by_mentions(words, flat(words), references(flat(words)), quoted_spans(words)) if words else []


def _announces(paragraph: str) -> bool:
    """Whether a paragraph only says what follows, or to whom and about what the letter is."""
    if _ANNOUNCING.match(paragraph):
        return True
    lines = paragraph.split("\n")
    return len(lines) >= 3 and all(_LETTER_HEAD.match(line) for line in lines)


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """Paragraphs with their places, without greetings."""
    made: list[tuple[int, str]] = []
    at = 0
    for piece in re.split(r"(\n[ \t]*\n)", text):
        if piece.strip():
            start, words = at, piece
            if not made:
                start, words = _without_greeting(start, words)
            if words.strip():
                made.append((start, words.strip("\n")))
        at += len(piece)
    return made


def _is_greeting(line: str, *, is_alone: bool) -> bool:
    """Whether a line only greets; one without a comma at its end only when other lines follow and it is short."""
    key = flat(line).strip(" \t*_")
    if len(key) > 160 or not key:
        return False
    if key[-1] not in ",!.:" and ((is_alone and len(key.split()) > 1) or len(key.split()) > 4):
        return False
    return all(_GREETING.match(piece.strip()) for piece in re.split(r"[,!]|[.:]$", key) if piece.strip())


def _without_greeting(at: int, words: str) -> tuple[int, str]:
    while True:
        line, end, rest = words.partition("\n")
        if not line.strip():
            if not end:
                return at, ""
        elif not _is_greeting(line, is_alone=not rest.strip()):
            return at, words
        at += len(line) + len(end)
        words = rest
        if not words.strip():
            return at, ""


def _without_closing(words: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n", words)
    while len(paragraphs) > 1 and _CLOSING.match(flat(paragraphs[-1]).strip()) and not references(flat(paragraphs[-1])):
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def _by_mentions(text: str, flattened: str, found: list[Reference], quoted: list[tuple[int, int]]) -> list[Section]:
    """Paragraphs by the one place each mentions; without or with several places they go with the paragraph before."""
    own = [each for each in found if not each.is_elsewhere and not _inside(each.start, quoted)]
    paragraphs = _paragraphs(text)
    while (
        len(paragraphs) > 1
        and _CLOSING.match(flat(paragraphs[-1][1]).strip())
        and not references(flat(paragraphs[-1][1]))
    ):
        paragraphs.pop()
    if not paragraphs:
        return []
    made: list[tuple[tuple[str, ...], list[str]]] = []
    article = ""
    own_starts = [each.start for each in own]
    for start, words in paragraphs:
        first = bisect_left(own_starts, start)
        inside = own[first : bisect_left(own_starts, start + len(words))]
        named = {each.labels for each in inside}
        labels: tuple[str, ...] | None = None
        if len(named) == 1:
            labels, article = _placed(inside[0], article)
        elif named and len({label.split("__")[0] for each in named for label in each}) == 1 and inside[0].has_article:
            # Several places of one article: the article.
            labels = (inside[0].labels[0].split("__")[0],)
        if (labels is None and made) or (made and made[-1][0] == labels):
            made[-1][1].append(words)
        else:
            made.append((labels or (), [words]))
    return [
        Section(labels, _tidy("\n\n".join(words)), proposed_wording("\n\n".join(words)), is_mentioned=bool(labels))
        for labels, words in made
    ]
