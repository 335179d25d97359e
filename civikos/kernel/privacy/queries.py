"""What the platform holds about one person, and what it holds about people at all."""

import re
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from django.apps import apps

from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Absence, AddressChange, Hold, Message, Mute, Notice, Preference
from civikos.kernel.entrance.models import Token
from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom import queries as mailroom
from civikos.kernel.privacy import registry


def copy_of(pk: int) -> dict[str, Any]:
    """
    Everything the platform holds about a person, as JSON values (GDPR art. 15 and 20). Raises Person.DoesNotExist.

    Secrets of links are not in it: they are kept only as hashes.
    """
    person = Person.objects.get(pk=pk)
    sent = Message.objects.filter(person=pk).order_by("date", "pk")
    return {
        "person": {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "may_sign_in": person.is_active,
            "known_since": person.created_at.isoformat(),
            "last_sign_in": person.last_login.isoformat() if person.last_login else None,
        },
        "roles": [
            {
                "role": grant.role,
                "since": grant.since.isoformat(),
                "until": grant.until.isoformat() if grant.until else None,
            }
            for grant in person.role_grants.order_by("since", "pk")
        ],
        "messages": [
            {
                "date": mail.date.isoformat(),
                "kind": mail.kind,
                "about": mail.about,
                "address": mail.address,
                "subject": mail.subject,
                "text": mail.body,
                "state": mail.state,
                "came_back": mail.faulted_at.isoformat() if mail.faulted_at else None,
                "not_wanted": mail.complained_at.isoformat() if mail.complained_at else None,
                "link_opened": mail.opened_at.isoformat() if mail.opened_at else None,
            }
            for mail in sent
        ],
        "told_in_digests": [
            {
                "date": notice.at.isoformat(),
                "kind": notice.kind,
                "about": notice.about,
                "said": notice.words,
                "told": notice.digest_id is not None,
            }
            for notice in Notice.objects.filter(person=pk).order_by("at", "pk")
        ],
        "how_often_mails_come": [
            {"group": row.group, "rhythm": row.rhythm, "since": row.since.isoformat()}
            for row in Preference.objects.filter(person=pk).order_by("group")
        ],
        "away": [
            {"until": row.until.isoformat(), "since": row.since.isoformat()}
            for row in Absence.objects.filter(person=pk)
        ],
        "addresses_that_did_not_work": [
            {
                "address": row.address,
                "why": row.reason,
                "since": row.since.isoformat(),
                "until": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in Hold.objects.filter(person=pk).order_by("since", "pk")
        ],
        "addresses_proposed": [
            {
                "old": row.old,
                "new": row.new,
                "at": row.proposed_at.isoformat(),
                "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in AddressChange.objects.filter(person=pk).order_by("proposed_at", "pk")
        ],
        "no_more_mail_of": [
            {"kind": mute.kind, "since": mute.since.isoformat()}
            for mute in Mute.objects.filter(person=pk).order_by("since", "pk")
        ],
        "links": [
            {
                "purpose": token.purpose,
                "opens": token.audience,
                "made": token.created_at.isoformat(),
                "until": token.expires_at.isoformat(),
            }
            for token in Token.objects.filter(person=pk).order_by("created_at", "pk")
        ],
        "files": [
            {"name": file.name, "size": file.size, "sent": file.stored_at.isoformat()}
            for file in StoredFile.objects.filter(sent_by=pk).order_by("stored_at", "pk")
        ],
        "mail_that_came": mailroom.copy_of_person(pk),
        "done": [
            {
                "at": entry.at.isoformat(),
                "what": entry.verb,
                "to": f"{entry.about_type}:{entry.about_id}",
                "by": entry.door,
            }
            for entry in Entry.objects.filter(actor=pk).order_by("at", "pk")
        ],
        **{holder.name: holder.copy(pk) for holder in registry.holders()},
    }


@dataclass(frozen=True)
class Held:
    """One kind of row: what it is, and what its model says about personal data and for how long; empty where it says nothing."""

    app: str
    model: str
    what: str
    personal: str


def register_of_processing() -> list[Held]:
    """What every model of ours says about itself, in its docstring; by app and name."""
    held = []
    for model in apps.get_models():
        if not model.__module__.startswith("civikos."):
            continue
        text = " ".join(cleandoc(model.__doc__ or "").split())
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z`])", text)
        told = [number for number, sentence in enumerate(sentences) if re.search(r"\b[Pp]ersonal data\b", sentence)]
        personal = " ".join(sentences[told[0] :]) if told else ""
        held.append(Held(model._meta.app_label, model.__name__, sentences[0], personal))
    return sorted(held, key=lambda each: (each.app, each.model))
