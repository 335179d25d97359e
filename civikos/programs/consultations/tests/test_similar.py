"""Similar contributions: grouped for an officer, merged by a press, kept apart, undone; nobody's words are hidden."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.grouping import GroupHasChanged, OnePointAlready
from civikos.programs.consultations.actions.matrix import CannotMerge, CannotSplit
from civikos.programs.consultations.models import Consultation, Contribution, KeptApart, Point
from civikos.programs.consultations.queries import grouping
from civikos.programs.consultations.tests import samples
from tests import personas

ClientAs = Callable[[Actor], Client]
CAMPAIGN = (
    "Kërkojmë që afati për komente të zgjatet në tridhjetë ditë pune, sepse organizatat e vogla nuk kanë juristë dhe "
    "duhet të mbledhin mendimin e anëtarëve të tyre para se të shkruajnë."
)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Groups are kept in the memory of the process; each test begins without."""
    caches["kept"].clear()


def address(consultation: Consultation, page: str = "", query: str = "", language: str = "en") -> str:
    return f"/{language}/consultations/{consultation.pk}/matrix/similar/{page}{query}"


def write(consultation: Consultation, number: int, text: str, at: datetime, eid: str = "art_2") -> Contribution:
    """A person of the public who is on the list of this consultation."""
    person = personas.person(f"Qytetari {number}")
    return Contribution.objects.create(
        consultation=consultation,
        version=consultation.version,
        provision=consultation.version.provisions.get(eid=eid),
        article=eid.split("__")[0],
        kind="comment",
        author=person,
        language="sq",
        text=text,
        given_at=at + timedelta(minutes=number),
    )


@pytest.fixture
def campaign(distributed: Consultation, secretariat: Actor, member: Actor, at: datetime) -> Consultation:
    """Four people and an organization send one text, two of them with words of their own; one says something else."""
    write(distributed, 1, CAMPAIGN, at)
    write(distributed, 2, CAMPAIGN, at)
    write(distributed, 3, f"{CAMPAIGN} Në komunën tonë autobusi vjen dy herë në javë.", at)
    write(distributed, 4, CAMPAIGN.replace("Kërkojmë që", "Ju lutemi që"), at)
    samples.comment(distributed, member, at + timedelta(hours=1), CAMPAIGN)
    write(distributed, 5, "Neni duhet të përmendë edhe shkollat e muzikës dhe sportin e të rinjve në fshatra.", at)
    actions.arrange_matrix(distributed.pk, by=secretariat, at=at + timedelta(hours=2))
    return distributed


def only_group(consultation: Consultation) -> grouping.Group:
    (group,) = grouping.groups(consultation)
    return group


# --- Finding ----------------------------------------------------------------------------------------------------------
def test_copies_of_one_text_are_a_group_and_others_are_not(campaign: Consultation) -> None:
    group = only_group(campaign)
    assert (group.size, group.senders, group.kind) == (5, 5, "edited")
    # Three have equal words and are one point from the beginning.
    assert group.points == 3
    assert Point.objects.filter(consultation=campaign).count() == 4


def test_what_is_found_is_kept_until_somebody_says_something(
    campaign: Consultation, at: datetime, queries: Any
) -> None:
    grouping.found(campaign)
    with queries(1):
        grouping.found(campaign)
    write(campaign, 6, CAMPAIGN, at)
    assert only_group(campaign).size == 6


def test_asking_to_leave_a_provision_out_is_not_the_comment_in_the_same_words(
    distributed: Consultation, secretariat: Actor, at: datetime
) -> None:
    write(distributed, 1, CAMPAIGN, at, eid="art_3__para_1")
    out = write(distributed, 2, CAMPAIGN, at, eid="art_3__para_1")
    Contribution.objects.filter(pk=out.pk).update(kind="proposal", original="Vullnetar mund të jetë personi.")
    assert grouping.found(distributed) == ()


@pytest.mark.parametrize("size", [grouping.MOST_AT_ONCE, 5000])
def test_thousands_of_contributions_take_less_than_a_second(
    size: int, distributed: Consultation, secretariat: Actor, client_as: ClientAs, at: datetime, queries: Any
) -> None:
    person = personas.person("Qytetari")
    rows = list(distributed.version.provisions.exclude(article="").order_by("position"))
    words = CAMPAIGN.split()
    many = []
    for number in range(size):
        row = rows[number % len(rows)]
        said = list(words)
        said[number % len(words)] = f"fjala{number % 97}"
        many.append(
            Contribution(
                consultation=distributed,
                version=distributed.version,
                provision=row,
                article=row.article,
                kind="comment",
                author=person,
                language="sq",
                text=" ".join(said)
                if number % 3
                else f"Mendimi im numër {number} për {row.eid} është tjetër {number * 7}.",
                given_at=at,
            )
        )
    Contribution.objects.bulk_create(many, batch_size=500)
    actions.arrange_matrix(distributed.pk, by=secretariat, at=at)
    browser = client_as(secretariat)
    browser.get("/en/")
    begin = time.process_time()
    with queries(at_most=24):
        page = browser.get(address(distributed)).content.decode()
    took = time.process_time() - begin
    assert ("one article is compared at a time" in page) is (size > grouping.MOST_AT_ONCE)
    assert took < 1, took


# --- Merging ----------------------------------------------------------------------------------------------------------
def test_a_group_is_made_one_point_with_everybody_behind_it(
    campaign: Consultation, secretariat: Actor, at: datetime
) -> None:
    group = only_group(campaign)
    point = actions.merge_similar(campaign.pk, group.keys, words_of=group.typical, by=secretariat, at=at)
    assert point.text == CAMPAIGN
    assert set(point.contributions.values_list("pk", flat=True)) == set(group.keys)
    assert Point.objects.filter(consultation=campaign).count() == 2
    assert Entry.objects.filter(verb="matrix.points_merged").count() == 1
    assert grouping.groups(campaign) == []


def test_undoing_leaves_equal_words_together(campaign: Consultation, secretariat: Actor, at: datetime) -> None:
    group = only_group(campaign)
    point = actions.merge_similar(campaign.pk, group.keys, words_of=group.typical, by=secretariat, at=at)
    made = actions.undo_merge(campaign.pk, point.pk, by=secretariat, at=at)
    assert sorted(each.contributions.count() for each in made) == [1, 1, 3]
    assert only_group(campaign).points == 3
    with pytest.raises(CannotSplit):
        actions.undo_merge(campaign.pk, made[1].pk, by=secretariat, at=at)


def test_contributions_without_a_point_are_put_into_the_matrix_first(
    campaign: Consultation, secretariat: Actor, at: datetime
) -> None:
    late = write(campaign, 7, CAMPAIGN.replace("zgjatet", "shtyhet"), at)
    group = only_group(campaign)
    assert late.pk in group.keys
    point = actions.merge_similar(campaign.pk, group.keys, words_of=group.typical, by=secretariat, at=at)
    assert point.contributions.count() == 6


def test_merging_costs_the_same_for_five_and_for_two_hundred(
    campaign: Consultation, secretariat: Actor, at: datetime, queries: Any
) -> None:
    counts = []
    for size in (0, 200):
        for number in range(size):
            write(campaign, 100 + number, f"{CAMPAIGN} Shtoj {number}.", at)
        actions.arrange_matrix(campaign.pk, by=secretariat, at=at)
        keys = list(Contribution.objects.filter(text__startswith="Kërkojmë").values_list("pk", flat=True))
        with queries(at_most=30) as seen:
            point = actions.merge_similar(campaign.pk, keys, words_of=keys[0], by=secretariat, at=at)
        counts.append(len(seen))
        actions.undo_merge(campaign.pk, point.pk, by=secretariat, at=at)
    # The database takes long lists in batches.
    assert counts[1] <= counts[0] + 3


def test_what_cannot_be_merged_is_refused(campaign: Consultation, secretariat: Actor, at: datetime) -> None:
    group = only_group(campaign)
    equal = [row.pk for row in Contribution.objects.filter(text=CAMPAIGN)]
    with pytest.raises(OnePointAlready):
        actions.merge_similar(campaign.pk, equal, words_of=equal[0], by=secretariat, at=at)
    Contribution.objects.filter(pk=group.keys[0]).update(status="withdrawn")
    with pytest.raises(GroupHasChanged):
        actions.merge_similar(campaign.pk, group.keys, words_of=group.typical, by=secretariat, at=at)
    elsewhere = write(campaign, 8, CAMPAIGN, at, eid="art_3")
    with pytest.raises(CannotMerge):
        actions.merge_similar(campaign.pk, [group.keys[1], elsewhere.pk], words_of=0, by=secretariat, at=at)
    assert Point.objects.filter(consultation=campaign).count() == 4


def test_only_the_secretariat_merges_and_only_before_submission(
    campaign: Consultation, secretariat: Actor, member: Actor, at: datetime
) -> None:
    group = only_group(campaign)
    with pytest.raises(NotAllowed):
        actions.merge_similar(campaign.pk, group.keys, words_of=group.typical, by=member, at=at)
    with pytest.raises(NotAllowed):
        actions.keep_apart(campaign.pk, group.keys, by=member, at=at)
    samples.submit(campaign, secretariat)
    for act in (
        lambda: actions.merge_similar(campaign.pk, group.keys, words_of=group.typical, by=secretariat, at=at),
        lambda: actions.keep_apart(campaign.pk, group.keys, by=secretariat, at=at),
        lambda: actions.undo_merge(campaign.pk, 1, by=secretariat, at=at),
        lambda: actions.propose_again(campaign.pk, 1, by=secretariat, at=at),
    ):
        with pytest.raises(WrongStatus):
            act()


# --- Keeping apart ----------------------------------------------------------------------------------------------------
def test_what_is_kept_apart_is_not_proposed_again_until_somebody_joins(
    campaign: Consultation, secretariat: Actor, at: datetime
) -> None:
    group = only_group(campaign)
    kept = actions.keep_apart(campaign.pk, group.keys, by=secretariat, at=at)
    assert grouping.groups(campaign) == []
    assert Entry.objects.filter(verb="matrix.kept_apart").count() == 1
    actions.propose_again(campaign.pk, kept.pk, by=secretariat, at=at)
    assert only_group(campaign).keys == group.keys
    assert Entry.objects.filter(verb="matrix.proposed_again").count() == 1
    actions.keep_apart(campaign.pk, group.keys, by=secretariat, at=at)
    write(campaign, 9, CAMPAIGN, at)
    assert only_group(campaign).size == 6
    with pytest.raises(NotFound):
        actions.propose_again(campaign.pk, 10**6, by=secretariat, at=at)


# --- The page ---------------------------------------------------------------------------------------------------------
def test_the_page_shows_who_says_it_and_what_each_adds(
    campaign: Consultation, secretariat: Actor, member: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    with queries(at_most=24):
        page = browser.get(address(campaign)).content.decode()
    with queries(at_most=16):
        browser.get(address(campaign))
    assert "copies with edits" in page
    assert "5 senders" in page
    assert samples.organization_of(member).name in page
    assert "autobusi vjen dy herë" in page
    assert page.count("Word by word") == 2
    assert "Article 2" in page
    for row in Contribution.objects.filter(consultation=campaign, text__contains="afati për komente"):
        assert f"/contribution/{row.pk}/" in page


def test_a_press_merges_and_another_one_undoes_it(
    campaign: Consultation, secretariat: Actor, member: Actor, client_as: ClientAs
) -> None:
    browser, group = client_as(secretariat), only_group(campaign)
    sent = {"group": group.typical, "seal": group.seal, "back": ""}
    answer = browser.post(address(campaign, "merge/"), sent)
    point = Point.objects.get(consultation=campaign, text=CAMPAIGN)
    assert answer["Location"] == address(campaign, query=f"?merged={point.pk}")
    page = browser.get(answer["Location"]).content.decode()
    assert "5 contributions are one point now." in page
    assert "Undo the merging" in page
    matrix = browser.get(f"/en/consultations/{campaign.pk}/matrix/").content.decode()
    assert "<b>5 voices</b>" in matrix
    assert samples.organization_of(member).name in matrix
    browser.post(address(campaign, "undo/"), {"point": point.pk})
    assert Point.objects.filter(consultation=campaign).count() == 4
    assert "1 group to look at" in _matrix_after_looking(browser, campaign)


def _matrix_after_looking(browser: Client, consultation: Consultation) -> str:
    browser.get(address(consultation))
    return browser.get(f"/en/consultations/{consultation.pk}/matrix/").content.decode()


def test_only_those_chosen_are_merged(campaign: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser, group = client_as(secretariat), only_group(campaign)
    other = Contribution.objects.get(text__contains="autobusi")
    sent = {"group": group.typical, "seal": group.seal, "row": [group.typical, other.pk]}
    browser.post(address(campaign, "merge_chosen/"), sent)
    point = Point.objects.get(contributions=other)
    assert point.text == CAMPAIGN
    assert point.contributions.count() == 4, "the equal ones came along with their point"
    again = browser.post(address(campaign, "merge_chosen/"), sent | {"row": []}, follow=True)
    assert "Choose contributions that are in two or more points." in again.content.decode()


def test_keeping_apart_is_taken_back_on_the_page(
    campaign: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser, group = client_as(secretariat), only_group(campaign)
    sent = {"group": group.typical, "seal": group.seal}
    page = browser.post(address(campaign, "apart/"), sent, follow=True).content.decode()
    assert "No similar contributions" in page
    assert "Propose it again" in page
    page = browser.post(address(campaign, "again/"), {"kept": KeptApart.objects.get().pk}, follow=True).content.decode()
    assert "Merge all 5 into one point" in page


def test_a_group_that_has_changed_is_looked_at_again(
    campaign: Consultation, secretariat: Actor, client_as: ClientAs, at: datetime
) -> None:
    browser, group = client_as(secretariat), only_group(campaign)
    write(campaign, 10, CAMPAIGN, at)
    sent = {"group": group.typical, "seal": group.seal}
    page = browser.post(address(campaign, "merge/"), sent, follow=True).content.decode()
    assert "Look at it again." in page
    assert Point.objects.filter(consultation=campaign).count() == 4


def test_everybody_of_a_large_group_is_on_its_own_page(
    campaign: Consultation, secretariat: Actor, client_as: ClientAs, at: datetime
) -> None:
    for number in range(20, 60):
        write(campaign, number, f"{CAMPAIGN} Shtoj {number}.", at)
    group = only_group(campaign)
    browser = client_as(secretariat)
    assert f"and {45 - grouping.MEMBERS_SHOWN} more" in browser.get(address(campaign)).content.decode()
    page = browser.get(address(campaign, query=f"?group={group.typical}&article=art_2")).content.decode()
    assert all(f"/contribution/{key}/" in page for key in group.keys)


def test_after_submission_the_page_says_why_it_is_empty(
    campaign: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    group = only_group(campaign)
    samples.submit(campaign, secretariat)
    browser = client_as(secretariat)
    assert "The matrix is not arranged now" in browser.get(address(campaign)).content.decode()
    browser.post(address(campaign, "merge/"), {"group": group.typical, "seal": group.seal})
    assert Point.objects.filter(consultation=campaign).count() == 4
    assert browser.post(address(campaign, "nothing/")).status_code == 404


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_the_page_is_there_in_each_language(
    campaign: Consultation, secretariat: Actor, client_as: ClientAs, language: str
) -> None:
    page = client_as(secretariat).get(address(campaign, language=language))
    assert page.status_code == 200
    assert ("Keep apart" in page.content.decode()) is (language == "en")


def test_nobody_else_sees_it(campaign: Consultation, member: Actor, visitor: Actor, client_as: ClientAs) -> None:
    assert client_as(member).get(address(campaign)).status_code == 404
    assert client_as(visitor).get(address(campaign)).status_code == 302
