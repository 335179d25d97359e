"""The text as the secretariat checks it: the source line by line beside what was made of it, window by window."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "hidden_text": gettext_lazy("The file has hidden text, which was left out."),
    "embedded_part": gettext_lazy("Text from a box or a table, put where it stands in the file."),
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
    """One line of the source, what became of it in words, and the provision that took it ("" for none)."""

    index: int
    label: str
    text: str
    eid: str
    became: str
    is_doubtful: bool


@dataclass(frozen=True)
class DoubtRow:
    """One place to look at: the sentence, where it is, and the unit to open."""

    sentence: str
    place: str
    eid: str
    unit: str
    line: int


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


def _source(
    version: Version, expression: Expression, lines: list[dict[str, object]], language: str
) -> list[SourceLine]:
    doubtful = {
        line
        for doubt in expression.doubts
        for line in range(doubt["source"][0], doubt["source"][1] + 1)
        if doubt["source"][0] >= 0
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
    for line in lines:
        kept, index = str(line["kept_as"]), int(str(line["index"]))
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
        made.append(SourceLine(index, str(line["label"]), str(line["text"]), eid, became, index in doubtful))
    return made


def _named(kind: str, number: str, language: str) -> str:
    return citation.label(kind, number, language) or kind


def doubts_of(version: Version, expression: Expression, language: str) -> list[DoubtRow]:
    """Every place to look at in one language, in the order of the text. One query."""
    wanted = {doubt["node"] for doubt in expression.doubts if doubt["node"]}
    rows = {row.eid: row for row in Provision.objects.filter(version=version, eid__in=wanted)}
    found = []
    for doubt in expression.doubts:
        row = rows.get(doubt["node"])
        found.append(
            DoubtRow(
                str(DOUBTS.get(doubt["code"], doubt["message"])),
                _named(row.kind, row.number, language) if row else "",
                row.eid if row else "",
                row.article or row.eid if row else "",
                doubt["source"][0],
            )
        )
    return found


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
