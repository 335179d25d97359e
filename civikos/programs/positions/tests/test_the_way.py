"""X.4 nr 2 and 5 as tests: from members' points to an adopted position in the matrix, one voice for each organization."""

import io
import json
from datetime import timedelta
from typing import Any

import docx
import pytest

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.files.actions import content_of
from civikos.programs.consultations import actions as consultations
from civikos.programs.consultations.actions.contributions import MandateLapsed
from civikos.programs.consultations.models import Contribution, Point
from civikos.programs.consultations.states import ContributionStatus
from civikos.programs.positions import actions
from civikos.programs.positions.actions import asking, deciding, drafting, ending, opening, papers
from civikos.programs.positions.actions.asking import Saying
from civikos.programs.positions.actions.drafting import Words
from civikos.programs.positions.actions.opening import Plan, Subject
from civikos.programs.positions.models import Ballot, Paper, Passage, Position, Question, Response, Sentence, Source
from civikos.programs.positions.states import Status
from civikos.programs.positions.tests.conftest import GATHERED, Network, moment
from tests import personas

A_MINUTE = timedelta(minutes=1)


def close(position: Position, clock: Any) -> Position:
    """The deadline of the phase passes, and the clock takes the procedure on."""
    position.refresh_from_db()
    until = position.vote_until if position.status == Status.VOTING else position.consent_until
    assert until is not None
    clock.move_to(until)
    return actions.go_on(position.pk, by=SYSTEM, at=until)


# --- X.4 nr 2: two-tier consultation and joint position --------------------------------------------------------------
def test_the_internal_round_has_its_own_earlier_deadline(on_draft: Position) -> None:
    assert on_draft.consultation is not None
    assert on_draft.gather_until < on_draft.draft_until < on_draft.consent_until < on_draft.consultation.members_until
    # Opened on Tuesday 24 November: three working days, the 28th is a holiday and a Saturday.
    assert on_draft.gather_until == moment(27, 16, month=11)
    mails = Message.objects.filter(kind="position_opened", about=on_draft.name)
    assert mails.count() == 7, "everybody who may speak for a member, once"


def test_a_round_that_ends_after_the_consultation_is_refused(consultation: Any, network: Network, at: Any) -> None:
    with pytest.raises(opening.TooLate):
        actions.open_position(
            Subject(kind="consultation", consultation=consultation.pk),
            Plan(consent_until=consultation.members_until + timedelta(days=1)),
            rapporteur=None,
            working_group=None,
            by=network.secretariat,
            at=at,
        )
    assert not Position.objects.exists()


def test_members_cannot_get_fewer_days_than_tacit_consent_asks_for(
    consultation: Any, network: Network, at: Any
) -> None:
    with pytest.raises(opening.TooShort):
        actions.open_position(
            Subject(kind="consultation", consultation=consultation.pk),
            Plan(gather_until=moment(27, 16, month=11), draft_until=moment(1, 16), consent_until=moment(2, 16)),
            rapporteur=None,
            working_group=None,
            by=network.secretariat,
            at=at,
        )


def test_each_sentence_stands_on_sources_and_keeps_them(drafted: Position, network: Network) -> None:
    first = drafted.passages.get(number=1)
    sentences = list(first.sentences.order_by("order"))
    assert len(sentences) == 2
    assert all(each.sources.count() == 1 for each in sentences)
    # One sentence is changed a little, one is new, one goes: who is known again keeps key and sources.
    actions.edit_passage(
        drafted.pk,
        1,
        Words("Rregullorja duhet të zbatohet edhe për shkollat publike. Është fjali e re.", eid="art_2"),
        revision=1,
        by=network.blerim,
        at=GATHERED,
    )
    now = list(first.sentences.order_by("order"))
    assert now[0].key == sentences[0].key
    assert now[0].sources.count() == 1
    assert now[1].key not in {each.key for each in sentences}
    assert first.versions.get().text.startswith("Rregullorja duhet të zbatohet edhe për shkollat. Pa to")


def test_the_whole_way_with_amendment_objection_vote_dissent_and_papers(
    asked: Position, network: Network, clock: Any
) -> None:
    at = GATHERED + timedelta(hours=1)
    one, two, three, _four = network.others
    network.answer(asked, network.blerim, at)
    network.answer(asked, one, at)
    amended = network.answer(
        asked,
        network.jelena,
        at,
        passage=1,
        answer="amend",
        text="Rregullorja duhet të zbatohet edhe për shkollat fillore. Pa to, shumica e vullnetarëve mbetet jashtë.",
        reason="Më saktë.",
    )
    network.answer(asked, two, at, passage=2, answer="object", reason="Mosha pesëmbëdhjetë vjeç duhet të mbetet.")
    # Nothing goes on while an amendment is undecided; it is decided on after the deadline.
    with pytest.raises(asking.TooEarlyToHandle):
        actions.handle_amendment(asked.pk, amended.pk, "taken", reason="", by=network.blerim, at=at)
    with pytest.raises(deciding.AmendmentsOpen):
        close(asked, clock)
    asked.refresh_from_db()
    late = asked.consent_until + A_MINUTE
    actions.handle_amendment(asked.pk, amended.pk, "taken", reason="", by=network.blerim, at=late)
    second = actions.go_on(asked.pk, by=SYSTEM, at=late)
    # Changed words go to the members again; only those.
    assert (second.status, second.round) == (Status.CONSENT, 2)
    clock.move_to(late + A_MINUTE)
    with pytest.raises(asking.NotAskedAgain):
        network.answer(second, three, late + A_MINUTE, passage=2, answer="back")
    network.answer(second, one, late + A_MINUTE)
    with pytest.raises(asking.AmendingOver):
        network.answer(second, three, late + A_MINUTE, passage=1, answer="amend", text="Tjetër.")
    voting = close(second, clock)
    assert voting.status == Status.VOTING
    question = Question.objects.get(position=voting)
    assert (question.kind, question.passage.number) == ("keep", 2), "only the contested passage is voted on"
    now = voting.consent_until + timedelta(hours=1)
    clock.move_to(now)
    for actor, choice in ((network.blerim, "yes"), (one, "yes"), (two, "no"), (three, "abstain")):
        actions.cast_ballots(voting.pk, {1: choice}, organization=network.pk(actor), by=actor, at=now)
    actions.record_dissent(voting.pk, "Mosha nuk duhet ulur.", passage=2, organization=network.pk(two), by=two, at=now)
    done = close(voting, clock)
    assert done.status == Status.ADOPTED
    question.refresh_from_db()
    assert (question.result, question.tally["yes"], question.tally["no"], question.tally["abstain"]) == (
        "carried",
        2,
        1,
        1,
    )
    assert done.passages.get(number=1).sentences.order_by("order").first().text.endswith("fillore.")
    names = list(done.supporters.values_list("organization_name", "person_name", "except_passages"))
    assert ("Centar za životnu sredinu", "Jelena Petrović", []) in names, "whose words were taken over backs them"
    assert ("Organizata 2", "Drita Mala", [2]) not in names, "who only objected does not back it"
    # Papers: letter and annex as Word and PDF, and the data, with supporters, dissent and sources.
    papers.make_papers(done.pk, at=done.adopted_at + A_MINUTE)
    made = {(each.kind, each.format): content_of(each.file) for each in Paper.objects.filter(position=done)}
    assert set(made) == {("letter", "docx"), ("letter", "pdf"), ("annex", "docx"), ("annex", "pdf"), ("data", "json")}
    annex = "\n".join(p.text for p in docx.Document(io.BytesIO(made["annex", "docx"])).paragraphs)
    assert "Mosha nuk duhet ulur." in annex
    cells = [c.text for t in docx.Document(io.BytesIO(made["annex", "docx"])).tables for r in t.rows for c in r.cells]
    assert "Jelena Petrović, koordinatorka" in cells
    assert made["annex", "pdf"].startswith(b"%PDF-")
    data = json.loads(made["data", "json"])
    assert data["format"] == "civikos.position"
    assert [each["organization"] for each in data["dissents"]] == ["Organizata 2"]
    assert {each["organization"] for each in data["supporters"]} >= {"Centar za životnu sredinu", "Organizata 1"}
    assert all(
        sentence["sources"] or sentence["others"] for point in data["points"][:1] for sentence in point["sentences"]
    )
    # The matrix: beside the members' own points, as the network's.
    matrix(done, network, clock)


def matrix(done: Position, network: Network, clock: Any) -> None:
    assert done.consultation is not None
    own = Contribution.objects.filter(channel="position").order_by("pk")
    assert [row.provision.eid for row in own] == ["art_2", "art_3__para_1"]
    assert {row.organization.kind for row in own} == {"network"}
    clock.move_to(done.consultation.members_until)
    consultations.submit(
        done.consultation.pk, close_now=False, by=network.secretariat, at=done.consultation.members_until
    )
    behind = [set(point.contributions.values_list("channel", flat=True)) for point in Point.objects.all()]
    assert sorted(map(sorted, behind)) == [["position"], ["position"], ["web"], ["web"]]


def test_words_taken_over_verbatim_stay_a_point_of_their_own(asked: Position, network: Network, clock: Any) -> None:
    said = Contribution.objects.order_by("pk").first()
    Passage.objects.filter(position=asked, number=1).update(proposed="", heading="")
    passage = asked.passages.get(number=1)
    passage.sentences.all().delete()
    Sentence.objects.create(passage=passage, key=99, order=1, text=said.text)
    network.answer(asked, network.jelena, GATHERED)
    network.answer(asked, network.others[0], GATHERED)
    close(asked, clock)
    consultations.arrange_matrix(said.consultation_id, by=network.secretariat, at=asked.consent_until)
    assert said.points.get() != Contribution.objects.filter(channel="position").first().points.get()


# --- X.4 nr 5: one organization, one voice -----------------------------------------------------------------------------
def test_two_people_of_one_organization_make_one_answer(asked: Position, network: Network) -> None:
    network.answer(asked, network.blerim, GATHERED)
    later = GATHERED + A_MINUTE
    actions.respond(
        asked.pk,
        Saying(None, "object", reason="Jo kështu."),
        organization=network.pk(network.blerim),
        by=network.besa,
        at=later,
    )
    standing = Response.objects.standing().get(position=asked)
    assert (standing.answer, standing.person.name) == ("object", "Besa Gashi")
    assert Response.objects.filter(position=asked).count() == 2, "the earlier answer stays as a trace"
    told = Message.objects.get(kind="position_answer_replaced")
    assert told.address == network.blerim.person.email
    assert "Besa Gashi" in told.body


def test_a_lapsed_mandate_cannot_speak(asked: Position, network: Network) -> None:
    network.jelena.person.mandates.update(until=GATHERED.date() - timedelta(days=1))
    organization = network.jelena.person.mandates.get().organization_id
    with pytest.raises(MandateLapsed):
        actions.respond(asked.pk, Saying(None, "back"), organization=organization, by=network.jelena, at=GATHERED)
    assert not Response.objects.exists()


def test_acts_show_person_organization_and_decision(asked: Position, network: Network) -> None:
    network.jelena.person.mandates.update(decision="Vendimi i Bordit nr. 7")
    row = network.answer(asked, network.jelena, GATHERED)
    assert (row.person, row.organization.name, row.decision) == (
        network.jelena.person,
        "Centar za životnu sredinu",
        "Vendimi i Bordit nr. 7",
    )
    entry = Entry.objects.get(verb="position.response_given")
    assert (entry.actor_id, entry.details["organization"]) == (network.jelena.person.pk, row.organization_id)


def test_an_organization_that_joined_later_is_not_on_the_roll(asked: Position, network: Network) -> None:
    newcomer = personas.person("I Ri")
    organization = personas.organization("e-re", "Organizata e re")
    personas.belongs_to(newcomer, organization)
    personas.speaks_for(newcomer, organization)
    from civikos.kernel.accounts.actor import Actor

    with pytest.raises(asking.NotEntitled):
        actions.respond(asked.pk, Saying(None, "back"), organization=organization.pk, by=Actor(newcomer), at=GATHERED)


# --- Rules -------------------------------------------------------------------------------------------------------------
def test_silence_alone_adopts_nothing(asked: Position, network: Network, clock: Any) -> None:
    network.answer(asked, network.jelena, GATHERED)
    done = close(asked, clock)
    assert (done.status, done.adoption.why_not) == (Status.NOT_ADOPTED, "too_few_back")
    assert not Contribution.objects.filter(channel="position").exists()


def test_a_rule_that_changes_later_does_not_change_what_is_under_way(
    asked: Position, network: Network, clock: Any
) -> None:
    from civikos.kernel.rulebook.models import Rule

    Rule.objects.filter(key="position.least_backing").update(value="500")
    network.answer(asked, network.jelena, GATHERED)
    network.answer(asked, network.others[0], GATHERED)
    assert close(asked, clock).status == Status.ADOPTED


def test_objections_without_a_majority_to_keep_it_leave_a_passage_out(
    asked: Position, network: Network, clock: Any
) -> None:
    network.answer(asked, network.jelena, GATHERED)
    network.answer(asked, network.blerim, GATHERED)
    network.answer(asked, network.others[0], GATHERED, passage=2, answer="object", reason="Jo.")
    voting = close(asked, clock)
    at = voting.consent_until + A_MINUTE
    clock.move_to(at)
    for actor, choice in ((network.jelena, "yes"), (network.others[0], "no")):
        actions.cast_ballots(voting.pk, {1: choice}, organization=network.pk(actor), by=actor, at=at)
    done = close(voting, clock)
    assert done.status == Status.ADOPTED
    assert done.passages.get(number=2).settled == "dropped"
    assert Contribution.objects.filter(channel="position").count() == 1


def test_an_amendment_put_to_the_vote_takes_the_place_of_the_words(
    asked: Position, network: Network, clock: Any
) -> None:
    network.answer(asked, network.blerim, GATHERED)
    network.answer(asked, network.others[0], GATHERED)
    row = network.answer(asked, network.jelena, GATHERED, passage=1, answer="amend", text="Zbatohet edhe për shkollat.")
    clock.move_to(asked.consent_until)
    actions.handle_amendment(asked.pk, row.pk, "to_vote", reason="", by=network.blerim, at=asked.consent_until)
    voting = close(asked, clock)
    assert Question.objects.get(position=voting).kind == "amendment"
    at = voting.consent_until + A_MINUTE
    clock.move_to(at)
    actions.cast_ballots(voting.pk, {1: "yes"}, organization=network.pk(network.jelena), by=network.jelena, at=at)
    done = close(voting, clock)
    passage = done.passages.get(number=1)
    assert (passage.settled, drafting.text_of(passage)) == ("amended", "Zbatohet edhe për shkollat.")


def test_a_ballot_at_the_moment_of_closing_comes_too_late(asked: Position, network: Network, clock: Any) -> None:
    network.answer(asked, network.blerim, GATHERED)
    network.answer(asked, network.jelena, GATHERED, passage=2, answer="object", reason="Jo.")
    voting = close(asked, clock)
    assert voting.vote_until is not None
    for seconds, is_in in ((-1, True), (0, False), (1, False)):
        at = voting.vote_until + timedelta(seconds=seconds)
        clock.move_to(at)
        if is_in:
            actions.cast_ballots(
                voting.pk, {1: "no"}, organization=network.pk(network.jelena), by=network.jelena, at=at
            )
            continue
        with pytest.raises(deciding.VotingOver):
            actions.cast_ballots(
                voting.pk, {1: "yes"}, organization=network.pk(network.jelena), by=network.jelena, at=at
            )
    assert Ballot.objects.get(replaced_at=None).choice == "no"


def test_a_changed_vote_replaces_the_earlier_which_stays_as_a_trace(
    asked: Position, network: Network, clock: Any
) -> None:
    network.answer(asked, network.blerim, GATHERED)
    network.answer(asked, network.jelena, GATHERED, passage=2, answer="object", reason="Jo.")
    voting = close(asked, clock)
    at = voting.consent_until + A_MINUTE
    clock.move_to(at)
    for actor, choice in ((network.blerim, "yes"), (network.besa, "no")):
        actions.cast_ballots(voting.pk, {1: choice}, organization=network.pk(network.blerim), by=actor, at=at)
    assert list(Ballot.objects.order_by("pk").values_list("choice", "replaced_at")) == [("yes", at), ("no", None)]


# --- Withdrawal, correction, other subjects ------------------------------------------------------------------------------
def adopt(asked: Position, network: Network, clock: Any) -> Position:
    network.answer(asked, network.jelena, GATHERED)
    network.answer(asked, network.others[0], GATHERED)
    return close(asked, clock)


def test_withdrawal_leaves_a_trace_and_the_matrix(asked: Position, network: Network, clock: Any) -> None:
    done = adopt(asked, network, clock)
    gone = actions.withdraw_position(done.pk, "Projekti u tërhoq.", by=network.secretariat, at=done.consent_until)
    assert (gone.status, gone.end_reason) == (Status.WITHDRAWN, "Projekti u tërhoq.")
    own = Contribution.objects.filter(channel="position")
    assert set(own.values_list("status", flat=True)) == {ContributionStatus.WITHDRAWN}
    assert Message.objects.filter(kind="position_ended", about=done.name).count() == 7
    assert Entry.objects.filter(verb="position.withdrawn").exists()


def test_a_correction_is_a_new_edition_that_takes_the_place_of_the_old(
    asked: Position, network: Network, clock: Any
) -> None:
    old = adopt(asked, network, clock)
    at = old.consent_until + A_MINUTE
    new = actions.correct_position(old.pk, "Gabim në nen.", by=network.secretariat, at=at)
    assert (new.edition, new.corrects, new.passages.count()) == (2, old, 2)
    assert Source.objects.filter(passage__position=new).count() == Source.objects.filter(passage__position=old).count()
    old.refresh_from_db()
    assert old.status == Status.ADOPTED, "it stands until the new one is adopted"
    with pytest.raises(ending.CorrectionUnderWay):
        actions.correct_position(old.pk, "Edhe një herë.", by=network.secretariat, at=at)
    actions.edit_passage(
        new.pk, 1, Words("Rregullorja duhet të zbatohet edhe për shkollat."), revision=1, by=network.blerim, at=at
    )
    clock.move_to(at)
    actions.ask_members(new.pk, by=network.blerim, at=at)
    new.refresh_from_db()
    network.answer(new, network.jelena, at)
    network.answer(new, network.others[0], at)
    close(new, clock)
    old.refresh_from_db()
    assert old.status == Status.CORRECTED
    standing = Contribution.objects.filter(channel="position", status=ContributionStatus.ACTIVE)
    assert set(standing.values_list("pk", flat=True)) == set(new.passages.values_list("contribution", flat=True))


def test_a_position_works_without_a_draft(opened: Position, network: Network, clock: Any) -> None:
    assert opened.consultation is None
    clock.move_to(GATHERED)
    actions.write_passage(
        opened.pk,
        Words("Ligji për tubime duhet të respektohet.", proposed="Policia njofton me shkrim."),
        by=network.blerim,
        at=GATHERED,
    )
    position = actions.ask_members(opened.pk, by=network.blerim, at=GATHERED)
    done = adopt(position, network, clock)
    assert done.status == Status.ADOPTED
    assert done.in_matrix_at is None
    papers.make_papers(done.pk, at=done.adopted_at)
    assert Paper.objects.filter(position=done).count() == 5


def test_two_editors_do_not_overwrite_each_other(drafted: Position, network: Network) -> None:
    actions.edit_passage(drafted.pk, 1, Words("E para.", eid="art_2"), revision=1, by=network.blerim, at=GATHERED)
    with pytest.raises(drafting.ChangedMeanwhile) as told:
        actions.edit_passage(
            drafted.pk, 1, Words("E dyta.", eid="art_2"), revision=1, by=network.secretariat, at=GATHERED
        )
    assert "Blerim Krasniqi" in str(told.value)
    assert drafting.text_of(drafted.passages.get(number=1)) == "E para."


def test_dissent_is_not_for_whoever_backs_it(asked: Position, network: Network) -> None:
    network.answer(asked, network.jelena, GATHERED)
    with pytest.raises(ending.BacksIt):
        actions.record_dissent(
            asked.pk,
            "Megjithatë jo.",
            passage=None,
            organization=network.pk(network.jelena),
            by=network.jelena,
            at=GATHERED,
        )


def test_the_clock_takes_it_on_and_reminds_once(asked: Position, network: Network, clock: Any) -> None:
    from civikos.programs.positions import tasks

    network.answer(asked, network.jelena, GATHERED)
    day_before = asked.consent_until - timedelta(days=1)
    clock.move_to(day_before)
    tasks.reminders(day_before)
    tasks.reminders(day_before + A_MINUTE)
    assert Message.objects.filter(kind="position_reminder").count() == 6, "all who are silent, once"
    network.answer(asked, network.others[0], day_before)
    clock.move_to(asked.consent_until)
    tasks.phases(asked.consent_until)
    asked.refresh_from_db()
    assert asked.status == Status.ADOPTED


def test_an_objection_to_the_whole_is_voted_on_and_may_bring_it_down(
    asked: Position, network: Network, clock: Any
) -> None:
    network.answer(asked, network.jelena, GATHERED)
    network.answer(asked, network.blerim, GATHERED)
    network.answer(asked, network.others[0], GATHERED, answer="object", reason="Nuk duhet qëndrim.")
    voting = close(asked, clock)
    assert Question.objects.get(position=voting).kind == "whole"
    at = voting.consent_until + A_MINUTE
    clock.move_to(at)
    actions.cast_ballots(voting.pk, {1: "no"}, organization=network.pk(network.others[0]), by=network.others[0], at=at)
    done = close(voting, clock)
    assert (done.status, done.adoption.why_not) == (Status.NOT_ADOPTED, "whole_lost")
