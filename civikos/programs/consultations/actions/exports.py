"""Papers that take longer than a page may: made by the worker, with their progress, for whoever may read the matrix."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _now

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.files import actions as files
from civikos.kernel.files.sandbox import ChildFailed
from civikos.programs.consultations import permissions
from civikos.programs.consultations.actions.papers import MAKERS
from civikos.programs.consultations.models import Consultation, Export, Point
from civikos.programs.consultations.papers import pdf
from civikos.programs.consultations.queries import papers as gathered

# Measured at 2.6 ms of processor for a point as PDF: more than this takes over five seconds.
LONG = 2000
KEPT = timedelta(days=1)
LOST = timedelta(minutes=10)


def is_long(format_: str, points: int) -> bool:
    """Whether a paper with so many points is made in the background."""
    return format_ == "pdf" and points > LONG


@transaction.atomic
def ask_export(pk: int, format_: str, *, by: Actor, at: datetime) -> Export:
    """
    Have the matrix made as it stands now, once for everybody who asks before it changes; what failed, or was lost with its
    worker, is begun again. Raises: NotFound.
    """
    from civikos.programs.consultations import tasks

    consultation = (
        Consultation.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    )
    if consultation is None or not Point.objects.visible_to(by).filter(consultation=pk).exists():
        raise permissions.NotFound
    row, is_new = Export.objects.get_or_create(
        consultation=consultation, revision=consultation.revision, format=format_, defaults={"asked_at": at}
    )
    is_over = row.failed_at is not None or (row.made_at is None and row.asked_at < at - LOST)
    if is_over or (row.made_at is not None and row.file_id is None):
        row.asked_at, row.made_at, row.failed_at, row.parts_done = at, None, None, 0
        row.save()
        is_new = True
    if is_new:
        tasks.make_export.enqueue(row.pk)
    return row


def make_export(pk: int, *, at: datetime) -> None:
    """Make what was asked for, noting each part that is done. Once."""
    row = (
        Export.objects.select_related(
            "consultation__draft__institution", "consultation__draft__kind", "consultation__version"
        )
        .filter(pk=pk, made_at=None, failed_at=None)
        .first()
    )
    if row is None:
        return
    rows = gathered.rows_of(row.consultation)
    head = gathered.head_of(row.consultation, gathered.contributors_of(rows))

    def progress(done: int, parts: int) -> None:
        Export.objects.filter(pk=pk).update(parts=parts, parts_done=done)

    try:
        content = pdf.matrix_pdf(head, rows, progress) if row.format == "pdf" else MAKERS[row.format][0](head, rows)
    except ChildFailed:
        Export.objects.filter(pk=pk).update(failed_at=at)
        raise
    with transaction.atomic():
        name = f"{_now('matrix')}-{row.consultation_id}.{row.format}"
        stored = files.store(content, name=name, accepted=frozenset({MAKERS[row.format][1]}), by=SYSTEM, at=at)
        Export.objects.filter(pk=pk).update(file=stored, made_at=at)


def forget_old_exports(*, at: datetime) -> int:
    """Delete exports of yesterday with their files; how many. The store sweeps the bytes."""
    n = 0
    for row in Export.objects.filter(asked_at__lt=at - KEPT).select_related("file"):
        stored = row.file
        row.delete()
        if stored is not None:
            stored.delete()
        n += 1
    return n
