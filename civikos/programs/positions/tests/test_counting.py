"""Quorum, majorities, tacit consent: every case counted by hand."""

import pytest

from civikos.programs.positions.queries import counting
from civikos.programs.positions.queries.counting import Asked, Majority, Said, Stand, Votes, WhyNot
from civikos.programs.positions.states import Result

CARRIED, LOST, NO_QUORUM = Result.CARRIED, Result.LOST, Result.NO_QUORUM

# entitled, percent → ballots that make a quorum
QUORUMS = [
    (301, 50, 151),
    (300, 50, 150),
    (301, 10, 31),
    (300, 10, 30),
    (10, 33, 4),
    (3, 67, 3),
    (7, 0, 1),
    (1, 50, 1),
    (0, 50, 1),
]

# yes, no, abstain, entitled, quorum percent, majority → result
VOTES = [
    # Simple: more for than against, abstentions count for nothing but the quorum.
    (6, 5, 0, 20, 50, Majority.SIMPLE, CARRIED),
    (5, 5, 0, 20, 50, Majority.SIMPLE, LOST),  # a tie is not carried
    (5, 6, 0, 20, 50, Majority.SIMPLE, LOST),
    (1, 0, 9, 20, 50, Majority.SIMPLE, CARRIED),  # nine abstentions, one for
    (0, 0, 10, 20, 50, Majority.SIMPLE, LOST),  # nobody for
    (5, 4, 0, 20, 50, Majority.SIMPLE, NO_QUORUM),  # nine of twenty
    (5, 4, 1, 20, 50, Majority.SIMPLE, CARRIED),  # the abstention makes the quorum
    (0, 0, 0, 20, 0, Majority.SIMPLE, NO_QUORUM),  # no ballot is no quorum, even of nothing
    (31, 0, 0, 301, 10, Majority.SIMPLE, CARRIED),  # a tenth of 301 is 30.1: 31 are enough
    (30, 0, 0, 301, 10, Majority.SIMPLE, NO_QUORUM),  # and 30 are not
    # Of those present: an abstention weighs against.
    (6, 4, 0, 20, 50, Majority.PRESENT, CARRIED),
    (5, 4, 1, 20, 50, Majority.PRESENT, LOST),  # five of ten is not more than half
    (6, 3, 2, 20, 50, Majority.PRESENT, CARRIED),  # six of eleven
    (5, 3, 2, 20, 50, Majority.PRESENT, LOST),
    (1, 0, 0, 2, 50, Majority.PRESENT, CARRIED),
    # Two thirds of the votes for and against.
    (6, 3, 0, 9, 50, Majority.TWO_THIRDS_CAST, CARRIED),  # exactly two thirds
    (5, 3, 0, 9, 50, Majority.TWO_THIRDS_CAST, LOST),
    (2, 1, 6, 9, 50, Majority.TWO_THIRDS_CAST, CARRIED),  # abstentions do not count
    (67, 33, 0, 100, 50, Majority.TWO_THIRDS_CAST, CARRIED),
    (66, 34, 0, 100, 50, Majority.TWO_THIRDS_CAST, LOST),
    # Two thirds of those present.
    (6, 3, 0, 9, 50, Majority.TWO_THIRDS_PRESENT, CARRIED),
    (6, 3, 1, 10, 50, Majority.TWO_THIRDS_PRESENT, LOST),  # six of ten
    (7, 2, 1, 10, 50, Majority.TWO_THIRDS_PRESENT, CARRIED),
    (8, 0, 4, 20, 50, Majority.TWO_THIRDS_PRESENT, CARRIED),  # eight of twelve
    (7, 0, 4, 20, 50, Majority.TWO_THIRDS_PRESENT, LOST),  # seven of eleven
    # More than half of all who may vote.
    (11, 0, 0, 20, 50, Majority.MEMBERS, CARRIED),
    (10, 0, 0, 20, 50, Majority.MEMBERS, LOST),  # exactly half
    (151, 100, 10, 301, 50, Majority.MEMBERS, CARRIED),
    (150, 0, 1, 301, 50, Majority.MEMBERS, LOST),
    (1, 0, 0, 1, 50, Majority.MEMBERS, CARRIED),
    # Two thirds of all who may vote.
    (14, 0, 0, 20, 50, Majority.TWO_THIRDS_MEMBERS, CARRIED),
    (13, 7, 0, 20, 50, Majority.TWO_THIRDS_MEMBERS, LOST),
    (201, 0, 0, 301, 50, Majority.TWO_THIRDS_MEMBERS, CARRIED),  # two thirds of 301 are 200.67
    (200, 0, 0, 301, 50, Majority.TWO_THIRDS_MEMBERS, LOST),
    (2, 1, 0, 3, 50, Majority.TWO_THIRDS_MEMBERS, CARRIED),
]


@pytest.mark.parametrize(("entitled", "percent", "ballots"), QUORUMS)
def test_a_quorum_is_rounded_up(entitled: int, percent: int, ballots: int) -> None:
    assert counting.quorum_of(entitled, percent) == ballots


@pytest.mark.parametrize(("yes", "no", "abstain", "entitled", "quorum", "majority", "result"), VOTES)
def test_a_question_ends(
    yes: int, no: int, abstain: int, entitled: int, quorum: int, majority: Majority, result: Result
) -> None:
    votes = Votes(yes, no, abstain, entitled)
    assert counting.result_of(votes, quorum_percent=quorum, majority=majority) == result


# own answer, answer to the whole, round of the words → how the organization stands
STANDS = [
    (None, None, 1, Stand.SILENT),
    (None, Said("back"), 1, Stand.BACKS),
    (Said("back"), None, 1, Stand.BACKS),
    (Said("object"), Said("back"), 1, Stand.OBJECTS),  # the own answer goes before that to the whole
    (Said("back"), Said("object"), 1, Stand.BACKS),
    (None, Said("object"), 1, Stand.OBJECTS),
    (Said("amend"), Said("back"), 1, Stand.AMENDS),  # not decided yet
    (Said("amend", 1, "taken"), None, 2, Stand.BACKS),  # their words stand there now
    (Said("amend", 1, "partly"), Said("back"), 2, Stand.SILENT),  # asked again
    (Said("amend", 1, "rejected"), None, 1, Stand.SILENT),
    (Said("amend", 1, "to_vote"), None, 1, Stand.AMENDS),
    (Said("back", 1), None, 2, Stand.SILENT),  # backed other words
    (None, Said("back", 1), 2, Stand.SILENT),
    (None, Said("back", 2), 2, Stand.BACKS),
    (Said("object", 1), None, 2, Stand.OBJECTS),  # an objection stands until it is taken back
    (None, Said("back", 2), 1, Stand.BACKS),
]


@pytest.mark.parametrize(("own", "whole", "words_round", "stand"), STANDS)
def test_how_an_organization_stands(own: Said | None, whole: Said | None, words_round: int, stand: Stand) -> None:
    assert counting.stand_of(own, whole, words_round) == stand


@pytest.mark.parametrize(
    ("objections", "threshold", "amendment", "contested"),
    [
        (0, 1, False, False),
        (1, 1, False, True),
        (2, 3, False, False),
        (3, 3, False, True),
        (0, 3, True, True),
        (0, 0, False, False),
    ],
)
def test_only_what_is_contested_goes_to_the_vote(
    objections: int, threshold: int, amendment: bool, contested: bool
) -> None:
    assert counting.is_contested(objections, threshold, has_amendment_for_vote=amendment) is contested


@pytest.mark.parametrize(
    ("whole", "left", "backing", "least", "why"),
    [
        (None, 3, 2, 2, WhyNot.NONE),
        (Result.CARRIED, 3, 2, 2, WhyNot.NONE),
        (Result.LOST, 3, 200, 2, WhyNot.WHOLE_LOST),
        (Result.NO_QUORUM, 3, 200, 2, WhyNot.WHOLE_LOST),
        (None, 0, 200, 2, WhyNot.NOTHING_LEFT),
        (None, 3, 1, 2, WhyNot.TOO_FEW_BACK),  # silence alone adopts nothing
        (None, 3, 0, 0, WhyNot.NONE),
    ],
)
def test_why_a_position_is_not_adopted(whole: Result | None, left: int, backing: int, least: int, why: WhyNot) -> None:
    assert counting.why_not_adopted(whole=whole, passages_left=left, backing=backing, least_backing=least) == why


@pytest.mark.parametrize(
    ("asked", "winner"),
    [
        ([], None),
        ([Asked(1, 10, LOST)], None),
        ([Asked(1, 10, CARRIED)], 1),
        ([Asked(1, 10, CARRIED), Asked(2, 12, CARRIED)], 2),
        ([Asked(1, 12, CARRIED), Asked(2, 12, CARRIED)], None),  # equally many: the text stands
        ([Asked(1, 12, NO_QUORUM), Asked(2, 3, CARRIED)], 2),
    ],
)
def test_of_several_amendments_the_strongest_takes_the_place(asked: list[Asked], winner: int | None) -> None:
    assert counting.amendment_carried(asked) == winner


def test_a_tally_adds_up() -> None:
    assert counting.Tally(301, backs=40, amends=3, objects=2).silent == 256
