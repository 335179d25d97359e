"""From the plan to the published result, and what each step refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ballotbox import recount
from civikos.kernel.accounts.actor import NOBODY, Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.files.actions import content_of
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.procedures.ballots import actions
from civikos.procedures.ballots.actions.closing import NotThisBox, PaperDisagrees, SamePerson, StillVoting
from civikos.procedures.ballots.actions.preparing import KeysNotProved, NotAKey, NotTheProbe, NotVotable
from civikos.procedures.ballots.actions.reading import DossierDisagrees, NotADossier
from civikos.procedures.ballots.actions.voting import BallotInvalid, HasVoted, NotNow, PhraseTooShort
from civikos.procedures.ballots.models import Elector, Envelope
from civikos.procedures.ballots.states import Status, Way
from civikos.procedures.ballots.tests.conftest import AT, CLOSES, OPENS, WORDS, Scene

pytestmark = pytest.mark.django_db


def test_from_plan_to_result(scene: Scene, dossier_of: Callable[..., dict[str, Any]]) -> None:
    election = scene.opened()
    assert Message.objects.filter(kind="election_opened").count() == 5, "everybody with a mandate in force"
    scene.vote(election, "ana", "c1")
    scene.vote(election, "beni", "c1")
    scene.vote(election, "cveta", "c2")
    assert Envelope.objects.filter(election=election).count() == 3
    actions.close_election(election.pk, by=scene.officer, at=CLOSES)
    assert not Envelope.objects.exists()
    box = actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    dossier = scene.unseal(content_of(box))
    counted = actions.count_election(election.pk, dossier, by=scene.officer, at=CLOSES)
    assert counted.status == Status.SETTLED
    assert counted.result["votes"] == {"c1": 2, "c2": 1, "c3": 0} and counted.result["elected"] == ["c1"]
    held = dossier_of(election)
    assert list(recount.faults_of(held)) == []
    assert recount.own_marks(held, f"{WORDS} anafjala") == ["c1"]
    assert Message.objects.filter(kind="election_result").count() == 5


def test_keys_are_proved_before_anybody_votes(scene: Scene) -> None:
    election = scene.prepared()
    with pytest.raises(KeysNotProved):
        actions.open_election(election.pk, by=scene.officer, at=AT)
    first = actions.make_probe(election.pk, by=scene.officer, at=AT)
    second = actions.make_probe(election.pk, by=scene.officer, at=AT)
    with pytest.raises(NotTheProbe):
        actions.prove_keys(election.pk, scene.unseal(first), by=scene.officer, at=AT)
    with pytest.raises(NotADossier):
        actions.prove_keys(election.pk, b"nonsense", by=scene.officer, at=AT)
    actions.prove_keys(election.pk, scene.unseal(second), by=scene.officer, at=AT)
    with pytest.raises(NotAKey):
        actions.name_holders(election.pk, [("A", "age1nonsense")], by=scene.officer, at=AT)
    # Other holders, another proof.
    actions.name_holders(election.pk, [("A", scene.keys[0][1])], by=scene.officer, at=AT)
    with pytest.raises(KeysNotProved):
        actions.open_election(election.pk, by=scene.officer, at=AT)


def test_nothing_can_be_changed_once_it_is_open(scene: Scene) -> None:
    election = scene.opened()
    with pytest.raises(WrongStatus):
        actions.add_candidate(election.pk, name="Late", by=scene.officer, at=AT)
    with pytest.raises(WrongStatus):
        actions.change_election(election.pk, scene.plan(seats=3), by=scene.officer, at=AT)
    with pytest.raises(WrongStatus):
        actions.open_election(election.pk, by=scene.officer, at=AT)
    with pytest.raises(StillVoting):
        actions.close_election(election.pk, by=scene.officer, at=OPENS)


def test_who_may_prepare_and_who_may_see(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        actions.prepare_election(scene.plan(), by=scene.people["ana"], at=AT)
    election = scene.prepared()
    for actor in (NOBODY, scene.people["ana"]):
        with pytest.raises(NotFound):
            actions.add_candidate(election.pk, name="X", by=actor, at=AT)
    election = scene.opened()
    with pytest.raises(NotAllowed):
        actions.close_election(election.pk, by=scene.people["ana"], at=CLOSES)


@pytest.mark.parametrize(
    ("plan", "word"), [({"seats": 0}, "seat"), ({"titles": {}}, "title"), ({"opens_at": CLOSES}, "begin")]
)
def test_a_plan_that_cannot_be_voted(scene: Scene, plan: dict[str, Any], word: str) -> None:
    with pytest.raises(NotVotable):
        actions.prepare_election(scene.plan(**plan), by=scene.officer, at=AT)


def test_one_ballot_for_each_organization(scene: Scene) -> None:
    election = scene.opened()
    scene.vote(election, "ana", "c1")
    with pytest.raises(HasVoted):
        scene.vote(election, "anita", "c2")
    assert Envelope.objects.count() == 1
    elector = Elector.objects.get(election=election, organization=scene.organizations[1])
    for actor in (scene.people["ana"], scene.people["lapsed"], NOBODY, scene.officer):
        with pytest.raises(NotAllowed):
            actions.cast_ballot(election.pk, elector.pk, ["c1"], f"{WORDS} word", by=actor, at=OPENS)
    stranger = Actor(scene.people["beni"].person, audience="election:99999")
    with pytest.raises(NotAllowed):
        actions.cast_ballot(election.pk, elector.pk, ["c1"], f"{WORDS} word", by=stranger, at=OPENS)
    by_link = Actor(scene.people["beni"].person, audience=election.name)
    actions.cast_ballot(election.pk, elector.pk, ["c1"], f"{WORDS} word", by=by_link, at=OPENS)


def test_ballots_are_taken_only_in_their_time(scene: Scene) -> None:
    election = scene.opened()
    for moment in (OPENS - timedelta(seconds=1), CLOSES):
        with pytest.raises(NotNow):
            scene.vote(election, "ana", "c1", at=moment)
    assert not Envelope.objects.exists() and not Elector.objects.exclude(way=Way.NONE).exists()


@pytest.mark.parametrize("choices", ["c1 c2", "c1 c1", "c9"])
def test_marks_that_the_rules_do_not_allow(scene: Scene, choices: str) -> None:
    election = scene.opened()
    with pytest.raises(BallotInvalid):
        scene.vote(election, "ana", choices)
    assert not Elector.objects.exclude(way=Way.NONE).exists()


@pytest.mark.parametrize("phrase", ["", WORDS, f"{WORDS} abc", "only three words"])
def test_the_voter_adds_a_word_of_their_own(scene: Scene, phrase: str) -> None:
    election = scene.opened()
    elector = Elector.objects.get(election=election, organization=scene.organizations[1])
    with pytest.raises(PhraseTooShort):
        actions.cast_ballot(election.pk, elector.pk, ["c1"], phrase, by=scene.people["beni"], at=OPENS)


def test_paper_beside_the_platform(scene: Scene) -> None:
    election = scene.opened()
    scene.vote(election, "ana", "c1")
    paper = Elector.objects.get(election=election, organization=scene.organizations[1])
    actions.receive_paper(election.pk, paper.pk, by=scene.officer, at=OPENS)
    with pytest.raises(HasVoted):
        scene.vote(election, "beni", "c1")
    with pytest.raises(HasVoted):
        actions.receive_paper(election.pk, paper.pk, by=scene.officer, at=OPENS)
    actions.return_paper(election.pk, paper.pk, by=scene.officer, at=OPENS)
    actions.receive_paper(election.pk, paper.pk, by=scene.officer, at=OPENS)
    actions.close_election(election.pk, by=scene.officer, at=CLOSES)
    with pytest.raises(PaperDisagrees):
        actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    with pytest.raises(PaperDisagrees):
        actions.enter_paper(election.pk, [["c1"], ["c2"]], observer="", by=scene.officer, at=CLOSES)
    actions.enter_paper(election.pk, [["c2"]], observer="Vëzhguesja", by=scene.officer, at=CLOSES)
    actions.enter_paper(election.pk, [["c3"]], observer="", by=scene.second, at=CLOSES)
    with pytest.raises(PaperDisagrees):
        actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    actions.enter_paper(election.pk, [["c2"]], observer="", by=scene.second, at=CLOSES)
    box = actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    done = actions.count_election(election.pk, scene.unseal(content_of(box)), by=scene.officer, at=CLOSES)
    assert done.result["votes"] == {"c1": 1, "c2": 1, "c3": 0} and done.status == Status.COUNTED


def test_a_tie_waits_for_a_lot_that_two_people_saw(scene: Scene, dossier_of: Callable[..., dict[str, Any]]) -> None:
    election = scene.opened()
    scene.vote(election, "ana", "c1")
    scene.vote(election, "beni", "c2")
    actions.close_election(election.pk, by=scene.officer, at=CLOSES)
    box = actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    with pytest.raises(NotThisBox):
        actions.count_election(election.pk, scene.unseal(content_of(box), "1 2 3"), by=scene.officer, at=CLOSES)
    counted = actions.count_election(election.pk, scene.unseal(content_of(box)), by=scene.officer, at=CLOSES)
    assert counted.status == Status.COUNTED and counted.result["ties"][0]["among"] == ["c1", "c2"]
    values = {"numbers": "17 4 33", "drawn_by": "Vëzhguesja", "minutes": "faqe 3"}
    with pytest.raises(NotThisBox):
        actions.record_draw(election.pk, among=["c1", "c3"], by=scene.officer, at=CLOSES, **values)
    draw = actions.record_draw(election.pk, among=["c1", "c2"], by=scene.officer, at=CLOSES, **values)
    with pytest.raises(SamePerson):
        actions.confirm_draw(election.pk, draw.pk, by=scene.officer, at=CLOSES)
    done = actions.confirm_draw(election.pk, draw.pk, by=scene.second, at=CLOSES)
    assert done.status == Status.SETTLED and len(done.result["elected"]) == 1
    held = dossier_of(election)
    assert held["lots"][0]["public"] == "17 4 33" and list(recount.faults_of(held)) == []


def test_a_dossier_of_something_else_is_refused(scene: Scene) -> None:
    election, other = scene.opened(), scene.opened(titles={"sq": "Tjetra"})
    for each in (election, other):
        scene.vote(each, "ana", "c1")
        actions.close_election(each.pk, by=scene.officer, at=CLOSES)
    box = actions.hand_over_box(other.pk, by=scene.officer, at=CLOSES)
    dossier = scene.unseal(content_of(box))
    with pytest.raises(NotThisBox):
        actions.count_election(election.pk, dossier, by=scene.officer, at=CLOSES)
    held = json.loads(dossier)
    held["lines"]["c2"].append("f" * 20)
    with pytest.raises(DossierDisagrees):
        actions.count_election(other.pk, json.dumps(held).encode(), by=scene.officer, at=CLOSES)


def test_not_enough_voters_elect_nobody(scene: Scene) -> None:
    election = scene.opened(quorum=3)
    scene.vote(election, "ana", "c1")
    actions.close_election(election.pk, by=scene.officer, at=CLOSES)
    box = actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    done = actions.count_election(election.pk, scene.unseal(content_of(box)), by=scene.officer, at=CLOSES)
    assert done.status == Status.SETTLED and not done.result["is_quorate"]
    entry = Entry.objects.get(verb="election.settled")
    assert entry.details["elected"] == []


def test_a_reminder_goes_once_to_those_who_have_not_voted(scene: Scene) -> None:
    election = scene.opened()
    scene.vote(election, "ana", "c1")
    assert actions.remind(election.pk, by=scene.officer, at=OPENS) == 3
    with pytest.raises(WrongStatus):
        actions.remind(election.pk, by=scene.officer, at=OPENS)


def test_a_cancelled_election_opens_no_envelope(scene: Scene) -> None:
    election = scene.opened()
    scene.vote(election, "ana", "c1")
    with pytest.raises(PaperDisagrees):
        actions.cancel_election(election.pk, reason=" ", by=scene.officer, at=OPENS)
    actions.cancel_election(election.pk, reason="Lista ishte e gabuar.", by=scene.officer, at=OPENS)
    assert not Envelope.objects.exists()
    with pytest.raises(NotNow):
        scene.vote(election, "beni", "c1")
