"""Old mail loses its words, its sender and its file; that a mail of this hash came, and what became of it, stays."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from civikos.kernel.accounts.models import Person
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import Status
from civikos.kernel.rulebook.queries import rules

RULES = {
    "retention.incoming_handled": (180, [Status.HANDLED]),
    "retention.incoming_waiting": (60, [Status.WAITING, Status.QUARANTINED]),
    "retention.incoming_other": (30, [Status.IGNORED, Status.REFUSED, Status.DISCARDED]),
}
AT_ONCE = 500


def forget_old(*, at: datetime) -> int:
    """
    Forget mail that is older than the rules `retention.incoming_*` say, by what became of it; how many.

    Without such a rule it is 180, 60 or 30 days. What has not been read yet is never forgotten.
    """
    known = rules(list(RULES), timezone.localdate(at))
    forgotten = 0
    for key, (usual, statuses) in RULES.items():
        days = known[key].number if key in known else usual
        old = Incoming.objects.filter(status__in=statuses, forgotten_at=None, received_at__lt=at - timedelta(days=days))
        forgotten += forget(list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]), at=at)
    return forgotten


@transaction.atomic
def forget_person(person_id: int, *, at: datetime) -> int:
    """Forget all mail of a person who is erased: in their threads, and from their address; how many."""
    person = Person.objects.get(pk=person_id)
    rows = Incoming.objects.filter(forgotten_at=None).filter(
        Q(person=person_id) | Q(sender_address=person.email.lower())
    )
    return forget(list(rows.order_by("pk").values_list("pk", flat=True)), at=at)


@transaction.atomic
def forget(keys: list[int], *, at: datetime) -> int:
    """Take words, sender, file and attachments of some mails away; how many were changed."""
    rows = Incoming.objects.filter(pk__in=keys)
    files = {*rows.exclude(file=None).values_list("file", flat=True)}
    attached = Incoming.attachments.through.objects.filter(incoming__in=keys)
    # What an app has taken over, the document of a consultation for one, is in use there and stays.
    loose = {*attached.values_list("storedfile", flat=True)}
    attached.delete()
    changed = rows.update(
        file=None,
        sender_address="",
        sender_name="",
        subject="",
        reading={},
        left_out=[],
        recipients=[],
        note={},
        forgotten_at=at,
    )
    for pk in files | loose:
        _drop(pk)
    return changed


def _drop(pk: int) -> None:
    file = StoredFile.objects.filter(pk=pk).first()
    if file is not None and not _is_used(file):
        # The content is swept when no row names it any more.
        file.delete()


def _is_used(file: StoredFile) -> bool:
    relations: list[Any] = [
        relation
        for relation in StoredFile._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    ]
    for relation in relations:
        rows = relation.related_model._base_manager
        if rows.filter(**{relation.field.name: file.pk}).exists():
            return True
    return False
