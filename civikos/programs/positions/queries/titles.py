"""What a position is called, and to whom it is addressed, in a reader's language."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from civikos.kernel.languages import of_interface
from civikos.programs.positions.models import Position
from civikos.programs.positions.queries.rules import OF_THE_FIELD, RESPONDENTS, Rules
from civikos.programs.positions.querysets import PositionQuerySet
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations.models import Organization
from civikos.registers.organizations.querysets import members_on


def with_titles(rows: PositionQuerySet) -> PositionQuerySet:
    """Positions with what their titles and addressees need, in the same query."""
    return rows.select_related("consultation__draft__institution", "addressee")


def title_of(position: Position, language: str) -> str:
    """The title of the position, else that of the draft it is about, in a text language."""
    if position.title or position.consultation is None:
        return position.title
    return legislation.title_in(position.consultation.draft, language)


def title_language(position: Position, language: str) -> str:
    """The language in which `title_of` speaks."""
    if position.title or position.consultation is None:
        return position.language
    titles = legislation.titles_of(position.consultation.draft)
    title = legislation.title_in(position.consultation.draft, language)
    return language if titles.get(language) == title else next((k for k, v in titles.items() if v == title), language)


def titles_of(position: Position) -> dict[str, str]:
    """The title in every language there is."""
    if position.title or position.consultation is None:
        return {position.language: position.title}
    return legislation.titles_of(position.consultation.draft)


def addressee_of(position: Position, language: str) -> str:
    """To whom it is addressed; empty for a statement to everybody."""
    institution = position.addressee
    if institution is None:
        return position.addressee_name
    with translation.override(of_interface(language)):
        return str(institution.name)


def subject_of(position: Position, language: str) -> str:
    """What kind of thing it is about, in a text language."""
    with translation.override(of_interface(language)):
        return str(position.get_subject_display())


def electorate(rules: Rules, topics: Sequence[int], on: date) -> "list[Organization]":
    """Organizations that may answer and vote by the rules on a day, by name: members, all or those of the fields. One query."""
    rows = Organization.objects.filter(members_on(on), kind=Organization.Kind.CSO)
    if rules.text(RESPONDENTS) == OF_THE_FIELD and topics:
        through = Organization.topics.through
        of_field = through.objects.filter(topic_id__in=list(topics)).values("organization_id")
        rows = rows.filter(Q(pk__in=of_field))
    return list(rows.order_by("name", "pk"))


def numbered(position: Position) -> str:
    """How people name an edition: “edition 2”; empty for a first one."""
    return _("edition %(n)s") % {"n": position.edition} if position.edition > 1 else ""
