"""Places of a draft that people name in a mail: `Neni 5:`, `čl. 5 st. 2`, `Re Article 5(2) –`; and words of it that they quote."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.core.cache import caches

import lawtext
import mailtext
from civikos.registers.legislation.models import Provision, Version, Wording

KEEP_SECONDS = 3600
_KINDS = {"para": "paragraph", "subpara": "subparagraph"}
FEWEST_QUOTED_WORDS = 3
LONGEST_QUOTE = 4000


def key_of(words: str) -> str:
    """Words for comparing: folded, marks and line ends as blanks."""
    return " ".join(re.findall(r"\w+", lawtext.fold(words)))


def number_of(number: str) -> str:
    """A number for comparing: "16a", "16/A" and "16-A" are one."""
    return re.sub(r"[\s/.()\-]", "", lawtext.fold(number)).upper()


# --- Labels ---------------------------------------------------------------------------------------------------------------
_LONGEST_LABEL = 160
_SEPARATOR = re.compile(r"\s*[*_]{0,2}\s*(?:[:–—]|-(?=\s)|\.(?=\s|$)|\)(?=\s|$)|,\s*$)[\s*_]*")


def without_label(section: "mailtext.Section", headings: Sequence[str]) -> str:
    """
    The words of a section without the label they begin with: `Neni 5: …`, `Neni 5 – Mosha`, a line of its own. Words that go
    on with the place, such as `Neni 5 duhet …`, stay whole.
    """
    said = section.text if section.is_mentioned else _unlabelled(section, headings)
    return said if re.search(r"\w", said) else section.text


def _unlabelled(section: "mailtext.Section", headings: Sequence[str]) -> str:
    first, _line, rest = section.text.partition("\n")
    if section.labels and _names(first[:_LONGEST_LABEL], section.labels):
        for match in _SEPARATOR.finditer(first, 0, _LONGEST_LABEL):
            label = first[: match.start()]
            # Up to the number and no further: "Neni 5 duhet të ketë:" is no label.
            if _ENDS_WITH_NUMBER.search(label) and _names(label, section.labels):
                said = _without_heading(first[match.end() :].strip(" \t*_"), headings)
                return "\n".join(part for part in (said, rest.strip("\n")) if part).strip()
        if rest.strip() and (
            _ENDS_WITH_NUMBER.search(first) or any(key_of(first).endswith(key_of(each)) for each in headings)
        ):
            return rest.strip()
    whole = _WHOLE.match(lawtext.fold(first)) if not section.labels else None
    if whole is not None:
        return "\n".join(part for part in (first[whole.end() :].strip(" \t*_"), rest) if part).strip()
    return section.text


_ENDS_WITH_NUMBER = re.compile(r"(?:\d[a-z]?|\b[a-z]|\([^()]{1,80})[)\]*_\"”]*\s*$", re.IGNORECASE)
_WHOLE = re.compile(
    r"[\s*_\-•]*(?:koment\w*\s+te\s+pergjithshm\w*|te\s+pergjithshme|opst\w+\s+(?:komentar|primedb|napomen)\w*|general\s+(?:comments?|remarks?|observations?)"
    r"|(?:i\s+)?(?:gjithe|tere)\s+projekt\w*|ceo\s+nacrt|whole\s+draft)\s*[*_]*\s*:"
)


def begins_with_whole(text: str) -> bool:
    """Whether words are announced as being about the whole draft."""
    return _WHOLE.match(lawtext.fold(text)) is not None


def _names(words: str, labels: tuple[str, ...]) -> bool:
    found = mailtext.sections(words)
    return len(found) == 1 and found[0].labels == labels


def _without_heading(said: str, headings: Sequence[str]) -> str:
    key = key_of(said)
    for heading in headings:
        if key == key_of(heading):
            return ""
        if key.startswith(f"{key_of(heading)} ") and (cut := re.match(rf".{{1,{len(heading) + 4}}}?\s*[:–—]\s*", said)):
            return said[cut.end() :].strip() if key_of(said[: cut.end()]) == key_of(heading) else said
    return said


# --- The ground on which places are looked for --------------------------------------------------------------------------
@dataclass(frozen=True)
class Running:
    """The words of a version in one language, one provision after another, folded; where each provision begins."""

    words: str
    starts: tuple[int, ...]
    eids: tuple[str, ...]
    text: str
    text_starts: tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """A version made ready for finding places in it. Made once for each edition and kept."""

    articles: dict[str, str]
    """By number as `number_of` writes it."""
    units: dict[str, tuple[str, int]]
    """By the id of any provision: the article it is or lies in, and its place in the order."""
    below: dict[tuple[str, str], tuple[tuple[str, str, str], ...]]
    headings: dict[str, tuple[str, ...]]
    texts: dict[tuple[str, str], str]
    """The own words of a provision by its id and the language."""
    running: dict[str, Running] = field(default_factory=dict)
    preamble: str = ""
    annexes: dict[str, str] = field(default_factory=dict)

    def place_of(self, labels: Sequence[str], under: str = "") -> str | None:
        """
        The id of the place that labels of `mailtext` name (`art_5__para_2`), the first where they are several articles, the
        article where they are several places of it; one that names no article lies `under` a provision. "" for what is no
        article (a chapter), None for an article that this version does not have.
        """
        found = list(dict.fromkeys(self._place(label, under) for label in labels))
        known = [each for each in found if each]
        if not known:
            return None if None in found else ""
        article = self.units[known[0]][0] or known[0]
        return known[0] if len([each for each in known if (self.units[each][0] or each) == article]) == 1 else article

    def _place(self, label: str, under: str) -> str | None:
        if label in self.units:
            return label if self.units[label][0] else ""
        first, *below = label.split("__")
        kind, _underscore, number = first.partition("_")
        at: str | None
        match kind:
            case "preamble":
                return self.preamble
            case "annex":
                at = self.annexes.get(number_of(number)) or (
                    next(iter(self.annexes.values())) if len(self.annexes) == 1 else None
                )
            case "art":
                at = self.articles.get(number_of(number))
            case "chp" | "part" | "sec":
                return ""
            case _:
                at, below = (self.units[under][0] or under) if under in self.units else "", [first, *below]
        if not at:
            return at
        for step in below:
            kind, _underscore, number = step.partition("_")
            at = self._step(at, kind, number)
        return at

    def _step(self, at: str, kind: str, number: str) -> str:
        wanted = number_of(number)
        kind = _KINDS.get(kind, kind)
        rows = self.below.get((at, ""), ())
        same = [eid for eid, _kind, their in rows if their == wanted]
        exact = next((eid for eid, their_kind, their in rows if their == wanted and their_kind == kind), None)
        if exact or same:
            return exact or same[0]
        # Deeper: "pika a" of the only paragraph that has one.
        deeper = [
            eid
            for (parent, _), rows_ in self.below.items()
            if parent == at or parent.startswith(f"{at}__")
            for eid, _kind, their in rows_
            if their == wanted
        ]
        return deeper[0] if len(deeper) == 1 else at

    def only_words(self, eid: str, language: str) -> str:
        """The one provision of an article that has words of its own in a language, where there is only one; else the same id."""
        if self.texts.get((eid, language)):
            return eid
        inside = [each for each, spoken in self.texts if spoken == language and self.units[each][0] == eid]
        return inside[0] if len(inside) == 1 else eid

    def quoted(self, words: str) -> tuple[str, str, str] | None:
        """
        The provision whose words were quoted, those words as the text has them, and the language; None if none is sure. Equal
        words come first, the nearest to the answer; then the article that the quote names; then words that were changed.
        """
        pieces = list(_pieces(words))
        for piece in pieces:
            found = self._equal(piece)
            if found is not None:
                return found
        named = self._quoted_label(words)
        if named is not None:
            return named, "", ""
        return next(filter(None, map(self._near, pieces[1:] or pieces)), None)

    def _quoted_label(self, words: str) -> str | None:
        # The last place that stands on a line of its own: what was answered is the nearest.
        lines = [line for line in words.splitlines() if line.strip()]
        for line in reversed(lines[-12:]):
            found = mailtext.sections(line) if len(line) < _LONGEST_LABEL else []
            if len(found) == 1 and found[0].labels and not found[0].is_mentioned:
                return self.place_of(found[0].labels)
        return None

    def _equal(self, piece: str) -> tuple[str, str, str] | None:
        key = key_of(piece)
        if key.count(" ") + 1 < FEWEST_QUOTED_WORDS:
            return None
        for language, running in self.running.items():
            at = f" {running.words} ".find(f" {key} ")
            if at >= 0:
                return self._between(running, language, at, at + len(key), piece)
        return None

    def _between(self, running: Running, language: str, start: int, end: int, piece: str) -> tuple[str, str, str]:
        first = bisect_right(running.starts, start) - 1
        last = bisect_right(running.starts, max(start, end - 1)) - 1
        spanned = list(dict.fromkeys(running.eids[first : last + 1]))
        if len(spanned) == 1:
            own = self.texts.get((spanned[0], language), "")
            return spanned[0], _as_printed(own, piece), language
        articles = list(dict.fromkeys(self.units[eid][0] for eid in spanned if self.units[eid][0]))
        if len(articles) == 1:
            return articles[0], "", language
        return spanned[-1], "", language

    def _near(self, piece: str) -> tuple[str, str, str] | None:
        words = frozenset(key_of(piece).split())
        if len(words) < 5:
            return None
        best: tuple[float, str, str, str] | None = None
        for language, running in self.running.items():
            if len(words & frozenset(running.words.split())) < 0.7 * len(words):
                continue
            found = lawtext.find_quote(running.text, piece[:LONGEST_QUOTE])
            if found is not None and found.confidence >= 0.75 and (best is None or found.confidence > best[0]):
                at = bisect_right(running.text_starts, found.start) - 1
                best = (found.confidence, running.eids[at], running.text[found.start : found.end], language)
        return (best[1], best[2], best[3]) if best is not None else None


def _as_printed(own: str, piece: str) -> str:
    found = lawtext.find_quote(own, " ".join(piece.split())) if own else None
    return own[found.start : found.end] if found is not None else ""


def _pieces(words: str) -> Iterator[str]:
    # All of it, its last paragraph, then the lines of that, the nearest to the answer first.
    whole = words.strip()[-LONGEST_QUOTE:]
    if not whole:
        return
    yield whole
    parts = [part.strip() for part in re.split(r"\n\s*\n", whole) if part.strip()]
    if len(parts) > 1:
        yield parts[-1]
    lines = [line.strip() for line in parts[-1].splitlines() if line.strip()]
    if len(lines) > 1:
        # A sentence that was broken for width, without the heading above it.
        yield " ".join(lines[1:])
        yield from reversed(lines[-3:])


def ground_of(version: Version) -> Ground:
    """The ground of a version: two queries the first time, none while it is kept."""
    key = f"ground:{version.pk}:{version.edition}"
    kept: Ground | None = caches["kept"].get(key)
    if kept is None:
        kept = _made(version)
        caches["kept"].set(key, kept, KEEP_SECONDS)
    return kept


def _made(version: Version) -> Ground:
    rows = list(
        Provision.objects.filter(version=version)
        .order_by("position", "pk")
        .values_list("pk", "eid", "kind", "number", "parent__eid", "article", "position")
    )
    eids = {pk: eid for pk, eid, *_rest in rows}
    articles: dict[str, str] = {}
    below: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    annexes: dict[str, str] = {}
    preamble = ""
    for _pk, eid, kind, number, parent, article, _position in rows:
        if kind == lawtext.Kind.ARTICLE and article == eid:
            articles.setdefault(number_of(number), eid)
        elif kind == lawtext.Kind.PREAMBLE and article == eid:
            preamble = preamble or eid
        elif kind == lawtext.Kind.ANNEX and article == eid:
            annexes.setdefault(number_of(number), eid)
        if parent:
            below.setdefault((parent, ""), []).append((eid, kind, number_of(number)))
    headings: dict[str, dict[str, None]] = {}
    texts: dict[tuple[str, str], str] = {}
    running: dict[str, tuple[list[str], list[int], list[str], list[str], list[int], list[int]]] = {}
    said = Wording.objects.filter(provision__version=version).order_by("provision__position", "pk")
    for pk, language, heading, text in said.values_list("provision_id", "language", "heading", "text"):
        eid = eids[pk]
        if heading:
            headings.setdefault(eid, {})[heading] = None
        if text:
            texts[eid, language] = text
        words, starts, of, raw, raw_starts, sizes = running.setdefault(language, ([], [], [], [], [], [0, 0]))
        for part in (heading, text):
            key = key_of(part)
            if not key:
                continue
            starts.append(sizes[0])
            raw_starts.append(sizes[1])
            of.append(eid)
            words.append(key)
            raw.append(part)
            sizes[0] += len(key) + 1
            sizes[1] += len(part) + 1
    return Ground(
        articles=articles,
        units={eid: (article, position) for _pk, eid, _kind, _number, _parent, article, position in rows},
        below={parent: tuple(children) for parent, children in below.items()},
        headings={eid: tuple(each) for eid, each in headings.items()},
        texts=texts,
        running={
            language: Running(" ".join(words), tuple(starts), tuple(of), "\n".join(raw), tuple(raw_starts))
            for language, (words, starts, of, raw, raw_starts, _sizes) in running.items()
        },
        preamble=preamble,
        annexes=annexes,
    )
