"""The next text: fates of articles, places of contributions."""

from datetime import date, timedelta
from typing import Any

import pytest

from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, Placement
from civikos.programs.consultations.queries import room
from civikos.programs.consultations.queries import versions as queries_of_versions
from civikos.programs.consultations.states import REGULATION
from civikos.programs.consultations.tests.actions import story, texts
from civikos.programs.consultations.tests.actions.story import AFTER, Cast, contribute, eid_of, refused
from civikos.registers.legislation.actions import NoArticles, NoText
from civikos.registers.legislation.models import ArticleFate, Version

NOW = AFTER + timedelta(days=5)


@pytest.fixture
def said(cast: Cast) -> dict[str, Contribution]:
    """A submitted consultation with something on every article, by the number of the article, and on the whole draft ("")."""
    row = story.distributed(cast)
    made = {"": contribute(row, cast.member, "Për tërë projektin.")}
    for number in ("1", "2", "4", "5"):
        made[number] = contribute(row, cast.member, f"Për nenin {number}.", eid=eid_of(row, number))
    made["quoted"] = contribute(
        row,
        cast.other_member,
        "Kush e cakton?",
        eid=eid_of(row, "2", "1"),
        quote="ditë pune",
        quote_prefix="pesëmbëdhjetë (15) ",
        quote_suffix=".",
    )
    gone = contribute(row, cast.other_member, "E tërhequr.", eid=eid_of(row, "1"))
    actions.withdraw_contribution(gone.pk, by=cast.other_member, at=story.AT + 20 * story.A_MINUTE)
    made["gone"] = gone
    actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
    return made


def add(
    cast: Cast, consultation: Consultation, *, by: Any = None, read: Any = None, at: Any = NOW, **more: Any
) -> Version:
    return actions.add_version(
        consultation.pk,
        story.second_text() if read is None else read,
        received_on=date(2026, 12, 14),
        label="Pas konsultimit",
        without_articles=False,
        by=by or cast.secretariat,
        at=at,
        **more,
    )


def article(version: Version, number: str) -> str:
    return version.provisions.get(kind="article", number=number).eid


def test_stores_the_fate_of_each_article(cast: Cast, said: dict[str, Contribution]) -> None:
    row = said[""].consultation
    newer = add(cast, row)
    assert (newer.number, newer.label, newer.received_on) == (2, "Pas konsultimit", date(2026, 12, 14))
    old = {eid_of(row, number): number for number in "123456"}
    new = {article(newer, number): number for number in "123456"}
    fates = {
        (
            "".join(old[eid] for eid in fate.old_articles if eid in old),
            "".join(new[eid] for eid in fate.new_articles if eid in new),
        ): fate.fate
        for fate in ArticleFate.objects.filter(older=row.version, newer=newer)
    }
    fates.pop(("", ""), None)  # what stands before the first article
    assert fates == {
        ("1", "1"): "unchanged",
        ("2", "2"): "changed",
        ("3", "3"): "unchanged",
        ("", "4"): "new",
        ("4", "5"): "renumbered",
        ("5", ""): "removed",
        ("6", "6"): "unchanged",
    }
    entry = story.sole_entry(row, "consultation.version_added", by=cast.secretariat, at=NOW, basis=REGULATION)
    assert entry.details == {"number": 2, "placed": 5}
    assert story.facts("version.added")[0].content == {"number": 2}


def test_every_standing_contribution_has_a_place_or_is_listed_with_why(
    cast: Cast, said: dict[str, Contribution]
) -> None:
    row = said[""].consultation
    newer = add(cast, row)
    placed = {placement.contribution_id: placement for placement in Placement.objects.filter(version=newer)}
    assert set(placed) == {each.pk for name, each in said.items() if name != "gone"}
    assert {name: placed[said[name].pk].article for name in ("1", "2", "4", "quoted")} == {
        "1": article(newer, "1"),
        "2": article(newer, "2"),
        "4": article(newer, "5"),
        "quoted": article(newer, "2"),
    }
    (without,) = queries_of_versions.without_place(row, newer, cast.member)
    assert without.contribution == said["5"]
    assert without.why


def test_what_was_said_on_the_whole_draft_stands_on_the_whole_of_the_next(
    cast: Cast, said: dict[str, Contribution]
) -> None:
    row = said[""].consultation
    newer = add(cast, row)
    counted = room.counts(row, newer, cast.member)
    assert counted.standing == {"": 1, article(newer, "1"): 1, article(newer, "2"): 2, article(newer, "5"): 1}
    assert counted.mine == {"", article(newer, "1"), article(newer, "2"), article(newer, "5")}
    assert [each.pk for each in room.said_on(row, newer, "", cast.member, counted).rows] == [said[""].pk]


def test_without_a_common_language_nothing_is_lost(cast: Cast, said: dict[str, Contribution]) -> None:
    row = said[""].consultation
    english = "Article 1\nPurpose\n1. This law regulates the participation of citizens in the drafting of acts.\n\nArticle 2\nTime\n1. The time is twenty days.\n"
    newer = add(cast, row, read=list(story.read("draft-2.txt", english)))
    listed = {placement.contribution_id for placement in queries_of_versions.without_place(row, newer, cast.member)}
    assert listed == {said[name].pk for name in ("1", "2", "4", "5", "quoted")}


def test_a_third_text_is_compared_with_both_before_it(cast: Cast, said: dict[str, Contribution]) -> None:
    row = said[""].consultation
    second = add(cast, row)
    third = add(cast, row, read=list(story.read("projektligji.txt", texts.SQ)), at=NOW + timedelta(days=3))
    assert third.number == 3
    assert ArticleFate.objects.filter(older=second, newer=third).exists()
    fates = set(ArticleFate.objects.filter(older=row.version, newer=third).values_list("fate", flat=True))
    assert fates == {"unchanged"}, "it is the first text again"
    assert not queries_of_versions.without_place(row, third, cast.member)


def test_the_text_on_which_members_spoke_stays_theirs(cast: Cast, said: dict[str, Contribution]) -> None:
    row = said[""].consultation
    before = list(Contribution.objects.order_by("pk").values_list())
    version = row.version_id
    add(cast, row)
    assert story.fresh(row).version_id == version
    assert list(Contribution.objects.order_by("pk").values_list()) == before


def test_refuses_what_is_no_text(cast: Cast, said: dict[str, Contribution]) -> None:
    row = said[""].consultation
    with refused(NoText):
        add(cast, row, read=[])
    with refused(NoArticles):
        add(
            cast,
            row,
            read=list(
                story.read("x.txt", "Një letër e shkurtër për ministrinë, pa asnjë nen dhe pa ndonjë dispozitë.\n")
            ),
        )


def test_comes_after_the_submission(cast: Cast, distributed: Consultation) -> None:
    with refused(WrongStatus):
        add(cast, distributed)


@pytest.mark.parametrize("who", ["member", "ministry", "visitor"])
def test_is_for_the_secretariat(cast: Cast, submitted: Consultation, who: str) -> None:
    with refused(NotAllowed):
        add(cast, submitted, by=getattr(cast, who))


def test_everybody_invited_is_told_once(cast: Cast, said: dict[str, Contribution]) -> None:
    from civikos.programs.consultations.actions import papers

    row = said[""].consultation
    newer = add(cast, row)
    for minutes in (1, 2):
        papers.tell_new_version(row.pk, newer.pk, at=NOW + timedelta(minutes=minutes))
    assert story.receivers("new_version") == story.receivers("consultation_invitation")


# --- By hand ------------------------------------------------------------------------------------------------------------
def place(
    cast: Cast,
    row: Contribution,
    version: Version,
    eid: str,
    *,
    by: Any = None,
    consultation: Consultation | None = None,
) -> Placement:
    return actions.place_contribution(
        (consultation or row.consultation).pk, row.pk, version.pk, eid, by=by or cast.secretariat, at=NOW
    )


def test_a_place_given_by_hand_stays(cast: Cast, said: dict[str, Contribution]) -> None:
    from civikos.programs.consultations.actions.versions import carry_over

    row = said["5"].consultation
    newer = add(cast, row)
    made = place(cast, said["5"], newer, article(newer, "4"))
    assert (made.article, made.confidence, made.decided_by_person) == (article(newer, "4"), 1, True)
    assert queries_of_versions.without_place(row, newer, cast.member) == []
    assert story.entries(said["5"], "contribution.placed")[0].details == {
        "version": newer.pk,
        "eid": article(newer, "4"),
    }
    carry_over(row, newer)
    assert Placement.objects.get(contribution=said["5"], version=newer).article == article(newer, "4")


def test_refuses_places_and_contributions_of_others(cast: Cast, said: dict[str, Contribution]) -> None:
    row = said["5"].consultation
    newer = add(cast, row)
    other = story.submitted(cast, titles={"sq": "Tjetri"})
    theirs = other.contributions.order_by("pk")[0]
    with refused(NotFound):
        place(cast, said["5"], newer, "art_99")
    with refused(NotFound):
        place(cast, theirs, newer, article(newer, "4"), consultation=row)
    with refused(NotFound):
        place(cast, said["5"], other.version, eid_of(other, "4"))
    with refused(NotAllowed):
        place(cast, said["5"], newer, article(newer, "4"), by=cast.member)
