"""Questions about texts of law that pages and programs ask. All of them cost a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, DateField, F, FilteredRelation, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import lawtext
from civikos.kernel.languages import TEXT_LANGUAGES, of_interface
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
# Fewer words tell no language.
FEWEST_WORDS = 4
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
    size: int


@dataclass(frozen=True)
class Document:
    """An accompanying document: its kind (`name` in the active language) and the file, without its content."""

    code: str
    name: str
    language: str
    key: UUID
    file_name: str
    size: int


def papers_of(draft: Draft) -> tuple[list[Source], list[Document]]:
    """
    All texts of a draft, the oldest version first, languages in the order sq, sr, en; and its accompanying documents in the
    order of their kinds. One query.
    """
    column = f"kind__name_{of_interface(get_language() or 'sq').replace('-', '_')}"
    texts = (
        Expression.objects.filter(version__draft=draft)
        .order_by()
        .values_list(
            Value(0),
            "version__number",
            "position",
            "pk",
            "version_id",
            "version__edition",
            "version__received_on",
            "version__label",
            "language",
            "file__key",
            "file__name",
            "file__size",
            Value(""),
            Value(""),
            Value(""),
        )
    )
    none: Any = Value(None, output_field=BigIntegerField())
    documents = (
        Attachment.objects.filter(draft=draft)
        .order_by()
        .values_list(
            Value(1),
            "kind__position",
            Value(0),
            "pk",
            none,
            none,
            Value(None, output_field=DateField()),
            Value(""),
            "language",
            "file__key",
            "file__name",
            "file__size",
            "kind__code",
            column,
            "kind__name_sq",
        )
    )
    found_texts, found_documents = [], []
    for row in sorted(texts.union(documents, all=True), key=lambda row: row[:4]):
        (
            is_document,
            number,
            _place,
            _pk,
            version,
            edition,
            received_on,
            label,
            language,
            key,
            name,
            size,
            code,
            kind,
            kind_sq,
        ) = row
        if is_document:
            found_documents.append(Document(code, kind or kind_sq, language, key, name, size))
        else:
            found_texts.append(
                Source(version, number, edition, received_on, label, language, key, name or "", size or 0)
            )
    return found_texts, found_documents


def wording_of(version: Version, eid: str, language: str) -> Words | None:
    """The words of one provision in one language; None where it has none."""
    row = Wording.objects.filter(provision__version=version, provision__eid=eid, language=language).first()
    return Words(row.heading, row.text, row.note, row.first_line, row.last_line) if row else None


def common_language(older: Version, newer: Version) -> str:
    """The first language that both versions have; the older one's first where they share none."""
    first, second = languages_of(older), languages_of(newer)
    return next((language for language in first if language in second), first[0] if first else "sq")


def outline(version: Version, language: str) -> list[OutlineRow]:
    """Chapters and units in reading order, with headings in one language (or the one they have). One query."""
    return outlines(version, [language])[language]


def outlines(version: Version, languages: Iterable[str]) -> dict[str, list[OutlineRow]]:
    """The same in several languages. One query."""
    rows: dict[int, tuple[str, str, str, int, str, int]] = {}
    headings: dict[int, dict[str, str]] = {}
    found = (
        Provision.objects.filter(version=version).filter(Q(article="") | Q(article=F("eid"))).order_by("position", "pk")
    )
    columns = ("pk", "eid", "kind", "number", "depth", "article", "position", "wordings__language", "wordings__heading")
    for pk, eid, kind, number, depth, article, position, spoken, heading in found.values_list(*columns):
        rows[pk] = (eid, kind, number, depth, article, position)
        if spoken:
            headings.setdefault(pk, {})[spoken] = heading
    return {
        language: [
            OutlineRow(
                eid,
                kind,
                citation.label(kind, number, language),
                _in(headings.get(pk, {}), language),
                depth,
                article == eid,
                position,
            )
            for pk, (eid, kind, number, depth, article, position) in rows.items()
        ]
        for language in languages
    }


def _in(by_language: dict[str, str], language: str) -> str:
    return by_language.get(language) or next((text for text in by_language.values() if text), "")


def units(version: Version, eids: Iterable[str], languages: Iterable[str]) -> list[Unit]:
    """The units named, in reading order, with the words of the given languages. One query."""
    speak = list(languages)
    rows: dict[int, tuple[str, str, str, int, str]] = {}
    words: dict[int, dict[str, Words]] = {}
    found = Provision.objects.filter(version=version, article__in=list(eids)).annotate(
        said=FilteredRelation("wordings", condition=Q(wordings__language__in=speak))
    )
    columns = (
        "pk",
        "eid",
        "kind",
        "number",
        "depth",
        "article",
        "said__language",
        "said__heading",
        "said__text",
        "said__note",
        "said__first_line",
        "said__last_line",
    )
    for pk, eid, kind, number, depth, article, spoken, *said in found.order_by("position", "pk").values_list(*columns):
        rows[pk] = (eid, kind, number, depth, article)
        if spoken:
            words.setdefault(pk, {})[spoken] = Words(*said)
    made: list[Unit] = []
    base = 0
    for pk, (eid, kind, number, depth, article) in rows.items():
        if eid == article:
            made.append(
                Unit(
                    pk,
                    eid,
                    kind,
                    number,
                    {language: citation.label(kind, number, language) for language in speak},
                    words.get(pk, {}),
                )
            )
            base = depth
        if made:
            made[-1].blocks.append(Block(pk, eid, kind, number, max(0, depth - base), words.get(pk, {})))
    return made


def words_at(version: Version, eid: str, article: str, language: str) -> str:
    """
    What stands at a place in one language with all that is below it, a line for each provision; the place's own number is
    left out, so that the same words under another number are the same. One query.
    """
    lines = []
    for unit in units(version, [article], [language]):
        for block in unit.blocks:
            words = block.words.get(language)
            if words is None or not (block.eid == eid or block.eid.startswith(f"{eid}__")):
                continue
            number = f"{block.number}." if block.number and block.eid != eid else ""
            lines += [" ".join(part for part in (number, words.heading, words.text) if part)]
    return "\n".join(line for line in lines if line)


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
    return _labels(rows, language, eids)


def all_labels(version: Version, language: str) -> dict[str, str]:
    """The same for every provision of a version, to be kept by whoever shows many. One query."""
    return _labels(Provision.objects.filter(version=version), language, None)


def _labels(rows: QuerySet[Provision], language: str, eids: set[str] | None) -> dict[str, str]:
    columns = ("pk", "eid", "kind", "number", "parent_id", "article")
    known: dict[int, list[Any]] = {pk: row for pk, *row in rows.values_list(*columns)}
    labels: dict[str, str] = {}
    for row in known.values():
        if eids is not None and row[0] not in eids:
            continue
        chain: list[tuple[str, str]] = []
        at: list[Any] | None = row
        while at is not None:
            eid, kind, number, parent, article = at
            chain.append((kind, number))
            at = None if article == eid else known.get(parent)
        labels[str(row[0])] = citation.path_label(list(reversed(chain)), language)
    return labels


def units_with_headings(version: Version, language: str) -> list[tuple[str, str, str]]:
    """Every unit in reading order: its eid, how it is cited, its heading in the language or the one it has. One query."""
    found: dict[str, tuple[str, str, dict[str, str]]] = {}
    rows = Wording.objects.filter(provision__version=version, provision__article=F("provision__eid")).order_by(
        "provision__position", "pk"
    )
    for eid, kind, number, spoken, heading in rows.values_list(
        "provision__eid", "provision__kind", "provision__number", "language", "heading"
    ):
        found.setdefault(eid, (kind, number, {}))[2][spoken] = heading
    return [
        (eid, citation.label(kind, number, language), _in(headings, language))
        for eid, (kind, number, headings) in found.items()
    ]


def text_of(version: Version, language: str) -> lawtext.Text:
    """A version in one language as `lawtext` sees it, built from the stored rows. Two queries."""
    rows = list(
        Provision.objects.filter(version=version)
        .order_by("position")
        .values_list("pk", "eid", "kind", "number", "parent_id")
    )
    words = {
        pk: (heading, text, note)
        for pk, heading, text, note in Wording.objects.filter(
            provision__version=version, language=language
        ).values_list("provision_id", "heading", "text", "note")
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
            heading, text, note = words.get(pk, ("", "", ""))
            made.append(
                lawtext.Node(
                    kind=Kind(kind),
                    number=number,
                    heading=heading,
                    id=eid,
                    text=text,
                    children=below,
                    source=(-1, -1),
                    # Of quoted matter the note says what it is in the other act.
                    note=note if kind == Kind.QUOTED else "",
                )
            )
        return tuple(made)

    return lawtext.Text(language=language, script="Latn", title="", nodes=build(None), doubts=(), lines=())


def printed_text(version: Version, language: str) -> lawtext.Text | None:
    """
    A version in one language as it is handed out: `text_of` with its own title and script; None where it does not exist
    in this language. Three queries.
    """
    own = Expression.objects.filter(version=version, language=language).values_list("title", "script").first()
    if own is None:
        return None
    return replace(text_of(version, language), title=own[0], script=own[1])


def identity_of(version: Version, language: str) -> str:
    """What a Word file handed out says it was made from; the same for as long as the version exists."""
    return f"draft-{version.draft_id}-version-{version.number}-{language}"


def editions_of(draft: Draft) -> list[tuple[Version, str]]:
    """Every version of a draft in every language it has, the newest first, languages in the order sq, sr, en. One query."""
    rows = Expression.objects.filter(version__draft=draft).select_related("version")
    return [(row.version, row.language) for row in rows.order_by("-version__number", "position", "pk")]


def places_in(version: Version) -> dict[str, tuple[str, int]]:
    """Every provision of a version by its id: the article it is or lies in, and its place in the order. One query."""
    rows = Provision.objects.filter(version=version).values_list("eid", "article", "position")
    return {eid: (article, position) for eid, article, position in rows}


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


def spoken_in(text: str, language: str) -> str:
    """The language of what somebody wrote, told from its words; `language` where they are few or do not tell. No query."""
    if len(text.split()) < FEWEST_WORDS:
        return language
    found, _script = lawtext.detect_language(text)
    return found if found in TEXT_LANGUAGES else language


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
