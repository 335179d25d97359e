"""
Ways in: a code by mail, and the personal link of a distribution mail.

Programs that guard mailboxes open links before people do, so opening a link (GET) never uses it up; a person presses a
button (POST). A code counts only in the browser that asked for it. A personal link belongs to the first browser that
opens it; any other browser has to type a code that is sent to the person's own address, so that a forwarded link does
not give away the account.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.accounts.queries import find_by_email
from civikos.kernel.audit import actions as audit
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence import addresses
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.correspondence.models import AddressChange, Hold
from civikos.kernel.entrance.mailed_secrets import (
    hashed,
    hashed_code,
    keyed,
    network_of,
    new_code,
    new_reply_secret,
    new_secret,
    reply_address,
)
from civikos.kernel.entrance.models import Knock, Token
from civikos.kernel.languages import of_interface
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workflow.refusals import Refused

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES_AN_HOUR = 6
# An office of an organization, or a conference, shares one network; a flood does not stop at sixty.
MOST_CODES_A_NETWORK_AN_HOUR = 60
TOKENS_KEPT = timedelta(days=30)
KNOCKS_KEPT = timedelta(days=1)
REPLY_RULE = "mail.reply_address"
REPLY_DAYS = 180
Purpose = Token.Purpose


class WrongCode(Refused):
    """Not the code that was sent, or too late, or tried too often. One answer for all of them."""

    code = "entrance.wrong_code"
    message = _("This code is not valid, or no longer. Check it, or ask for a new one.")


class TooManyCodes(Refused):
    """More codes than we send in an hour to one address, or into one network."""

    code = "entrance.too_many_codes"
    message = _("Too many codes have been asked for. Wait an hour, or use the newest code that you have received.")


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


def send_code(email: str, *, browser: str, language: str, at: datetime, client: str = "") -> str:
    """
    Send a sign-in code if the address is known; the handle under which the browser types it.

    The answer is the same for an unknown address, and the same rows are written for it, so that neither the page nor the
    time it takes tells whether somebody is a member. `client` is the network address of the one who asks.

    Raises: TooManyCodes, for known and unknown addresses alike.
    """
    # The knock is counted in a transaction of its own: a refusal must not take it back.
    if not _knock(email.strip().casefold(), client, at):
        raise TooManyCodes
    with transaction.atomic():
        person = find_by_email(email)
        return _send_code(person, Purpose.SIGN_IN, "", "sign_in_code", browser=browser, at=at)


def send_second_browser_code(secret: str, *, browser: str, language: str, at: datetime, client: str = "") -> str:
    """Send a code for opening a personal link in a second browser, to the person's own address. Raises: DeadLink, TooManyCodes."""
    token = _personal_link(secret, at)
    assert token.person is not None  # noqa: S101
    if not _knock(token.person.email.casefold(), client, at):
        raise TooManyCodes
    with transaction.atomic():
        return _send_code(token.person, Purpose.SECOND_BROWSER, token.audience, "link_code", browser=browser, at=at)


@transaction.atomic
def _knock(email: str, client: str, at: datetime) -> bool:
    limits = {keyed(f"address:{email}"): MOST_CODES_AN_HOUR}
    if client:
        limits[keyed(f"network:{network_of(client)}")] = MOST_CODES_A_NETWORK_AN_HOUR
    Knock.objects.bulk_create(Knock(key=key, at=at) for key in limits)
    recent = (
        Knock.objects.filter(key__in=limits, at__gt=at - timedelta(hours=1)).values_list("key").annotate(n=Count("pk"))
    )
    return all(number <= limits[key] for key, number in recent)


def _send_code(person: Person | None, purpose: str, audience: str, kind: str, *, browser: str, at: datetime) -> str:
    handle, code = new_secret(), new_code()
    token = Token(
        purpose=purpose,
        person=person,
        audience=audience,
        secret_hash=hashed(handle),
        browser=hashed(browser),
        created_at=at,
        expires_at=at + CODE_LIFE,
    )
    token.code_hash = hashed_code(code, token.secret_hash)
    token.save()
    if person is not None:
        letters = [
            Letter(
                address=person.email,
                language=person.language,
                person=person,
                key=str(token.pk),
                secrets=(code,),
                variables={"code": code, "minutes": str(int(CODE_LIFE.total_seconds() // 60))},
            )
        ]
        correspondence.enqueue(kind, letters, about=f"token:{token.pk}", at=at)
    else:
        # Waking the worker is most of the time that a mail costs here; a stranger's request takes it too.
        correspondence.wake_worker()
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
    token = (
        Token.objects.select_for_update()
        .filter(
            secret_hash=hashed(handle), purpose__in=[Purpose.SIGN_IN, Purpose.SECOND_BROWSER], browser=hashed(browser)
        )
        .first()
    )
    if token is None or not token.is_alive(at) or token.tries >= MOST_TRIES:
        return None
    Token.objects.filter(pk=token.pk).update(tries=F("tries") + 1)
    person = Person.objects.filter(pk=token.person_id, is_active=True).first() if token.person_id else None
    if person is None or not hmac.compare_digest(hashed_code(code, token.secret_hash), token.code_hash):
        return None
    if not Token.objects.filter(pk=token.pk, used_at=None).update(used_at=at):
        return None
    addresses.note_reached(person, at=at)
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
            Token(
                purpose=Purpose.PERSONAL_LINK,
                person_id=person,
                audience=audience,
                secret_hash=hashed(secret),
                created_at=at,
                expires_at=at + life,
            )
            for person, (secret, audience) in secrets.items()
        ],
        batch_size=500,
    )
    return {person: secret for person, (secret, _audience) in secrets.items()}


def make_links(links: Mapping[tuple[int, str], datetime], *, at: datetime) -> dict[tuple[int, str], str]:
    """
    A secret for each pair of a person and an object, alive until its moment: a digest opens more than one thing. One query for
    each 500.
    """
    secrets = {pair: new_secret() for pair in links}
    Token.objects.bulk_create(
        [
            Token(
                purpose=Purpose.PERSONAL_LINK,
                person_id=person,
                audience=audience,
                secret_hash=hashed(secret),
                created_at=at,
                expires_at=links[person, audience],
            )
            for (person, audience), secret in secrets.items()
        ],
        batch_size=500,
    )
    return secrets


def make_reply_addresses(
    pairs: Iterable[tuple[int | None, str]], *, at: datetime, life: timedelta | None = None
) -> dict[tuple[int | None, str], str]:
    """
    An address for each pair of a person (None: whoever reads the letter) and the thread their answer belongs to.

    A thread is named like an object, with a place where it has one: `consultation:42`, `consultation:42/art_5`. The address
    says in what thread somebody writes, never who writes. It lives as long as the rule `mail.reply_address` says (180 days
    where there is none). One query for each 500 (99 on SQLite), and one for the rule. The addresses are returned once, for the letters
    (`Letter.reply_to`); the database keeps hashes.
    """
    return _make_reply_addresses(pairs, at=at, until=at + (life if life is not None else _life_of_replies(at)))


def _make_reply_addresses(
    pairs: Iterable[tuple[int | None, str]], *, at: datetime, until: datetime
) -> dict[tuple[int | None, str], str]:
    named = {pair: new_reply_secret() for pair in pairs}
    Token.objects.bulk_create(
        [
            Token(
                purpose=Purpose.REPLY,
                person_id=person,
                audience=audience,
                secret_hash=hashed(secret),
                created_at=at,
                expires_at=until,
            )
            for (person, audience), secret in named.items()
        ],
        batch_size=500,
    )
    return {pair: reply_address(secret) for pair, secret in named.items()}


def _life_of_replies(at: datetime) -> timedelta:
    try:
        return timedelta(days=int(rule(REPLY_RULE, timezone.localdate(at)).number))
    except NoSuchRule:
        return timedelta(days=REPLY_DAYS)


@transaction.atomic
def replace_reply_address(pk: int, *, at: datetime) -> str | None:
    """
    End an address for answers that others have come to know; the new one of the same person, thread and end.

    None if it had ended already.
    """
    old = Token.objects.select_for_update().filter(pk=pk, purpose=Purpose.REPLY).first()
    if old is None or not old.is_alive(at):
        return None
    Token.objects.filter(pk=pk).update(used_at=at)
    pair = (old.person_id, old.audience)
    return _make_reply_addresses([pair], at=at, until=old.expires_at)[pair]


def withdraw_reply_addresses(audience: str, *, at: datetime, person_id: int | None = None) -> int:
    """End every address for answers in one thread, or only one person's; how many."""
    rows = Token.objects.filter(purpose=Purpose.REPLY, audience=audience, used_at=None)
    return (rows if person_id is None else rows.filter(person=person_id)).update(used_at=at)


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
    if not token.browser and not Token.objects.filter(pk=token.pk, browser="").update(
        browser=mine, tries=F("tries") + 1
    ):
        raise OtherBrowser
    assert token.person is not None  # noqa: S101
    addresses.note_opened(token.person.pk, made_at=token.created_at, at=at)
    audit.record(
        "personal_link.opened",
        token.person,
        by=Actor(token.person, audience=token.audience, door=Door.LINK),
        at=at,
        details={"audience": token.audience},
    )
    return Entry(token.person, token.audience)


def withdraw_links(person_id: int) -> int:
    """Make every link and code of a person dead; how many."""
    return Token.objects.filter(person=person_id).delete()[0]


def forget_old(*, at: datetime) -> int:
    """Delete links and codes thirty days after they expired, and knocks after a day; how many rows."""
    tokens = Token.objects.filter(expires_at__lt=at - TOKENS_KEPT).delete()[0]
    return tokens + Knock.objects.filter(at__lt=at - KNOCKS_KEPT).delete()[0]


class UnknownLanguage(Refused):
    """None of the languages of the house."""

    code = "entrance.unknown_language"
    message = _("Choose Albanian, Serbian or English.")


@transaction.atomic
def choose_language(person_id: int, language: str, *, by: Actor, at: datetime) -> Person:
    """In which language letters come to a person. Raises: UnknownLanguage."""
    if language not in Person.Language.values:
        raise UnknownLanguage
    person = Person.objects.select_for_update().get(pk=person_id)
    person.language = language
    person.save(update_fields=["language"])
    audit.record("person.language_chosen", person, by=by, at=at, details={"language": language})
    return person


@transaction.atomic
def end_other_sessions(person_id: int, *, by: Actor, at: datetime) -> Person:
    """
    End every session of a person; the caller renews the one at hand. Links and codes not yet used go too.

    Nobody signs in by password here; the random mark that stands in its place is part of every session's seal.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    withdraw_links(person_id)
    audit.record("person.sessions_ended", person, by=by, at=at)
    return person


class AddressTaken(Refused):
    """Somebody else has this address, or it is the person's already."""

    code = "entrance.address_taken"
    message = _("This address is in use already. Check it, or look for the person under it.")


class ProposedAlready(Refused):
    """Another address waits to be confirmed."""

    code = "entrance.address_proposed"
    message = _("An address that was proposed before waits to be confirmed: %(address)s. Take it back first.")


def _life_of_confirmations(at: datetime) -> timedelta:
    try:
        return timedelta(days=int(rule("address.confirmation", timezone.localdate(at)).number))
    except NoSuchRule:
        return timedelta(days=7)


@transaction.atomic
def propose_address(person_id: int, new: str, *, by: Actor, at: datetime) -> AddressChange:
    """
    Ask by a mail to another address whether it is this person's; until somebody confirms it there, nothing changes.

    Whoever calls has asked whether `by` may. A proposal that has expired makes room for the next.
    Raises: AddressTaken, ProposedAlready.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    new = new.strip()
    if Person.objects.filter(email__iexact=new).exists():
        raise AddressTaken
    AddressChange.objects.filter(person=person, confirmed_at=None, withdrawn_at=None, expires_at__lte=at).update(
        withdrawn_at=at
    )
    waiting = AddressChange.objects.filter(person=person, confirmed_at=None, withdrawn_at=None).first()
    if waiting is not None:
        raise ProposedAlready(address=waiting.new)
    secret = new_secret()
    change = AddressChange.objects.create(
        person=person,
        old=person.email,
        new=new,
        proposed_by_id=by.person_id,
        proposed_at=at,
        expires_at=at + _life_of_confirmations(at),
        secret_hash=hashed(secret),
    )
    with translation.override(of_interface(person.language)):
        variables = {
            "address": new,
            "proposer": by.label or settings.NETWORK_NAME,
            "link": f"{settings.SITE_URL}{reverse('entrance:confirm_address', args=[secret])}",
            "valid_until": spoken_date(change.expires_at),
        }
    letter = Letter(
        address=new,
        language=person.language,
        person=person,
        key=str(change.pk),
        secrets=(secret,),
        variables=variables,
    )
    correspondence.enqueue("address_confirmation", [letter], about=f"person:{person.pk}", at=at)
    audit.record("address.proposed", change, by=by, at=at, details={"person": person.pk})
    return change


@transaction.atomic
def withdraw_address(pk: int, *, by: Actor, at: datetime) -> bool:
    """Take a proposal back before it is confirmed; False if it is over. Whoever calls has asked whether `by` may."""
    change = AddressChange.objects.filter(pk=pk).first()
    open_ = AddressChange.objects.filter(pk=pk, confirmed_at=None, withdrawn_at=None)
    if change is None or not open_.update(withdrawn_at=at):
        return False
    audit.record("address.proposal_withdrawn", change, by=by, at=at)
    return True


def look_at_proposal(secret: str, *, at: datetime) -> AddressChange:
    """The proposal behind a confirming link, without confirming it. Raises: DeadLink."""
    change = AddressChange.objects.select_related("person").filter(secret_hash=hashed(secret)).first()
    if change is None or change.withdrawn_at is not None or not change.person.is_active:
        raise DeadLink
    if change.confirmed_at is None and change.expires_at <= at:
        raise DeadLink
    return change


@transaction.atomic
def confirm_address(secret: str, *, at: datetime) -> AddressChange:
    """
    Use another address from now on; pressed by whoever reads the mail sent to it. Again changes nothing.

    Holds of the old address end, and what could not be sent meanwhile goes to the new one, with links that still open.
    Raises: DeadLink, AddressTaken.
    """
    change = look_at_proposal(secret, at=at)
    person = Person.objects.select_for_update().get(pk=change.person_id)
    if not AddressChange.objects.filter(pk=change.pk, confirmed_at=None, withdrawn_at=None).update(confirmed_at=at):
        return change
    if Person.objects.filter(email__iexact=change.new).exclude(pk=person.pk).exists():
        raise AddressTaken
    person.email = change.new
    person.save(update_fields=["email"])
    by = Actor(person, audience=f"person:{person.pk}", door=Door.LINK)
    for pk in Hold.objects.filter(address__iexact=change.old, ended_at=None).values_list("pk", flat=True):
        addresses.end_hold(pk, Hold.Ending.CORRECTED, by=by, at=at, address=change.new)
    audit.record("address.confirmed", change, by=by, at=at, details={"person": person.pk})
    change.confirmed_at = at
    return change
