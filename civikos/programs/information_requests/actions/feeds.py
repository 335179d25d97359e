"""A person's calendar of last days under an address that is a secret."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.programs.information_requests.models import Feed


def _seal(feed: Feed) -> str:
    payload = f"{feed.person_id}.{feed.salt}"
    return hmac.new(settings.SECRET_KEY.encode(), b"calendar:" + payload.encode(), hashlib.sha256).hexdigest()[:32]


def token_of(feed: Feed) -> str:
    """The secret part of the address. The database alone does not give it away."""
    return f"{feed.person_id}.{_seal(feed)}"


@transaction.atomic
def feed_of(*, by: Actor, at: datetime) -> Feed:
    """The actor's calendar, made where there is none. Raises: NotAllowed."""
    if by.person is None or not by.has_signed_in:
        raise NotAllowed
    row, _is_new = Feed.objects.get_or_create(person=by.person, defaults={"salt": secrets.token_hex(16), "made_at": at})
    return row


@transaction.atomic
def renew_feed(*, by: Actor, at: datetime) -> Feed:
    """A new address; the old one is dead. Raises: NotAllowed."""
    row = feed_of(by=by, at=at)
    row.salt, row.made_at = secrets.token_hex(16), at
    row.save()
    audit.record("request_feed.renewed", row, by=by, at=at)
    return row


def feed_behind(token: str) -> Feed | None:
    """The calendar of a genuine token, of a person who may still sign in; else None."""
    person, _dot, seal = token.partition(".")
    if not person.isdigit():
        return None
    row = Feed.objects.select_related("person").filter(person=int(person), person__is_active=True).first()
    return row if row is not None and hmac.compare_digest(_seal(row), seal) else None
