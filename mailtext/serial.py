"""Mail as JSON, for the child process that reads what strangers send."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from mailtext.model import Attachment, Bounce, Kind, Mail, Passage, Role, Unreadable


def to_dict(mail: Mail) -> dict[str, Any]:
    """A mail as plain values; attachments are base64, the date is ISO 8601."""
    return {
        "kind": mail.kind.value,
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "recipients": list(mail.recipients),
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "text": mail.text,
        "passages": [{"under": each.under, "text": each.text} for each in mail.passages],
        "signature": mail.signature,
        "disclaimer": mail.disclaimer,
        "quote": mail.quote,
        "language": mail.language,
        "attachments": [
            {
                "name": each.name,
                "type": each.type,
                "data": b64encode(each.data).decode("ascii"),
                "role": each.role.value,
            }
            for each in mail.attachments
        ],
        "authentication": list(mail.authentication),
        "why": mail.why,
        "bounce": None
        if mail.bounce is None
        else {
            "message_id": mail.bounce.message_id,
            "action": mail.bounce.action,
            "status": mail.bounce.status,
            "words": mail.bounce.words,
            "recipient": mail.bounce.recipient,
        },
        "doubts": list(mail.doubts),
    }


def from_dict(values: dict[str, Any]) -> Mail:
    """The mail behind `to_dict`."""
    return Mail(
        kind=Kind(values["kind"]),
        sender=values["sender"],
        sender_name=values["sender_name"],
        recipients=tuple(values["recipients"]),
        message_id=values["message_id"],
        in_reply_to=values["in_reply_to"],
        references=tuple(values["references"]),
        subject=values["subject"],
        date=datetime.fromisoformat(values["date"]) if values["date"] else None,
        text=values["text"],
        passages=tuple(Passage(**each) for each in values["passages"]),
        signature=values["signature"],
        disclaimer=values["disclaimer"],
        quote=values["quote"],
        language=values["language"],
        attachments=tuple(
            Attachment(each["name"], each["type"], b64decode(each["data"]), Role(each["role"]))
            for each in values["attachments"]
        ),
        authentication=tuple(values["authentication"]),
        why=values["why"],
        bounce=Bounce(**values["bounce"]) if values["bounce"] else None,
        doubts=tuple(values["doubts"]),
    )


def to_json(mail: Mail) -> str:
    """One line of JSON, ASCII only, so that any pipe carries it."""
    return json.dumps(to_dict(mail))


def from_json(printed: str | bytes) -> Mail:
    """
    The mail that `python -m mailtext` printed.

    Raises `Unreadable` when it printed `{"error": …}`; `ValueError` or `KeyError` when this is not its output.
    """
    values = json.loads(printed)
    if "error" in values:
        raise Unreadable(values["error"]["code"], values["error"]["details"])
    return from_dict(values)
