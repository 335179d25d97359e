"""Putting the text right, moving the deadlines, taking a draft back."""

from datetime import timedelta
from typing import Any

import pytest

from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.intake import DeadlinesTheWrongWay, ReasonMissing
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.states import NETWORK_RULES, REGULATION, Status
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import (
    A_MINUTE,
    AFTER,
    AT,
    GOVERNMENT_UNTIL,
    MEMBERS_UNTIL,
    Cast,
    contribute,
    eid_of,
    refused,
)
from civikos.registers.legislation.actions import NoSuchLine, NothingBefore, NotInThisLanguage
from civikos.registers.legislation.models import Provision, Wording

LATER = AT + 20 * A_MINUTE
NEW_UNTIL = MEMBERS_UNTIL + timedelta(days=2)


def move(
    consultation: Consultation,
    by: Any,
    *,
    members: Any = NEW_UNTIL,
    government: Any = GOVERNMENT_UNTIL,
    reason: str = "Festë.",
    at: Any = LATER,
) -> Consultation:
    return actions.change_deadline(
        consultation.pk, members_until=members, government_until=government, reason=reason, by=by, at=at
    )


# --- The deadline -------------------------------------------------------------------------------------------------------
def test_moving_the_deadline_tells_everybody_invited_with_the_reason(cast: Cast, distributed: Consultation) -> None:
    row = move(distributed, cast.secretariat)
    assert (row.members_until, row.government_until) == (NEW_UNTIL, GOVERNMENT_UNTIL)
    assert story.receivers("deadline_changed") == story.receivers("consultation_invitation")
    body = story.mails("deadline_changed")[0].body
    for words in ("Festë.", "9 dhjetor 2026", "11 dhjetor 2026"):
        assert words in body
    entry = story.sole_entry(
        distributed, "consultation.deadline_changed", by=cast.secretariat, at=LATER, basis=NETWORK_RULES
    )
    assert entry.details["reason"] == "Festë."
    assert [len(pair) for pair in (entry.details["members_until"], entry.details["government_until"])] == [2, 2]


def test_moving_it_there_and_back_and_there_tells_three_times(cast: Cast, distributed: Consultation) -> None:
    for step, until in enumerate((NEW_UNTIL, MEMBERS_UNTIL, NEW_UNTIL)):
        move(distributed, cast.secretariat, members=until, at=LATER + step * A_MINUTE)
    assert len(story.mails("deadline_changed")) == 9


def test_moving_only_the_deadline_of_the_institution_writes_to_nobody(cast: Cast, distributed: Consultation) -> None:
    move(distributed, cast.secretariat, members=MEMBERS_UNTIL, government=GOVERNMENT_UNTIL + timedelta(days=3))
    assert story.mails("deadline_changed") == []


def test_before_sending_the_deadline_moves_without_a_reason_and_silently(cast: Cast, registered: Consultation) -> None:
    assert move(registered, cast.secretariat, reason="").members_until == NEW_UNTIL
    assert story.mails("deadline_changed") == []


def test_a_deadline_that_has_passed_can_be_opened_again(cast: Cast, distributed: Consultation) -> None:
    row = move(distributed, cast.secretariat, at=AFTER)
    assert contribute(row, cast.member, at=AFTER + A_MINUTE).pk


def test_refuses_to_move_the_deadline_without_a_reason(cast: Cast, distributed: Consultation) -> None:
    with refused(ReasonMissing):
        move(distributed, cast.secretariat, reason=" ")


@pytest.mark.parametrize(
    ("members", "government"), [(LATER, GOVERNMENT_UNTIL), (GOVERNMENT_UNTIL + A_MINUTE, GOVERNMENT_UNTIL)]
)
def test_refuses_deadlines_the_wrong_way(cast: Cast, distributed: Consultation, members: Any, government: Any) -> None:
    with refused(DeadlinesTheWrongWay):
        move(distributed, cast.secretariat, members=members, government=government)


def test_refuses_to_move_the_deadline_once_submitted(cast: Cast, submitted: Consultation) -> None:
    with refused(WrongStatus):
        move(submitted, cast.secretariat, members=AFTER + timedelta(days=1), at=AFTER + A_MINUTE)


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_moving_the_deadline_is_for_the_secretariat(cast: Cast, distributed: Consultation, who: str) -> None:
    with refused(NotAllowed):
        move(distributed, getattr(cast, who))


# --- Taking back --------------------------------------------------------------------------------------------------------
def take_back(
    consultation: Consultation, by: Any, reason: str = "Ministria e tërhoqi.", at: Any = LATER
) -> Consultation:
    return actions.withdraw_consultation(consultation.pk, reason=reason, by=by, at=at)


def test_taking_back_deletes_nothing(cast: Cast, distributed: Consultation) -> None:
    contribute(distributed, cast.member)
    row = take_back(distributed, cast.secretariat)
    assert row.status == Status.WITHDRAWN
    assert row.contributions.count() == 1
    entry = story.sole_entry(distributed, "consultation.withdrawn", by=cast.secretariat, at=LATER, basis=REGULATION)
    assert entry.details == {"reason": "Ministria e tërhoqi."}
    assert len(story.facts("consultation.withdrawn")) == 1


def test_a_draft_taken_back_before_it_was_sent_stays_with_the_secretariat(cast: Cast, registered: Consultation) -> None:
    take_back(registered, cast.secretariat)
    for who in ("visitor", "member", "outsider", "ministry"):
        assert not Consultation.objects.visible_to(getattr(cast, who)).exists(), who
    assert Consultation.objects.visible_to(cast.secretariat).exists()
    assert set(SearchEntry.objects.values_list("level", flat=True)) == {"secretariat"}


def test_refuses_to_take_back_without_a_reason_twice_or_after_the_answers(
    cast: Cast, distributed: Consultation
) -> None:
    with refused(ReasonMissing):
        take_back(distributed, cast.secretariat, "")
    take_back(distributed, cast.secretariat)
    with refused(WrongStatus):
        take_back(distributed, cast.secretariat)
    other = story.answered(cast, titles={"sq": "Tjetri"})
    with refused(WrongStatus):
        take_back(other, cast.secretariat, at=AFTER + timedelta(days=3))


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_taking_back_is_for_the_secretariat(cast: Cast, distributed: Consultation, who: str) -> None:
    with refused(NotAllowed):
        take_back(distributed, getattr(cast, who))


# --- Putting the text right -----------------------------------------------------------------------------------------------
def words_of(consultation: Consultation, language: str = "sq") -> str:
    """All words of the stored text in reading order."""
    rows = Wording.objects.filter(provision__version=consultation.version, language=language).order_by(
        "provision__position"
    )
    return " ".join(" ".join(f"{row.heading} {row.text}".split()) for row in rows)


def correct(consultation: Consultation, eid: str, by: Any, language: str = "sq", **words: str) -> Consultation:
    return actions.correct_provision(
        consultation.pk, eid, language, **{"number": "1", "heading": "", "text": "E re.", **words}, by=by, at=LATER
    )


def test_corrects_words_in_one_language_and_finds_them(cast: Cast, registered: Consultation) -> None:
    eid, edition = eid_of(registered, "2"), registered.version.edition
    correct(registered, eid, cast.secretariat, number="2a", heading="Afatet e gjata", text="")
    row = registered.version.provisions.get(eid=eid)
    assert row.number == "2a"
    assert row.wordings.get(language="sq").heading == "Afatet e gjata"
    assert row.wordings.get(language="sr").heading == "Rokovi"
    assert story.fresh(registered.version).edition == edition + 1
    entry = SearchEntry.objects.get(about=f"provision:{row.pk}", language="sq")
    assert "Afatet e gjata" in entry.title
    assert SearchEntry.objects.filter(scope=registered.name, kind="article").count() == 14
    made = story.entries(row, "provision.corrected")[0]
    assert made.details["before"] == {"number": "2", "heading": "Afatet", "text": ""}
    story.sole_entry(registered, "consultation.text_corrected", by=cast.secretariat, at=LATER, basis=NETWORK_RULES)


def test_gives_words_to_a_provision_that_had_none_in_a_language(cast: Cast, registered: Consultation) -> None:
    eid = eid_of(registered, "2", "1")
    Wording.objects.filter(provision__eid=eid, language="sr").delete()
    correct(registered, eid, cast.secretariat, "sr", text="Rok je petnaest dana.")
    assert Wording.objects.get(provision__eid=eid, language="sr").text == "Rok je petnaest dana."


def test_refuses_a_language_in_which_there_is_no_text(cast: Cast, registered: Consultation) -> None:
    with refused(NotInThisLanguage):
        correct(registered, eid_of(registered, "2"), cast.secretariat, "en")


def test_dividing_a_paragraph_loses_no_word(cast: Cast, registered: Consultation) -> None:
    eid, before = eid_of(registered, "3", "1"), words_of(registered)
    actions.divide_provision(
        registered.pk,
        eid,
        "sq",
        at_words="çdo komenti",
        kind="paragraph",
        number="1a",
        heading="",
        by=cast.secretariat,
        at=LATER,
    )
    assert words_of(registered) == before
    article = eid_of(registered, "3")
    numbers = list(
        registered.version.provisions.filter(article=article).order_by("position").values_list("number", flat=True)
    )
    assert numbers == ["3", "1", "1a", "2"]


def test_a_new_article_takes_what_follows_in_the_source(cast: Cast, distributed: Consultation) -> None:
    last = eid_of(distributed, "3", "2")
    behind = contribute(distributed, cast.member, "Për të fundit.", eid=last)
    ahead = contribute(distributed, cast.member, "Për nenin.", eid=eid_of(distributed, "3"))
    actions.arrange_matrix(distributed.pk, by=cast.secretariat, at=LATER)
    before = words_of(distributed)
    actions.divide_provision(
        distributed.pk,
        eid_of(distributed, "3", "1"),
        "sq",
        at_words="çdo komenti",
        kind="article",
        number="3a",
        heading="Komentet",
        by=cast.secretariat,
        at=LATER,
    )
    new = distributed.version.provisions.get(number="3a")
    rows = distributed.version.provisions.order_by("position")
    assert list(rows.filter(article=eid_of(distributed, "3")).values_list("number", flat=True)) == ["3", "1"]
    assert list(rows.filter(article=new.eid).values_list("number", flat=True)) == ["3a", "2"]
    assert Provision.objects.get(version=distributed.version, eid=last).parent == new
    assert words_of(distributed) == before.replace("çdo komenti", "Komentet çdo komenti")
    assert story.fresh(behind).article == new.eid
    assert story.fresh(ahead).article == eid_of(distributed, "3")
    assert {point.text: point.article for point in story.points_of(distributed)} == {
        "Për të fundit.": new.eid,
        "Për nenin.": eid_of(distributed, "3"),
    }


@pytest.mark.parametrize("at_words", ["", "  ", "fjalë që nuk janë aty"])
def test_divides_only_at_words_that_are_there(cast: Cast, registered: Consultation, at_words: str) -> None:
    with refused(NoSuchLine):
        actions.divide_provision(
            registered.pk,
            eid_of(registered, "3", "1"),
            "sq",
            at_words=at_words,
            kind="paragraph",
            number="",
            heading="",
            by=cast.secretariat,
            at=LATER,
        )


def test_does_not_divide_in_a_language_without_words(cast: Cast, registered: Consultation) -> None:
    with refused(NoSuchLine):
        actions.divide_provision(
            registered.pk,
            eid_of(registered, "3", "1"),
            "en",
            at_words="a",
            kind="paragraph",
            number="",
            heading="",
            by=cast.secretariat,
            at=LATER,
        )


def test_joining_moves_words_and_what_was_said_on_them(cast: Cast, distributed: Consultation) -> None:
    said = contribute(distributed, cast.member, "Për nenin 4.", eid=eid_of(distributed, "4"))
    below = contribute(distributed, cast.other_member, "Për paragrafin e nenit 4.", eid=eid_of(distributed, "4", "1"))
    actions.arrange_matrix(distributed.pk, by=cast.secretariat, at=LATER)
    three = eid_of(distributed, "3")
    actions.join_provision(distributed.pk, eid_of(distributed, "4"), by=cast.secretariat, at=LATER)

    assert not distributed.version.provisions.filter(kind="article", number="4").exists()
    for words in ("Neni 4", "Regjistri publik", "Komentet dhe përgjigjet mbahen në një regjistër publik."):
        assert words in words_of(distributed)
    for words in ("Član 4", "Javni registar"):
        assert words in words_of(distributed, "sr")
    assert story.fresh(said).article == story.fresh(below).article == three
    assert {point.article for point in story.points_of(distributed)} == {three}
    assert SearchEntry.objects.filter(scope=distributed.name, kind="article").count() == 12
    assert story.entries(distributed, "consultation.text_corrected")[0].details["eid"]


def test_divides_what_it_joined(cast: Cast, registered: Consultation) -> None:
    before = list(registered.version.provisions.order_by("position").values_list("kind", "number"))
    actions.join_provision(registered.pk, eid_of(registered, "3", "2"), by=cast.secretariat, at=LATER)
    into = registered.version.provisions.get(eid=eid_of(registered, "3", "1")).wordings.get(language="sq")
    assert into.text.endswith("2. Refuzimi i një komenti arsyetohet në raport.")
    actions.divide_provision(
        registered.pk,
        eid_of(registered, "3", "1"),
        "sq",
        at_words="2. Refuzimi",
        kind="paragraph",
        number="2",
        heading="",
        by=cast.secretariat,
        at=LATER,
    )
    assert list(registered.version.provisions.order_by("position").values_list("kind", "number")) == before


def test_there_is_nothing_before_the_first_provision(cast: Cast, registered: Consultation) -> None:
    first = registered.version.provisions.order_by("position")[0]
    with refused(NothingBefore):
        actions.join_provision(registered.pk, first.eid, by=cast.secretariat, at=LATER)


def _verb(name: str, consultation: Consultation, eid: str, **who: Any) -> None:
    if name == "correct":
        actions.correct_provision(consultation.pk, eid, "sq", number="1", heading="", text="E re.", **who)
    elif name == "join":
        actions.join_provision(consultation.pk, eid, **who)
    else:
        actions.divide_provision(
            consultation.pk, eid, "sq", at_words="komenti", kind="paragraph", number="", heading="", **who
        )


@pytest.mark.parametrize("verb", ["correct", "join", "divide"])
@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_the_text_is_corrected_by_the_secretariat(cast: Cast, distributed: Consultation, verb: str, who: str) -> None:
    with refused(NotAllowed):
        _verb(verb, distributed, eid_of(distributed, "3", "1"), by=getattr(cast, who), at=LATER)


@pytest.mark.parametrize("verb", ["correct", "join", "divide"])
def test_the_text_is_fixed_once_submitted_and_unknown_places_are_absent(
    cast: Cast, submitted: Consultation, verb: str
) -> None:
    with refused(WrongStatus):
        _verb(verb, submitted, eid_of(submitted, "3", "1"), by=cast.secretariat, at=AFTER + A_MINUTE)
    other = story.register(cast, titles={"sq": "Tjetri"})
    with refused(NotFound):
        _verb(verb, other, "art_99", by=cast.secretariat, at=AFTER + A_MINUTE)
