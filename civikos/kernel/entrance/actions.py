"""
Ways in: a code by mail, and the personal link of a distribution mail.

Programs that guard mailboxes open links before people do, so opening a link (GET) never uses it up; a person presses a
button (POST). A code counts only in the browser that asked for it. A personal link belongs to the first browser that
opens it; any other browser has to type a code that is sent to the person's own address, so that a forwarded link does
not give away the account.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.accounts.queries import find_by_email
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance.mailed_secrets import hashed, hashed_code, new_code, new_secret
from civikos.kernel.entrance.models import Token
from civikos.kernel.workflow.refusals import Refused

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES_AN_HOUR = 6
Purpose = Token.Purpose


class WrongCode(Refused):
    """Not the code that was sent, or too late, or tried too often. One answer for all of them."""

    code = "entrance.wrong_code"
    message = _("This code is not valid, or no longer. Check it, or ask for a new one.")


class DeadLink(Refused):
    """A link that was never made, has expired or has been withdrawn."""

    code = "entrance.dead_link"
    message = _("This link is not valid any more. Sign in with your e-mail address instead.")


class OtherBrowser(Refused):
    """The link has been opened in another browser before; a code is needed here."""

    code = "entrance.other_browser"
    message = _("This link has already been opened on another device.")


@dataclass(frozen=True)
class Entry:
    """What a redeemed secret gives: the person and, unless empty, the one object they reach."""

    person: Person
    audience: str


@transaction.atomic
def send_code(email: str, *, browser: str, language: str, at: datetime) -> str:
    """
    Send a sign-in code if the address is known; the handle under which the browser types it.

    The answer is the same for an unknown address, and a row is written for it too, so that neither the page nor the
    time it takes tells whether somebody is a member.
    """
    person = find_by_email(email)
    return _send_code(person, Purpose.SIGN_IN, "", "sign_in_code", browser=browser, language=language, at=at)


@transaction.atomic
def send_second_browser_code(secret: str, *, browser: str, language: str, at: datetime) -> str:
    """Send a code for opening a personal link in a second browser, to the person's own address. Raises: DeadLink."""
    token = _personal_link(secret, at)
    return _send_code(token.person, Purpose.SECOND_BROWSER, token.audience, "link_code", browser=browser, language=language, at=at)


def _send_code(
    person: Person | None, purpose: str, audience: str, kind: str, *, browser: str, language: str, at: datetime
) -> str:
    handle, code = new_secret(), new_code()
    if person is not None:
        recent = Token.objects.filter(person=person, purpose=purpose, created_at__gt=at - timedelta(hours=1)).count()
        if recent >= MOST_CODES_AN_HOUR:
            person = None
    token = Token.objects.create(
        purpose=purpose, person=person, audience=audience, secret_hash=hashed(handle), browser=hashed(browser),
        created_at=at, expires_at=at + CODE_LIFE,
    )
    Token.objects.filter(pk=token.pk).update(code_hash=hashed_code(code, token.secret_hash))
    if person is not None:
        correspondence.enqueue(
            kind,
            [Letter(address=person.email, language=person.language, person=person, key=str(token.pk), secrets=(code,),
                    variables={"code": code, "name": person.name, "minutes": str(int(CODE_LIFE.total_seconds() // 60))})],
            about=f"token:{token.pk}", at=at,
        )
    return handle


def redeem_code(handle: str, code: str, *, browser: str, at: datetime) -> Entry:
    """
    Use up a code in the browser that asked for it.

    Raises: WrongCode, after five wrong tries for ever.
    """
    entry = _try_code(handle, code, browser=browser, at=at)
    if entry is None:
        raise WrongCode
    return entry


@transaction.atomic
def _try_code(handle: str, code: str, *, browser: str, at: datetime) -> Entry | None:
    # Returns instead of raising: a wrong try is counted in this transaction and must not be rolled back with it.
    token = Token.objects.select_for_update().filter(
        secret_hash=hashed(handle), purpose__in=[Purpose.SIGN_IN, Purpose.SECOND_BROWSER], browser=hashed(browser)
    ).first()
    if token is None or not token.is_alive(at) or token.tries >= MOST_TRIES:
        return None
    Token.objects.filter(pk=token.pk).update(tries=F("tries") + 1)
    person = Person.objects.filter(pk=token.person_id, is_active=True).first() if token.person_id else None
    if person is None or not hmac.compare_digest(hashed_code(code, token.secret_hash), token.code_hash):
        return None
    if not Token.objects.filter(pk=token.pk, used_at=None).update(used_at=at):
        return None
    audit.record("person.signed_in", person, by=Actor(person, audience=token.audience), at=at)
    return Entry(person, token.audience)


def make_personal_links(people: Iterable[tuple[int, str]], *, at: datetime, life: timedelta) -> dict[int, str]:
    """
    A secret for each person, opening the object each is paired with (`consultation:42`). One query for each 500.

    The secrets are returned once, for the mails; the database keeps hashes.
    """
    secrets = {person: (new_secret(), audience) for person, audience in people}
    Token.objects.bulk_create(
        [
            Token(purpose=Purpose.PERSONAL_LINK, person_id=person, audience=audience, secret_hash=hashed(secret),
                  created_at=at, expires_at=at + life)
            for person, (secret, audience) in secrets.items()
        ],
        batch_size=500,
    )
    return {person: secret for person, (secret, _audience) in secrets.items()}


def _personal_link(secret: str, at: datetime, *, lock: bool = False) -> Token:
    rows = Token.objects.filter(secret_hash=hashed(secret), purpose=Purpose.PERSONAL_LINK)
    token = (rows.select_for_update() if lock else rows.select_related("person")).first()
    if token is None or not token.is_alive(at) or token.person is None or not token.person.is_active:
        raise DeadLink
    return token


def look_at_link(secret: str, *, at: datetime) -> Entry:
    """Whose link this is and what it opens, without opening it. Raises: DeadLink."""
    token = _personal_link(secret, at)
    assert token.person is not None  # noqa: S101
    return Entry(token.person, token.audience)


@transaction.atomic
def open_personal_link(secret: str, *, browser: str, at: datetime) -> Entry:
    """
    Open a personal link by a person's own press of a button; the first browser keeps it.

    Raises: DeadLink, OtherBrowser.
    """
    token = _personal_link(secret, at, lock=True)
    mine = hashed(browser)
    if token.browser and token.browser != mine:
        raise OtherBrowser
    if not token.browser and not Token.objects.filter(pk=token.pk, browser="").update(browser=mine, tries=F("tries") + 1):
        raise OtherBrowser
    assert token.person is not None  # noqa: S101
    audit.record("personal_link.opened", token.person, by=Actor(token.person, audience=token.audience, door=Door.LINK), at=at,
                 details={"audience": token.audience})
    return Entry(token.person, token.audience)
