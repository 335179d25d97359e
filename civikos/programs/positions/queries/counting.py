"""
Counting of members' answers and votes, pure: no database, no clock.

The rules (quorum, majority, how many objections make a passage contested) are the network's, as data; here is only the
arithmetic. Shares are compared as whole numbers, so that two thirds of 3 are 2 and never 2.0000001.
"""

from dataclasses import dataclass
from enum import StrEnum

from civikos.programs.positions.states import Answer, Handling, Result


class Majority(StrEnum):
    """What a question needs to be carried."""

    SIMPLE = "simple"
    """More votes for than against; abstentions do not count."""
    PRESENT = "of_present"
    """More than half of those who voted; an abstention counts as present, so against."""
    TWO_THIRDS_CAST = "two_thirds_of_cast"
    """Two thirds of the votes for and against."""
    TWO_THIRDS_PRESENT = "two_thirds_of_present"
    """Two thirds of those who voted, abstentions included."""
    MEMBERS = "of_members"
    """More than half of all who may vote."""
    TWO_THIRDS_MEMBERS = "two_thirds_of_members"
    """Two thirds of all who may vote."""


@dataclass(frozen=True)
class Votes:
    """The ballots on one question, and how many organizations may vote."""

    yes: int
    no: int
    abstain: int
    entitled: int

    @property
    def cast(self) -> int:
        """Ballots for and against."""
        return self.yes + self.no

    @property
    def present(self) -> int:
        """All ballots, abstentions included: those that make the quorum."""
        return self.cast + self.abstain


def quorum_of(entitled: int, percent: int) -> int:
    """How many ballots make a quorum: the share rounded up, at least one."""
    return max(1, -(-entitled * percent // 100))


def has_quorum(votes: Votes, percent: int) -> bool:
    """Whether enough organizations voted."""
    return votes.present >= quorum_of(votes.entitled, percent)


def is_carried(votes: Votes, majority: Majority) -> bool:
    """Whether there is the majority; with equal votes, and without a vote in favor, there is none."""
    if votes.yes == 0:
        return False
    match majority:
        case Majority.SIMPLE:
            return votes.yes > votes.no
        case Majority.PRESENT:
            return 2 * votes.yes > votes.present
        case Majority.TWO_THIRDS_CAST:
            return 3 * votes.yes >= 2 * votes.cast
        case Majority.TWO_THIRDS_PRESENT:
            return 3 * votes.yes >= 2 * votes.present
        case Majority.MEMBERS:
            return 2 * votes.yes > votes.entitled
        case Majority.TWO_THIRDS_MEMBERS:
            return 3 * votes.yes >= 2 * votes.entitled


def result_of(votes: Votes, *, quorum_percent: int, majority: Majority) -> Result:
    """How a question ends."""
    if not has_quorum(votes, quorum_percent):
        return Result.NO_QUORUM
    return Result.CARRIED if is_carried(votes, majority) else Result.LOST


class Stand(StrEnum):
    """How one organization stands to one passage."""

    BACKS = "backs"
    AMENDS = "amends"
    """Asked for other words and nobody has decided on that yet, or it goes to the vote."""
    OBJECTS = "objects"
    SILENT = "silent"
    """Said nothing to these words: after the time for tacit consent that is consent, and it is never counted as backing."""


@dataclass(frozen=True)
class Said:
    """One standing answer, as far as counting asks: what, in which round, and what was done with an amendment."""

    answer: str
    round: int = 1
    handling: str = ""


def stand_of(own: Said | None, whole: Said | None, words_round: int) -> Stand:
    """
    How an organization stands to a passage: by its own answer to it, else by its answer to the whole.

    Backing given in an earlier round to other words does not count for the words that are put now (`words_round`); an
    objection stands until the organization takes it back or answers again. Whoever asked for words that were taken over backs
    them; whose amendment was not, or only in part, is asked again and until then silent.
    """
    said = own or whole
    if said is None:
        return Stand.SILENT
    if said.answer == Answer.OBJECT:
        return Stand.OBJECTS
    if said.answer == Answer.AMEND:
        if said.handling == Handling.TAKEN:
            return Stand.BACKS
        if said.handling in (Handling.PARTLY, Handling.REJECTED):
            return Stand.SILENT
        return Stand.AMENDS
    return Stand.BACKS if said.round >= words_round else Stand.SILENT


@dataclass(frozen=True)
class Tally:
    """How organizations stand to one passage, or to the whole; the four add up to `entitled`."""

    entitled: int
    backs: int = 0
    amends: int = 0
    objects: int = 0

    @property
    def silent(self) -> int:
        """Those who said nothing to these words."""
        return self.entitled - self.backs - self.amends - self.objects


def is_contested(objections: int, threshold: int, *, has_amendment_for_vote: bool = False) -> bool:
    """Whether something goes to the vote: as many organizations object as the rule says, or an amendment was put to it."""
    return has_amendment_for_vote or (objections > 0 and objections >= threshold)


class WhyNot(StrEnum):
    """Why a position was not adopted."""

    NONE = ""
    WHOLE_LOST = "whole_lost"
    NOTHING_LEFT = "nothing_left"
    TOO_FEW_BACK = "too_few_back"


def why_not_adopted(*, whole: Result | None, passages_left: int, backing: int, least_backing: int) -> WhyNot:
    """
    Why the whole is not adopted, or NONE if it is: a vote on the whole that was not carried, every passage left out by vote, or
    fewer organizations that expressly back it than the rule asks for. Silence alone adopts nothing.
    """
    if whole is not None and whole is not Result.CARRIED:
        return WhyNot.WHOLE_LOST
    if passages_left == 0:
        return WhyNot.NOTHING_LEFT
    if backing < least_backing:
        return WhyNot.TOO_FEW_BACK
    return WhyNot.NONE


@dataclass(frozen=True)
class Asked:
    """An amendment that was voted on: its question, the ballots for it, how it ended."""

    question: int
    yes: int
    result: Result


def amendment_carried(asked: list[Asked]) -> int | None:
    """
    Which of several amendments to one passage takes its place: the carried one with the most votes for it. None where none was
    carried, or two have equally many: then the text stands as it was.
    """
    carried = sorted((each for each in asked if each.result is Result.CARRIED), key=lambda each: -each.yes)
    if not carried or (len(carried) > 1 and carried[0].yes == carried[1].yes):
        return None
    return carried[0].question
