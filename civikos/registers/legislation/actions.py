"""The only writer of drafts, versions and provisions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import DOCUMENTS, TEXTS
from civikos.kernel.languages import of_interface
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.registers.legislation import queries
from civikos.registers.legislation.models import (
    ActKind,
    ArticleFate,
    Attachment,
    DocumentKind,
    Draft,
    Expression,
    Provision,
    Version,
    Wording,
)
from civikos.registers.legislation.reading import ReadText, Upload, check_document
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic
from lawtext import Kind

BATCH = 800


class SameLanguageTwice(Refused):
    """Two files turned out to be in one language."""

    code = "legislation.same_language_twice"
    message = _(
        "Two of the files are in the same language (%(language)s): “%(first)s” and “%(second)s”. Upload one file for each language."
    )


class LanguageUnknown(Refused):
    """The text is in none of the languages."""

    code = "legislation.language_unknown"
    message = _("The language of “%(name)s” could not be recognized. Upload the text in Albanian, Serbian or English.")


class NoArticles(Refused):
    """Nothing in the text looks like an article."""

    code = "legislation.no_articles"
    message = _(
        "No article was found in “%(name)s”. If it is a document without articles, such as a concept document, tick “This text has no articles” and send it again. "
        "Otherwise check that it is the right file."
    )


class TitleMissing(Refused):
    """The draft has no title in any language."""

    code = "legislation.title_missing"
    message = _("Write the title of the draft in at least one language.")


class NoText(Refused):
    """No file with the text of the draft."""

    code = "legislation.no_text"
    message = _("Upload the text of the draft in at least one language.")


@dataclass(frozen=True)
class Accompanying:
    """A document that comes with a draft."""

    kind: str
    upload: Upload
    language: str = ""


def checked_texts(texts: Sequence[ReadText], *, without_articles: bool) -> list[ReadText]:
    """
    The texts in the order sq, sr, en, each language once.

    Raises: NoText, LanguageUnknown, SameLanguageTwice, NoArticles.
    """
    if not texts:
        raise NoText
    by_language: dict[str, ReadText] = {}
    for each in texts:
        language = each.text.language
        if language not in {"sq", "sr", "en"}:
            raise LanguageUnknown(name=each.upload.name)
        if language in by_language:
            raise SameLanguageTwice(
                language=dict(queries.LANGUAGE_NAMES)[language],
                first=by_language[language].upload.name,
                second=each.upload.name,
            )
        if not without_articles and not each.text.articles():
            raise NoArticles(name=each.upload.name)
        by_language[language] = each
    return [by_language[language] for language in ("sq", "sr", "en") if language in by_language]


def create_draft(
    *,
    titles: dict[str, str],
    kind: ActKind,
    institution: Organization,
    reference: str,
    place: Place | None,
    topics: Iterable[Topic],
    note: dict[str, str],
    by: Actor,
    at: datetime,
) -> Draft:
    """A draft without a text yet; `titles` by text language, at least one. Raises: NotAllowed, TitleMissing."""
    if not by.is_secretariat:
        raise NotAllowed
    titles = {language: title.strip() for language, title in titles.items()}
    if not any(titles.values()):
        raise TitleMissing
    draft = Draft(kind=kind, institution=institution, reference=reference, place=place, created_at=at)
    for language in ("sq", "sr", "en"):
        column = of_interface(language).replace("-", "_")
        setattr(draft, f"title_{column}", titles.get(language) or None)
        setattr(draft, f"note_{column}", note.get(language) or None)
    draft.save()
    draft.topics.set(topics)
    audit.record("draft.created", draft, by=by, at=at)
    return draft


def store_version(
    draft: Draft, texts: Sequence[ReadText], *, received_on: date, label: str, by: Actor, at: datetime
) -> Version:
    """
    Store a text of a draft in its languages, aligned article by article. Call it in the transaction of the change.

    Every node of every language gets exactly one row; those without a counterpart stand alone with their one language.
    """
    if not by.is_secretariat:
        raise NotAllowed
    number = (draft.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    version = Version.objects.create(draft=draft, number=number, label=label, received_on=received_on, stored_at=at)
    eids = _store_provisions(version, [each.text for each in texts])
    for position, each in enumerate(texts):
        stored = files.store(each.upload.data, name=each.upload.name, accepted=TEXTS, by=by, at=at)
        Expression.objects.create(
            version=version,
            language=each.text.language,
            script=each.text.script,
            file=stored,
            position=position,
            title=each.text.title[:400],
            doubts=_places(each.text, eids),
            lines=[_line(line) for line in each.text.lines],
        )
    audit.record(
        "version.stored",
        version,
        by=by,
        at=at,
        details={"number": number, "languages": [each.text.language for each in texts]},
    )
    return version


_QUOTED_WORD = re.compile("“(.+)”")


def _places(text: lawtext.Text, eids: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    """The places to look at, worst first; a place keeps its number for good."""
    boxes = {(doubt.code, doubt.source, doubt.message): doubt.place for doubt in text.doubts if doubt.place is not None}
    made = []
    for place in lawtext.report(text).places:
        row: dict[str, Any] = {
            "code": place.code,
            "message": place.message,
            "node": eids.get((text.language, place.node_id), ""),
            "source": list(place.source),
            "weight": place.weight,
        }
        box = boxes.get((place.code, place.source, place.message))
        if box is not None:
            row["box"] = list(box)
        if place.code == "doubtful_word" and (word := _QUOTED_WORD.search(place.message)):
            row["word"] = word[1]
        made.append(row)
    return made


def _line(line: lawtext.Line) -> dict[str, Any]:
    row: dict[str, Any] = {"index": line.index, "label": line.label, "text": line.text, "kept_as": line.kept_as}
    if line.page:
        row["page"] = line.page
    if line.other_labels:
        row["other_labels"] = list(line.other_labels)
    if line.calls:
        row["calls"] = [[call.mark, call.line] for call in line.calls]
    return row


def _store_provisions(version: Version, texts: Sequence[lawtext.Text]) -> dict[tuple[str, str], str]:
    """Store every node; which row's eid each node (language and its id there) has got."""
    nodes = {(text.language, node.id): node for text in texts for node in text.walk()}
    parents: dict[tuple[str, str], str] = {}
    units: dict[tuple[str, str], str] = {}
    for text in texts:
        for root in text.nodes:
            _describe(text.language, root, "", "", parents, units)
    rows: list[Provision] = []
    row_of: dict[tuple[str, str], Provision] = {}
    words: list[tuple[Provision, str, lawtext.Node]] = []
    taken: set[str] = set()
    for aligned in lawtext.align(texts):
        language, node_id = next(
            (text.language, aligned.ids[text.language]) for text in texts if text.language in aligned.ids
        )
        eid = _free(node_id, taken)
        node = nodes[language, node_id]
        parent_id = parents[language, node_id]
        parent = row_of.get((language, parent_id)) if parent_id else None
        unit = units[language, node_id]
        row = Provision(
            version=version,
            eid=eid,
            kind=node.kind,
            number=node.number[:40],
            position=len(rows),
            depth=parent.depth + 1 if parent else 0,
            parent=parent,
            article=eid if unit == node_id else (row_of[language, unit].eid if unit else ""),
        )
        rows.append(row)
        for each_language, each_id in aligned.ids.items():
            row_of[each_language, each_id] = row
            words.append((row, each_language, nodes[each_language, each_id]))
    _insert_by_depth(rows)
    Wording.objects.bulk_create(
        [
            Wording(
                provision=row,
                language=language,
                heading=node.heading,
                text=node.text,
                note=node.note[:60],
                first_line=node.source[0],
                last_line=node.source[1],
            )
            for row, language, node in words
        ],
        batch_size=BATCH,
    )
    return {key: row.eid for key, row in row_of.items()}


def _insert_by_depth(rows: list[Provision]) -> None:
    # A child needs its parent's key, so each level is written before the next one: as many queries as the text is deep.
    for depth in range(max((row.depth for row in rows), default=-1) + 1):
        level = [row for row in rows if row.depth == depth]
        for row in level:
            row.parent = row.parent  # takes the key that the parent has got by now
        Provision.objects.bulk_create(level, batch_size=BATCH)


def _describe(
    language: str,
    node: lawtext.Node,
    parent: str,
    unit: str,
    parents: dict[tuple[str, str], str],
    units: dict[tuple[str, str], str],
) -> None:
    # A unit is what is read and discussed as one: an article, or else the highest block that has no article in it.
    parents[language, node.id] = parent
    if not unit and (node.kind is Kind.ARTICLE or not any(below.kind is Kind.ARTICLE for below in node.walk())):
        unit = node.id
    units[language, node.id] = unit
    for child in node.children:
        _describe(language, child, node.id, unit, parents, units)


def _free(eid: str, taken: set[str]) -> str:
    candidate, turn = eid[:190], 1
    while candidate in taken:
        turn += 1
        candidate = f"{eid[:185]}-{turn}"
    taken.add(candidate)
    return candidate


def attach(draft: Draft, document: Accompanying, *, by: Actor, at: datetime) -> Attachment:
    """Add an accompanying document to a draft. Raises: NotAllowed, TextUnreadable, and what `files.store` raises."""
    if not by.is_secretariat:
        raise NotAllowed
    check_document(document.upload)
    stored = files.store(document.upload.data, name=document.upload.name, accepted=DOCUMENTS, by=by, at=at)
    kind = DocumentKind.objects.get(code=document.kind)
    row = Attachment.objects.create(draft=draft, kind=kind, language=document.language, file=stored, added_at=at)
    audit.record("attachment.added", row, by=by, at=at)
    return row


class NotInThisLanguage(Refused):
    """The version has no text in the language."""

    code = "legislation.not_in_this_language"
    message = _("This version of the text does not exist in this language.")


@transaction.atomic
def correct_heading(
    provision: Provision, language: str, *, heading: str, text: str, number: str, by: Actor, at: datetime
) -> None:
    """
    Set number, heading and text of a provision in one language, as the officer reads them in the source.

    A provision that had no words in this language gets them. Raises: NotAllowed, NotInThisLanguage.
    """
    if not by.is_secretariat:
        raise NotAllowed
    if not provision.version.expressions.filter(language=language).exists():
        raise NotInThisLanguage
    wording, _made = Wording.objects.select_for_update().get_or_create(provision=provision, language=language)
    before = {"number": provision.number, "heading": wording.heading, "text": wording.text}
    wording.heading, wording.text = heading.strip(), text.strip()
    # Of quoted matter the note says what it is in the other act, and is no doubt.
    wording.note = wording.note if provision.kind == Kind.QUOTED else ""
    wording.save()
    provision.number = number.strip()[:40]
    provision.save(update_fields=["number"])
    _next_edition(provision.version)
    audit.record("provision.corrected", provision, by=by, at=at, details={"language": language, "before": before})


class NoSuchPlace(Refused):
    """The text has no doubtful place with this number."""

    code = "legislation.no_such_place"
    message = _("This place is not in the list of places to look at.")


@transaction.atomic
def mark_place(version: Version, language: str, number: int, *, is_right: bool, by: Actor, at: datetime) -> None:
    """
    Tick a doubtful place off as looked at and right, or take the tick back. Asking for what is so already changes nothing.

    `number` is its place in `Expression.doubts`. Raises: NotAllowed, NotInThisLanguage, NoSuchPlace.
    """
    if not by.is_secretariat:
        raise NotAllowed
    expression = Expression.objects.select_for_update().filter(version=version, language=language).first()
    if expression is None:
        raise NotInThisLanguage
    if not 0 <= number < len(expression.doubts):
        raise NoSuchPlace
    place = expression.doubts[number]
    if ("looked_at" in place) == is_right:
        return
    if is_right:
        place["looked_at"] = at.isoformat()
    else:
        del place["looked_at"]
    expression.save(update_fields=["doubts"])
    details = {"language": language, "eid": place["node"], "code": place["code"], "number": number}
    audit.record("place.looked_at" if is_right else "place.reopened", expression, by=by, at=at, details=details)


class NothingBefore(Refused):
    """There is no provision before this one to join it to."""

    code = "legislation.nothing_before"
    message = _("There is nothing before this provision to which it could be joined.")


@transaction.atomic
def join_to_previous(provision: Provision, *, by: Actor, at: datetime) -> Provision:
    """
    Remove a boundary: the words of a provision become the last words of the one before it, and so do those below it.

    Returns the one before; the caller moves what hangs on the removed row. Raises: NotAllowed, NothingBefore.
    """
    if not by.is_secretariat:
        raise NotAllowed
    version = provision.version
    before = (
        version.provisions.filter(position__lt=provision.position, depth__lte=provision.depth)
        .order_by("-position")
        .first()
    )
    if before is None:
        raise NothingBefore
    into = version.provisions.filter(position__lt=provision.position).order_by("-position").first() or before
    for wording in provision.wordings.all():
        own = " ".join(part for part in (_printed(provision, wording), wording.heading, wording.text) if part)
        target, _made = Wording.objects.get_or_create(provision=into, language=wording.language)
        target.text = f"{target.text}\n{own}".strip()
        target.last_line = max(target.last_line, wording.last_line)
        target.save()
    children = list(version.provisions.filter(parent=provision).order_by("position"))
    new_parent = before if before.depth == provision.depth else provision.parent
    for child in children:
        child.parent = new_parent
        child.save(update_fields=["parent"])
    inside = version.provisions.filter(article=provision.eid).exclude(pk=provision.pk)
    inside.update(article=before.article)
    audit.record("provision.joined", into, by=by, at=at, details={"removed": provision.eid})
    _next_edition(version)
    return into


def _printed(provision: Provision, wording: Wording) -> str:
    from civikos.registers.legislation.citation import word_for

    if provision.kind in {Kind.ARTICLE, Kind.CHAPTER, Kind.PART, Kind.SECTION, Kind.ANNEX}:
        return f"{word_for(provision.kind, wording.language)} {provision.number}".strip()
    return f"{provision.number}." if provision.number else ""


class NoSuchLine(Refused):
    """The words at which a provision should be divided are not in it."""

    code = "legislation.no_such_words"
    message = _("The words at which to divide were not found in this provision. Copy them exactly from the text.")


@transaction.atomic
def divide(
    provision: Provision, language: str, *, at_words: str, kind: str, number: str, heading: str, by: Actor, at: datetime
) -> Provision:
    """
    Add a boundary: from `at_words` on, the text of a provision becomes a provision of its own, right after it.

    What follows in the source belongs behind the boundary: the rest of the article to a new article, what lies below the
    divided provision to a new provision of the same rank. In the other languages the new provision has no words until somebody corrects it there too.
    Raises: NotAllowed, NoSuchLine.
    """
    if not by.is_secretariat:
        raise NotAllowed
    version = provision.version
    wording = Wording.objects.select_for_update().filter(provision=provision, language=language).first()
    place = wording.text.find(at_words) if wording is not None and at_words.strip() else -1
    if wording is None or place < 0:
        raise NoSuchLine
    head, tail = wording.text[:place].rstrip(), wording.text[place:].strip()
    is_article = kind == Kind.ARTICLE
    parent = (
        queries.container_of(provision)
        if is_article
        else (provision if provision.kind == Kind.ARTICLE else provision.parent)
    )
    taken = set(version.provisions.values_list("eid", flat=True))
    stem = f"art_{number or 'x'}" if is_article else f"{provision.article or provision.eid}__{kind[:4]}_{number or 'x'}"
    eid = _free(stem.replace(" ", "_").replace("/", "-"), taken)
    version.provisions.filter(position__gt=provision.position).update(position=F("position") + 1)
    row = Provision.objects.create(
        version=version,
        eid=eid,
        kind=kind,
        number=number.strip()[:40],
        position=provision.position + 1,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        article=eid if is_article else provision.article,
    )
    _move_behind(row, provision)
    wording.text = head
    wording.save()
    Wording.objects.create(
        provision=row,
        language=language,
        heading=heading.strip(),
        text=tail,
        first_line=wording.first_line,
        last_line=wording.last_line,
    )
    _next_edition(version)
    audit.record("provision.divided", row, by=by, at=at, details={"from": provision.eid, "language": language})
    return row


def _move_behind(row: Provision, divided: Provision) -> None:
    if row.kind != Kind.ARTICLE:
        if divided.kind != Kind.ARTICLE:
            divided.version.provisions.filter(parent=divided).exclude(pk=row.pk).update(parent=row)
        return
    if not divided.article:
        return
    rest = divided.version.provisions.filter(article=divided.article, position__gt=row.position)
    above: list[int] = []
    at: Provision | None = divided
    while at is not None and at.article == divided.article:
        above.append(at.pk)
        at = at.parent
    rest.filter(parent__in=above).update(parent=row)
    rest.update(article=row.eid)


def _next_edition(version: Version) -> None:
    version.edition += 1
    version.save(update_fields=["edition"])


def compare(older: Version, newer: Version, *, by: Actor, at: datetime) -> list[ArticleFate]:
    """
    Store what became of each article from one version to the next, in the first language that both have.

    Rows a person has decided stay. Call it in the transaction of the change.
    """
    language = queries.common_language(older, newer)
    comparison = lawtext.compare(queries.text_of(older, language), queries.text_of(newer, language))
    ArticleFate.objects.filter(older=older, newer=newer, decided_by_person=False).delete()
    rows = [
        ArticleFate(
            older=older,
            newer=newer,
            fate=fate.kind,
            old_articles=list(fate.old_ids),
            new_articles=list(fate.new_ids),
            similarity=fate.similarity,
            typography_only=fate.typography_only,
            nature=fate.nature,
            position=position,
        )
        for position, fate in enumerate(comparison.fates)
    ]
    ArticleFate.objects.bulk_create(rows, batch_size=BATCH)
    audit.record("version.compared", newer, by=by, at=at, details={"older": older.number, "language": language})
    return rows
