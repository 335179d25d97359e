"""Whether a proposal was taken up is told by its words, and never told wrongly as a yes."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawtext import Proposal, ProposalKind, TakenUp, Text, compare, read_lines, taken_up, taken_up_all
from lawtext.takenup import Verdict
from lawtext.tests.proposals import simulated
from lawtext.tests.taken_up_set import DATA, Labelled, labelled

OLD = [
    "Neni 1", "Afatet",
    "1. Afati i dorëzimit të komenteve është pesëmbëdhjetë (15) ditë pune nga dita e publikimit.",
    "2. Organi propozues njofton organizatat e regjistruara me postë elektronike.",
    "Neni 2", "Gjobat",
    "1. Zyrtari që nuk publikon dokumentin sipas nenit 1 dënohet me gjobë prej 100 deri në 500 euro.",
    "2. Gjoba paguhet brenda tridhjetë ditëve.",
]  # fmt: skip


def law(*edits: tuple[str, str]) -> Text:
    lines = "\n".join(OLD)
    for old, new in edits:
        assert lines.count(old) == 1
        lines = lines.replace(old, new)
    return read_lines(lines.split("\n"), paged=False)


def judged(node: str, original: str, proposed: str, *edits: tuple[str, str]) -> TakenUp:
    return taken_up(Proposal.of(node, original, proposed), law(), law(*edits))


@pytest.fixture(scope="module")
def judged_set() -> list[tuple[Labelled, TakenUp]]:
    return [(case, taken_up(case.proposal, case.old, case.new)) for case in labelled()]


def test_the_published_set_is_large_has_all_labels_and_says_why() -> None:
    cases = json.loads(DATA.read_text(encoding="utf-8"))["cases"]
    counted = Counter(case["label"] for case in cases)
    assert len(cases) >= 200 and set(counted) == set(Verdict) and min(counted.values()) >= 40
    assert len({case["id"] for case in cases}) == len(cases)
    assert all(case["reason"] for case in cases)


def test_the_published_set_is_judged_as_labelled(judged_set: list[tuple[Labelled, TakenUp]]) -> None:
    wrong = [(case.id, case.label, made.verdict) for case, made in judged_set if made.verdict != case.label]
    assert len(wrong) <= 0.02 * len(judged_set), wrong
    assert not [each for each in wrong if each[2] is Verdict.YES]


def test_evidence_stands_where_it_says(judged_set: list[tuple[Labelled, TakenUp]]) -> None:
    places = 0
    for case, made in judged_set:
        for each in made.evidence:
            if each.node_id and each.end:
                node = case.new.find(each.node_id)
                assert node is not None
                words = node.text[each.start : each.end]
                assert words.split()[0].endswith(each.text.split()[0]) or each.text.split()[0] in words
                places += 1
    assert places > 300


def test_of_simulated_proposals_none_is_a_false_yes() -> None:
    right = 0
    for seed in (201, 202):
        old, new, cases = simulated(40, seed=seed)
        for case, made in zip(cases, taken_up_all([case.proposal for case in cases], old, new), strict=True):
            right += made.verdict == case.label
            assert made.verdict is not Verdict.YES or case.label == "yes", case
    assert right >= 76


def test_nothing_is_taken_up_where_nothing_changed() -> None:
    old, _, cases = simulated(60, seed=301)
    made = taken_up_all([case.proposal for case in cases], old, old)
    assert {each.verdict for each in made} == {Verdict.NO}
    assert not any(each.changed for each in made)


def test_the_same_text_taken_up_is_a_yes_whatever_the_proposal() -> None:
    # The control of the test above: were "no" the answer to everything, this would fail.
    made = judged(
        "art_1__para_1", "(15) ditë pune", "(30) ditë kalendarike", ("(15) ditë pune", "(30) ditë kalendarike")
    )
    assert (made.verdict, made.share, made.why, made.node_id) == (Verdict.YES, 1.0, "as_proposed", "art_1__para_1")
    assert [(each.op, each.text, each.done) for each in made.evidence] == [
        ("delete", "15", True), ("insert", "30", True), ("delete", "pune", True), ("insert", "kalendarike", True)
    ]  # fmt: skip


def test_half_of_it_another_number_and_the_opposite() -> None:
    place, original = "art_1__para_1", "(15) ditë pune"
    half = judged(place, original, "(30) ditë kalendarike", ("(15) ditë pune", "(30) ditë pune"))
    assert half.verdict is Verdict.PARTLY and 0 < half.share < 1
    number = judged(place, original, "(30) ditë pune", ("(15) ditë pune", "(10) ditë pune"))
    assert (number.verdict, number.why, number.changed) == (Verdict.NO, "other_number", True)
    added = ("elektronike.", "elektronike dhe nuk publikon emrat.")
    opposite = judged("art_1__para_2", "elektronike.", "elektronike dhe publikon emrat.", added)
    assert (opposite.verdict, opposite.why) == (Verdict.NO, "negated")


def test_other_words_are_left_to_a_reader() -> None:
    made = judged(
        "art_2__para_2", "brenda tridhjetë ditëve", "me këste mujore", ("brenda tridhjetë ditëve", "në bankë")
    )
    assert (made.verdict, made.why) == (Verdict.CANNOT_TELL, "other_words")


def test_a_new_paragraph_is_looked_for_and_a_deleted_one_missed() -> None:
    added = "Njoftimi publikohet edhe në platformën për konsultime publike."
    last = "2. Organi propozues njofton organizatat e regjistruara me postë elektronike."
    assert judged("art_1__para_2", "", added).verdict is Verdict.NO
    here = judged("art_1__para_2", "", f"3. {added}", (last, f"{last}\n3. {added}"))
    assert (here.verdict, here.node_id) == (Verdict.YES, "art_1__para_3")
    away = judged("art_1__para_2", "", added, ("2. Gjoba paguhet", f"2. {added}\n3. Gjoba paguhet"))
    assert (away.verdict, away.why, away.node_id) == (Verdict.YES, "in_another_place", "art_2__para_2")
    fine = "2. Gjoba paguhet brenda tridhjetë ditëve."
    assert judged("art_2__para_2", fine[3:], "").why == "still_there"
    assert judged("art_2__para_2", fine[3:], "", (f"\n{fine}", "")).verdict is Verdict.YES


def test_a_new_article_is_looked_for() -> None:
    article = "Neni 3\nAnkesa\n1. Kundër vendimit mund të bëhet ankesë në gjykatë.\n2. Ankesa nuk e shtyn zbatimin."
    fine = "2. Gjoba paguhet brenda tridhjetë ditëve."
    there = judged("art_2", "", article, (fine, f"{fine}\n{article}"))
    assert there.verdict is Verdict.YES
    half = judged("art_2", "", article, (fine, f"{fine}\n" + article.rsplit("\n", 1)[0]))
    assert half.verdict is Verdict.PARTLY


def test_references_follow_their_article() -> None:
    fresh = ("Neni 1\n", "Neni 1\nParimi\n1. Ligji zbatohet me mirëbesim.\nNeni 2\n")
    moved = (fresh, ("Neni 2\nGjobat", "Neni 3\nGjobat"), ("sipas nenit 1 dënohet", "sipas nenit 2 gjobitet"))
    made = judged("art_2__para_1", "sipas nenit 1 dënohet", "sipas nenit 1 gjobitet", *moved)
    assert (made.verdict, made.node_id) == (Verdict.YES, "art_3__para_1")
    only = judged(
        "art_2__para_1", "sipas nenit 1 dënohet", "sipas nenit 2 dënohet", *moved[:2], ("nenit 1 dën", "nenit 2 dën")
    )
    assert only.verdict is Verdict.NO


def test_a_comment_without_wording_says_only_whether_the_article_changed() -> None:
    comment = Proposal(ProposalKind.COMMENT, "art_1__para_1")
    assert Proposal.of("art_1__para_1", "", " ") == Proposal(ProposalKind.COMMENT, "art_1__para_1", "", " ")
    same, other = taken_up(comment, law(), law()), taken_up(comment, law(), law(("(15) ditë", "(20) ditë")))
    assert {same.verdict, other.verdict} == {Verdict.CANNOT_TELL}
    assert (same.why, same.changed, other.changed) == ("no_wording", False, True)


def test_what_is_not_in_the_old_text_cannot_be_judged() -> None:
    made = taken_up(Proposal.of("art_9", "a", "b"), law(), law())
    assert (made.verdict, made.why, made.node_id) == (Verdict.CANNOT_TELL, "not_in_old_text", "")


def test_a_comparison_made_before_gives_the_same() -> None:
    proposal, old, new = Proposal.of("art_2__para_2", "tridhjetë", "dhjetë"), law(), law(("tridhjetë", "dhjetë"))
    assert taken_up(proposal, old, new, compare(old, new)) == taken_up(proposal, old, new)


WORDS = st.lists(
    st.sampled_from(
        [*" ".join(OLD).split(), "nuk", "jo", "(", "15", "5.000", "%", "„", "ё", "\u00ad", "neni 2", "\n", "1."]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["art_1", "art_1__para_1", "art_2__para_2", "art_7", ""]), st.one_of(WORDS, st.text(max_size=30)),
    st.one_of(WORDS, st.text(max_size=30)), st.lists(st.one_of(WORDS, st.sampled_from(OLD)), max_size=8),
    st.sampled_from(list(ProposalKind)),
)  # fmt: skip
def test_no_words_make_it_stumble(
    node: str, original: str, proposed: str, lines: list[str], kind: ProposalKind
) -> None:
    made = taken_up(Proposal(kind, node, original, proposed), law(), read_lines(lines, paged=False))
    assert 0 <= made.share <= 1 and 0 <= made.confidence <= 1


def test_an_article_that_only_follows_the_numbers_of_others_has_not_changed() -> None:
    before = ["Neni 1", "Qëllimi", "Ky ligj rregullon takimet.", "Neni 2", "Njoftimi", "Njoftimi bëhet sipas nenit 1."]
    new = ["Neni 1", "Fjalët", "Fjalët e këtij ligji kanë këtë kuptim të ri."]
    after = [*new, "Neni 2", *before[1:3], "Neni 3", "Njoftimi", "Njoftimi bëhet sipas nenit 2."]
    other = [*after[:-1], "Njoftimi bëhet brenda dhjetë ditëve sipas nenit 2."]
    old, follows, differs = (read_lines(text) for text in (before, after, other))
    comment = Proposal(ProposalKind.COMMENT, "art_2")
    assert not taken_up(comment, old, follows).changed
    assert taken_up(comment, old, differs).changed
