"""Making the papers of an adopted position, by the worker: what is slow happens outside transactions."""

from datetime import datetime

from django.db import transaction

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.programs.positions.models import Paper, Position
from civikos.programs.positions.papers import annex, data, letter
from civikos.programs.positions.queries import papers as gathered

KINDS = {"docx": Kind.DOCX, "pdf": Kind.PDF, "json": Kind.TXT}


def data_of(position: Position) -> bytes:
    """The position as JSON as it stands now."""
    return data.position_json(gathered.whole_of(position))


def make_papers(pk: int, *, at: datetime) -> None:
    """
    Letter and annex as DOCX and PDF, and the data. Made anew when dissent was recorded after the adoption; those handed over before
    stay. Once for one state of the position.
    """
    position = gathered.adopted(pk)
    if position is None or gathered.is_made(position):
        return
    said = gathered.last_said(position)
    whole = gathered.whole_of(position)
    made = {
        (Paper.Kind.LETTER, "docx"): letter.letter_docx(whole),
        (Paper.Kind.LETTER, "pdf"): letter.letter_pdf(whole),
        (Paper.Kind.ANNEX, "docx"): annex.annex_docx(whole),
        (Paper.Kind.ANNEX, "pdf"): annex.annex_pdf(whole),
        (Paper.Kind.DATA, "json"): data.position_json(whole),
    }
    names = gathered.file_names(position)
    with transaction.atomic():
        locked = Position.objects.select_for_update(of=("self",)).get(pk=pk)
        if gathered.is_made(locked) or gathered.last_said(locked) != said:
            # Something changed meanwhile: whoever changed it has asked for papers of its own.
            return
        for (kind, format_), content in made.items():
            name = f"{names[kind]}-{pk}.{format_}"
            stored = files.store(content, name=name, accepted=frozenset({KINDS[format_]}), by=SYSTEM, at=at)
            Paper.objects.create(
                position=locked,
                kind=kind,
                format=format_,
                language=position.letter_language,
                file=stored,
                made_at=at,
            )


def make_what_is_missing(before: datetime, *, at: datetime) -> None:
    """Papers of positions adopted before a moment that have none, or whose dissent was recorded after the newest."""
    for pk in gathered.without_papers(before):
        make_papers(pk, at=at)
