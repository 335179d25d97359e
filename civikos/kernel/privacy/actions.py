"""Erasing a person (Law 06/L-082; GDPR art. 17): the human being goes, what was said for an organization stays."""

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person, RoleGrant
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence.models import Absence, AddressChange, Hold, Message, Mute, Notice, Preference
from civikos.kernel.entrance.actions import withdraw_links
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom import actions as mailroom
from civikos.kernel.privacy import registry
from civikos.kernel.workflow.refusals import NotAllowed, Refused

BASIS = "Law 06/L-082"
NOBODY_AT = "erased-{pk}@erased.invalid"
ERASED_NAME = "—"


class MailIsLeaving(Refused):
    """A message to the person is in a worker's hands at this moment."""

    code = "privacy.mail_is_leaving"
    message = _("A message to this person is being sent at this moment. Try again in a minute.")


@transaction.atomic
def erase_person(pk: int, *, by: Actor, at: datetime) -> dict[str, int]:
    """
    Make a person anonymous for ever; what was changed, by place.

    Name and address go, everywhere; links, sessions and preferences are deleted; messages lose their words and those that
    wait are cancelled. Organizations keep their statements, the audit trail keeps that somebody did something. The key is
    noted in a file outside backups, so that a restore can erase again.

    Raises: NotAllowed, MailIsLeaving, Person.DoesNotExist.
    """
    if not (by.is_secretariat or (by.person is not None and by.has_signed_in and by.person.is_superuser)):
        raise NotAllowed
    person = Person.objects.select_for_update().get(pk=pk)
    mails = Message.objects.select_for_update().filter(person=person) | Message.objects.select_for_update().filter(
        address__iexact=person.email
    )
    if mails.filter(state=Message.State.SENDING).exists():
        raise MailIsLeaving
    changed = {holder.name: holder.erase(pk, at) for holder in registry.holders()}
    changed["mail"] = mailroom.forget_person(pk, at=at)
    changed["links"] = withdraw_links(pk)
    changed["preferences"] = sum(
        model.objects.filter(person=pk).delete()[0] for model in (Mute, Preference, Absence, Notice, AddressChange)
    )
    held = Hold.objects.filter(person=pk) | Hold.objects.filter(address__iexact=person.email)
    held.filter(ended_at=None).update(ended_at=at, ending=Hold.Ending.ERASED)
    changed["held_addresses"] = held.update(address=NOBODY_AT.format(pk=pk), words="")
    changed["sessions"] = _end_sessions(pk)
    waiting = [
        Message.State.QUEUED,
        Message.State.DEFERRED,
        Message.State.HELD,
        Message.State.FAILED,
        Message.State.NO_ADDRESS,
    ]
    mails.filter(state__in=waiting).update(state=Message.State.CANCELLED)
    changed["messages"] = mails.update(
        address=NOBODY_AT.format(pk=pk), subject="", body="", headers={}, secrets=[], reply=""
    )
    changed["files"] = StoredFile.objects.filter(sent_by=pk).update(sent_by=None)
    changed["roles"] = RoleGrant.objects.filter(person=pk, until=None).update(until=at)
    person.name, person.email, person.is_active = ERASED_NAME, NOBODY_AT.format(pk=pk), False
    person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    audit.record("person.erased", person, by=by, at=at, basis=BASIS, details=dict(changed))
    transaction.on_commit(lambda: _note(pk, at))
    return changed


def _end_sessions(pk: int) -> int:
    ended = 0
    for session in Session.objects.all().iterator():
        content = session.get_decoded()
        if str(content.get("_auth_user_id")) == str(pk) or (content.get("reach") or {}).get("person") == pk:
            session.delete()
            ended += 1
    return ended


def erasures_file() -> Path:
    """Where the keys of erased people are noted: keys only, no names."""
    return settings.DATA_DIR / "erasures.jsonl"


def _note(pk: int, at: datetime) -> None:
    with erasures_file().open("a", encoding="utf-8") as notes:
        notes.write(json.dumps({"person": pk, "at": at.isoformat()}) + "\n")
        notes.flush()
        os.fsync(notes.fileno())


def erase_again(file: Path, *, by: Actor, at: datetime) -> int:
    """
    After a restore: erase everybody once more whose erasure is noted and who came back with the backup; how many.

    Raises: NotAllowed, MailIsLeaving, ValueError for a file that is no such list.
    """
    again = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        pk = int(json.loads(line)["person"])
        came_back = Person.objects.filter(pk=pk).exclude(email=NOBODY_AT.format(pk=pk)).exists()
        if came_back:
            erase_person(pk, by=by, at=at)
            again += 1
    return again
