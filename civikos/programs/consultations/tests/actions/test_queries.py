"""What pages ask costs the same at two sizes: no query grows with the rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.models import Person
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Contribution, Point, Recipient, Support
from civikos.programs.consultations.queries import delivery, matrix, papers, room, versions, waiting
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import AFTER, AT, Cast, eid_of
from civikos.registers.legislation import queries as legislation


def fill(cast: Cast, consultation: Consultation, count: int) -> None:
    """So many contributions with supports, by as many people, written at once."""
    have = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(name=f"Personi {number}", email=f"q{number}@example.org") for number in range(have, have + count)
    )
    places = [consultation.version.provisions.get(eid=eid_of(consultation, number)) for number in ("1", "2", "3")]
    rows = Contribution.objects.bulk_create(
        Contribution(
            consultation=consultation,
            version=consultation.version,
            provision=places[number % 3],
            article=places[number % 3].eid,
            kind="comment",
            author=each,
            organization=cast.forum if number % 2 else None,
            language="sq",
            text=f"Komenti {have + number}.",
            given_at=AT,
        )
        for number, each in enumerate(people)
    )
    Support.objects.bulk_create(Support(contribution=row, person=cast.person("member"), given_at=AT) for row in rows)
    Recipient.objects.bulk_create(
        Recipient(consultation=consultation, person=each, reasons=[{"code": "all_members"}], invited_at=AT)
        for each in people
    )


def as_room(row: Consultation, cast: Cast) -> None:
    """Everything the reading room asks. The sample of the text gives the first article the id `art_1`."""
    consultation = room.get_visible(row.pk, cast.member)
    assert consultation is not None
    counted = room.counts(consultation, consultation.version, cast.member)
    assert sum(counted.standing.values()) in {5, 125}
    said = room.said_on(consultation, consultation.version, "art_1", cast.member, counted)
    assert said.rows
    for each in said.rows:
        assert (bool(each.author.name), each.n_supports, cast.member.person_id in each.backers) == (True, 1, True)
        assert each.organization is None or each.organization.name
    room.unit(consultation.version, "art_1", ["sq", "sr"])


def as_matrix(row: Consultation, cast: Cast) -> None:
    """A page of the matrix."""
    found = matrix.matrix_page(row, cast.secretariat, matrix.Filter(), 1, "sq")
    assert [each.who for each in found.rows if each.place]
    matrix.outcome_counts(row)


def as_delivery(row: Consultation, cast: Cast) -> None:
    """The page of the distribution."""
    delivery.delivery(row)
    _page, rows = delivery.recipients_page(row, 1)
    assert [each.state for each in rows]


def as_papers(row: Consultation, cast: Cast) -> None:
    """What every paper of the matrix is made of."""
    made = papers.rows_of(row)
    papers.head_of(row, papers.contributors_of(made))


# The delivery asks two more for those who have their mails together in a digest.
@pytest.mark.parametrize(
    ("asks", "most"),
    [(as_room, 7), (as_matrix, 7), (as_delivery, 8), (as_papers, 20)],
    ids=["room", "matrix", "delivery", "papers"],
)
def test_costs_the_same_at_two_sizes(
    cast: Cast, distributed: Consultation, queries: Any, asks: Callable[[Consultation, Cast], None], most: int
) -> None:
    counts = []
    for size in (5, 120):
        fill(cast, distributed, size)
        actions.arrange_matrix(distributed.pk, by=cast.secretariat, at=AT)
        row = Consultation.objects.select_related("draft__institution", "version").get(pk=distributed.pk)
        with queries(at_most=most) as seen:
            asks(row, cast)
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1, "an empty page leaves out a query at most"


def test_a_page_of_the_matrix_costs_at_most_six_queries(cast: Cast, distributed: Consultation, queries: Any) -> None:
    fill(cast, distributed, 70)
    actions.arrange_matrix(distributed.pk, by=cast.secretariat, at=AT)
    row = Consultation.objects.select_related("draft__institution", "version").get(pk=distributed.pk)
    with queries(at_most=6):
        found = matrix.matrix_page(row, cast.secretariat, matrix.Filter(), 2, "sq")
    assert (found.page.paginator.count, len(found.rows)) == (70, 20)


def test_arranging_costs_the_same_at_two_sizes(cast: Cast, queries: Any) -> None:
    counts = []
    for size in (5, 120):
        row = story.distributed(cast, titles={"sq": f"Projekti {size}"})
        fill(cast, row, size)
        with queries() as seen:
            assert actions.arrange_matrix(row.pk, by=cast.secretariat, at=AT) == size
        counts.append(len(seen))
    # Django cuts long statements for SQLite; a statement for each row would be a hundred more.
    assert counts[1] - counts[0] <= 8, counts


def test_a_page_of_the_comparison_costs_the_same_at_two_sizes(cast: Cast, queries: Any) -> None:
    counts = []
    for size in (5, 120):
        row = story.distributed(cast, titles={"sq": f"Projekti {size}"})
        fill(cast, row, size)
        actions.submit(row.pk, close_now=True, by=cast.secretariat, at=AT + timedelta(hours=1))
        newer = actions.add_version(
            row.pk,
            story.second_text(),
            received_on=AFTER.date(),
            label="",
            without_articles=False,
            by=cast.secretariat,
            at=AFTER,
        )
        with queries(at_most=14) as seen:
            found = versions.comparison(row, row.version, newer, "sq", cast.member)
            versions.without_place(row, newer, cast.member)
        assert sum(each.n_asked for each in found) == size
        counts.append(len(seen))
    assert counts[1] <= counts[0], counts


def test_the_words_of_an_article_are_the_same_on_both_sides_only_where_nothing_changed(
    cast: Cast, submitted: Consultation
) -> None:
    newer = actions.add_version(
        submitted.pk,
        story.second_text(),
        received_on=AFTER.date(),
        label="",
        without_articles=False,
        by=cast.secretariat,
        at=AFTER,
    )
    found = {
        each.new_labels or each.old_labels: each
        for each in versions.comparison(submitted, submitted.version, newer, "sq", cast.member)
    }
    changed = found["Neni 2"]
    assert [(change.op, change.text) for change in changed.changes if change.op != "equal"] == [
        ("delete", "pesëmbëdhjetë"),
        ("insert", "njëzet"),
        ("delete", "15"),
        ("insert", "20"),
    ]
    assert found["Neni 1"].changes == ()
    assert {label: each.fate for label, each in found.items() if label.startswith("Neni")}["Neni 4"] == "new"


def test_accepted_and_yet_unchanged_is_shown_beside_the_article(cast: Cast) -> None:
    row = story.distributed(cast)
    for number in ("1", "2"):
        story.contribute(row, cast.member, f"Për nenin {number}.", eid=eid_of(row, number))
    actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
    points = Point.objects.filter(consultation=row)
    actions.answer_points(
        row.pk, list(points.values_list("pk", flat=True)), outcome="accepted", text="", by=cast.ministry, at=AFTER
    )
    newer = actions.add_version(
        row.pk,
        story.second_text(),
        received_on=AFTER.date(),
        label="",
        without_articles=False,
        by=cast.secretariat,
        at=AFTER,
    )
    found = versions.comparison(row, row.version, newer, "sq", cast.member)
    missing = [
        (
            each.new_labels,
            [asked.point.text for asked in each.asked if asked.point and asked.mark and asked.mark.is_unchanged],
        )
        for each in found
    ]
    assert [each for each in missing if each[1]] == [("Neni 1", ["Për nenin 1."])]


# --- What waits for whom --------------------------------------------------------------------------------------------------
def what_waits(cast: Cast, who: str, at: Any) -> int:
    return len(list(waiting.waiting(getattr(cast, who), at)))


def test_the_desk_shows_each_person_their_next_step(cast: Cast, clock: Any) -> None:
    row = story.register(cast)
    assert {
        who: what_waits(cast, who, AT)
        for who in ("secretariat", "member", "outsider", "other_member", "ministry", "visitor")
    } == {
        "secretariat": 1,
        "member": 0,
        "outsider": 0,
        "other_member": 0,
        "ministry": 0,
        "visitor": 0,
    }
    story.distribute(cast, row)
    assert {
        who: what_waits(cast, who, AT) for who in ("secretariat", "member", "outsider", "other_member", "ministry")
    } == {
        "secretariat": 0,
        "member": 1,
        "outsider": 1,
        "other_member": 0,
        "ministry": 0,
    }
    story.three_voices(cast, row)
    assert what_waits(cast, "member", AT) == 0, "who has spoken is not waited for"
    assert (what_waits(cast, "colleague", AT), what_waits(cast, "colleague", AFTER)) == (1, 0)
    assert what_waits(cast, "secretariat", AFTER) == 1
    actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
    assert (what_waits(cast, "ministry", AFTER), what_waits(cast, "other_ministry", AFTER)) == (1, 0)


def test_the_desk_costs_the_same_at_two_sizes(cast: Cast, queries: Any) -> None:
    made = 0
    counts: dict[str, list[int]] = {"secretariat": [], "member": [], "ministry": []}
    for size in (2, 6):
        while made < size:
            made += 1
            story.distributed(cast, titles={"sq": f"Te anëtarët {made}"})
            story.register(cast, titles={"sq": f"Në pritje {made}"})
            story.submitted(cast, titles={"sq": f"Te ministria {made}"})
        for who, seen_before in counts.items():
            with queries() as seen:
                assert what_waits(cast, who, AT) >= size
            seen_before.append(len(seen))
    assert {who: seen[1] - seen[0] for who, seen in counts.items() if seen[1] > seen[0]} == {}


# --- Texts of law ---------------------------------------------------------------------------------------------------------
def test_places_are_cited_down_to_the_paragraph(registered: Consultation) -> None:
    eid = eid_of(registered, "2", "1")
    labels = {
        language: legislation.full_labels(registered.version, {eid}, language)[eid] for language in ("sq", "sr", "en")
    }
    assert labels["sq"].startswith("Neni 2")
    assert labels["sr"].startswith("Član 2")
    assert labels["en"].startswith("Article 2")
    assert all("1" in label.split("2", 1)[1] for label in labels.values())
