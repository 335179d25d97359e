"""Writing the draft: passages, their sentences, and what each sentence stands on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.actions.contributions import LONGEST_TEXT, SaidTooMuch
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.states import ContributionStatus
from civikos.programs.positions import permissions, states
from civikos.programs.positions.models import Passage, PassageVersion, Position, Sentence, Source, Suggestion
from civikos.programs.positions.queries import sentences
from civikos.registers.legislation.models import Provision


class NothingWritten(Refused):
    """Neither reasoning nor a wording."""

    code = "position.nothing_written"
    message = _("Write why, or the wording that the position asks for.")


class NoSuchPlace(Refused):
    """The provision is not in the draft."""

    code = "position.no_such_place"
    message = _("This place is not in the text under consultation. Choose another; your text is still here.")


class NoSuchSource(Refused):
    """A source that does not belong to this position, or was taken back."""

    code = "position.no_such_source"
    message = _(
        "One of the sources was taken back meanwhile. Look at the list of points and save again; your text is still here."
    )


class ChangedMeanwhile(Refused):
    """Somebody else saved the passage after this page was opened."""

    code = "position.changed_meanwhile"
    message = _(
        "%(person)s has changed this passage since you opened it. Nothing was overwritten: your words stand below, the present ones beside "
        "them. Bring them together and save again."
    )


@dataclass(frozen=True)
class Basis:
    """What something stands on: keys of contributions and of members' points, and texts or addresses named in words."""

    contributions: Collection[int] = field(default=())
    suggestions: Collection[int] = field(default=())
    named: Sequence[tuple[str, str]] = field(default=())


@dataclass(frozen=True)
class Words:
    """A passage as plain values. `basis` is what the passage stands on as a whole: it is tied to its sentences one by one afterwards."""

    text: str
    proposed: str = ""
    heading: str = ""
    eid: str = ""
    language: str = "sq"
    basis: Basis | None = None


def text_of(passage: Passage) -> str:
    """The reasoning as it stands. One query unless the sentences are at hand."""
    rows = sorted(passage.sentences.all(), key=lambda each: (each.order, each.pk))
    return sentences.joined([sentences.Piece(each.text, each.starts_paragraph) for each in rows])


@transaction.atomic
def write_passage(pk: int, words: Words, *, by: Actor, at: datetime) -> Passage:
    """
    Add a passage at the end of its article, else at the end. Its sentences stand on the sources given until they are tied one by one.

    Raises: NotFound, NotAllowed, WrongStatus, NothingWritten, SaidTooMuch, NoSuchPlace, NoSuchSource.
    """
    position = permissions.access_for(states.DRAFT, pk, by=by)
    steps.require(states.DRAFT, position)
    provision, original = _place(position, words)
    _check(words, original)
    newest = position.passages.aggregate(number=Max("number"))["number"] or 0
    row = Passage.objects.create(
        position=position,
        number=newest + 1,
        order=10**6,
        provision=provision,
        article=provision.article if provision else "",
        heading=words.heading.strip()[:200],
        language=words.language,
        original=original if words.proposed.strip() else "",
        proposed=words.proposed.strip(),
    )
    write_sentences(row, words.text)
    _arrange(position)
    if words.basis is not None:
        _tie_all(row, words.basis)
    audit.record(states.DRAFT.verb, row, by=by, at=at, basis=states.DRAFT.basis)
    return row


@transaction.atomic
def edit_passage(pk: int, number: int, words: Words, *, revision: int, by: Actor, at: datetime) -> Passage:
    """
    Save a passage's new words; how it stood before is kept, and sentences that are known again keep their sources.

    `revision` is the one whose words the person has changed. Raises: NotFound, NotAllowed, WrongStatus, ChangedMeanwhile,
    NothingWritten, SaidTooMuch, NoSuchPlace, NoSuchSource.
    """
    position = permissions.access_for(states.DRAFT, pk, by=by)
    steps.require(states.DRAFT, position)
    row = passage_of(position, number)
    if row.revision != revision:
        last = row.versions.order_by("-revision").select_related("person").first()
        raise ChangedMeanwhile(person=last.person.name if last and last.person else _("Somebody"))
    provision, original = _place(position, words)
    _check(words, original)
    is_moved = row.provision_id != (provision.pk if provision else None)
    row.provision, row.article = provision, provision.article if provision else ""
    change_words(row, words.text, words.proposed, words.heading, why="drafted", by=by, at=at, original=original)
    row.language = words.language
    row.save(update_fields=["provision", "article", "language"])
    if is_moved:
        _arrange(position)
    if words.basis is not None:
        _tie_all(row, words.basis)
    audit.record("position.passage_changed", row, by=by, at=at, details={"revision": row.revision})
    return row


def change_words(
    row: Passage,
    text: str,
    proposed: str,
    heading: str,
    *,
    why: str,
    by: Actor,
    at: datetime,
    original: str | None = None,
) -> bool:
    """Give a passage other words, keeping how it stood; whether anything changed. The caller holds the position locked."""
    before = text_of(row)
    proposed, heading = proposed.strip(), heading.strip()[:200]
    after = sentences.joined(sentences.divide(text))
    if (before, row.proposed, row.heading) == (after, proposed, heading):
        return False
    PassageVersion.objects.create(
        passage=row,
        revision=row.revision,
        heading=row.heading,
        text=before,
        proposed=row.proposed,
        why=why,
        person=by.person,
        until=at,
    )
    if original is not None:
        row.original = original if proposed else ""
    row.proposed, row.heading = proposed, heading
    row.revision += 1
    row.save(update_fields=["proposed", "heading", "original", "revision"])
    write_sentences(row, text)
    return True


def write_sentences(row: Passage, text: str) -> None:
    """Divide a text into the passage's sentences; those that are known again keep their key and sources."""
    pieces = sentences.divide(text)
    old = {each.key: each for each in Sentence.objects.filter(passage=row)}
    known = sentences.known_again(
        [(each.key, each.text) for each in sorted(old.values(), key=lambda each: each.order)],
        [piece.text for piece in pieces],
    )
    newest = Sentence.objects.filter(passage__position=row.position_id).aggregate(key=Max("key"))["key"] or 0
    kept, new = [], []
    for order, (piece, key) in enumerate(zip(pieces, known, strict=True), 1):
        if key is None:
            newest += 1
            new.append(
                Sentence(passage=row, key=newest, order=order, text=piece.text, starts_paragraph=piece.starts_paragraph)
            )
        else:
            sentence = old.pop(key)
            sentence.order, sentence.text, sentence.starts_paragraph = order, piece.text, piece.starts_paragraph
            kept.append(sentence)
    Sentence.objects.filter(pk__in=[each.pk for each in old.values()]).delete()
    Sentence.objects.bulk_update(kept, ["order", "text", "starts_paragraph"])
    Sentence.objects.bulk_create(new)


@transaction.atomic
def tie_sources(pk: int, number: int, sentence: int | None, basis: Basis, *, by: Actor, at: datetime) -> Passage:
    """
    Say what one sentence (by its key), or without one the proposed wording, stands on: these sources and no others.

    Raises: NotFound, NotAllowed, WrongStatus, NoSuchSource.
    """
    position = permissions.access_for(states.DRAFT, pk, by=by)
    steps.require(states.DRAFT, position)
    row = passage_of(position, number)
    of = None
    if sentence is not None:
        of = row.sentences.filter(key=sentence).first()
        if of is None:
            raise permissions.NotFound
    check_basis(position, basis)
    Source.objects.filter(passage=row, sentence=of).delete()
    Source.objects.bulk_create(_sources(row, of, basis))
    audit.record("position.sources_tied", row, by=by, at=at, details={"sentence": sentence})
    return row


def _sources(row: Passage, sentence: Sentence | None, basis: Basis) -> list[Source]:
    return [
        *(Source(passage=row, sentence=sentence, contribution_id=key) for key in sorted(set(basis.contributions))),
        *(Source(passage=row, sentence=sentence, suggestion_id=key) for key in sorted(set(basis.suggestions))),
        *(
            Source(passage=row, sentence=sentence, text=text.strip()[:500], url=url.strip())
            for text, url in dict.fromkeys(basis.named)
            if text.strip() or url.strip()
        ),
    ]


def _tie_all(row: Passage, basis: Basis) -> None:
    # A new sentence stands on what the passage is made from; one that has sources of its own keeps them.
    check_basis(row.position, basis)
    have = set(Source.objects.filter(passage=row).values_list("sentence", flat=True))
    rows = [
        source
        for sentence in row.sentences.order_by("order", "pk")
        if sentence.pk not in have
        for source in _sources(row, sentence, basis)
    ]
    if row.proposed and None not in have:
        rows += _sources(row, None, basis)
    Source.objects.bulk_create(rows)


def check_basis(position: Position, basis: Basis) -> None:
    """Every source belongs to this position or its consultation, and stands. Raises: NoSuchSource."""
    contributions, suggestions = set(basis.contributions), set(basis.suggestions)
    if contributions:
        stand = Contribution.objects.filter(
            pk__in=contributions, consultation=position.consultation_id, status=ContributionStatus.ACTIVE
        )
        if stand.count() != len(contributions):
            raise NoSuchSource
    if suggestions:
        # A correction goes on standing on what was given for the edition it corrects.
        own = Suggestion.objects.standing().filter(
            pk__in=suggestions, position__in=[each for each in (position.pk, position.corrects_id) if each]
        )
        if own.count() != len(suggestions):
            raise NoSuchSource


@transaction.atomic
def remove_passage(pk: int, number: int, *, by: Actor, at: datetime) -> Passage:
    """Take a passage out of the draft; it can be put back. Raises: NotFound, NotAllowed, WrongStatus."""
    return _set_removed(pk, number, at, by=by, at=at)


@transaction.atomic
def restore_passage(pk: int, number: int, *, by: Actor, at: datetime) -> Passage:
    """Put a passage back. Raises: NotFound, NotAllowed, WrongStatus."""
    return _set_removed(pk, number, None, by=by, at=at)


def _set_removed(pk: int, number: int, removed: datetime | None, *, by: Actor, at: datetime) -> Passage:
    position = permissions.access_for(states.DRAFT, pk, by=by)
    steps.require(states.DRAFT, position)
    row = passage_of(position, number)
    row.removed_at = removed
    row.save(update_fields=["removed_at"])
    audit.record("position.passage_removed" if removed else "position.passage_restored", row, by=by, at=at)
    return row


@transaction.atomic
def move_passage(pk: int, number: int, *, up: bool, by: Actor, at: datetime) -> None:
    """Put a passage before (or after) its neighbor. Raises: NotFound, NotAllowed, WrongStatus."""
    position = permissions.access_for(states.DRAFT, pk, by=by)
    steps.require(states.DRAFT, position)
    row = passage_of(position, number)
    rows = list(position.passages.filter(removed_at=None).order_by("order", "pk"))
    index = next((place for place, each in enumerate(rows) if each.pk == row.pk), None)
    if index is None:
        raise permissions.NotFound
    other = index - 1 if up else index + 1
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
        _number(rows)
    audit.record("position.passage_moved", row, by=by, at=at, details={"up": up})


def passage_of(position: Position, number: int) -> Passage:
    """A passage by its number, locked. Raises: NotFound."""
    row = Passage.objects.select_for_update(of=("self",)).filter(position=position, number=number).first()
    if row is None:
        raise permissions.NotFound
    row.position = position
    return row


def _place(position: Position, words: Words) -> tuple[Provision | None, str]:
    if not words.eid or position.consultation is None:
        return None, ""
    provision = Provision.objects.filter(version=position.consultation.version_id, eid=words.eid).first()
    if provision is None:
        raise NoSuchPlace
    wording = provision.wordings.filter(language=words.language).first()
    return provision, (wording.text or wording.heading) if wording else ""


def _check(words: Words, original: str) -> None:
    if not words.text.strip() and words.proposed.strip() == original.strip():
        raise NothingWritten
    if len(words.text) > LONGEST_TEXT or len(words.proposed) > LONGEST_TEXT:
        raise SaidTooMuch


def _arrange(position: Position) -> None:
    # New passages go to their article: after the last one that stands before it in the draft.
    rows = list(position.passages.select_related("provision").order_by("order", "pk"))
    old = [each for each in rows if each.order < 10**6]

    def place(row: Passage) -> int:
        return row.provision.position if row.provision else 10**8

    for row in (each for each in rows if each.order >= 10**6):
        index = next((number for number, other in enumerate(old) if place(other) > place(row)), len(old))
        old.insert(index, row)
    _number(old)


def _number(rows: Sequence[Passage]) -> None:
    for order, row in enumerate(rows, 1):
        row.order = order
    Passage.objects.bulk_update(rows, ["order"])
