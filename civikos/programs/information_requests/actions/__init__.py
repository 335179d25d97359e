"""The verbs of requests for documents: one module for each part of the work."""

from civikos.programs.information_requests.actions.contacts import write_contact
from civikos.programs.information_requests.actions.documents import (
    add_boxes,
    add_document,
    cover_words,
    make_pages,
    prepare,
    publish,
    remove_redactions,
    rename_document,
    reopen_document,
    unpublish,
)
from civikos.programs.information_requests.actions.drafting import Wanted, discard, edit, make_batch, write_draft
from civikos.programs.information_requests.actions.events import (
    annul,
    classify,
    close,
    enter_event,
    receive_message,
    recount,
    reopen,
    set_private,
    withdraw,
)
from civikos.programs.information_requests.actions.feeds import feed_of, renew_feed
from civikos.programs.information_requests.actions.sending import mark_sent, put_in_outbox, send, send_batch
from civikos.programs.information_requests.actions.writing import (
    discard_letter,
    draft_letter,
    edit_letter,
    put_letter_in_outbox,
    send_letter,
)

__all__ = [
    "Wanted",
    "add_boxes",
    "add_document",
    "annul",
    "classify",
    "close",
    "cover_words",
    "discard",
    "discard_letter",
    "draft_letter",
    "edit",
    "edit_letter",
    "enter_event",
    "feed_of",
    "make_batch",
    "make_pages",
    "mark_sent",
    "prepare",
    "publish",
    "put_in_outbox",
    "put_letter_in_outbox",
    "receive_message",
    "recount",
    "remove_redactions",
    "rename_document",
    "renew_feed",
    "reopen",
    "reopen_document",
    "send",
    "send_batch",
    "send_letter",
    "set_private",
    "unpublish",
    "withdraw",
    "write_contact",
    "write_draft",
]
