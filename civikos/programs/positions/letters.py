"""What the mails of a position say: the values of their placeholders, in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter, unsubscribe_token
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import of_interface
from civikos.kernel.workdays import queries as workdays
from civikos.programs.positions.models import Position
from civikos.programs.positions.queries import titles
from civikos.registers.organizations.models import Mandate

LINK_LIFE_AFTER = timedelta(days=90)


def spoken_moment(moment: datetime) -> str:
    """`4 dhjetor 2026, ora 16:00`, in the active language, as it stands after "until"."""
    local = timezone.localtime(moment)
    form = pgettext("a deadline in the middle of a sentence", "%(date)s, %(time)s")
    return form % {"date": spoken_date(local), "time": local.strftime("%H:%M")}


def _address(name: str, argument: str, language: str) -> str:
    with translation.override(of_interface(language)):
        return f"{settings.SITE_URL}{reverse(name, args=[argument])}"


def values_of(position: Position, language: str, *, at: datetime, until: datetime | None) -> dict[str, str]:
    """The values that do not depend on the reader."""
    with translation.override(of_interface(language)):
        days = workdays.working_days_left(at, until) if until else 0
        return {
            "title": titles.title_of(position, language),
            "subject": titles.subject_of(position, language),
            "deadline": spoken_moment(until) if until else "–",
            "working_days": ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days},
        }


def reasons_of(organizations: Sequence[str], language: str) -> str:
    """Why the mail came: one line for each organization for which the reader may speak."""
    with translation.override(of_interface(language)):
        lines = [
            _("you may speak for the member organization %(organization)s") % {"organization": each}
            for each in organizations
        ]
    return "\n".join(f"- {line}{';' if number < len(lines) else '.'}" for number, line in enumerate(lines, 1))


def write_to_speakers(
    kind: str,
    position: Position,
    mandates: Iterable[Mandate],
    *,
    key: str,
    at: datetime,
    until: datetime | None,
    more: Callable[[str], dict[str, str]] | None = None,
) -> int:
    """
    Write one message of a kind to each person who holds one of these mandates, with a link that opens only this position, the
    reasons why it came and the way to stop it. How many were written. A fixed number of queries.
    """
    people: dict[int, Person] = {}
    organizations: dict[int, list[str]] = {}
    for mandate in mandates:
        people.setdefault(mandate.person_id, mandate.person)
        names = organizations.setdefault(mandate.person_id, [])
        if mandate.organization.name not in names:
            names.append(mandate.organization.name)
    shared = {each: values_of(position, each, at=at, until=until) for each in ("sq", "sr", "en")}
    if more is not None:
        for language, values in shared.items():
            with translation.override(of_interface(language)):
                values.update(more(language))
    life = max((until or at) - at, timedelta()) + LINK_LIFE_AFTER
    links = entrance.make_personal_links([(pk, position.name) for pk in people], at=at, life=life)
    stoppable = KINDS[kind].can_be_stopped
    letters = []
    for pk, person in people.items():
        language = person.language
        stop = _address("entrance:unsubscribe", unsubscribe_token(pk, kind), language) if stoppable else ""
        letters.append(
            Letter(
                address=person.email,
                language=language,
                person=person,
                key=f"{pk}:{key}",
                secrets=(links[pk],),
                unsubscribe_url=stop,
                variables={
                    **shared[language],
                    "link": _address("entrance:personal_link", links[pk], language),
                    "reasons": reasons_of(organizations[pk], language),
                    "unsubscribe": stop,
                },
            )
        )
    correspondence.enqueue(kind, letters, about=position.name, at=at)
    return len(letters)
