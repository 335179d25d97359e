"""
A consultation of sixty articles in three languages, people on its list in every capacity, and real-looking mails to it with
the truth about each (`mailtext.samples`): for the measurement and for the test that asks the same of fewer mails.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.actions import make_reply_addresses
from civikos.kernel.mailroom import actions as mailroom
from civikos.kernel.mailroom.models import Incoming
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, MailedReply, Recipient
from civikos.programs.consultations.queries.mailed import items_of
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import ActKind
from civikos.registers.legislation.reading import ReadText, Upload
from civikos.registers.organizations.models import Affiliation, Mandate, Organization
from mailtext.samples import Answered, Sample, make_mail
from mailtext.samples import Person as Writer

ARTICLES = 60
SERVER = "mx.rrjeti.example"
DOMAIN = "in.rrjeti.example"
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ARRIVAL = AT + timedelta(days=2)
LONG_AGO = date(2020, 1, 1)
_WORDS = {
    "sq": (
        "Neni",
        "autoriteti organi ministria komuna inspektorati shërbimi agjencia zyra komisioni këshilli bordi fondi",
        "përcakton siguron publikon shqyrton miraton mbikëqyr regjistron verifikon",
        "kushtet procedurat afatet kriteret raportet shpenzimet lejet masat të dhënat standardet marrëveshjet planet",
        "për mbrojtjen e për shfrytëzimin e për financimin e për kontrollin e për raportimin e për trajtimin e",
        "pyjeve ujërave mbeturinave shkollave spitaleve rrugëve tregjeve bibliotekave fermave minierave parqeve muzeve",
    ),
    "sr": (
        "Član",
        "organ ministarstvo opština inspektorat služba agencija kancelarija komisija savet odbor fond uprava",
        "utvrđuje obezbeđuje objavljuje razmatra usvaja nadzire registruje proverava",
        "uslove postupke rokove kriterijume izveštaje troškove dozvole mere podatke standarde sporazume planove",
        "za zaštitu za korišćenje za finansiranje za kontrolu za izveštavanje za upravljanje",
        "šuma voda otpada škola bolnica puteva pijaca biblioteka farmi rudnika parkova muzeja",
    ),
    "en": (
        "Article",
        "authority body ministry municipality inspectorate service agency office commission council board fund",
        "determines ensures publishes examines adopts supervises registers verifies",
        "conditions procedures deadlines criteria reports expenses permits measures data standards agreements plans",
        "for the protection of for the use of for the financing of for the control of for reporting on for the care of",
        "forests waters waste schools hospitals roads markets libraries farms mines parks museums",
    ),
}
TITLES = {
    "sq": "Projektligji për shërbimet publike lokale",
    "sr": "Nacrt zakona o lokalnim javnim uslugama",
    "en": "Draft law on local public services",
}
_PURPOSES = {
    "sq": ["mbrojtjen e", "shfrytëzimin e", "financimin e", "kontrollin e", "raportimin e", "trajtimin e"],
    "sr": ["zaštitu", "korišćenje", "finansiranje", "kontrolu", "izveštavanje o", "upravljanje"],
    "en": ["the protection of", "the use of", "the financing of", "the control of", "reports on", "the care of"],
}
_FOR = {"sq": "për", "sr": "za", "en": "for"}


def sentence(language: str, number: int, paragraph: int) -> str:
    """One sentence of the draft; no two are the same, and those of the three languages mean the same."""
    _word, bodies, verbs, objects, _old, things = _WORDS[language]
    chance = Random(f"{number}/{paragraph}")
    draws = [chance.randrange(1000) for _each in range(8)]

    def pick(words: str | list[str], draw: int) -> str:
        rows = words.split() if isinstance(words, str) else words
        return rows[draw % len(rows)]

    first = (
        f"{pick(bodies, draws[0]).capitalize()} {pick(verbs, draws[1])} {pick(objects, draws[2])} {_FOR[language]} "
        f"{pick(_PURPOSES[language], draws[3])} {pick(things, draws[4])}"
    )
    days = 10 + number * 3 + paragraph
    tail = {"sq": f"brenda {days} ditëve", "sr": f"u roku od {days} dana", "en": f"within {days} days"}[language]
    return f"{first}, {tail}, {_FOR[language]} {pick(_PURPOSES[language], draws[5])} {pick(things, draws[6])}."


def text_of(language: str) -> str:
    """The whole draft in a language."""
    lines = [TITLES[language].upper(), ""]
    for number in range(1, ARTICLES + 1):
        lines += [f"{_WORDS[language][0]} {number}", heading(language, number)]
        lines += [f"{paragraph}. {sentence(language, number, paragraph)}" for paragraph in (1, 2)]
        lines.append("")
    return "\n".join(lines)


def heading(language: str, number: int) -> str:
    """The heading of an article."""
    _word, _bodies, _verbs, objects, _old, things = _WORDS[language]
    chance = Random(f"heading/{number}")
    draws = [chance.randrange(1000) for _each in range(2)]
    return f"{objects.split()[draws[0] % 12].capitalize()} – {things.split()[draws[1] % 12]}"


@dataclass(frozen=True)
class Member:
    """Somebody on the list, and for whom an answer of theirs has to count (None: for themselves)."""

    person: Person
    organization: int | None
    writer: Writer


@dataclass
class World:
    """The consultation and its people."""

    consultation: Consultation
    members: list[Member]
    officer: Actor


def make_world(officer: Actor, institution: Organization, people: int = 40) -> World:
    """
    Register and distribute the draft by the real actions. Of ten people seven have a mandate in force, one had one until
    the day before arrival, one is asked for no organization, one has a mandate of another organization only.
    """
    read = [
        ReadText(Upload(f"{language}.txt", text_of(language).encode()), each)
        for language in ("sq", "sr", "en")
        for each in lawtext.read(text_of(language).encode(), name=f"{language}.txt").texts
    ]
    consultation = actions.register_draft(
        titles=TITLES,
        kind=ActKind.objects.order_by("position", "pk")[0],
        institution=institution,
        reference="2026-200",
        place=None,
        topics=[],
        texts=read,
        documents=[],
        opened_on=AT.date(),
        members_until=AT + timedelta(days=20),
        government_until=AT + timedelta(days=30),
        is_public=True,
        summary="",
        by=officer,
        at=AT,
    )
    consultation.recipients.all().delete()
    members = [_member(consultation, officer, number) for number in range(people)]
    consultation = actions.distribute(consultation.pk, by=officer, at=AT)
    return World(Consultation.objects.select_related("draft", "version").get(pk=consultation.pk), members, officer)


def _member(consultation: Consultation, officer: Actor, number: int) -> Member:
    language = ("sq", "sr", "en")[number % 3]
    organization = Organization.objects.create(
        code=f"bench-{number}", name=f"Organizata {number}", kind=Organization.Kind.CSO, member_since=LONG_AGO
    )
    other = Organization.objects.create(
        code=f"bench-other-{number}", name=f"Tjetra {number}", kind=Organization.Kind.CSO, member_since=LONG_AGO
    )
    address = f"person{number}@organizata{number}.example"
    person = Person.objects.create(name=f"Person {number}", email=address, language=language)
    Affiliation.objects.create(person=person, organization=organization, since=LONG_AGO)
    case = number % 10
    counts_for: int | None = organization.pk if case < 7 else None
    until = ARRIVAL.date() - timedelta(days=1) if case == 7 else None
    held = other if case == 9 else organization
    if case != 8:
        Mandate.objects.create(person=person, organization=held, scope=Mandate.Scope.SPEAK, since=LONG_AGO, until=until)
    Recipient.objects.create(
        consultation=consultation,
        person=person,
        organization=None if case == 8 else organization,
        reasons=[{"code": "added_by_hand"}],
    )
    return Member(person, counts_for, Writer(person.name, address, organization.name, "Drejtor", language))


@dataclass(frozen=True)
class Sent:
    """A mail to the consultation, with whose thread it answers and what is true of it."""

    raw: bytes
    sample: Sample
    member: Member
    place: str
    language: str


def make_mails(world: World, count: int, seed: int = 1) -> Iterator[Sent]:
    """`count` mails to the consultation: the same for the same seed, but for the addresses they answer to."""
    letters = {
        message.person_id: message
        for message in Message.objects.filter(about=world.consultation.name, kind="consultation_invitation")
    }
    for start in range(0, count, 500):
        yield from _batch(world, letters, range(start, min(count, start + 500)), seed)


def _batch(world: World, letters: dict[int | None, Message], numbers: Iterable[int], seed: int) -> Iterator[Sent]:
    planned: list[tuple[int, Member, str, str]] = []
    for number in numbers:
        chance = Random(f"{seed}/mail/{number}")
        member = world.members[chance.randrange(len(world.members))]
        situation = chance.choices(
            ["distribution", "article", "inline", "bottom", "new", "forward", "only_file", "auto_reply", "bounce"],
            [38, 20, 12, 7, 7, 5, 2, 6, 3],
        )[0]
        article = str(chance.randrange(1, ARTICLES + 1)) if situation == "article" else ""
        planned.append((number, member, situation, article))
    for number, member, situation, article in planned:
        audience = f"{world.consultation.name}/art_{article}" if article else world.consultation.name
        addresses = make_reply_addresses([(member.person.pk, audience)], at=AT)
        language = member.writer.language
        chance = Random(f"{seed}/answered/{number}")
        answered = Answered(
            message_id=f"<{hashlib.sha256(f'{seed}/{number}'.encode()).hexdigest()[:20]}@rrjeti.example>",
            reply_to=addresses[member.person.pk, audience],
            subject=letters[member.person.pk].subject,
            text=_quoted(world, letters[member.person.pk], situation, article, language, chance),
            language=language,
            name="Sekretariati",
            address="konsultime@rrjeti.example",
            article=article,
            at=AT,
        )
        sample = make_mail(
            seed,
            number,
            situation=situation,
            language=language,
            person=member.writer,
            answered=answered,
            article_numbers=tuple(chance.sample(range(1, ARTICLES), 8)),
        )
        yield Sent(sample.raw, sample, member, f"art_{article}" if article else "", language)


def _quoted(world: World, letter: Message, situation: str, article: str, language: str, chance: Random) -> str:
    word = _WORDS[language][0]
    if situation == "inline":
        first = chance.randrange(1, ARTICLES - 6)
        blocks = [f"{word} {n}\n{sentence(language, n, 1)}" for n in range(first, first + 5)]
        return "\n\n".join([TITLES[language], *blocks, "--", "Sekretariati"])
    if article:
        return (
            f"{TITLES[language]}\n\n{word} {article}\n{heading(language, int(article))}\n\n"
            + "\n\n".join(f"{p}. {sentence(language, int(article), p)}" for p in (1, 2))
            + "\n\nSekretariati"
        )
    return letter.body


# --- What should come of it, and what came --------------------------------------------------------------------------------
@dataclass
class Figures:
    """How many mails of known senders were right (`right` of `mails - forged`), and which were not."""

    mails: int = 0
    right: int = 0
    said: int = 0
    forged: int = 0
    published_wrongly: int = 0
    wrong: list[tuple[Sent, str]] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    by_situation: dict[str, list[int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Right mails of those whose sender is who they say."""
        return self.right / max(1, self.mails - self.forged)


def expected(sent: Sent) -> list[tuple[frozenset[str], int | None]]:
    """For each remark the articles on which it may stand, and for whom it counts; none for a machine, a forger, nothing said."""
    truth = sent.sample.truth
    if truth.kind in {"auto_reply", "bounce", "complaint"} or truth.standing != "known":
        return []
    found = []
    for labels, _words in truth.sections:
        articles = frozenset(label.split("__")[0] for label in labels) or frozenset({sent.place})
        found.append((articles, sent.member.organization))
    return found


def judge(world: World, sent: Sent, row: Incoming, figures: Figures) -> None:
    """Lay what came of a mail beside what should have come of it."""
    truth = sent.sample.truth
    figures.mails += 1
    figures.states[f"{truth.standing}/{truth.kind} → {row.status}"] += 1
    reply = MailedReply.objects.filter(incoming=row.pk).first()
    made = Contribution.objects.filter(mailed_reply=reply).count() if reply is not None else 0
    if truth.standing != "known":
        figures.forged += 1
        if made:
            figures.published_wrongly += 1
            figures.wrong.append((sent, "published for a wrong sender"))
        return
    why = _differs(expected(sent), reply, made)
    tally = figures.by_situation.setdefault(truth.situation, [0, 0])
    tally[1] += 1
    if why:
        figures.wrong.append((sent, why))
    else:
        figures.right += 1
        tally[0] += 1
    figures.said += made


def _differs(wanted: list[tuple[frozenset[str], int | None]], reply: MailedReply | None, made: int) -> str:
    items = [each for each in items_of(reply) if not each.is_out] if reply is not None else []
    if not wanted:
        return f"said {[each.eid for each in items]}" if items else ""
    if reply is None:
        return "nothing was understood"
    if reply.status != "taken" or (not made and not _said_before(reply)):
        return f"{reply.status}, {made} made"
    if reply.organization_id != wanted[0][1]:
        return f"for {reply.organization_id} instead of {wanted[0][1]}"
    found = [each.eid.split("__")[0] for each in items]
    # Neighbors on one place are one item; a remark on two articles may stand on either.
    left = list(found)
    last = ""
    for articles, _organization in wanted:
        match = next((place for place in left if place in articles), None)
        if match is not None:
            left.remove(match)
            last = match
        elif last not in articles:
            return f"{found} instead of {[sorted(each) for each, _ in wanted]}"
    return f"{found} instead of {[sorted(each) for each, _ in wanted]}" if left else ""


def _said_before(reply: MailedReply) -> bool:
    return Contribution.objects.filter(consultation=reply.consultation_id, author=reply.author_id).exists()


def run(world: World, mails: Iterable[Sent], *, settle: Any = None) -> Figures:
    """Bring every mail in through the mailroom, and judge what came of it. The settings name SERVER and DOMAIN."""
    figures = Figures()
    waiting: list[tuple[Sent, int]] = []
    for sent in mails:
        row, _new = mailroom.lay_down(sent.raw, source="bench", at=ARRIVAL)
        mailroom.read_one(row.pk, at=ARRIVAL)
        waiting.append((sent, row.pk))
    if settle is not None:
        settle()
    for sent, pk in waiting:
        judge(world, sent, Incoming.objects.get(pk=pk), figures)
    return figures


def languages_of(world: World) -> list[str]:
    """As the reader found them."""
    return legislation.languages_of(world.consultation.version)
