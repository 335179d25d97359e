"""
The only writers of elections.

`preparing`: who stands, who holds the keys, the proof that they do, opening. `voting`: one ballot; paper that came.
`closing`: the box, ballots on paper, the count, lots, the result.
"""

from civikos.procedures.ballots.actions.closing import (
    cancel_election,
    close_election,
    confirm_draw,
    count_election,
    enter_paper,
    hand_over_box,
    record_draw,
)
from civikos.procedures.ballots.actions.preparing import (
    add_candidate,
    change_election,
    make_probe,
    name_holders,
    open_election,
    prepare_election,
    prove_keys,
    remove_candidate,
)
from civikos.procedures.ballots.actions.voting import cast_ballot, note_turnout, receive_paper, remind, return_paper

__all__ = [
    "add_candidate",
    "cancel_election",
    "cast_ballot",
    "change_election",
    "close_election",
    "confirm_draw",
    "count_election",
    "enter_paper",
    "hand_over_box",
    "make_probe",
    "name_holders",
    "note_turnout",
    "open_election",
    "prepare_election",
    "prove_keys",
    "receive_paper",
    "record_draw",
    "remind",
    "remove_candidate",
    "return_paper",
]
