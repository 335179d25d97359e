"""
The only writers of positions: one public function for each verb of the field.

`opening`: open, change the plan. `gathering`: members' points. `drafting`: passages, sentences, sources. `asking`: put the draft to
the members, answers, amendments, reminders. `deciding`: second round, vote, decision, matrix. `ending`: dissent, withdrawal,
correction, sending. `papers`: letter, annex, data.
"""

from civikos.programs.positions.actions.asking import (
    ask_members,
    handle_amendment,
    is_time_to_remind,
    remind,
    remind_on,
    respond,
    take_back_response,
)
from civikos.programs.positions.actions.deciding import cast_ballots, go_on
from civikos.programs.positions.actions.drafting import (
    edit_passage,
    move_passage,
    remove_passage,
    restore_passage,
    tie_sources,
    write_passage,
)
from civikos.programs.positions.actions.ending import (
    correct_position,
    record_dissent,
    send_to_addressee,
    withdraw_dissent,
    withdraw_position,
)
from civikos.programs.positions.actions.gathering import restore_suggestion, suggest, withdraw_suggestion
from civikos.programs.positions.actions.opening import begin_drafting, change_plan, open_position

__all__ = [
    "ask_members",
    "begin_drafting",
    "cast_ballots",
    "change_plan",
    "correct_position",
    "edit_passage",
    "go_on",
    "handle_amendment",
    "is_time_to_remind",
    "move_passage",
    "open_position",
    "record_dissent",
    "remind",
    "remind_on",
    "remove_passage",
    "respond",
    "restore_passage",
    "restore_suggestion",
    "send_to_addressee",
    "suggest",
    "take_back_response",
    "tie_sources",
    "withdraw_dissent",
    "withdraw_position",
    "withdraw_suggestion",
    "write_passage",
]
