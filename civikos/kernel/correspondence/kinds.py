"""Kinds of messages: may the receiver stop them, are they a list, and what to do when nobody knows whether one was handed over."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from civikos.kernel.correspondence.models import Message


@dataclass(frozen=True)
class KindRules:
    """What the law of one kind of message allows and demands; `label` is what people call it."""

    label: Any
    can_be_stopped: bool = False
    is_list: bool = False
    on_doubt: str = Message.OnDoubt.RESEND


KINDS: dict[str, KindRules] = {
    "consultation_invitation": KindRules(_("invitations to comment on drafts"), can_be_stopped=True, is_list=True),
    "consultation_reminder": KindRules(_("reminders before the deadline"), can_be_stopped=True, is_list=True),
    "new_version": KindRules(_("news of a next version"), can_be_stopped=True, is_list=True),
    "report_published": KindRules(_("news of published reports"), can_be_stopped=True, is_list=True),
    "deadline_changed": KindRules(_("changes of a deadline"), can_be_stopped=True, is_list=True),
    "contribution_receipt": KindRules(_("receipts")),
    "contribution_withdrawn": KindRules(_("receipts of withdrawal")),
    "answers_received": KindRules(_("answers to what you said")),
    "submission_to_ministry": KindRules(_("submissions to an institution")),
    "sign_in_code": KindRules(_("codes for signing in"), on_doubt=Message.OnDoubt.HOLD),
    "link_code": KindRules(_("codes for a second device"), on_doubt=Message.OnDoubt.HOLD),
    "position_opened": KindRules(_("new joint positions"), can_be_stopped=True, is_list=True),
    "position_consent": KindRules(_("drafts of joint positions to answer"), can_be_stopped=True, is_list=True),
    "position_vote": KindRules(_("votes on joint positions"), can_be_stopped=True, is_list=True),
    "position_reminder": KindRules(_("reminders about joint positions"), can_be_stopped=True, is_list=True),
    "position_result": KindRules(_("results of joint positions"), can_be_stopped=True, is_list=True),
    "position_ended": KindRules(
        _("joint positions that were withdrawn or corrected"), can_be_stopped=True, is_list=True
    ),
    "position_answer_replaced": KindRules(_("another answer of your organization")),
    "position_to_addressee": KindRules(_("joint positions sent to an institution")),
}
