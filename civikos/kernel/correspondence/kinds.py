"""Kinds of messages: may the receiver stop them, are they a list, and what to do when nobody knows whether one was handed over."""

from dataclasses import dataclass

from civikos.kernel.correspondence.models import Message


@dataclass(frozen=True)
class KindRules:
    """What the law of one kind of message allows and demands."""

    can_be_stopped: bool = False
    is_list: bool = False
    on_doubt: str = Message.OnDoubt.RESEND


KINDS: dict[str, KindRules] = {
    "consultation_invitation": KindRules(can_be_stopped=True, is_list=True),
    "consultation_reminder": KindRules(can_be_stopped=True, is_list=True),
    "new_version": KindRules(can_be_stopped=True, is_list=True),
    "report_published": KindRules(can_be_stopped=True, is_list=True),
    "deadline_changed": KindRules(can_be_stopped=True, is_list=True),
    "contribution_receipt": KindRules(),
    "contribution_withdrawn": KindRules(),
    "answers_received": KindRules(),
    "submission_to_ministry": KindRules(),
    "sign_in_code": KindRules(on_doubt=Message.OnDoubt.HOLD),
    "link_code": KindRules(on_doubt=Message.OnDoubt.HOLD),
}
