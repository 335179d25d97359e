"""
How the people of the demo want their mail, which of their addresses do not work, and who looks after them in Prizren.

Wishes are older than the story, so that what it tells of reached some in digests. Mail that comes back does so by notices in
the words of real servers.
"""

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from civikos.interfaces.demo import people as demo_people
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import bounces, sending, wishes
from civikos.kernel.correspondence.models import Group, Hold, Message, Notice, Rhythm
from civikos.kernel.entrance import digests
from civikos.programs.consultations.models import Recipient
from civikos.registers.organizations import actions as organizations
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from civikos.registers.organizations.queries import colleagues_of
from civikos.registers.places.models import Place

HUB = "hub-prizren"
# Of the people of members, one in so many wants mail together; every third of them once a week.
TOGETHER_EVERY = 8
NOTICES = (
    ("5.1.1", "smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table"),
    ("5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking"),
)
ELSEWHERE = (
    ("5.2.2", "smtp; 552 5.2.2 The recipient's inbox is out of storage space and inactive"),
    ("5.7.1", "smtp; 550 5.7.1 Message rejected by content policy"),
)


def found_hubs(today: date) -> None:
    """An organization for each hub, and Arbnora, who coordinates that of Prizren and belongs to a member there."""
    since = today - timedelta(days=400)
    for place in Place.objects.filter(kind=Place.Kind.HUB).order_by("code"):
        hub = Organization.objects.create(
            kind=Organization.Kind.HUB,
            code=place.code,
            **{f"name_{language}": getattr(place, f"name_{language}") for language in ("sq", "sr_latn", "en")},
            place=place,
            email=f"{place.code}@example.org",
        )
        if place.code != HUB:
            continue
        person = Person(email=demo_people.COORDINATOR, name="Arbnora Hoti", language="sq")
        person.set_unusable_password()
        person.save()
        Affiliation.objects.create(person=person, organization=hub, title="Koordinatore e qendrës", since=since)
        Mandate.objects.create(
            person=person,
            organization=hub,
            scope=Mandate.Scope.COORDINATE,
            decision=f"Vendim i Sekretariatit, {since.year}/08",
            since=since,
        )
        member = Organization.objects.filter(kind=Organization.Kind.CSO, place__code="prizren").order_by("code").first()
        if member is not None:
            Affiliation.objects.create(person=person, organization=member, title="Anëtare e Kuvendit", since=since)


def wish(since: datetime) -> int:
    """How people want their mail, said before the story began; how many want it together."""
    belongs = Affiliation.objects.filter(organization__kind=Organization.Kind.CSO).values("person")
    people = list(Person.objects.filter(pk__in=belongs).exclude(email=demo_people.MEMBER).order_by("pk"))
    wanting = [person for person in people[::TOGETHER_EVERY] if not person.email.endswith(".invalid")]
    for number, person in enumerate(wanting):
        rhythm = Rhythm.WEEKLY if number % 3 == 0 else Rhythm.DAILY
        chosen = dict.fromkeys((Group.INVITATIONS, Group.FOLLOWED, Group.CHANGES, Group.REPORTS), rhythm)
        _choose(person, chosen, since)
    for person in people:
        if person.email == demo_people.COORDINATOR:
            _choose(person, dict.fromkeys(Group.values, Rhythm.DAILY), since)
    member = Person.objects.get(email=demo_people.MEMBER)
    _choose(member, {Group.REPORTS: Rhythm.WEEKLY, Group.CHANGES: Rhythm.DAILY}, since)
    return len(wanting)


def _choose(person: Person, chosen: dict[Group, Rhythm] | dict[str, Rhythm], at: datetime) -> None:
    wishes.choose_rhythms(
        person.pk, {str(group): str(rhythm) for group, rhythm in chosen.items()}, by=Actor(person), at=at
    )


def tell_what_is_due(until: datetime) -> None:
    """The digests whose hour has come by a moment, each made and sent at its own."""
    while True:
        first = (
            Notice.objects.filter(digest=None, left_out_at=None, due_at__lte=until)
            .order_by("due_at")
            .values_list("due_at", flat=True)
            .first()
        )
        if first is None:
            return
        digests.make_digests(at=first)
        moment = first
        sending.deliver_due(lambda at=moment: at)  # type: ignore[misc]


def let_mail_come_back(at: datetime) -> None:
    """
    Two people in the hub of Prizren have addresses that are gone, and their colleagues and the hub know; elsewhere a mailbox
    is full, a filter refuses and somebody complains. The links that the story noted as opened are on the record of the mails.
    """
    _note_opened()
    for (status, words), person in zip(NOTICES, _written_to(HUB, inside=True), strict=False):
        _come_back(person, status, words, at - timedelta(hours=20))
    others = _written_to(HUB, inside=False)
    for (status, words), person in zip(ELSEWHERE, others, strict=False):
        _come_back(person, status, words, at - timedelta(hours=30))
    if len(others) > len(ELSEWHERE):
        message = _last_sent(others[len(ELSEWHERE)])
        if message is not None:
            bounces.note_complaint(message.message_id, words="abuse", at=at - timedelta(hours=12))
    for pk in Hold.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True):
        organizations.tell_colleagues(pk, at=at - timedelta(hours=10))
    _mend_one(at - timedelta(hours=3))
    _go_away(at)
    sending.deliver_due(lambda: at)


def _note_opened() -> None:
    opened = Recipient.objects.filter(person=OuterRef("person"), opened_at__isnull=False)
    for number in Recipient.objects.order_by().values_list("consultation", flat=True).distinct():
        of_this = opened.filter(consultation=number).values("opened_at")[:1]
        Message.objects.filter(
            about=f"consultation:{number}",
            kind="consultation_invitation",
            state=Message.State.SENT,
            person__in=Recipient.objects.filter(consultation=number, opened_at__isnull=False).values("person"),
        ).update(opened_at=Subquery(of_this))


def _written_to(hub: str, *, inside: bool) -> list[Person]:
    """People of members who were sent something and are nobody's demo person, in a hub's municipalities or elsewhere."""
    belongs = Affiliation.objects.filter(organization__kind=Organization.Kind.CSO, until=None)
    here = belongs.filter(organization__place__hub__code=hub)
    people = Person.objects.filter(
        pk__in=(here if inside else belongs.exclude(organization__place__hub__code=hub)).values("person"),
        is_active=True,
    ).exclude(email__in=[demo_people.MEMBER, demo_people.COORDINATOR])
    sent = Message.objects.filter(state=Message.State.SENT, kind="consultation_invitation").values("person")
    return list(people.filter(pk__in=sent).order_by("-pk")[:5])


def _last_sent(person: Person) -> Message | None:
    return Message.objects.filter(person=person, state=Message.State.SENT).order_by("-date", "-pk").first()


def _come_back(person: Person, status: str, words: str, at: datetime) -> None:
    message = _last_sent(person)
    if message is not None:
        words = words.format(address=person.email)
        bounces.note_bounce(message.message_id, action="failed", status=status, words=words, at=at)


def _mend_one(at: datetime) -> None:
    """The coordinator has learned the right address of one of them from a colleague."""
    coordinator = Person.objects.filter(email=demo_people.COORDINATOR).first()
    held = Hold.objects.filter(reason=Hold.Reason.GONE, ended_at=None, person__isnull=False).order_by("pk").first()
    if coordinator is None or held is None or held.person is None:
        return
    if colleagues_of(held.person.pk, timezone.localdate(at)):
        local = held.address.partition("@")[0]
        organizations.propose_address(held.person.pk, f"{local}.ri@example.org", by=Actor(coordinator), at=at)


def _go_away(at: datetime) -> None:
    """Somebody is on leave for a fortnight."""
    away = Person.objects.filter(email__endswith="@example.org", affiliations__organization__kind="cso")
    person = away.exclude(email__in=[demo_people.MEMBER, demo_people.COORDINATOR]).order_by("-pk").first()
    if person is not None:
        wishes.rest_until(person.pk, timezone.localdate(at) + timedelta(days=14), by=Actor(person), at=at)
