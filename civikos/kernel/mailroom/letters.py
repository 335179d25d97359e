"""What the mailroom itself writes: one kind of letter, to the person whose reply address somebody else has used."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from civikos.kernel.catalog import registry
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance.actions import replace_reply_address
from civikos.kernel.entrance.queries import ReplyAddress
from civikos.kernel.languages import of_interface
from civikos.kernel.mailroom.models import Incoming

KIND = "mail_from_elsewhere"


def tell_of_foreign_sender(token: ReplyAddress, row: Incoming, *, at: datetime) -> None:
    """Replace an address for answers that others know, and tell the person to whom it belongs; at most once a day."""
    new = replace_reply_address(token.pk, at=at)
    person = token.person
    if new is None or person is None or not person.is_active:
        return
    name = token.audience.partition("/")[0]
    with override(of_interface(person.language)):
        title, link = _named(name)
    letter = Letter(
        address=person.email,
        language=person.language,
        person=person,
        key=f"incoming:{row.pk}",
        reply_to=new,
        variables={"sender": row.sender_address or "—", "title": title, "address": person.email, "link": link},
    )
    correspondence.enqueue(KIND, [letter], about=name, at=at)


def _named(name: str) -> tuple[str, str]:
    try:
        return registry.title_of(name), f"{settings.SITE_URL}{registry.address_of(name)}"
    except KeyError:
        # A thread of an app that has gone: the person is told all the same.
        return name, settings.SITE_URL
