"""
One small draft and everybody who has to do with it, taken on its way by the real actions.

The people are made through the models, everything that happens to the consultation by `actions`. Blerim and Besa speak
for the Forumi, which works on the topic of the draft; Jelena speaks for the Centar, which does not. Ivana subscribed to
the topic and belongs to no member. Driton answers for the ministry whose draft it is, Mirjeta for another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.utils import timezone

from civikos.kernel.accounts.actor import NOBODY, Actor, Door
from civikos.kernel.audit import actions as audit
from civikos.kernel.audit.models import Entry, LogSecret
from civikos.kernel.correspondence.models import Message
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.answers import Said as Answered
from civikos.programs.consultations.actions.contributions import Said
from civikos.programs.consultations.models import Consultation, Contribution, Point, Recipient, Subscription
from civikos.programs.consultations.tests.actions import texts
from civikos.registers.legislation.models import ActKind
from civikos.registers.legislation.reading import ReadText, Upload, read_upload
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic
from tests import personas

PRISHTINA = ZoneInfo("Europe/Belgrade")
AT = datetime(2026, 11, 24, 10, 0, tzinfo=PRISHTINA)
MEMBERS_UNTIL = datetime(2026, 12, 9, 16, 0, tzinfo=PRISHTINA)
GOVERNMENT_UNTIL = datetime(2026, 12, 15, 16, 0, tzinfo=PRISHTINA)
AFTER = MEMBERS_UNTIL + timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


@dataclass
class Cast:
    """Everybody, with what makes them so."""

    secretariat: Actor
    second_officer: Actor
    member: Actor
    colleague: Actor
    other_member: Actor
    outsider: Actor
    ministry: Actor
    other_ministry: Actor
    visitor: Actor
    forum: Organization
    center: Organization
    institution: Organization
    other_institution: Organization
    topic: Topic
    other_topic: Topic
    place: Place

    def person(self, name: str) -> Any:
        """The person behind an actor of the cast."""
        return getattr(self, name).person


def make_cast() -> Cast:
    """Needs the jurisdiction profile (topics, places, kinds of acts)."""
    topic, other_topic = Topic.objects.order_by("position", "pk")[:2]
    place = Place.objects.get(
        code=Place.objects.filter(kind="municipality").order_by("code").values_list("code", flat=True)[0]
    )
    secretariat, member, other_member, ministry = (
        personas.make_secretariat(),
        personas.make_member(),
        personas.make_other_member(),
        personas.make_ministry(),
    )
    second = personas.person("Valon Gashi")
    second.role_grants.create(role="secretariat", since=datetime(2020, 1, 1, tzinfo=PRISHTINA))
    forum = Organization.objects.get(code="persona-forumi")
    forum.topics.add(topic)
    center = Organization.objects.get(code="persona-centar")
    center.topics.add(other_topic)
    besa = personas.person("Besa Morina")
    personas.belongs_to(besa, forum)
    personas.speaks_for(besa, forum)
    ivana = personas.person("Ivana Marković", "ivana.markovic@example.org", language="en")
    Subscription.objects.create(person=ivana, topic=topic)
    other_institution = personas.organization("persona-ministria-2", "Ministria Tjetër", Organization.Kind.MINISTRY)
    mirjeta = personas.person("Mirjeta Syla")
    personas.belongs_to(mirjeta, other_institution)
    personas.answers_for(mirjeta, other_institution)
    return Cast(
        secretariat=secretariat,
        second_officer=Actor(second),
        member=member,
        colleague=Actor(besa),
        other_member=other_member,
        outsider=Actor(ivana),
        ministry=ministry,
        other_ministry=Actor(mirjeta),
        visitor=NOBODY,
        forum=forum,
        center=center,
        institution=Organization.objects.get(code="persona-ministria"),
        other_institution=other_institution,
        topic=topic,
        other_topic=other_topic,
        place=place,
    )


@lru_cache(maxsize=8)
def read(name: str, text: str) -> tuple[ReadText, ...]:
    """The texts of one file, as the page reads them: in the limited child process. Once for each file and test process."""
    return tuple(read_upload(Upload(name, text.encode())))


def both_texts() -> list[ReadText]:
    """The draft in Albanian and Serbian."""
    return [*read("projektligji.txt", texts.SQ), *read("nacrt.txt", texts.SR)]


def second_text() -> list[ReadText]:
    """The second version, in Albanian only."""
    return [*read("projektligji-2.txt", texts.SQ_SECOND)]


def registration(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The arguments of `register_draft` for the draft of the tests."""
    return {
        "titles": {
            "sq": "Projektligji për pjesëmarrjen",
            "sr": "Nacrt zakona o učešću",
            "en": "Draft law on participation",
        },
        "kind": ActKind.objects.order_by("position", "pk")[0],
        "institution": cast.institution,
        "reference": "2026-117",
        "place": None,
        "topics": [cast.topic],
        "texts": both_texts(),
        "documents": [],
        "opened_on": date(2026, 11, 23),
        "members_until": MEMBERS_UNTIL,
        "government_until": GOVERNMENT_UNTIL,
        "is_public": True,
        "summary": "Kush merr pjesë dhe si.",
        "by": cast.secretariat,
        "at": AT,
    } | changes


def register(cast: Cast, **changes: Any) -> Consultation:
    """A registered draft."""
    return actions.register_draft(**registration(cast, **changes))


def distribute(cast: Cast, consultation: Consultation, at: datetime = AT + A_MINUTE) -> Consultation:
    """Sent to whom it concerns."""
    return actions.distribute(consultation.pk, by=cast.secretariat, at=at)


def distributed(cast: Cast, **changes: Any) -> Consultation:
    """A draft with the members."""
    return distribute(cast, register(cast, **changes))


def says(
    text: str = "Afati është i shkurtër.", eid: str = "", organization: Organization | None = None, **more: Any
) -> Said:
    """A comment as a person sends it."""
    return Said(
        eid=eid,
        organization=organization.pk if organization else None,
        language=more.pop("language", "sq"),
        text=text,
        **more,
    )


def contribute(
    consultation: Consultation,
    by: Actor,
    text: str = "Afati është i shkurtër.",
    *,
    at: datetime = AT + 10 * A_MINUTE,
    eid: str = "",
    organization: Organization | None = None,
    **more: Any,
) -> Contribution:
    """One contribution."""
    return actions.contribute(consultation.pk, says(text, eid, organization, **more), by=by, at=at)


def eid_of(consultation: Consultation, article: str, paragraph: str = "") -> str:
    """The id of an article (or of one of its paragraphs) by the numbers printed in the text."""
    rows = consultation.version.provisions
    unit = rows.get(kind="article", number=article)
    return unit.eid if not paragraph else rows.get(article=unit.eid, kind="paragraph", number=paragraph).eid


def three_voices(cast: Cast, consultation: Consultation) -> list[Contribution]:
    """A comment for an organization, exact wording for another one, a comment on the whole draft as an individual."""
    paragraph = eid_of(consultation, "2", "1")
    return [
        contribute(
            consultation, cast.member, "Pesëmbëdhjetë ditë nuk mjaftojnë.", eid=paragraph, organization=cast.forum
        ),
        contribute(
            consultation,
            cast.other_member,
            "",
            eid=paragraph,
            organization=cast.center,
            is_proposal=True,
            at=AT + 11 * A_MINUTE,
            proposed="Afati për komente është tridhjetë (30) ditë pune.",
        ),
        contribute(consultation, cast.outsider, "A good draft on the whole.", at=AT + 12 * A_MINUTE, language="en"),
    ]


def submitted(cast: Cast, **changes: Any) -> Consultation:
    """A draft on which three spoke, with the institution."""
    consultation = distributed(cast, **changes)
    three_voices(cast, consultation)
    return actions.submit(consultation.pk, close_now=False, by=cast.secretariat, at=AFTER)


def answered(cast: Cast, **changes: Any) -> Consultation:
    """All points answered, each in its own way."""
    consultation = submitted(cast, **changes)
    points = list(consultation.points.order_by("number"))
    answers = [
        Answered("noted", ""),
        Answered("rejected", "Afati është caktuar me rregullore."),
        Answered("accepted", "Po."),
    ]
    actions.import_answers(
        consultation.pk,
        {point.pk: said for point, said in zip(points, answers, strict=True)},
        by=cast.ministry,
        at=AFTER + timedelta(days=2),
    )
    return fresh(consultation)


def reported(cast: Cast, **changes: Any) -> Consultation:
    """The report is public."""
    consultation = answered(cast, **changes)
    return actions.publish_report(consultation.pk, foreword="", by=cast.secretariat, at=AFTER + timedelta(days=4))


def by_link(actor: Actor, consultation: Consultation) -> Actor:
    """The same person, come by the personal link of a mail about a consultation."""
    return Actor(actor.person, audience=consultation.name, door=Door.LINK)


def fresh(row: Any) -> Any:
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


def points_of(consultation: Consultation) -> list[Point]:
    """The matrix in its order."""
    return list(Point.objects.filter(consultation=consultation).order_by("position", "pk"))


def recipient_of(consultation: Consultation, actor: Actor) -> Recipient:
    """Somebody's line on the list."""
    return Recipient.objects.get(consultation=consultation, person=actor.person)


# --- What was written and sent ------------------------------------------------------------------------------------------
def entries(about: Any, verb: str) -> list[Entry]:
    """Audit entries of one verb about one object, the oldest first."""
    return list(Entry.objects.filter(about_type=about._meta.model_name, about_id=about.pk, verb=verb).order_by("pk"))


def sole_entry(about: Any, verb: str, *, by: Actor, at: datetime, basis: str = "") -> Entry:
    """The one audit entry of a verb, with who, when and on what basis."""
    (entry,) = entries(about, verb)
    assert (entry.actor_id, entry.at, entry.basis, entry.door) == (by.person_id, at, basis, by.door)
    return entry


def facts(kind: str) -> list[LogSecret]:
    """What the facts of a kind say that have come into the public log."""
    audit.number_pending()
    return list(LogSecret.objects.filter(leaf__kind=kind).order_by("leaf_id"))


def mails(kind: str) -> list[Message]:
    """Messages of a kind in the outbox."""
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def receivers(kind: str) -> list[str]:
    """To whom messages of a kind are addressed, in order of the alphabet."""
    return sorted(message.address for message in mails(kind))


# --- Nothing changed ----------------------------------------------------------------------------------------------------
def snapshot(*, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """
    Every value of every row of every table of ours. The revision of a consultation is left out: it grows with every step
    that is taken, also with one that finds everything as it should be.
    """
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("civikos.") and model._meta.managed
    ]
    return {
        model._meta.label: list(
            model._default_manager.order_by("pk").values_list(
                *(each.attname for each in model._meta.concrete_fields if each.name != "revision")
            )
        )
        for model in models
        if model._meta.label not in without
    }


@contextmanager
def refused(reason: type[Exception]) -> Iterator[Any]:
    """The body is refused for exactly this reason, and not one value in the database has changed."""
    before = snapshot()
    with pytest.raises(reason) as caught:
        yield caught
    assert type(caught.value) is reason, f"refused for another reason: {caught.value!r}"
    after = snapshot()
    assert {name for name in before if before[name] != after[name]} == set()
    assert str(caught.value) or not hasattr(caught.value, "code")


def today() -> date:
    """The local date."""
    return timezone.localdate()
