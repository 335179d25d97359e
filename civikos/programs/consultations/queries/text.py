"""The text as the secretariat checks it: the source line by line beside what was made of it, window by window."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import lawtext
from civikos.registers.legislation import citation
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Expression, Provision, Version, Wording
from civikos.registers.legislation.queries import OutlineRow, Unit

WINDOW = 8
NOISE = {
    "header": gettext_lazy("left out: head of the page"),
    "footer": gettext_lazy("left out: foot of the page"),
    "margin": gettext_lazy("left out: margin of the page"),
    "page_number": gettext_lazy("left out: page number"),
    "masthead": gettext_lazy("left out: title page"),
    "rule": gettext_lazy("left out: dividing line"),
    "contents": gettext_lazy("left out: table of contents"),
    "title": gettext_lazy("the title"),
    "empty": gettext_lazy("left out: empty"),
}
DOUBTS = {
    "no_articles": gettext_lazy("No article was found."),
    "duplicate_article": gettext_lazy("The same number of an article occurs twice."),
    "article_out_of_order": gettext_lazy("The number of this article is out of order."),
    "article_gap": gettext_lazy("A number of an article is missing before this one."),
    "renumbered": gettext_lazy("The automatic numbering in the file shows another number."),
    "number_jump": gettext_lazy("A number is missing before this one."),
    "duplicate_number": gettext_lazy("The same number occurs twice."),
    "number_out_of_place": gettext_lazy("This number does not fit what stands before it."),
    "unnumbered_text": gettext_lazy("Text without a number between numbered ones."),
    "quoted_matter": gettext_lazy("Text quoted from another act."),
    "quote_not_closed": gettext_lazy("A quotation begins and does not end."),
    "empty_article": gettext_lazy("This article has no words."),
    "tracked_changes": gettext_lazy("The file has tracked changes; they were read as accepted."),
    "numbering_uncertain": gettext_lazy("The automatic numbering could not be read for certain."),
    "hidden_text": gettext_lazy("The file has hidden text; it was read like the rest."),
    "embedded_part": gettext_lazy(
        "Something in the file, such as a chart or another document inside it, has text that could not be read."
    ),
    "sparse_page": gettext_lazy("A page has almost no text; it may be a picture."),
    "encoding": gettext_lazy("Some letters could not be read for certain."),
    "recognized": gettext_lazy("These pages were recognized from a scan; compare them with it."),
    "doubtful_word": gettext_lazy("A word that could not be recognized for certain."),
    "number_repaired": gettext_lazy(
        "A number was not recognized for certain; it was read as the one that must follow."
    ),
    "converted": gettext_lazy("The file was converted to Word before it was read; compare it with the original."),
    "same_language": gettext_lazy("Two parts of the file are in the same language."),
    "unnumbered_heading": gettext_lazy("This heading has no number."),
    "damaged_number": gettext_lazy("A damaged number was mended."),
    "paragraph_unsure": gettext_lazy("This sentence may begin a paragraph of its own."),
    "heading_in_text": gettext_lazy("This line could be the next heading."),
    "number_in_text": gettext_lazy("This line could be the next number."),
    "repeated_text": gettext_lazy("This line stands here twice."),
    "letter_jump": gettext_lazy("A letter is missing before this one."),
    "list_starts_late": gettext_lazy("This list does not begin with its first item."),
    "lone_item": gettext_lazy("This list has a single item."),
    "open_list": gettext_lazy("A list is announced and does not follow."),
    "cut_text": gettext_lazy("This text ends in the middle of a sentence."),
    "long_heading": gettext_lazy("This title may be text."),
    "missing_heading": gettext_lazy("This article has no title although nearly all others have."),
    "other_language": gettext_lazy("This article is in another language."),
    "text_before_articles": gettext_lazy("Most of the text stands before the first article."),
    "text_outside_articles": gettext_lazy("This text belongs to no article."),
    "look_alike": gettext_lazy("Letters of another script stand inside words."),
}


@dataclass(frozen=True)
class SourceLine:
    """
    One line of the source, what became of it in words, and the provision that took it ("" for none).

    `new_page` is the page that begins with it, 0 for none; `others` are the numbers that other programs show instead;
    `calls` are footnotes called in it: the mark and the line of the note, -1 for a note without text.
    """

    index: int
    label: str
    text: str
    eid: str
    became: str
    is_doubtful: bool
    new_page: int = 0
    others: tuple[str, ...] = ()
    calls: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DoubtRow:
    """
    One place to look at: the sentence, where it is, and the unit to open.

    `number` names it in `Expression.doubts`; `line` is -1 for what concerns the file as a whole; `page` is 0 where the
    place is not on a page; `readings` are the numbers that programs disagree about.
    """

    number: int
    sentence: str
    place: str
    eid: str
    unit: str
    line: int
    page: int = 0
    readings: tuple[str, ...] = ()
    is_right: bool = False


@dataclass(frozen=True)
class Doubts:
    """
    The places to look at in one language, worst first: those that are left, and those that somebody found right.

    `sureness` is what is left of 100 after the places that are left, `of_units` the same for each unit that has any.
    """

    left: list[DoubtRow]
    right: list[DoubtRow]
    sureness: int
    of_units: dict[str, int]


@dataclass(frozen=True)
class TextPage:
    """
    A window of the text in one language: units on the right, the source lines that lie between its first unit and the
    next window's on the left, so that over all windows every line of the source is shown exactly once.
    """

    units: list[Unit]
    lines: list[SourceLine]
    outline: list[OutlineRow]
    previous: str
    following: str
    number: int
    pages: int


@dataclass(frozen=True)
class Missing:
    """A unit that one language lacks."""

    label: str
    eid: str
    languages: tuple[str, ...]


def text_page(version: Version, expression: Expression, at: str, language: str) -> TextPage:
    """The window in which a unit lies, with its source. Six queries."""
    outline = legislation.outline(version, language)
    units = [row.eid for row in outline if row.is_unit]
    index = units.index(at) if at in units else 0
    start = index - index % WINDOW
    shown = units[start : start + WINDOW]
    found = legislation.units(version, shown, [language])
    firsts = _first_lines(version, expression.language)
    low = 0 if start == 0 else _first_of(units[start:], firsts, default=len(expression.lines))
    high = _first_of(units[start + WINDOW :], firsts, default=10**9)
    lines = [line for line in expression.lines if low <= line["index"] < high]
    return TextPage(
        found,
        _source(version, expression, lines, language),
        outline,
        units[start - WINDOW] if start else "",
        units[start + WINDOW] if start + WINDOW < len(units) else "",
        start // WINDOW + 1,
        max(1, -(-len(units) // WINDOW)),
    )


def _first_lines(version: Version, language: str) -> dict[str, int]:
    """For each unit the first line of the source that it took."""
    firsts: dict[str, int] = {}
    rows = Wording.objects.filter(provision__version=version, language=language, first_line__gte=0).exclude(
        provision__article=""
    )
    for unit, line in rows.values_list("provision__article", "first_line"):
        firsts[unit] = min(line, firsts.get(unit, line))
    return firsts


def _first_of(units: Iterable[str], firsts: dict[str, int], *, default: int) -> int:
    return next((firsts[unit] for unit in units if unit in firsts), default)


def _source(version: Version, expression: Expression, lines: list[dict[str, Any]], language: str) -> list[SourceLine]:
    doubtful = {
        line
        for doubt in expression.doubts
        if _has_line(doubt) and "looked_at" not in doubt
        for line in range(doubt["source"][0], doubt["source"][1] + 1)
    }
    taken = {str(line["kept_as"]) for line in lines}
    labels = {row.eid: row for row in Provision.objects.filter(version=version, eid__in=taken)}
    spans = (
        sorted(
            Wording.objects.filter(
                provision__version=version, language=expression.language, first_line__gte=0
            ).values_list("first_line", "last_line", "provision__eid", "provision__kind", "provision__number"),
            key=lambda row: (row[0], -row[1]),
        )
        if len(labels) < len([each for each in taken if not each.startswith("noise:")])
        else []
    )
    made = []
    page = 0
    for line in lines:
        kept, index = str(line["kept_as"]), int(str(line["index"]))
        before, page = page, line.get("page", 0)
        row = labels.get(kept)
        if row is not None:
            eid, became = row.eid, _named(row.kind, row.number, language)
        elif kept.startswith("noise:"):
            reason = kept.removeprefix("noise:")
            eid, became = "", str(NOISE.get(reason, _("left out: %(why)s") % {"why": reason}))
        else:
            # The provision that took it has been joined or renamed since: whichever spans the line now has its words.
            span = next((each for each in reversed(spans) if each[0] <= index <= each[1]), None)
            eid, became = (span[2], _named(span[3], span[4], language)) if span else ("", kept or _("not placed"))
        made.append(
            SourceLine(
                index,
                str(line["label"]),
                str(line["text"]),
                eid,
                became,
                index in doubtful,
                page if page != before else 0,
                tuple(line.get("other_labels", ())),
                tuple((mark, at) for mark, at in line.get("calls", ())),
            )
        )
    return made


def _named(kind: str, number: str, language: str) -> str:
    return citation.label(kind, number, language) or kind


def _has_line(doubt: dict[str, Any]) -> bool:
    """Whether a doubt is about lines of the source: (0, 0) without a provision says that it is about the whole file."""
    first, last = doubt["source"]
    return first >= 0 and (bool(doubt["node"]) or (first, last) != (0, 0))


def open_places(expression: Expression) -> int:
    """How many places nobody has looked at."""
    return sum("looked_at" not in doubt for doubt in expression.doubts)


def doubts_of(version: Version, expression: Expression) -> Doubts:
    """Every place to look at in one language, the worst first. At most four queries."""
    language = expression.language
    wanted = {doubt["node"] for doubt in expression.doubts if doubt["node"]}
    rows = {row.eid: row for row in Provision.objects.filter(version=version, eid__in=wanted)}
    labels = legislation.full_labels(version, set(rows), language)
    # What has no provision (any more) is shown where its line is: in the last unit that begins before it.
    begins: list[tuple[int, str]] = []
    if any(_has_line(doubt) and doubt["node"] not in rows for doubt in expression.doubts):
        begins = sorted((line, unit) for unit, line in _first_lines(version, language).items())
    lines = {line["index"]: line for line in expression.lines}
    found = []
    marks: dict[str, list[tuple[str, float]]] = {}
    for number, doubt in enumerate(expression.doubts):
        row = rows.get(doubt["node"])
        line = doubt["source"][0] if _has_line(doubt) else -1
        unit = row.article or row.eid if row else next((unit for at, unit in reversed(begins) if at <= line), "")
        source = lines.get(line, {})
        is_right = "looked_at" in doubt
        if not is_right:
            weight = float(doubt.get("weight", lawtext.weight_of(doubt["code"])))
            marks.setdefault(row.article if row else "", []).append((doubt["code"], weight))
        found.append(
            DoubtRow(
                number,
                _sentence(doubt),
                labels.get(row.eid, "") if row else "",
                row.eid if row else "",
                unit,
                line,
                int(doubt["box"][0]) if doubt.get("box") else source.get("page", 0),
                (source.get("label", ""), *source.get("other_labels", ()))
                if doubt["code"] == "numbering_uncertain" and source.get("other_labels")
                else (),
                is_right,
            )
        )
    return Doubts(
        [row for row in found if not row.is_right],
        [row for row in found if row.is_right],
        _sureness(version, language, marks),
        {unit: _percent(lawtext.left_of(found)) for unit, found in marks.items() if unit},
    )


def _sentence(doubt: dict[str, Any]) -> str:
    if doubt.get("word"):
        return _("“%(word)s”: a word that could not be recognized for certain.") % {"word": doubt["word"]}
    return str(DOUBTS.get(doubt["code"], doubt["message"]))


def _sureness(version: Version, language: str, marks: dict[str, list[tuple[str, float]]]) -> int:
    """As `lawtext.report` weighs it: the units by their length, less what is doubtful outside them. One query, or none."""
    if not marks:
        return 100
    rows = Wording.objects.filter(provision__version=version, language=language, provision__article__startswith="art_")
    weights = {
        unit: 20 + (letters or 0)
        for unit, letters in rows.order_by().values_list("provision__article").annotate(letters=Sum(Length("text")))
    }
    kept = sum(weight * lawtext.left_of(marks.get(unit, [])) for unit, weight in weights.items())
    outside = [mark for unit, found in marks.items() if unit not in weights for mark in found]
    return _percent((kept / sum(weights.values()) if weights else 1.0) * lawtext.left_of(outside))


def _percent(share: float) -> int:
    # Never "100 % sure" while a place is left.
    return min(99, int(share * 100))


def missing_counterparts(version: Version, languages: list[str], language: str) -> list[Missing]:
    """Units that are not in every language of the version, in the order of the text. One query."""
    if len(languages) < 2:
        return []
    spoken: dict[str, set[str]] = {}
    named: dict[str, str] = {}
    rows = Wording.objects.filter(provision__version=version, provision__article=F("provision__eid"))
    for eid, kind, number, each in rows.order_by("provision__position").values_list(
        "provision__eid", "provision__kind", "provision__number", "language"
    ):
        spoken.setdefault(eid, set()).add(each)
        named[eid] = _named(kind, number, language)
    return [
        Missing(named[eid], eid, tuple(each for each in languages if each not in has))
        for eid, has in spoken.items()
        if len(has) < len(languages)
    ]
