"""
What happened in the demo network, moment by moment, up to the day of seeding.

Every consultation came about by the actions that everybody uses, each at a moment of its own counted in working days from
the day of seeding, and in the order of time, as the outbox, the log and the audit trail want it. What lies after the
present has not happened. The same day gives the same story.

Mails are written and handed to the relay as the worker does; in the demo the relay is a folder, so that the mailbox shows
them all. Personal links are noted as opened without tying them to a browser: whoever looks round the demo can open each.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import count
from random import Random

from django.utils import timezone

from civikos.interfaces.demo import originals
from civikos.interfaces.demo import people as demo_people
from civikos.interfaces.demo.seeds import fate, letters, mail, positions
from civikos.interfaces.demo.seeds.material import (
    Material,
    Remark,
    Reply,
    campaign,
    drafts,
    remarks,
    remarks_on_next_version,
    replies,
)
from civikos.kernel.accounts.actor import SYSTEM, Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import sending
from civikos.kernel.correspondence.models import Message
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import Counting, add_working_days
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import contributions as saying
from civikos.programs.consultations.actions import papers
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.programs.consultations.queries import contradictions
from civikos.registers.legislation.actions import Accompanying
from civikos.registers.legislation.models import ActKind, Provision, Wording
from civikos.registers.legislation.reading import ReadText, Upload, read_upload
from civikos.registers.organizations.models import Mandate, Organization
from civikos.registers.topics.models import Topic

SEED = 35
OFFICE_CLOSES = time(16)
NOTE = {
    "sq": "tekst i trilluar për demonstrim",
    "sr": "tekst izmišljen za prikaz",
    "en": "text invented for the demonstration",
}
SECOND_ROUND = {"sq": " (raundi i dytë)", "sr": " (drugi krug)", "en": " (second round)"}
FIRST_ATTEMPT = {"sq": " (teksti i parë)", "sr": " (prvi tekst)", "en": " (first text)"}
LATER = {
    "sq": "Shtojmë se kjo vlen edhe për komunat e vogla.",
    "sr": "Dodajemo da ovo važi i za male opštine.",
    "en": "We add that this holds for small municipalities too.",
}


@dataclass(frozen=True)
class Told:
    """What the story has left behind."""

    consultations: int
    contributions: int
    supports: int
    mails: int


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks, and for whom; None is as an individual. `is_invited` people come by their personal link."""

    person: Person
    organization_id: int | None
    is_invited: bool


@dataclass(frozen=True)
class Plan:
    """
    One consultation before it happens: the draft, its files, when it came and when it closes, all in working days from
    the day of seeding.
    """

    draft: Material
    texts: tuple[Upload, ...]
    documents: tuple[Accompanying, ...]
    received: int
    members: int
    government: int
    reference: str
    summary: str
    titles: dict[str, str]
    label: str = ""
    place: str = ""
    received_at: time = time(10, 20)


@dataclass
class Case:
    """One consultation as it goes on; `point_of` says which point of the material a contribution stands for."""

    plan: Plan
    pk: int = 0
    given: list[int] = field(default_factory=list)
    point_of: dict[int, str] = field(default_factory=dict)
    said_by: dict[int, Voice] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How links name it."""
        return f"consultation:{self.pk}"


def tell(*, at: datetime, share: float) -> Told:
    """
    Let everything happen that has happened by `at`. `share` of the whole network is there: comments are as many.

    Call it in the transaction of the whole seed, after the register has been filled.
    """
    story = _Story(at, share)
    for scene in (_reported, _withdrawn, _answered, _submitted, _open, _closing, _registered):
        scene(story)
    positions.tell(story)
    story.run()
    return Told(
        consultations=Consultation.objects.count(),
        contributions=Contribution.objects.count(),
        supports=story.supports,
        mails=Message.objects.filter(state=Message.State.SENT).count(),
    )


class _Story:
    """The present, the people, and what is still to happen."""

    def __init__(self, at: datetime, share: float) -> None:
        self.at, self.share = at, share
        self.today = timezone.localdate(at)
        self.off = workdays.days_off()
        self.chance = Random(SEED)  # noqa: S311  # who says what when, nothing secret
        self.supports = 0
        self.cases: dict[str, Case] = {}
        self._events: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._numbers = count()
        everybody = list(Person.objects.all())
        self.people = {person.pk: person for person in everybody}
        by_email = {person.email: person for person in everybody}
        self.officer = Actor(by_email[demo_people.OFFICER])
        self.second_officer = Actor(by_email[demo_people.SECOND_OFFICER])
        self.member = by_email[demo_people.MEMBER]
        speaking = Mandate.objects.filter(scope=Mandate.Scope.SPEAK, until=None).order_by("pk")
        self.speaks_for = dict(speaking.values_list("person_id", "organization_id"))

    # --- Time ------------------------------------------------------------------------------------------------------
    def day(self, number: int) -> date:
        """The day that lies so many working days before or after today; 0 is today, whatever day it is."""
        if number == 0:
            return self.today
        way = Counting.BOTH_ENDS if number < 0 else Counting.FIRST_DAY_EXCLUDED
        return add_working_days(self.today, number, self.off, way)

    def moment(self, number: int, clock: time) -> datetime:
        """A clock time on such a day."""
        return workdays.at_local_time(self.day(number), clock)

    def on(self, moment: datetime, what: Callable[[datetime], object]) -> None:
        """Let something happen at a moment, if that is not in the future."""
        if moment <= self.at:
            heapq.heappush(self._events, (moment, next(self._numbers), what))

    def run(self) -> None:
        """Everything in order, with a checkpoint of the log at the end of each day on which something happened."""
        day = None
        while self._events:
            moment, _number, what = heapq.heappop(self._events)
            if day is not None and timezone.localdate(moment) != day:
                self._close_day(day)
                letters.tell_what_is_due(moment)
            day = timezone.localdate(moment)
            what(moment)
        audit.number_pending()
        audit.make_checkpoint(at=self.at)
        letters.tell_what_is_due(self.at)
        letters.let_mail_come_back(self.at)
        self.deliver(self.at)

    def _close_day(self, day: date) -> None:
        evening = workdays.at_local_time(day, time(23, 30))
        audit.number_pending()
        audit.make_checkpoint(at=evening)

    @staticmethod
    def deliver(moment: datetime) -> None:
        """What the worker does with the outbox, as if it were that moment."""
        sending.deliver_due(lambda: moment)

    def official_of(self, plan: Plan) -> Actor:
        """Who answers for the institution of a draft."""
        mandate = Mandate.objects.get(organization__code=plan.draft.institution, scope=Mandate.Scope.ANSWER)
        return Actor(self.people[mandate.person_id])

    # --- Registering and sending ---------------------------------------------------------------------------------------
    def register(self, plan: Plan, by: Actor) -> Case:
        """Have a draft registered at its time."""
        case = self.cases[plan.reference] = Case(plan)
        texts = [read for upload in plan.texts for read in _read(upload)]
        self.on(self.moment(plan.received, plan.received_at), lambda at: self._register(case, texts, by, at))
        return case

    def _register(self, case: Case, texts: Sequence[ReadText], by: Actor, at: datetime) -> None:
        plan = case.plan
        institution = Organization.objects.get(code=plan.draft.institution)
        case.pk = actions.register_draft(
            titles=plan.titles,
            kind=ActKind.objects.get(code=plan.draft.act_kind),
            institution=institution,
            reference=plan.reference,
            place=institution.place if plan.place else None,
            topics=Topic.objects.filter(code__in=plan.draft.topics),
            texts=texts,
            documents=plan.documents,
            opened_on=self.day(plan.received),
            members_until=self.moment(plan.members, OFFICE_CLOSES),
            government_until=self.moment(plan.government, OFFICE_CLOSES),
            is_public=True,
            summary=plan.summary,
            note=NOTE if plan.draft.is_invented else None,
            label=plan.label,
            by=by,
            at=at,
        ).pk

    def distribute(self, case: Case, by: Actor, said: Sequence[Remark], copies: float, supports: int) -> None:
        """Have it sent to the members two hours after registering, and let them read, speak and be reminded."""
        received = self.moment(case.plan.received, case.plan.received_at)
        self.on(received + timedelta(hours=2), lambda at: self._distribute(case, by, said, copies, supports, at))
        before = add_working_days(self.day(case.plan.members), -3, self.off)
        self.on(workdays.at_local_time(before, time(8, 30)), lambda at: self._remind(case, at))

    def _distribute(
        self, case: Case, by: Actor, said: Sequence[Remark], copies: float, supports: int, at: datetime
    ) -> None:
        audit.number_pending()
        audit.make_checkpoint(at=at)
        consultation = actions.distribute(case.pk, by=by, at=at)
        self.deliver(at)
        until = min(consultation.members_until, self.at)
        voices = _invited(case, self.people, self.speaks_for)
        for voice in voices:
            # Most who read at all do so in the first days.
            if self.chance.random() < 0.62 and voice.person != self.member:
                self._open_link(case, voice, at + (until - at) * self.chance.random() ** 2)
        self._plan_sittings(case, self._speakers(case, voices), said, copies, at, until)
        for _turn in range(round(supports * self.share) or 3):
            self.on(self._waking(at + (until - at) * 0.2, until), lambda moment: self._support(case, voices, moment))

    def _open_link(self, case: Case, voice: Voice, moment: datetime) -> None:
        self.on(moment, lambda at: actions.note_link_opened(case.pk, voice.person.pk, at))

    def _remind(self, case: Case, at: datetime) -> None:
        actions.remind(case.pk, by=SYSTEM, at=at)
        self.deliver(at)

    # --- Speaking ------------------------------------------------------------------------------------------------------
    def _speakers(self, case: Case, invited: list[Voice]) -> dict[str, list[Voice]]:
        """Who may say something in which language: those invited, and members who found the draft on the public page."""
        known = {voice.person.pk for voice in invited}
        others = [
            Voice(self.people[pk], organization, False)
            for pk, organization in sorted(self.speaks_for.items())
            if pk not in known and not self.people[pk].email.endswith(".invalid")
        ]
        finders = self.chance.sample(others, len(others) // 6)
        # About half of those invited have something to say; who may speak for nobody seldom does.
        ready = [voice for voice in invited if self.chance.random() < (0.5 if voice.organization_id else 0.2)]
        by_language: dict[str, list[Voice]] = defaultdict(list)
        for voice in [*ready, *finders]:
            if voice.person == self.member and case.plan.members > 0:
                continue  # She still has it before her.
            by_language[voice.person.language].append(voice)
        by_language["sr"] += [voice for voice in others if voice.person.language == "sr" and voice not in finders][:30]
        # Whoever writes English to a ministry here mostly reads Albanian.
        by_language["en"] += [voice for voice in by_language["sq"] if not voice.is_invited][:12] or by_language["sq"][
            :6
        ]
        return by_language

    def _plan_sittings(
        self,
        case: Case,
        speakers: dict[str, list[Voice]],
        said: Sequence[Remark],
        copies: float,
        begin: datetime,
        until: datetime,
    ) -> None:
        """Give each remark to one or several organizations, and each of them an hour in which to write."""
        wanted = max(len(said) if self.share == 1 else 8, round(len(said) * copies * self.share))
        rows = (
            list(said)
            if self.share == 1
            else self.chance.sample(said, min(len(said), max(8, round(len(said) * self.share * 2))))
        )
        turns = list(rows)
        while len(turns) < wanted:
            turns.append(self.chance.choice(rows))
        load: Counter[int] = Counter()
        taken: set[tuple[str, int]] = set()
        sittings: dict[int, list[tuple[Voice, Remark]]] = defaultdict(list)
        for row in turns:
            free = [
                voice
                for voice in speakers[row.language]
                if (row.point, voice.organization_id or -voice.person.pk) not in taken
            ]
            if not free:
                continue
            voice = min(self.chance.sample(free, min(6, len(free))), key=lambda each: load[each.person.pk])
            load[voice.person.pk] += 1
            taken.add((row.point, voice.organization_id or -voice.person.pk))
            sittings[voice.person.pk].append((voice, row))
        for of_one in sittings.values():
            # Many come back another day.
            parts = [of_one[:4], of_one[4:]] if len(of_one) > 5 else [of_one]
            for part in parts:
                self._plan_sitting(case, part, self._waking(begin + timedelta(hours=1), until - timedelta(hours=2)))

    def _waking(self, begin: datetime, until: datetime) -> datetime:
        """A moment in a period, at an hour when people are up; three in ten come in its last quarter."""
        moment = begin
        for _turn in range(12):
            drawn = self.chance.random()
            moment = begin + (until - begin) * (drawn if self.chance.random() < 0.7 else 0.75 + drawn / 4)
            if 8 <= timezone.localtime(moment).hour < 23:
                break
        return moment

    def _plan_sitting(self, case: Case, part: list[tuple[Voice, Remark]], start: datetime) -> None:
        voice = part[0][0]
        if voice.is_invited:
            self._open_link(case, voice, start - timedelta(minutes=2))
        # Some who may speak for an organization speak for themselves.
        capacity = None if self.chance.random() < 0.07 else voice.organization_id
        moment = start
        for number, (_voice, row) in enumerate(part):
            moment = start + timedelta(minutes=5 * number, seconds=self.chance.randrange(50))
            self.on(moment, partial(self._say, case, voice, capacity, row))
        self.on(moment + timedelta(minutes=4), self._write_receipts)

    def _by(self, case: Case, voice: Voice) -> Actor:
        return Actor(voice.person, audience=case.name, door=Door.LINK) if voice.is_invited else Actor(voice.person)

    def _say(self, case: Case, voice: Voice, capacity: int | None, row: Remark, at: datetime) -> None:
        said = _placed(case.pk, row, capacity)
        contribution = actions.contribute(case.pk, said, by=self._by(case, voice), at=at)
        case.given.append(contribution.pk)
        case.point_of[contribution.pk] = row.point
        case.said_by[contribution.pk] = voice
        until = self.moment(case.plan.members, OFFICE_CLOSES)
        drawn = self.chance.random()
        later = at + timedelta(minutes=self.chance.randrange(30, 55))
        if later + timedelta(minutes=10) > min(until, self.at):
            return
        if drawn < 0.03:
            self.on(
                later,
                lambda moment: actions.withdraw_contribution(contribution.pk, by=self._by(case, voice), at=moment),
            )
            case.given.remove(contribution.pk)
        elif drawn < 0.09:
            self.on(later, lambda moment: self._edit(case, voice, contribution, row, moment))

    def _edit(self, case: Case, voice: Voice, contribution: Contribution, row: Remark, at: datetime) -> None:
        actions.edit_contribution(
            contribution.pk,
            text=f"{contribution.text} {LATER[row.language]}",
            proposed=contribution.proposed,
            organization=contribution.organization_id,
            by=self._by(case, voice),
            at=at,
        )
        self.on(at + timedelta(minutes=4), self._write_receipts)

    def campaign(self, case: Case, number: int) -> None:
        """Have one text sent by many on the same day, by each with an opening or an ending of their own."""
        self.on(self.moment(number, time(17, 30)), lambda at: self._campaign(case, at))

    def _campaign(self, case: Case, at: datetime) -> None:
        material = campaign()
        invited = _invited(case, self.people, self.speaks_for)
        for language, said in material["texts"].items():
            spoken = "sq" if language == "en" else language
            speakers = [each for each in invited if each.person.language == spoken and each.person != self.member]
            offset = len(speakers) // 2 if language == "en" else 0
            for turn, (voice, ending) in enumerate(zip(speakers[offset:], said["endings"], strict=False)):
                opening = said["openings"][turn % len(said["openings"])]
                row = Remark(
                    f"campaign-{language}-{turn}",
                    "campaign",
                    material["article"],
                    "",
                    language,
                    f"{opening}{said['body']}{ending}",
                    "",
                    "",
                )
                # Every second one speaks for an organization, the others for themselves.
                capacity = voice.organization_id if turn % 2 else None
                moment = at + timedelta(minutes=4 * turn + len(language))
                self.on(moment, partial(self._send_copy, case, voice, capacity, row))

    def _send_copy(self, case: Case, voice: Voice, capacity: int | None, row: Remark, at: datetime) -> None:
        contribution = actions.contribute(case.pk, _placed(case.pk, row, capacity), by=self._by(case, voice), at=at)
        case.given.append(contribution.pk)
        case.point_of[contribution.pk] = row.point
        case.said_by[contribution.pk] = voice
        self.on(at + timedelta(minutes=4), self._write_receipts)

    def _write_receipts(self, at: datetime) -> None:
        audit.number_pending()
        saying.send_receipts(at)
        self.deliver(at)

    def _support(self, case: Case, voices: list[Voice], at: datetime) -> None:
        if not case.given or at >= self.moment(case.plan.members, OFFICE_CLOSES):
            return
        pk, voice = self.chance.choice(case.given), self.chance.choice(voices)
        author = case.said_by[pk]
        if (
            voice.person == self.member
            or voice.organization_id is None
            or voice.organization_id == author.organization_id
        ):
            return
        actions.support(pk, organization=voice.organization_id, by=self._by(case, voice), at=at)
        self.supports += 1

    # --- After the deadline --------------------------------------------------------------------------------------------
    def submit(self, case: Case, number: int, by: Actor) -> None:
        """Have the matrix arranged, equal points merged, and handed to the institution."""
        self.on(self.moment(number, time(11, 5)), lambda at: actions.arrange_matrix(case.pk, by=by, at=at))
        self.on(self.moment(number, time(11, 40)), lambda at: self._merge(case, by, at))
        self.on(self.moment(number, time(14, 30)), lambda at: self._submit(case, by, at))

    def _merge(self, case: Case, by: Actor, at: datetime) -> None:
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in self._points(case):
            groups[self._point_of(case, row), row.article].append(row.pk)
        for rows in groups.values():
            if len(rows) > 1:
                actions.merge_points(case.pk, rows, by=by, at=at)

    def _points(self, case: Case) -> list[Point]:
        return list(
            Point.objects.filter(consultation=case.pk).prefetch_related("contributions").order_by("position", "pk")
        )

    @staticmethod
    def _point_of(case: Case, row: Point) -> str:
        # The network's own points stand for no remark of the material; each is a point of its own.
        first = min(each.pk for each in row.contributions.all())
        return case.point_of.get(first, f"network-{first}")

    def _submit(self, case: Case, by: Actor, at: datetime) -> None:
        actions.submit(case.pk, close_now=False, by=by, at=at)
        papers.make_submission_papers(case.pk, at=at)
        self.deliver(at)

    def answer(self, case: Case, answers: dict[str, Reply], first: int, last: int, share: float = 1.0) -> None:
        """Have the institution answer, article by article, over some days; or only the first part of it."""
        self.on(
            self.moment(first, time(9, 15)),
            lambda at: self._answer(case, answers, at, self.moment(last, time(15, 30)), share),
        )

    def _answer(self, case: Case, answers: dict[str, Reply], begin: datetime, end: datetime, share: float) -> None:
        official = self.official_of(case.plan)
        rows = [
            (row.pk, row.language, answers[self._point_of(case, row)])
            for row in self._points(case)
            if self._point_of(case, row) in answers
        ]
        rows = rows[: max(1, round(len(self._points(case)) * share))]
        for number, (pk, language, reply) in enumerate(rows):
            moment = begin + (end - begin) * ((number + 1) / len(rows))
            self.on(moment, partial(self._answer_point, case, pk, language, reply, official))

    def _answer_point(self, case: Case, pk: int, language: str, reply: Reply, official: Actor, at: datetime) -> None:
        actions.answer_point(case.pk, pk, outcome=reply.outcome, text=reply.in_language(language), by=official, at=at)
        self.deliver(at)

    def publish_contributions(self, case: Case, number: int, by: Actor) -> None:
        """Have the secretariat let everybody read what was said."""
        self.on(self.moment(number, time(9, 50)), lambda at: actions.publish_contributions(case.pk, by=by, at=at))

    def withdraw(self, case: Case, number: int, reason: str, by: Actor) -> None:
        """Have the institution take its draft back."""
        self.on(
            self.moment(number, time(11, 5)),
            lambda at: actions.withdraw_consultation(case.pk, reason=reason, by=by, at=at),
        )

    def add_version(self, case: Case, number: int, uploads: Sequence[Upload], label: str, by: Actor) -> None:
        """Have the next text stored, compared, and everybody told."""
        texts = [read for upload in uploads for read in _read(upload)]
        self.on(self.moment(number, time(10, 10)), lambda at: self._add_version(case, texts, label, by, at))

    def _add_version(self, case: Case, texts: Sequence[ReadText], label: str, by: Actor, at: datetime) -> None:
        version = actions.add_version(
            case.pk, texts, received_on=timezone.localdate(at), label=label, without_articles=False, by=by, at=at
        )
        papers.tell_new_version(case.pk, version.pk, at=at)
        self.deliver(at)

    def report(self, case: Case, number: int, foreword: str, by: Actor) -> None:
        """Have the report published, with its papers and mails."""
        self.on(self.moment(number, time(13, 0)), lambda at: self._report(case, foreword, by, at))

    def _report(self, case: Case, foreword: str, by: Actor, at: datetime) -> None:
        unexplained = contradictions.counted(Consultation.objects.select_related("version").get(pk=case.pk)).open
        actions.publish_report(case.pk, foreword=foreword, despite=unexplained, by=by, at=at)
        papers.make_report_papers(case.pk, at=at)
        self.deliver(at)


def _invited(case: Case, people: dict[int, Person], speaks_for: dict[int, int]) -> list[Voice]:
    """Those who were invited to a consultation and got the mail, in the order of the list."""
    rows = Consultation.objects.get(pk=case.pk).recipients.filter(invited_at__isnull=False).order_by("pk")
    bounced = set(
        Message.objects.filter(about=case.name, state=Message.State.BOUNCED).values_list("person_id", flat=True)
    )
    return [
        Voice(people[row.person_id], speaks_for.get(row.person_id), True)
        for row in rows
        if row.person_id not in bounced
    ]


@lru_cache(maxsize=32)
def _read(upload: Upload) -> tuple[ReadText, ...]:
    """As the intake reads it, in a child process; the second version serves two consultations and is read once."""
    return tuple(read_upload(upload))


def _placed(pk: int, row: Remark, organization: int | None) -> saying.Said:
    """A remark as a member gives it: at its paragraph, on the words quoted, the proposal inside the whole wording."""
    version = Consultation.objects.values_list("version", flat=True).get(pk=pk)
    unit = (
        Provision.objects.filter(version=version, kind="article", number=row.article, depth__lte=1).first()
        if row.article
        else None
    )
    if unit is None:
        return saying.Said(eid="", organization=organization, language=row.language, text=row.text)
    words = list(
        Wording.objects.filter(provision__version=version, provision__article=unit.eid, language=row.language)
        .order_by("provision__position")
        .values_list("provision__eid", "provision__number", "text")
    )
    holding = [(eid, text) for eid, _number, text in words if row.quote and row.quote in text]
    numbered = [(eid, text) for eid, number, text in words if row.paragraph and number == row.paragraph]
    eid, text = next(iter([*(each for each in numbered if each in holding), *holding, *numbered]), (unit.eid, ""))
    before, quote, after = text.partition(row.quote) if row.quote and row.quote in text else ("", "", "")
    is_proposal = bool(row.proposal and quote)
    return saying.Said(
        eid=eid,
        organization=organization,
        language=row.language,
        text=row.text,
        quote=quote,
        quote_prefix=before[-60:],
        quote_suffix=after[:60],
        proposed=f"{before}{row.proposal}{after}" if is_proposal else "",
        is_proposal=is_proposal,
    )


# --- The consultations -------------------------------------------------------------------------------------------------
def _word(draft: Material, numbering: str = "automatic") -> tuple[Upload, ...]:
    return tuple(
        Upload(file.replace(".txt", ".docx"), originals.word_law(file, numbering)) for file in draft.texts.values()
    )


def _memoranda(draft: Material, form: str = "docx") -> tuple[Accompanying, ...]:
    make = {"docx": originals.word_memorandum, "pdf": originals.pdf_memorandum}[form]
    return tuple(
        Accompanying("explanatory_memorandum", Upload(file.replace(".txt", f".{form}"), make(file)), language)
        for language, file in draft.memoranda.items()
    )


def _reported(story: _Story) -> None:
    """The participation law, first round: everything has happened, up to the second version and the report."""
    draft = drafts()["participation"]
    case = story.register(
        Plan(
            draft,
            _word(draft),
            _memoranda(draft),
            received=-78,
            members=-60,
            government=-55,
            reference="40317",
            titles=draft.titles,
            summary="Projektligji i vë në ligj standardet e konsultimit publik dhe të bashkëpunimit me shoqërinë civile.",
            label="Versioni për konsultim publik",
        ),
        story.officer,
    )
    story.distribute(case, story.officer, remarks("participation"), copies=1.1, supports=70)
    story.submit(case, -58, story.officer)
    story.answer(case, replies("participation"), -55, -47)
    uploads = [Upload(file.replace(".txt", ".docx"), originals.word_law(file)) for file in draft.next_texts.values()]
    story.add_version(case, -43, uploads, "Versioni i dytë, pas konsultimit publik", story.officer)
    fate.value(story, case, -46, -39)
    fate.ask(story, case, -43, story.officer)
    fate.explain(story, case, -40)
    fate.to_the_council(story, case, -37, -20, story.officer)
    story.report(
        case,
        -38,
        "Falënderojmë organizatat anëtare për komentet dhe Zyrën për përgjigjet. Versioni i dytë i përmban ndryshimet që u pranuan; "
        "për pikat e refuzuara arsyet janë dhënë më poshtë.",
        story.officer,
    )


def _open(story: _Story) -> None:
    """The participation law, second round: with the members now, with several hundred comments."""
    draft = drafts()["participation"]
    uploads = tuple(
        Upload(file.replace(".txt", ".docx"), originals.word_law(file)) for file in draft.next_texts.values()
    )
    case = story.register(
        Plan(
            draft,
            uploads,
            _memoranda(draft),
            received=-9,
            members=8,
            government=13,
            reference="40588",
            titles={language: title + SECOND_ROUND[language] for language, title in draft.titles.items()},
            summary="Raundi i dytë: teksti i ndryshuar pas konsultimit të parë del edhe një herë para anëtarëve.",
            label="Versioni i dytë",
            received_at=time(9, 40),
        ),
        story.officer,
    )
    story.distribute(case, story.officer, remarks_on_next_version(), copies=3.1, supports=230)
    story.campaign(case, -3)
    mail.arrive(story, case)


def _closing(story: _Story) -> None:
    """Volunteering: the members' deadline is on the next working day."""
    draft = drafts()["volunteering"]
    case = story.register(
        Plan(
            draft,
            _word(draft, "mixed"),
            _memoranda(draft),
            received=-13,
            members=1,
            government=6,
            reference="40561",
            titles=draft.titles,
            summary="Kushtet e punës vullnetare, të drejtat e vullnetarëve dhe regjistri.",
        ),
        story.second_officer,
    )
    story.distribute(case, story.second_officer, remarks("volunteering"), copies=1.7, supports=18)


def _withdrawn(story: _Story) -> None:
    """Volunteering, an earlier attempt: the ministry took its draft back after the members had spoken."""
    draft = drafts()["volunteering"]
    case = story.register(
        Plan(
            draft,
            _word(draft),
            (),
            received=-66,
            members=-52,
            government=-46,
            reference="40366",
            titles={language: title + FIRST_ATTEMPT[language] for language, title in draft.titles.items()},
            summary="Teksti i parë, para se ministria ta tërhiqte për ta plotësuar.",
        ),
        story.second_officer,
    )
    story.distribute(case, story.second_officer, remarks("volunteering"), copies=0.4, supports=6)
    story.withdraw(
        case,
        -50,
        "Ministria e tërhoqi projektin për t'i bashkëngjitur memorandumin shpjegues; teksti i ri do të konsultohet sërish.",
        story.second_officer,
    )


def _submitted(story: _Story) -> None:
    """Access to documents: with the agency, half of the points answered."""
    draft = drafts()["access-amendment"]
    case = story.register(
        Plan(
            draft,
            _word(draft, "typed"),
            _memoranda(draft, "pdf"),
            received=-24,
            members=-8,
            government=4,
            reference="40502",
            titles=draft.titles,
            summary="Publikim proaktiv në format të hapur, kërkesa me gojë dhe arsyetim për çdo refuzim.",
        ),
        story.officer,
    )
    story.distribute(case, story.officer, remarks("access-amendment"), copies=1.8, supports=15)
    story.submit(case, -7, story.officer)
    story.answer(case, replies("access-amendment"), -5, -1, share=0.5)


def _answered(story: _Story) -> None:
    """Public meetings in Prizren: every point is answered, the report is to be published."""
    draft = drafts()["municipal-meetings"]
    texts = tuple(Upload(file.replace(".txt", ".pdf"), originals.pdf_law(file)) for file in draft.texts.values())
    case = story.register(
        Plan(
            draft,
            texts,
            _memoranda(draft),
            received=-42,
            members=-19,
            government=-14,
            reference="",
            titles=draft.titles,
            summary="Si i thërret, i mban dhe i dokumenton komuna takimet publike.",
            place="prizren",
        ),
        story.second_officer,
    )
    story.distribute(case, story.second_officer, remarks("municipal-meetings"), copies=1.6, supports=12)
    story.submit(case, -18, story.second_officer)
    story.publish_contributions(case, -17, story.second_officer)
    story.answer(case, replies("municipal-meetings"), -12, -6)
    fate.value(story, case, -5, -1)


def _registered(story: _Story) -> None:
    """A real law on the amounts of benefits, as plain text and without its memorandum: it waits for the officer."""
    draft = drafts()["08-L-142"]
    story.register(
        Plan(
            draft,
            tuple(Upload(file, originals.text_of(file).encode()) for file in draft.texts.values()),
            (),
            received=-1,
            members=11,
            government=16,
            reference="40611",
            titles=draft.titles,
            received_at=time(14, 10),
            summary="Teksti i plotë i një ligji të vërtetë, i paraqitur sikur të ishte ende projekt.",
        ),
        story.officer,
    )
