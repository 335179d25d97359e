"""
The only writers of consultations: one public function for each verb of the field.

`intake`: register, correct the text, move the deadline. `distribution`: the list, sending, reminding. `contributions`:
say, change, withdraw, back, hide. `network`: the network's own voice. `subscriptions`: what to hear of. `matrix`: arrange and submit. `grouping`: make one
point of what is similar. `answers`: answer, on the page or by the sheet. `versions`: the next text. `takenup`: what it
takes up. `contradictions`: ask for explanations, explain. `satisfaction`: what contributors think of the answers. `council`:
what is to be raised there. `report`: publish. `standards`: facts by which it is measured. `returning`: Word files that come back. `mailing`: answers by mail.
`returned_by_mail`: the matrix that comes back by mail. `intake_mail`: drafts that come by mail. `articles`: one article by
mail, and following it.
"""

from civikos.programs.consultations.actions.answers import (
    answer_each,
    answer_point,
    answer_points,
    conclude,
    import_answers,
    keep_returned_sheet,
)
from civikos.programs.consultations.actions.articles import follow_article, send_article, unfollow_article
from civikos.programs.consultations.actions.contradictions import ask_explanations, explain
from civikos.programs.consultations.actions.contributions import (
    contribute,
    edit_contribution,
    hide_contribution,
    move_contribution,
    publish_contributions,
    restore_contribution,
    send_receipts,
    support,
    withdraw_contribution,
    withdraw_support,
)
from civikos.programs.consultations.actions.council import drop_raising, mark_raised, propose_raising, put_back_raising
from civikos.programs.consultations.actions.distribution import (
    add_recipient,
    distribute,
    note_link_opened,
    propose_audience,
    remind,
    remove_recipient,
    restore_recipient,
    retry_delivery,
)
from civikos.programs.consultations.actions.grouping import keep_apart, merge_similar, propose_again, undo_merge
from civikos.programs.consultations.actions.intake import (
    change_deadline,
    correct_provision,
    divide_provision,
    join_provision,
    mark_place,
    register_draft,
    withdraw_consultation,
)
from civikos.programs.consultations.actions.intake_mail import discard_draft, register_received, restore_draft
from civikos.programs.consultations.actions.mailing import confirm_mail, correct_mail, discard_mail
from civikos.programs.consultations.actions.matrix import (
    arrange_matrix,
    edit_point,
    merge_points,
    move_point,
    split_point,
    submit,
)
from civikos.programs.consultations.actions.network import contribute_position, withdraw_position
from civikos.programs.consultations.actions.report import publish_report
from civikos.programs.consultations.actions.returning import (
    discard_returned,
    forget_old_files,
    keep_returned_file,
    restore_returned,
    take_returned,
    withdraw_returned,
)
from civikos.programs.consultations.actions.satisfaction import take_back_view, value_answer
from civikos.programs.consultations.actions.standards import MeetingHeld, Noted, note_standards
from civikos.programs.consultations.actions.subscriptions import subscribe, unsubscribe
from civikos.programs.consultations.actions.takenup import judge_version, overrule_judgment, restore_judgment
from civikos.programs.consultations.actions.versions import add_version, place_contribution

__all__ = [
    "MeetingHeld",
    "Noted",
    "add_recipient",
    "add_version",
    "answer_each",
    "answer_point",
    "answer_points",
    "arrange_matrix",
    "ask_explanations",
    "change_deadline",
    "conclude",
    "confirm_mail",
    "contribute",
    "contribute_position",
    "correct_mail",
    "correct_provision",
    "discard_draft",
    "discard_mail",
    "discard_returned",
    "distribute",
    "divide_provision",
    "drop_raising",
    "edit_contribution",
    "edit_point",
    "explain",
    "follow_article",
    "forget_old_files",
    "hide_contribution",
    "import_answers",
    "join_provision",
    "judge_version",
    "keep_apart",
    "keep_returned_file",
    "keep_returned_sheet",
    "mark_place",
    "mark_raised",
    "merge_points",
    "merge_similar",
    "move_contribution",
    "move_point",
    "note_link_opened",
    "note_standards",
    "overrule_judgment",
    "place_contribution",
    "propose_again",
    "propose_audience",
    "propose_raising",
    "publish_contributions",
    "publish_report",
    "put_back_raising",
    "register_draft",
    "register_received",
    "remind",
    "remove_recipient",
    "restore_contribution",
    "restore_draft",
    "restore_judgment",
    "restore_recipient",
    "restore_returned",
    "retry_delivery",
    "send_article",
    "send_receipts",
    "split_point",
    "submit",
    "subscribe",
    "support",
    "take_back_view",
    "take_returned",
    "undo_merge",
    "unfollow_article",
    "unsubscribe",
    "value_answer",
    "withdraw_consultation",
    "withdraw_contribution",
    "withdraw_position",
    "withdraw_returned",
    "withdraw_support",
]
