"""Questions about texts of law that pages and programs ask. All of them cost a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

import lawtext
from civikos.kernel.languages import of_interface
from civikos.registers.legislation import citation
from civikos.registers.legislation.models import (
    ArticleFate,
    Attachment,
    DocumentKind,
    Draft,
    Expression,
    Provision,
    Version,
    Wording,
)
from lawtext import Kind

LANGUAGE_NAMES = [("sq", _("Albanian")), ("sr", _("Serbian")), ("en", _("English"))]
CONTAINERS = frozenset({Kind.BOOK, Kind.PART, Kind.TITLE, Kind.CHAPTER, Kind.SUBCHAPTER, Kind.SECTION})


@dataclass(frozen=True)
class OutlineRow:
    """One line of the outline: a chapter, or a unit that is read and discussed as one (an article)."""

    eid: str
    kind: str
    label: str
    heading: str
    depth: int
    is_unit: bool
    position: int


@dataclass(frozen=True)
class Words:
    """The words of a block in one language; `note` says why the reader doubted them."""

    heading: str
    text: str
    note: str = ""
    first_line: int = -1
    last_line: int = -1


@dataclass(frozen=True)
class Block:
    """One provision inside a unit, as a page shows it; `words` by language."""

    pk: int
    eid: str
    kind: str
    number: str
    level: int
    words: dict[str, Words]


@dataclass(frozen=True)
class Unit:
    """A unit with all its blocks, the unit's own row first."""

    pk: int
    eid: str
    kind: str
    number: str
    labels: dict[str, str]
    words: dict[str, Words]
    blocks: list[Block] = field(default_factory=list)


def languages_of(version: Version) -> list[str]:
    """The languages in which a version exists, in the order sq, sr, en."""
    return list(Expression.objects.filter(version=version).order_by("position").values_list("language", flat=True))


@dataclass(frozen=True)
class Source:
    """A version in one language as it was received: the file, without its content."""

    version: int
    number: int
    edition: int
    received_on: date
    label: str
    language: str
    key: UUID | None
    name: str
    media_type: str
    size: int


def sources_of(draft: Draft) -> list[Source]:
    """All texts of a draft, the oldest version first, languages in the order sq, sr, en. One query."""
    columns = (
        "version_id", "version__number", "version__edition", "version__received_on", "version__label", "language", "file__key", "file__name",
        "file__media_type", "file__size",
    )
    rows = Expression.objects.filter(version__draft=draft).order_by("version__number", "position", "pk").values_list(*columns)
    return [Source(*row[:7], row[7] or "", row[8] or "", row[9] or 0) for row in rows]


def documents_of(draft: Draft) -> list[Attachment]:
    """The accompanying documents of a draft, in the order of their kinds. One query."""
    return list(Attachment.objects.filter(draft=draft).select_related("kind", "file").order_by("kind__position", "language", "pk"))


def wording_of(version: Version, eid: str, language: str) -> Words | None:
    """The words of one provision in one language; None where it has none."""
    row = Wording.objects.filter(provision__version=version, provision__eid=eid, language=language).first()
    return Words(row.heading, row.text, row.note, row.first_line, row.last_line) if row else None


def common_language(older: Version, newer: Version) -> str:
    """The first language that both versions have; the older one's first where they share none."""
    first, second = languages_of(older), languages_of(newer)
    return next((language for language in first if language in second), first[0] if first else "sq")


def outline(version: Version, language: str) -> list[OutlineRow]:
    """Chapters and units in reading order, with headings in one language (or the one they have). Two queries."""
    rows = list(
        Provision.objects.filter(version=version).filter(_containers_and_units()).order_by("position")
        .values_list("pk", "eid", "kind", "number", "depth", "article", "position")
    )
    headings: dict[int, dict[str, str]] = {}
    wanted = Wording.objects.filter(provision__version=version).filter(_containers_and_units("provision__"))
    for pk, heading_language, heading in wanted.values_list("provision_id", "language", "heading"):
        headings.setdefault(pk, {})[heading_language] = heading
    return [
        OutlineRow(eid, kind, citation.label(kind, number, language), _in(headings.get(pk, {}), language), depth, article == eid, position)
        for pk, eid, kind, number, depth, article, position in rows
    ]


def _containers_and_units(prefix: str = "") -> Q:
    return Q(**{f"{prefix}article": ""}) | Q(**{f"{prefix}article": F(f"{prefix}eid")})


def _in(by_language: dict[str, str], language: str) -> str:
    return by_language.get(language) or next((text for text in by_language.values() if text), "")


def units(version: Version, eids: Iterable[str], languages: Iterable[str]) -> list[Unit]:
    """The units named, in reading order, with the words of the given languages. Two queries."""
    wanted = list(eids)
    speak = list(languages)
    rows = list(
        Provision.objects.filter(version=version, article__in=wanted).order_by("position")
        .values_list("pk", "eid", "kind", "number", "depth", "article")
    )
    words: dict[int, dict[str, Words]] = {}
    for pk, language, heading, text, note, first, last in Wording.objects.filter(
        provision__version=version, provision__article__in=wanted, language__in=speak
    ).values_list("provision_id", "language", "heading", "text", "note", "first_line", "last_line"):
        words.setdefault(pk, {})[language] = Words(heading, text, note, first, last)
    found: list[Unit] = []
    base = 0
    for pk, eid, kind, number, depth, article in rows:
        if eid == article:
            labels = {language: citation.label(kind, number, language) for language in speak}
            found.append(Unit(pk, eid, kind, number, labels, words.get(pk, {})))
            base = depth
        if found:
            found[-1].blocks.append(Block(pk, eid, kind, number, max(0, depth - base), words.get(pk, {})))
    return found


def unit_label(provision: Provision | None, language: str) -> str:
    """How the unit of a provision is cited; the whole draft for None."""
    if provision is None:
        return citation.WHOLE_DRAFT[language]
    return citation.label(provision.kind, provision.number, language)


def full_labels(version: Version, eids: set[str], language: str) -> dict[str, str]:
    """`Neni 3, paragrafi 1` for provisions by eid. One query."""
    if not eids:
        return {}
    units = Provision.objects.filter(version=version, eid__in=eids).exclude(article="").values("article")
    rows = Provision.objects.filter(version=version).filter(Q(article__in=units) | Q(article=""))
    known = {pk: row for pk, *row in rows.values_list("pk", "eid", "kind", "number", "parent_id", "article")}
    labels = {}
    for row in known.values():
        if row[0] not in eids:
            continue
        chain: list[tuple[str, str]] = []
        at: list[Any] | None = row
        while at is not None:
            eid, kind, number, parent, article = at
            chain.append((kind, number))
            at = None if article == eid else known.get(parent)
        labels[row[0]] = citation.path_label(list(reversed(chain)), language)
    return labels


def units_with_headings(version: Version, language: str) -> list[tuple[str, str, str]]:
    """Every unit in reading order: its eid, how it is cited, its heading in the language or the one it has. One query."""
    found: dict[str, tuple[str, str, dict[str, str]]] = {}
    rows = Wording.objects.filter(provision__version=version, provision__article=F("provision__eid")).order_by("provision__position", "pk")
    for eid, kind, number, spoken, heading in rows.values_list(
        "provision__eid", "provision__kind", "provision__number", "language", "heading"
    ):
        found.setdefault(eid, (kind, number, {}))[2][spoken] = heading
    return [(eid, citation.label(kind, number, language), _in(headings, language)) for eid, (kind, number, headings) in found.items()]


def text_of(version: Version, language: str) -> lawtext.Text:
    """A version in one language as `lawtext` sees it, built from the stored rows. Two queries."""
    rows = list(Provision.objects.filter(version=version).order_by("position").values_list("pk", "eid", "kind", "number", "parent_id"))
    words = {
        pk: (heading, text)
        for pk, heading, text in Wording.objects.filter(provision__version=version, language=language).values_list("provision_id", "heading", "text")
    }
    children: dict[int | None, list[tuple[int, str, str, str]]] = {}
    for pk, eid, kind, number, parent in rows:
        children.setdefault(parent, []).append((pk, eid, kind, number))

    def build(parent: int | None) -> tuple[lawtext.Node, ...]:
        made = []
        for pk, eid, kind, number in children.get(parent, []):
            below = build(pk)
            if pk not in words and not below:
                continue
            heading, text = words.get(pk, ("", ""))
            made.append(lawtext.Node(kind=Kind(kind), number=number, heading=heading, id=eid, text=text, children=below, source=(-1, -1)))
        return tuple(made)

    return lawtext.Text(language=language, script="Latn", title="", nodes=build(None), doubts=(), lines=())


def container_of(provision: Provision) -> Provision | None:
    """The chapter or other division in which a provision lies."""
    at = provision.parent
    while at is not None and at.kind not in CONTAINERS:
        at = at.parent
    return at


def unit_of(version: Version, eid: str) -> Provision | None:
    """The row of a unit or provision of a version by its eid."""
    return Provision.objects.filter(version=version, eid=eid).first()


def fates(older: Version, newer: Version) -> QuerySet[ArticleFate]:
    """What became of each article between two versions, in the order of the newer text."""
    return ArticleFate.objects.filter(older=older, newer=newer).order_by("position", "pk")


def title_in(draft: Draft, language: str) -> str:
    """The title of a draft in a text language, or in the one it has."""
    column = of_interface(language).replace("-", "_")
    return getattr(draft, f"title_{column}") or draft.title


def titles_of(draft: Draft) -> dict[str, str]:
    """The title in each text language; where one is missing, the one there is."""
    return {language: title_in(draft, language) for language in ("sq", "sr", "en")}


def versions_of(draft: Draft) -> list[Version]:
    """All versions of a draft, the oldest first."""
    return list(Version.objects.filter(draft=draft).order_by("number"))


def doubtful(version: Version) -> list[Expression]:
    """The expressions of a version with what the reader doubted and every source line."""
    return list(Expression.objects.filter(version=version).select_related("file").order_by("position"))


def document_kinds() -> list[DocumentKind]:
    """Kinds of accompanying documents, in the order of the profile."""
    return list(DocumentKind.objects.order_by("position", "pk"))
