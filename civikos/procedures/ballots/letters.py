"""What the mails of an election say. They are owed to every voter and cannot be stopped."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import TEXT_LANGUAGES, of_interface
from civikos.procedures.ballots.models import Election
from civikos.procedures.ballots.queries.rules import texts_of
from civikos.procedures.ballots.states import Way
from civikos.registers.organizations.models import Mandate
from civikos.registers.organizations.querysets import in_force

LINK_LIFE_AFTER = timedelta(days=30)


def invite(election: Election, *, at: datetime) -> int:
    """Write to everybody who may cast a ballot; how many."""
    return _write("election_opened", election, _voters(election, at), key="1", at=at)


def remind(election: Election, *, at: datetime) -> int:
    """Write to those whose organization has not voted."""
    waiting = election.electors.filter(way=Way.NONE).values("organization")
    return _write("election_reminder", election, _voters(election, at).filter(organization__in=waiting), key="1", at=at)


def tell_result(election: Election, *, at: datetime) -> int:
    """Write the result to everybody who could vote."""
    names = dict(election.candidates.values_list("code", "name"))
    elected = election.result["elected"] if election.result["is_quorate"] else []

    def more() -> dict[str, str]:
        words = ", ".join(names[code] for code in elected)
        return {"result": words or _("nobody: not enough voted, or nobody got enough votes")}

    return _write("election_result", election, _voters(election, at), key="1", at=at, more=more)


def _voters(election: Election, at: datetime) -> "QuerySet[Mandate]":
    return Mandate.objects.filter(
        in_force(timezone.localdate(at)),
        scope=Mandate.Scope.SPEAK,
        person__is_active=True,
        organization__in=election.electors.values("organization"),
    )


def spoken_moment(moment: datetime) -> str:
    """`4 dhjetor 2026, ora 16:00`, in the active language, as it stands after "until"."""
    local = timezone.localtime(moment)
    form = pgettext("a deadline in the middle of a sentence", "%(date)s, %(time)s")
    return form % {"date": spoken_date(local), "time": local.strftime("%H:%M")}


def _write(
    kind: str,
    election: Election,
    mandates: "QuerySet[Mandate]",
    *,
    key: str,
    at: datetime,
    more: Callable[[], dict[str, str]] | None = None,
) -> int:
    people: dict[int, Person] = {}
    organizations: dict[int, list[str]] = {}
    for row in mandates.select_related("person", "organization").order_by("organization__name", "pk"):
        people[row.person_id] = row.person
        organizations.setdefault(row.person_id, []).append(row.organization.name)
    shared = {}
    titles = texts_of(election, "title")
    for language in TEXT_LANGUAGES:
        with translation.override(of_interface(language)):
            shared[language] = {
                "title": titles[language] or election.title,
                "opens": spoken_moment(election.opens_at),
                "closes": spoken_moment(election.closes_at),
                "page": f"{settings.SITE_URL}{reverse('ballots:election', args=[election.pk])}",
                "digest": election.digest,
                **(more() if more is not None else {}),
            }
    life = max(election.closes_at - at, timedelta()) + LINK_LIFE_AFTER
    links = entrance.make_personal_links([(pk, election.name) for pk in people], at=at, life=life)
    letters = []
    for pk, person in people.items():
        with translation.override(of_interface(person.language)):
            link = f"{settings.SITE_URL}{reverse('entrance:personal_link', args=[links[pk]])}"
        letters.append(
            Letter(
                address=person.email,
                language=person.language,
                person=person,
                key=f"{pk}:{key}",
                secrets=(links[pk],),
                variables={**shared[person.language], "link": link, "organizations": ", ".join(organizations[pk])},
            )
        )
    correspondence.enqueue(kind, letters, about=election.name, at=at)
    return len(letters)
