"""What an amending draft changes in other acts: its instructions, and the amended act with the change where it is here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.core.cache import caches
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.languages import of_text
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries.versions import FATE_LABELS, Change
from civikos.registers.legislation import citation
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Draft, Expression, Version
from lawtext import InstructionKind, Kind

# The text of an edition never changes.
KEEP_SECONDS = 3600
DONE = {
    InstructionKind.REPLACED: gettext_lazy("new wording"),
    InstructionKind.INSERTED: pgettext_lazy("amendment", "inserted"),
    InstructionKind.DELETED: pgettext_lazy("amendment", "deleted"),
    InstructionKind.REPEALED: gettext_lazy("repealed"),
    InstructionKind.WORDS_REPLACED: gettext_lazy("words replaced"),
    InstructionKind.WORDS_INSERTED: gettext_lazy("words inserted"),
    InstructionKind.WORDS_DELETED: gettext_lazy("words deleted"),
    InstructionKind.RENUMBERED: pgettext_lazy("amendment", "renumbered"),
    InstructionKind.UNKNOWN: gettext_lazy("not understood"),
}
DOUBTS = {
    "act_assumed": gettext_lazy("The act is named by the title only."),
    "act_unknown": gettext_lazy("It could not be told which act is meant."),
    "place_from_before": gettext_lazy("The place is taken from the sentence before."),
    "unmarked_words": gettext_lazy("The words are not in quotation marks."),
    "no_anchor": gettext_lazy("It is not said where exactly the words belong."),
    "many_places": gettext_lazy("Several places could be meant."),
    "no_new_text": gettext_lazy("The new wording was not found."),
    "other_number": gettext_lazy("The new wording has another number than the place."),
    "unquoted_provisions": gettext_lazy("The new provisions are not in quotation marks."),
    "words_unpaired": gettext_lazy("Old and new words could not be matched to each other."),
    "numbers_unpaired": gettext_lazy("Old and new numbers could not be matched to each other."),
    "too_long": gettext_lazy("The paragraph is too long to be read as an instruction."),
}
FAILED = {
    "unknown": gettext_lazy("The instruction was not understood."),
    "no_place": gettext_lazy("The act has no such provision."),
    "many_places": gettext_lazy("Several places could be meant."),
    "words_not_found": gettext_lazy("The words to be changed were not found in the act."),
    "no_new_text": gettext_lazy("The new wording was not found."),
    "whole_act": gettext_lazy("The act as a whole is repealed."),
}
POSITIONS = {
    "after": gettext_lazy("after: %(place)s"),
    "before": gettext_lazy("before: %(place)s"),
    "end": gettext_lazy("at the end of: %(place)s"),
    "in": gettext_lazy("in: %(place)s"),
    "throughout": gettext_lazy("throughout: %(place)s"),
}


@dataclass(frozen=True)
class Amending:
    """One language of a version as instructions; `is_amending` is False for an act that changes no other."""

    key: str
    language: str
    is_amending: bool
    instructions: tuple[lawtext.Instruction, ...]
    # Where each provision of the amending act stands: its eid → (kind, number) from the article down.
    paths: dict[str, tuple[tuple[Kind, str], ...]]


@dataclass(frozen=True)
class Ordered:
    """One instruction in words; `eid` and `label` are the provision of the amending act that orders it."""

    place: str
    done: str
    changes: tuple[Change, ...]
    eid: str
    label: str
    words: str
    is_unknown: bool
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class AmendedAct:
    """An act that is changed, what is ordered in it, and the consultation that has its text here (its key), if any."""

    number: str
    title: str
    orders: list[Ordered]
    base: int | None


@dataclass(frozen=True)
class ChangedArticle:
    """One article of the amended act with the changes marked, and which provisions of the amending act order them."""

    anchor: str
    label: str
    heading: str
    fate: str
    fate_label: str
    changes: tuple[Change, ...]
    ordered_by: tuple[tuple[str, str], ...]

    @property
    def is_changed(self) -> bool:
        """Whether any instruction touched it."""
        return self.fate != "unchanged" or bool(self.ordered_by)


@dataclass(frozen=True)
class Result:
    """The amended act with the change: its articles, and the instructions that could not be carried out, with why."""

    articles: tuple[ChangedArticle, ...]
    failed: tuple[tuple[Ordered, str], ...]


def looks_amending(draft: Draft) -> bool:
    """Whether the titles say that a draft amends another act: for showing a link. No query."""
    return any(lawtext.is_amending_title(title) for title in legislation.titles_of(draft).values())


def amending(consultation: Consultation, language: str) -> Amending:
    """
    The instructions of the consulted version in one language, or in the first that it has. One query, three more when
    the edition has not been asked for.
    """
    version = consultation.version
    titles = dict(
        Expression.objects.filter(version=version).order_by("position", "pk").values_list("language", "title")
    )
    if language not in titles:
        language = next(iter(titles), language)
    key = f"amending:{version.pk}:{version.edition}:{language}"
    found: Amending | None = caches["kept"].get(key)
    if found is None:
        known = (titles.get(language, ""), legislation.title_in(consultation.draft, language))
        found = _read(key, version, language, known)
        caches["kept"].set(key, found, KEEP_SECONDS)
    return found


def _read(key: str, version: Version, language: str, titles: Sequence[str]) -> Amending:
    title = next((each for each in titles if lawtext.is_amending_title(each)), titles[0])
    text = replace(legislation.text_of(version, language), title=title)
    if not lawtext.is_amending(text):
        return Amending(key, language, False, (), {})
    return Amending(key, language, True, lawtext.read_instructions(text), dict(_paths(text.nodes, ())))


def _paths(
    nodes: Iterable[lawtext.Node], above: tuple[tuple[Kind, str], ...]
) -> Iterator[tuple[str, tuple[tuple[Kind, str], ...]]]:
    for node in nodes:
        path = (*above, (node.kind, node.number)) if above or node.kind is Kind.ARTICLE else ()
        yield node.id, path or ((node.kind, node.number),)
        yield from _paths(node.children, path)


def amended_acts(consultation: Consultation, found: Amending, actor: Actor) -> list[AmendedAct]:
    """The acts that are changed, in the order in which they are named first, with what is ordered in each. One query."""
    orders: dict[tuple[str, str], list[lawtext.Instruction]] = {}
    titles: dict[tuple[str, str], str] = {}
    for each in found.instructions:
        key = (each.act.number, "" if each.act.number else each.act.title)
        orders.setdefault(key, []).append(each)
        titles[key] = titles.get(key) or each.act.title
    bases = bases_of([number for number, _title in orders if number], consultation, actor)
    return [
        AmendedAct(
            number,
            titles[number, title],
            [_ordered(each, found) for each in those],
            bases[number].pk if number in bases else None,
        )
        for (number, title), those in orders.items()
    ]


def bases_of(numbers: Sequence[str], consultation: Consultation, actor: Actor) -> dict[str, Consultation]:
    """The consultations that have the text of an act with each number and that the actor may read; the newest. One query."""
    if not numbers:
        return {}
    wanted = Q()
    for number in dict.fromkeys(numbers):
        printed = _printed(number)
        for field in ("reference", "title_sq", "title_sr_latn", "title_en", "versions__expressions__title"):
            wanted |= Q(**{f"draft__{field}__iregex": printed})
    rows = (
        Consultation.objects.visible_to(actor)
        .filter(pk__in=Consultation.objects.filter(wanted).values("pk"))
        .exclude(pk=consultation.pk)
        .select_related("draft")
        .prefetch_related("draft__versions__expressions")
        .order_by("pk")
    )
    found: dict[str, Consultation] = {}
    for row in rows:
        stored = [each.title for version in row.draft.versions.all() for each in version.expressions.all()]
        names = [row.draft.reference, *legislation.titles_of(row.draft).values(), *stored]
        # An act that amends another one carries the other's number too.
        if any(lawtext.is_amending_title(name) for name in names):
            continue
        for number in {lawtext.normal_number(name) for name in names} & set(numbers):
            found[number] = row
    return found


def _printed(number: str) -> str:
    """A pattern for the ways in which a number is printed: `04/L-057`, `04/L – 57`, `Nr.04/L -057`."""
    parts = re.findall(r"\d+|[A-Za-z]+", number)
    return r"\s*[-/–]?\s*".join(f"0*{part.lstrip('0') or '0'}" if part.isdigit() else part for part in parts)


def _ordered(each: lawtext.Instruction, found: Amending) -> Ordered:
    path = found.paths.get(each.source, ())
    return Ordered(
        place_in_words(each.place),
        str(DONE[each.kind]),
        _marked(each),
        each.source,
        citation.path_label([(str(kind), number) for kind, number in path], found.language) if path else each.source,
        each.words,
        each.kind is InstructionKind.UNKNOWN,
        tuple(str(DOUBTS[code]) if code in DOUBTS else code for code in each.doubts),
    )


def place_in_words(place: lawtext.Place) -> str:
    """`after: Article 2, paragraph 5`, in the active language; `the whole act` for a place without steps."""
    steps = [(str(kind), number) for kind, number in place.steps]
    shown = citation.path_label(steps, of_text()) if steps else _("the whole act")
    if place.part == "heading":
        shown = _("%(place)s, the title") % {"place": shown}
    elif place.part.startswith("sentence "):
        number = place.part.removeprefix("sentence ")
        shown = (
            _("%(place)s, the last sentence") % {"place": shown}
            if number == "-1"
            else _("%(place)s, sentence %(number)s") % {"place": shown, "number": number}
        )
    return str(POSITIONS[place.position]) % {"place": shown} if place.position in POSITIONS else shown


def _marked(each: lawtext.Instruction) -> tuple[Change, ...]:
    kind = each.kind
    if kind in {InstructionKind.WORDS_REPLACED, InstructionKind.WORDS_DELETED}:
        parts = [Change("delete", each.old_words), Change("insert", each.new_text)]
    elif kind is InstructionKind.WORDS_INSERTED:
        beside = Change("equal", f"{each.old_words} " if each.place.position != "before" else f" {each.old_words}")
        new = Change("insert", each.new_text)
        parts = [new, beside] if each.place.position == "before" else [beside, new]
    elif kind is InstructionKind.RENUMBERED:
        parts = [Change("insert", ", ".join(each.numbers))]
    else:
        parts = [Change("insert", each.new_text)]
    return tuple(part for part in parts if part.text.strip())


def with_the_change(found: Amending, base: Consultation, number: str) -> Result:
    """
    The newest text of the amended act with the instructions carried out, in the language of the instructions or in the
    first it has. At most four queries.
    """
    version = max(base.draft.versions.all(), key=lambda each: each.number)
    languages = [each.language for each in sorted(version.expressions.all(), key=lambda each: each.position)]
    language = found.language if found.language in languages else next(iter(languages), found.language)
    key = f"consolidated:{version.pk}:{version.edition}:{language}:{number}:{found.key}"
    kept: tuple[lawtext.Text, lawtext.Consolidated] | None = caches["kept"].get(key)
    if kept is None:
        text = legislation.text_of(version, language)
        kept = text, lawtext.consolidate(text, found.instructions, number=number)
        caches["kept"].set(key, kept, KEEP_SECONDS)
    text, made = kept
    return Result(
        tuple(_articles(text, made, found)),
        tuple(
            (_ordered(each.instruction, found), str(FAILED.get(each.reason, each.reason)))
            for each in made.failed
            if each.reason != "other_act"
        ),
    )


def _articles(text: lawtext.Text, made: lawtext.Consolidated, found: Amending) -> Iterator[ChangedArticle]:
    old = {node.id: node for node in text.walk()}
    new = {node.id: node for node in made.text.walk()}
    for fate in lawtext.compare(text, made.text).fates:
        befores = [old[each] for each in fate.old_ids]
        afters = [new[each] for each in fate.new_ids]
        before, after = _words(befores), _words(afters)
        node = next(iter((*afters, *befores)))
        # What is new or stands has its id in the new text, what is gone the one it had.
        touched = {each.id for holder in afters for each in holder.walk()} or set(fate.old_ids)
        gone = {each.id for holder in befores for each in holder.walk()} - set(new)
        orders = dict.fromkeys(done.instruction.source for done in made.done if (touched | gone).intersection(done.ids))
        yield ChangedArticle(
            node.id,
            citation.label(node.kind, node.number, text.language),
            node.heading,
            str(fate.kind),
            str(FATE_LABELS[str(fate.kind)]),
            (Change("equal", after),)
            if before == after
            else tuple(Change(str(each.op), each.text) for each in lawtext.word_changes(before, after)),
            tuple(
                (source, citation.path_label([(str(kind), at) for kind, at in found.paths[source]], found.language))
                for source in orders
                if source in found.paths
            ),
        )


def _words(articles: Sequence[lawtext.Node]) -> str:
    lines = []
    for article in articles:
        for node in article.walk():
            number = f"{node.number}." if node.number and node is not article else ""
            lines.append(" ".join(part for part in (number, node.heading, node.text) if part))
    return "\n".join(line for line in lines if line)
