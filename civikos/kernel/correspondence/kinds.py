"""
Kinds of messages: may the receiver stop them, can they wait for a digest, are they a list, why do they come, and what to do
when nobody knows whether one was handed over.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from civikos.kernel.correspondence.models import Group, Message

_WHY = _("You get this message because you work with the network or have written to it.")


@dataclass(frozen=True)
class KindRules:
    """
    What the law of one kind of message allows and demands; `label` is what people call it.

    Only a kind with a `group` can wait for a digest, where its letters bring a `Brief`; what is owed to one person or has a
    term of law has none. `is_asked_for`: sent to an address that does not work too, because somebody waits for it now.
    `why` closes every mail of a kind whose text does not give reasons of its own.
    `is_automatic`: a machine's answer to a mail; one a day at most goes to one address, of all such kinds together.
    """

    label: Any
    can_be_stopped: bool = False
    is_list: bool = False
    on_doubt: str = Message.OnDoubt.RESEND
    group: str = ""
    is_asked_for: bool = False
    why: Any = _WHY
    is_automatic: bool = False


KINDS: dict[str, KindRules] = {
    "consultation_invitation": KindRules(
        _("invitations to comment on drafts"), can_be_stopped=True, is_list=True, group=Group.INVITATIONS
    ),
    "consultation_reminder": KindRules(_("reminders before the deadline"), can_be_stopped=True, is_list=True),
    "new_version": KindRules(_("news of a next version"), can_be_stopped=True, is_list=True, group=Group.CHANGES),
    "report_published": KindRules(
        _("news of published reports"), can_be_stopped=True, is_list=True, group=Group.REPORTS
    ),
    "deadline_changed": KindRules(_("changes of a deadline"), can_be_stopped=True, is_list=True, group=Group.CHANGES),
    "contribution_receipt": KindRules(
        _("receipts"), why=_("You get this message because you contributed: it is your receipt, and always comes.")
    ),
    "contribution_withdrawn": KindRules(
        _("receipts of withdrawal"),
        why=_(
            "You get this message because a contribution of yours was withdrawn: it is your receipt, and always comes."
        ),
    ),
    "answers_received": KindRules(
        _("answers to what you said"),
        why=_(
            "You get this message because you contributed to this document: the answer is owed to you, and always comes."
        ),
    ),
    "submission_to_ministry": KindRules(
        _("submissions to an institution"),
        why=_("You get this message because you answer for the institution in this consultation."),
    ),
    "sign_in_code": KindRules(
        _("codes for signing in"),
        on_doubt=Message.OnDoubt.HOLD,
        is_asked_for=True,
        why=_(
            "You get this message because somebody asked for a code for this address. Codes come only when they are asked for."
        ),
    ),
    "link_code": KindRules(
        _("codes for a second device"),
        on_doubt=Message.OnDoubt.HOLD,
        is_asked_for=True,
        why=_("You get this message because your personal link was opened. Codes come only when they are asked for."),
    ),
    "election_opened": KindRules(_("calls to vote"), on_doubt=Message.OnDoubt.HOLD),
    "election_reminder": KindRules(_("reminders to vote"), on_doubt=Message.OnDoubt.HOLD),
    "election_result": KindRules(_("results of elections")),
    "information_request": KindRules(
        _("requests for documents"),
        why=_("You get this message because it asks your institution for documents under the law."),
    ),
    "information_letter": KindRules(
        _("complaints and clarifications about requests for documents"),
        why=_("You get this message because it belongs to a request for documents under the law."),
    ),
    "information_request_news": KindRules(_("news of requests for documents"), can_be_stopped=True, is_list=True),
    "information_request_reminder": KindRules(
        _("last days of requests for documents"), can_be_stopped=True, is_list=True
    ),
    "digest": KindRules(
        _("digests of what can wait"),
        can_be_stopped=True,
        is_list=True,
        why=_("You get this message because you chose to have mails that can wait together."),
    ),
    "address_confirmation": KindRules(
        _("questions whether an address is yours"),
        is_asked_for=True,
        why=_(
            "You get this message because this address was given as yours. If nobody confirms it, nothing more is sent to it."
        ),
    ),
    "colleague_unreachable": KindRules(
        _("news that a colleague does not get our mail"),
        why=_("You get this message because you belong to the same organization."),
    ),
    "mail_from_elsewhere": KindRules(
        _("warnings of mail from other addresses"),
        is_automatic=True,
        why=_("You get this message because mail in your name came from another address than yours."),
    ),
    "mail_receipt": KindRules(
        _("receipts for what you said by mail"),
        why=_("You get this message because you answered one of ours: it is your receipt, and always comes."),
    ),
    "mail_to_confirm": KindRules(
        _("questions whether a mail is yours"),
        is_asked_for=True,
        why=_(
            "You get this message because a mail came in your name. Without your answer nothing is recorded in your name."
        ),
    ),
    "mail_too_late": KindRules(
        _("news that a mail came too late"),
        why=_("You get this message because you answered one of ours after its deadline."),
    ),
    "article_by_mail": KindRules(
        _("articles you asked for by mail"),
        is_asked_for=True,
        why=_("You get this message because you asked on the page to have this article sent to you."),
    ),
    "article_news": KindRules(
        _("news of articles you follow"),
        can_be_stopped=True,
        is_list=True,
        group=Group.FOLLOWED,
        why=_("You get this message because you follow this article."),
    ),
    "matrix_received": KindRules(
        _("receipts for a matrix that came back"),
        why=_("You get this message because you sent us the matrix of a consultation with your answers."),
    ),
    "explanations_asked": KindRules(
        _("requests to explain an answer"),
        why=_("You get this message because you answer for the institution in this consultation."),
    ),
    "contradictions_found": KindRules(
        _("answers that differ from the text"),
        why=_("You get this message because you contributed to this document, or work on this consultation."),
    ),
    "position_opened": KindRules(_("new joint positions"), can_be_stopped=True, is_list=True),
    "position_consent": KindRules(_("drafts of joint positions to answer"), can_be_stopped=True, is_list=True),
    "position_vote": KindRules(_("votes on joint positions"), can_be_stopped=True, is_list=True),
    "position_reminder": KindRules(_("reminders about joint positions"), can_be_stopped=True, is_list=True),
    "position_result": KindRules(_("results of joint positions"), can_be_stopped=True, is_list=True),
    "position_ended": KindRules(
        _("joint positions that were withdrawn or corrected"), can_be_stopped=True, is_list=True
    ),
    "position_answer_replaced": KindRules(
        _("another answer of your organization"),
        why=_(
            "You get this message because somebody else has answered for your organization after you: it always comes."
        ),
    ),
    "position_to_addressee": KindRules(
        _("joint positions sent to an institution"),
        why=_("You get this message because you answer for the institution to which the position is addressed."),
    ),
}

DIGEST = "digest"
# What one press on a digest stops: everything that it would have told.
IN_DIGESTS = tuple(kind for kind, rules in KINDS.items() if rules.group)


def why_words(kind: str) -> str:
    """Why messages of a kind come, in the active language."""
    return str(KINDS[kind].why)
