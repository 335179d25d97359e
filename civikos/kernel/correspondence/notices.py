"""
Reading one notice of non-delivery (RFC 3464) in a process of its own: `python -m civikos.kernel.correspondence.notices`.

Mail comes from anybody, and the standard parser can be made to work for minutes: the bytes are looked at first, and the
parsing is done by a child process with limits. This module imports nothing of the house so that the child starts fast.
"""

import json
import re
import sys
from email import policy
from email.message import Message
from email.parser import BytesParser

LARGEST = 5 * 1024 * 1024
LARGEST_HEADERS = 64 * 1024
LONGEST_HEADER = 8 * 1024
MOST_BOUNDARIES = 200
MOST_NESTED = 20
_MESSAGE_ID = re.compile(rb"<[^<>\s@]{1,64}@[^<>\s@]{1,200}>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


class Refused(Exception):
    """The bytes are not those of a mail that we would read; the message says why."""


def look_at(raw: bytes) -> None:
    """Refuse what only an attacker sends, before any parser sees it."""
    if len(raw) > LARGEST:
        raise Refused("too large")
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    if len(head) > LARGEST_HEADERS:
        raise Refused("headers too large")
    for header in re.split(rb"\r?\n(?![ \t])", head):
        if len(header) > LONGEST_HEADER:
            raise Refused("a header is too long")
    if len(re.findall(rb"(?i)boundary\s*=", raw)) > MOST_NESTED:
        raise Refused("nested too deep")
    if len(re.findall(rb"(?m)^--\S", raw)) > MOST_BOUNDARIES:
        raise Refused("too many parts")


def read(raw: bytes) -> dict[str, str]:
    """
    `{"kind": "bounce" | "other", "message_id", "action", "status", "words"}`: what a notice says about which message.

    `message_id` is that of the mail that could not be delivered, as the notice returns it; empty where it does not.
    """
    look_at(raw)
    mail: Message[str, str] = BytesParser(policy=policy.compat32).parsebytes(raw)
    found = {"kind": "other", "message_id": "", "action": "", "status": "", "words": ""}
    for part in mail.walk():
        match part.get_content_type():
            case "message/delivery-status":
                found["kind"] = "bounce"
                _read_status(part, found)
            case "message/rfc822" | "message/global" | "message/rfc822-headers" | "message/global-headers":
                inner = part.get_payload()
                for returned in _mails(inner)[:1] if not found["message_id"] else []:
                    found["message_id"] = _id_in(str(returned.get("Message-ID", "")))
            case "text/rfc822-headers":
                text = part.get_payload()
                if isinstance(text, str) and not found["message_id"]:
                    found["message_id"] = _id_in(_header(text, "Message-ID"))
    if found["kind"] == "bounce" and not found["message_id"]:
        for name in ("X-Failed-Message-ID", "In-Reply-To", "References"):
            found["message_id"] = found["message_id"] or _id_in(str(mail.get(name, "")))
    return found


def _mails(payload: object) -> list[Message]:
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _read_status(part: Message, found: dict[str, str]) -> None:
    for block in _mails(part.get_payload()):
        action = str(block.get("Action", "")).strip().lower()
        if not action:
            continue
        # Several recipients may stand in one notice; ours have one each, so the gravest word counts.
        if found["action"] != "failed":
            found["action"] = action
            found["status"] = next(iter(_STATUS.findall(str(block.get("Status", "")))), "")
            found["words"] = " ".join(str(block.get("Diagnostic-Code", "")).split())[:250]


def _header(text: str, name: str) -> str:
    match = re.search(rf"(?im)^{name}:[ \t]*(.*(?:\r?\n[ \t].*)*)", text)
    return match.group(1) if match else ""


def _id_in(text: str) -> str:
    match = _MESSAGE_ID.search(text.encode("utf-8", errors="replace"))
    return match.group(0).decode() if match else ""


def main() -> int:
    """Read a mail from standard input and print what it says as JSON."""
    try:
        found = read(sys.stdin.buffer.read(LARGEST + 1))
    except Refused as refusal:
        found = {"kind": "refused", "words": str(refusal)}
    except Exception as error:  # the parser of the standard library falls over some mails
        found = {"kind": "refused", "words": type(error).__name__}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
