"""A small draft regulation in Albanian and Serbian, invented for tests, and consultations on it made by the real actions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.answers import Said as Answered
from civikos.programs.consultations.actions.contributions import Said
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.registers.legislation.actions import Accompanying
from civikos.registers.legislation.models import ActKind
from civikos.registers.legislation.reading import ReadText, Upload
from civikos.registers.organizations.models import Organization
from civikos.registers.topics.models import Topic

TITLES = {"sq": "Projektrregullorja për punën vullnetare", "sr": "Nacrt uredbe o volonterskom radu"}
ALBANIAN = """PROJEKTRREGULLORE PËR PUNËN VULLNETARE

KAPITULLI I
DISPOZITAT E PËRGJITHSHME

Neni 1
Qëllimi
Kjo rregullore përcakton kushtet për organizimin e punës vullnetare.

Neni 2
Fushëveprimi
1. Kjo rregullore zbatohet për organet publike dhe organizatat e shoqërisë civile.
2. Kjo rregullore nuk zbatohet për:
a) ndihmën ndërmjet anëtarëve të familjes;
b) praktikën profesionale të detyrueshme.

KAPITULLI II
VULLNETARI

Neni 3
Mosha
1. Vullnetar mund të jetë personi që ka mbushur pesëmbëdhjetë (15) vjet.
2. Për personin nën moshën tetëmbëdhjetë (18) vjeç kërkohet pëlqimi i prindit.

Neni 4
Hyrja në fuqi
Kjo rregullore hyn në fuqi shtatë (7) ditë pas publikimit në Gazetën Zyrtare.
"""
SERBIAN = """NACRT UREDBE O VOLONTERSKOM RADU

POGLAVLJE I
OPŠTE ODREDBE

Član 1
Svrha
Ova uredba utvrđuje uslove za organizovanje volonterskog rada.

Član 2
Delokrug
1. Ova uredba se primenjuje na javne organe i organizacije civilnog društva.
2. Ova uredba se ne primenjuje na:
a) pomoć između članova porodice;
b) obaveznu stručnu praksu.

POGLAVLJE II
VOLONTER

Član 3
Uzrast
1. Volonter može biti lice koje je navršilo petnaest (15) godina.
2. Za lice mlađe od osamnaest (18) godina potrebna je saglasnost roditelja.

Član 4
Stupanje na snagu
Ova uredba stupa na snagu sedam (7) dana nakon objavljivanja u Službenom listu.
"""


def read_text(text: str, name: str) -> list[ReadText]:
    """What the reader makes of a plain text, without a child process."""
    data = text.encode()
    return [ReadText(Upload(name, data), each) for each in lawtext.read(data, name=name).texts]


def texts(languages: Sequence[str] = ("sq", "sr")) -> list[ReadText]:
    """The draft in the languages asked for."""
    known = {"sq": (ALBANIAN, "projekti.txt"), "sr": (SERBIAN, "nacrt.txt")}
    return [each for language in languages for each in read_text(*known[language])]


def register(
    secretariat: Actor,
    institution: Organization,
    at: datetime,
    *,
    languages: Sequence[str] = ("sq", "sr"),
    documents: Sequence[Accompanying] = (),
    topics: Sequence[str] = (),
    **more: object,
) -> Consultation:
    """A registered draft of `institution`: members have until 15 December 2026, the institution until 22 December."""
    values: dict[str, object] = {
        "titles": {language: TITLES[language] for language in languages},
        "kind": ActKind.objects.get(code="draft_regulation"),
        "institution": institution,
        "reference": "2026-118",
        "place": None,
        "topics": list(Topic.objects.filter(code__in=topics)),
        "texts": texts(languages),
        "documents": list(documents),
        "opened_on": date(2026, 11, 23),
        "members_until": datetime(2026, 12, 15, 16, 0, tzinfo=at.tzinfo),
        "government_until": datetime(2026, 12, 22, 16, 0, tzinfo=at.tzinfo),
        "is_public": True,
        "summary": "",
        "by": secretariat,
        "at": at,
    }
    return actions.register_draft(**{**values, **more})  # type: ignore[arg-type]


def distribute(consultation: Consultation, secretariat: Actor, people: Sequence[Actor], at: datetime) -> Consultation:
    """Put people on the list by hand and send it out."""
    for each in people:
        assert each.person is not None
        actions.add_recipient(consultation.pk, each.person, organization_of(each), by=secretariat, at=at)
    return actions.distribute(consultation.pk, by=secretariat, at=at)


def organization_of(actor: Actor) -> Organization:
    """The organization a persona belongs to."""
    assert actor.person is not None
    return actor.person.affiliations.select_related("organization").get().organization


def comment(
    consultation: Consultation,
    by: Actor,
    at: datetime,
    text: str = "Afati duhet të jetë më i gjatë.",
    *,
    eid: str = "art_2",
    as_organization: bool = True,
    proposed: str = "",
    quote: str = "",
    language: str = "sq",
    key: str = "",
) -> Contribution:
    """Say something, or propose wording when `proposed` is given."""
    said = Said(
        eid=eid,
        organization=organization_of(by).pk if as_organization else None,
        language=language,
        text=text,
        proposed=proposed,
        quote=quote,
        is_proposal=bool(proposed),
        request_key=key,
    )
    return actions.contribute(consultation.pk, said, by=by, at=at)


def submit(consultation: Consultation, secretariat: Actor, at: datetime | None = None) -> Consultation:
    """After the members' deadline: arrange the matrix and hand it in."""
    late = at or consultation.members_until + timedelta(hours=1)
    return actions.submit(consultation.pk, close_now=False, by=secretariat, at=late)


def answer_all(
    consultation: Consultation, by: Actor, at: datetime, outcome: str = "accepted", text: str = "U pranua."
) -> None:
    """Give every point the same answer."""
    keys = list(consultation.points.order_by("position").values_list("pk", flat=True))
    actions.answer_points(consultation.pk, keys, outcome=outcome, text=text, by=by, at=at)


AFTER = datetime.fromisoformat("2026-12-19T09:00:00+01:00")
FOURTEEN = ALBANIAN.replace("pesëmbëdhjetë (15) vjet", "katërmbëdhjetë (14) vjet")
OUTCOMES = {"14": "accepted", "18": "rejected", "paqartë": "accepted", "herët": "noted"}


def judge(
    consultation: Consultation,
    secretariat: Actor,
    ministry: Actor,
    clock: Any,
    outcomes: Mapping[str, str] = OUTCOMES,
    text: str = FOURTEEN,
) -> Consultation:
    """Submit what was asked, answer each point by a word that occurs in it, and add the second text; the clock stands at `AFTER`."""
    submit(consultation, secretariat)
    clock.move_to(AFTER)
    given = {}
    for point in Point.objects.filter(consultation=consultation):
        words = f"{point.text} {point.proposed}"
        given[point.pk] = Answered(next(outcome for word, outcome in outcomes.items() if word in words), "Arsye.")
    actions.answer_each(consultation.pk, given, by=ministry, at=AFTER)
    actions.add_version(
        consultation.pk,
        read_text(text, "versioni-2.txt"),
        received_on=AFTER.date(),
        label="pas konsultimit",
        without_articles=False,
        by=secretariat,
        at=AFTER,
    )
    consultation.refresh_from_db()
    return consultation
