"""
Joint positions of the demo network, made by the actions that everybody uses, in the order of the story.

One on the amendment of access to documents: adopted after a vote on one passage, with dissent by name, in the matrix. One on the
second round of the participation law: with the members now. One free statement: points are being gathered.
"""

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Protocol

from civikos.interfaces.demo import people as demo_people
from civikos.kernel.accounts.actor import SYSTEM, Actor, Door
from civikos.kernel.accounts.models import Person
from civikos.kernel.rulebook.actions import change_rule
from civikos.kernel.rulebook.models import Rule
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.states import ContributionStatus
from civikos.programs.positions import actions
from civikos.programs.positions.actions import papers
from civikos.programs.positions.actions.asking import Saying
from civikos.programs.positions.actions.drafting import Basis, Words, text_of
from civikos.programs.positions.actions.gathering import Point
from civikos.programs.positions.actions.opening import Plan, Subject
from civikos.programs.positions.models import Elector, Passage, Position, Question, Response
from civikos.programs.positions.queries.rules import OF_THE_FIELD, RESPONDENTS
from civikos.programs.positions.states import Status
from civikos.registers.organizations.models import Mandate, Organization
from civikos.registers.topics.models import Topic

DATA = Path(__file__).parent.parent / "data" / "positions.json"
SEED = 41
ACCESS, SECOND_ROUND = "40502", "40588"
"""The reference numbers of the drafts."""
BACKING = 38


class Case(Protocol):
    """A consultation of the story."""

    pk: int


class Story(Protocol):
    """What of the story is needed here."""

    at: datetime
    share: float
    officer: Actor
    cases: dict[str, Any]
    people: dict[int, Person]

    def moment(self, number: int, clock: time) -> datetime:
        """A clock time so many working days from the day of seeding."""

    def on(self, moment: datetime, what: Callable[[datetime], object]) -> None:
        """Let something happen at a moment."""

    def deliver(self, moment: datetime) -> None:
        """What the worker does with the outbox."""


@cache
def material() -> dict[str, Any]:
    """The words of the demo's positions."""
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def tell(story: Story) -> None:
    """Plan what happens to the three positions, after the network has decided who answers them."""
    story.on(story.moment(-25, time(12)), lambda at: _decide_who_answers(story, at))
    _Adopted(story).plan()
    _WithMembers(story).plan()
    _Statement(story).plan()


def _decide_who_answers(story: Story, at: datetime) -> None:
    # Those of the field, which also keeps the invented mail of the demo to some hundreds.
    rule = Rule.objects.get(key=RESPONDENTS)
    rule.value = OF_THE_FIELD
    change_rule(rule, by=story.officer, at=at)


class _Told:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.chance = Random(SEED)  # noqa: S311  # who backs what, nothing secret
        self.pk = 0
        held = Mandate.objects.filter(scope=Mandate.Scope.SPEAK, until=None, person__is_active=True)
        held = held.filter(organization__kind=Organization.Kind.CSO).order_by("organization", "pk")
        self.speakers: dict[int, Person] = {}
        for mandate in held.select_related("person"):
            if mandate.person.email != demo_people.MEMBER:
                self.speakers.setdefault(mandate.organization_id, mandate.person)
        own = Mandate.objects.filter(person__email=demo_people.MEMBER, until=None).values_list(
            "organization", flat=True
        )
        for organization in own:
            # She still has it before her.
            self.speakers.pop(organization, None)
        albanian = [each for each in self.speakers.values() if each.language == "sq"]
        self.rapporteur = albanian[7 % len(albanian)]

    @property
    def drafter(self) -> Actor:
        """Who writes the draft."""
        return Actor(self.rapporteur)

    def link(self, person: Person) -> Actor:
        """Somebody who came by the link of a mail."""
        return Actor(person, audience=f"position:{self.pk}", door=Door.LINK)

    def open(self, subject: Subject, plan: Plan, at: datetime) -> None:
        """Open the internal round."""
        self.pk = actions.open_position(
            subject, plan, rapporteur=self.rapporteur, working_group=None, by=self.story.officer, at=at
        ).pk
        self.story.deliver(at)

    def write(self, words: dict[str, Any], at: datetime) -> None:
        """Passages from what members proposed in Albanian, one for each article, with the proposals that say the same behind them."""
        position = Position.objects.get(pk=self.pk)
        if position.status == Status.GATHERING:
            actions.go_on(self.pk, by=SYSTEM, at=at)
        rows = list(
            Contribution.objects.filter(
                consultation=position.consultation_id,
                status=ContributionStatus.ACTIVE,
                language="sq",
                kind=Contribution.Kind.PROPOSAL,
                given_at__lt=at,
                organization__isnull=False,
            )
            .exclude(article="")
            .select_related("provision")
            .order_by("given_at", "pk")
        )
        chosen: dict[str, Contribution] = {}
        for row in rows:
            chosen.setdefault(row.article, row)
        others = list(
            Contribution.objects.filter(
                consultation=position.consultation_id, status=ContributionStatus.ACTIVE, given_at__lt=at
            ).order_by("given_at", "pk")
        )
        picked = sorted(chosen.values(), key=lambda row: row.provision.position if row.provision else 0)
        for number, row in enumerate(picked[: len(words["headings"])]):
            behind = [each.pk for each in others if each.article == row.article][:4]
            actions.write_passage(
                self.pk,
                Words(
                    f"{row.text} {words['closing'][number]}",
                    proposed=row.proposed,
                    heading=words["headings"][number],
                    eid=row.provision.eid if row.provision else row.article,
                    basis=Basis(
                        contributions=sorted({row.pk, *behind}), named=[(words["named"], "")] if number == 0 else []
                    ),
                ),
                by=self.drafter,
                at=at + timedelta(minutes=20 * number),
            )

    def ask(self, at: datetime) -> None:
        """Put it to the members."""
        if not Passage.objects.filter(position=self.pk).exists():
            return
        actions.ask_members(self.pk, by=self.drafter, at=at)
        self.story.deliver(at)

    def roll(self) -> list[int]:
        """Organizations on the roll for which somebody may speak."""
        known = Elector.objects.filter(position=self.pk).order_by("pk").values_list("organization", flat=True)
        return [each for each in known if each in self.speakers]

    def respond(self, organization: int, at: datetime, **saying: Any) -> Response | None:
        """An organization answers, if it is asked."""
        if Position.objects.get(pk=self.pk).status != Status.CONSENT:
            return None
        given = {"passage": None, "answer": "back"} | saying
        by = self.link(self.speakers[organization])
        return actions.respond(self.pk, Saying(**given), organization=organization, by=by, at=at)

    def back(self, count: int, begin: datetime, until: datetime) -> None:
        """So many organizations back everything, spread over a time."""
        roll = self.roll()
        chosen = self.chance.sample(roll, min(len(roll) * 3 // 4, max(3, round(count * self.story.share))))
        for organization in chosen:
            moment = begin + (until - begin) * self.chance.random()
            self.story.on(moment, lambda at, organization=organization: self.respond(organization, at))  # type: ignore[misc]


class _Adopted(_Told):
    def plan(self) -> None:
        story, moment = self.story, self.story.moment
        words = material()["adopted"]
        case = story.cases[ACCESS]
        story.on(
            moment(-23, time(9, 30)),
            lambda at: self.open(
                Subject(kind="consultation", consultation=case.pk, summary=words["summary"]),
                Plan(moment(-20, time(16)), moment(-18, time(16)), moment(-15, time(16))),
                at,
            ),
        )
        story.on(moment(-19, time(11)), lambda at: self.write(words, at))
        story.on(moment(-18, time(15)), self.ask)
        story.on(moment(-18, time(15, 30)), lambda at: self.back(BACKING, at, moment(-15, time(15))))
        story.on(moment(-16, time(10, 20)), self._object)
        story.on(moment(-15, time(16, 10)), self._handle)
        story.on(moment(-14, time(9, 30)), lambda at: self._back_again(at, moment(-13, time(15))))
        story.on(moment(-13, time(16, 5)), self._go_on)
        story.on(moment(-12, time(10)), self._vote)
        story.on(moment(-11, time(16, 5)), self._close)

    def _object(self, at: datetime) -> None:
        words, roll = material()["adopted"], self.roll()
        numbers = sorted(Passage.objects.filter(position=self.pk).values_list("number", flat=True))
        if len(roll) < 6 or len(numbers) < 2:
            return
        answered = set(Response.objects.filter(position=self.pk).values_list("organization", flat=True))
        self.against = [each for each in roll if each not in answered][:3]
        for organization, reason in zip(self.against, words["objections"], strict=False):
            self.respond(organization, at, passage=numbers[1], answer="object", reason=reason)
        passage = Passage.objects.get(position=self.pk, number=numbers[0])
        self.respond(
            self.against[2],
            at,
            passage=numbers[0],
            answer="amend",
            text=f"{text_of(passage)} {words['amendment']}",
            proposed=passage.proposed,
            reason=words["amendment_reason"],
        )

    def _back_again(self, begin: datetime, until: datetime) -> None:
        # In the second round most of those who backed it read the changed passage and back it again.
        backed = Response.objects.standing().filter(position=self.pk, passage=None, answer="back").order_by("pk")
        for organization in [
            each for number, each in enumerate(backed.values_list("organization", flat=True)) if number % 4
        ]:
            moment = begin + (until - begin) * self.chance.random()
            self.story.on(moment, lambda at, organization=organization: self.respond(organization, at))  # type: ignore[misc]

    def _handle(self, at: datetime) -> None:
        row = Response.objects.standing().filter(position=self.pk, answer="amend").first()
        if row is not None:
            actions.handle_amendment(self.pk, row.pk, "taken", reason="", by=self.drafter, at=at)
        self._go_on(at)

    def _go_on(self, at: datetime) -> None:
        position = Position.objects.get(pk=self.pk)
        until = position.vote_until if position.status == Status.VOTING else position.consent_until
        if position.status in (Status.CONSENT, Status.VOTING) and until is not None and at >= until:
            actions.go_on(self.pk, by=SYSTEM, at=at)
            self.story.deliver(at)

    def _vote(self, at: datetime) -> None:
        questions = list(Question.objects.filter(position=self.pk).values_list("number", flat=True))
        if not questions:
            return
        roll = self.roll()
        for turn, organization in enumerate(
            self.chance.sample(roll, min(len(roll), max(6, round(44 * self.story.share))))
        ):
            choice = (
                "no" if organization in self.against[:2] or turn % 7 == 3 else "abstain" if turn % 9 == 5 else "yes"
            )
            actions.cast_ballots(
                self.pk,
                dict.fromkeys(questions, choice),
                organization=organization,
                by=self.link(self.speakers[organization]),
                at=at + timedelta(minutes=3 * turn),
            )
        question = Question.objects.filter(position=self.pk).select_related("passage").first()
        if question is not None and question.passage is not None:
            actions.record_dissent(
                self.pk,
                material()["adopted"]["dissent"],
                passage=question.passage.number,
                organization=self.against[0],
                by=self.link(self.speakers[self.against[0]]),
                at=at + timedelta(hours=4),
            )

    def _close(self, at: datetime) -> None:
        self._go_on(at)
        papers.make_papers(self.pk, at=at + timedelta(minutes=1))


class _WithMembers(_Told):
    def plan(self) -> None:
        story, moment = self.story, self.story.moment
        words = material()["consent"]
        case = story.cases[SECOND_ROUND]
        story.on(
            moment(-8, time(10)),
            lambda at: self.open(
                Subject(kind="consultation", consultation=case.pk, summary=words["summary"]),
                Plan(moment(-4, time(16)), moment(-2, time(16)), moment(3, time(16))),
                at,
            ),
        )
        story.on(moment(-3, time(11)), lambda at: self.write(words, at))
        story.on(moment(-2, time(14)), self.ask)
        story.on(moment(-2, time(14, 30)), lambda at: self.back(14, at, story.at))
        story.on(moment(-1, time(10, 30)), self._answer)

    def _answer(self, at: datetime) -> None:
        roll = self.roll()
        numbers = sorted(Passage.objects.filter(position=self.pk).values_list("number", flat=True))
        if len(roll) < 4 or not numbers:
            return
        reason = material()["adopted"]["objections"][1]
        self.respond(roll[1], at, passage=numbers[-1], answer="object", reason=reason)


class _Statement(_Told):
    def plan(self) -> None:
        story = self.story
        words = material()["statement"]
        subject = Subject(
            kind="statement",
            title=words["title"],
            summary=words["summary"],
            addressee_name=words["addressee"],
            topics=list(Topic.objects.filter(code=words["topic"]).values_list("pk", flat=True)),
        )
        story.on(story.moment(-1, time(11, 40)), lambda at: self.open(subject, Plan(), at))
        story.on(story.moment(-1, time(13)), self._points)

    def _points(self, at: datetime) -> None:
        for turn, point in enumerate(material()["statement"]["points"]):
            speakers = [each for each in self.speakers.items() if each[1].language == point["language"]]
            if not speakers:
                continue
            organization, person = speakers[(turn * 5) % len(speakers)]
            actions.suggest(
                self.pk,
                Point(point["text"], organization, point["language"]),
                by=self.link(person),
                at=at + timedelta(minutes=25 * turn),
            )
