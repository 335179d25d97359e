"""What kind of mail it is: a notice of a mail server, an answer by a machine, a forward, a reply."""

from __future__ import annotations

from mailtext import phrases
from mailtext.letters import fold
from mailtext.mime import Part, addresses
from mailtext.model import Bounce, Kind

_LONGEST_LOOKED_AT = 20_000


def subject_prefixes(subject: str) -> tuple[list[str], str]:
    """The prefixes of a subject (folded: re, fwd, …), outermost first, and the subject without them."""
    found: list[str] = []
    rest = subject
    while len(found) < 10:
        match = phrases.SUBJECT_PREFIX.match(fold(rest[:80]))
        # Folding may lengthen a letter (đ, љ); the prefix ends with its colon.
        if not match:
            break
        found.append(match["word"])
        rest = rest[rest.index(":") + 1 :].lstrip()
    return found, rest


def is_report(mail: Part) -> str:
    """delivery-status, feedback-report or disposition-notification, by the type of a report (RFC 6522); "" for no report."""
    if mail.type == "multipart/report":
        kind = mail.parameters.get("report-type", "").lower()
        if kind:
            return kind
    for part in mail.walk():
        if part.type in {"message/delivery-status", "message/global-delivery-status"} and mail.type.startswith(
            "multipart/"
        ):
            return "delivery-status" if _is_from_server(mail) or mail.type == "multipart/report" else ""
        if part.type == "message/feedback-report":
            return "feedback-report"
    return ""


def _is_from_server(mail: Part) -> bool:
    sender = (addresses(mail.raw("from")) or [("", "")])[0]
    return (
        bool(phrases.BOUNCE_FROM.match(sender[1]) or phrases.BOUNCE_FROM.match(fold(sender[0])))
        or mail.raw("return-path").strip() == "<>"
    )


def read_bounce(mail: Part) -> tuple[Bounce, str] | None:
    """What a notice of non-delivery says, and by what it was known; `None` when this is none."""
    if is_report(mail) == "delivery-status":
        return _standard_bounce(mail), "report of delivery status"
    if mail.all("x-failed-recipients") and _is_from_server(mail):
        return _worded_bounce(mail), "X-Failed-Recipients"
    if _is_from_server(mail) and not _is_machine_answer(mail):
        subject = fold(mail.get("subject"))
        body = fold(_first_text(mail)[:_LONGEST_LOOKED_AT])
        if body.startswith("hi. this is the qmail-send") or "this is the qmail-send program" in body[:400]:
            return _worded_bounce(mail), "words of qmail"
        if phrases.BOUNCE_SUBJECT.search(subject):
            return _worded_bounce(mail), "sender and subject of a mail server"
        if phrases.BOUNCE_FROM.match((addresses(mail.raw("from")) or [("", "")])[0][1]) and (
            phrases.BOUNCE_GONE.search(body) or phrases.BOUNCE_LATER.search(body)
        ):
            return _worded_bounce(mail), "sender and words of a mail server"
    return None


def _standard_bounce(mail: Part) -> Bounce:
    action = status = words = recipient = ""
    for part in mail.walk():
        if part.type not in {"message/delivery-status", "message/global-delivery-status"}:
            continue
        for block in part.text().split("\n\n"):
            fields = _fields(block)
            said = fields.get("action", "").split(" ")[0].lower()
            if not said or action == "failed":
                continue
            # Several recipients may stand in one notice; the gravest word counts.
            action = said
            statuses = phrases.SMTP_STATUS.findall(fields.get("status", "")) or phrases.SMTP_STATUS.findall(
                fields.get("diagnostic-code", "")
            )
            status = statuses[0] if statuses else ""
            words = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
            named = fields.get("original-recipient", "") or fields.get("final-recipient", "")
            recipient = named.partition(";")[2].strip().strip("<>").lower() or named.lower()
    if not action:
        worded = _worded_bounce(mail)
        action, status, words, recipient = (
            worded.action,
            status or worded.status,
            words or worded.words,
            recipient or worded.recipient,
        )
    return Bounce(_returned_id(mail), action, status, words[:250], recipient)


def _fields(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in block.split("\n")[:200]:
        if line[:1] in {" ", "\t"} and name:
            found[name] += " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            found.setdefault(name, value.strip())
    return found


def _first_text(mail: Part) -> str:
    for part in mail.walk():
        if part.type == "text/plain" and not part.parts:
            return part.text()
    for part in mail.walk():
        if part.type == "text/html":
            return part.text()
    return ""


def _returned_id(mail: Part) -> str:
    """The identifier of the mail that came back."""
    for part in mail.walk():
        if part.type in {"message/rfc822", "message/global"} and part.parts:
            found = message_id(part.parts[0].raw("message-id"))
        elif part.type in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
            found = message_id(_fields(part.text()).get("message-id", ""))
        else:
            continue
        if found:
            return found
    for name in ("x-failed-message-id", "in-reply-to", "references"):
        if found := message_id(mail.raw(name)):
            return found
    for line in _first_text(mail)[:_LONGEST_LOOKED_AT].split("\n"):
        if line.strip().lower().startswith("message-id:") and (found := message_id(line)):
            return found
    return ""


def message_id(text: str) -> str:
    """The first message identifier of a header, with angle brackets; "" where there is none."""
    found = message_ids(text)
    return found[0] if found else ""


def message_ids(text: str) -> tuple[str, ...]:
    """All message identifiers of a header, in order, each once."""
    made: dict[str, None] = {}
    for piece in text.split("<")[1:]:
        inside = piece.partition(">")[0].strip()
        if "@" in inside and not inside.count(" ") and len(inside) <= 300:
            made.setdefault(f"<{inside}>")
    return tuple(made)


def _worded_bounce(mail: Part) -> Bounce:
    """What a notice without the standard's parts says, by the words that servers use."""
    text = _first_text(mail)[:_LONGEST_LOOKED_AT]
    notice = _before_copy(text)
    key = fold(notice)
    subject = fold(mail.get("subject"))
    statuses = phrases.SMTP_STATUS.findall(notice)
    codes = phrases.SMTP_CODE.findall(notice)
    status = statuses[0] if statuses else f"{codes[0][0]}.0.0" if codes else ""
    late = phrases.BOUNCE_LATER.search(subject) or (
        phrases.BOUNCE_LATER.search(key) and not phrases.BOUNCE_GONE.search(key) and not status.startswith("5")
    )
    # A full mailbox that the server has given up on has failed too; only its status tells that it may work again.
    gave_up = (
        "giving up" in key
        or "permanent" in key
        or status.startswith("5")
        or phrases.BOUNCE_SUBJECT.search(subject) is not None
    )
    action = (
        "delayed"
        if late
        and (
            (
                "delay" in subject
                or "warning" in subject
                or "vonohet" in subject
                or "odloz" in subject
                or "verzog" in subject
            )
            or not gave_up
        )
        else "failed"
    )
    if not status:
        status = "4.0.0" if late else "5.1.1" if phrases.BOUNCE_GONE.search(key) else "5.0.0"
    recipient = next(iter(mail.all("x-failed-recipients")), "").partition(",")[0].strip().lower()
    own = {address for _, address in addresses(mail.raw("from")) + addresses(mail.raw("to"))}
    if not recipient:
        for match in phrases.BOUNCE_ADDRESS.finditer(notice):
            if match[1].lower() not in own and not phrases.BOUNCE_FROM.match(match[1].lower()):
                recipient = match[1].lower()
                break
    return Bounce(_returned_id(mail), action, status, _telling_line(notice)[:250], recipient)


def _before_copy(text: str) -> str:
    for mark in (
        "--- Below this line is a copy",
        "------ This is a copy of",
        "--- The header of the original",
        "Original message headers",
        "----- Original message",
        "-----Original Message",
    ):
        at = text.find(mark)
        if at > 0:
            return text[:at]
    return text


def _telling_line(notice: str) -> str:
    lines = [" ".join(line.split()) for line in notice.split("\n")]
    for line in lines:
        if phrases.SMTP_STATUS.search(line) or phrases.SMTP_CODE.search(line):
            return line
    for line in lines:
        key = fold(line)
        if phrases.BOUNCE_GONE.search(key) or phrases.BOUNCE_LATER.search(key):
            return line
    return ""


def _is_machine_answer(mail: Part) -> str:
    """What shows that a machine answered; "" where nothing does."""
    submitted = mail.get("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted}"
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-reply",
        "x-mail-autoreply",
        "x-autogenerated",
        "x-auto-replied",
        "x-vacation",
    ):
        value = mail.get(name).strip().lower()
        if value and value not in {"no", "false", "0"}:
            return name
    if mail.get("x-ms-exchange-generated-message-source") or mail.get("x-ms-exchange-inbox-rules-loop"):
        return "mark of Exchange"
    if mail.get("precedence").strip().lower() in {"auto_reply", "auto-reply", "autoreply"}:
        return "Precedence"
    if mail.get("x-pop3vacation") or mail.get("delivered-to").strip().lower() == "autoresponder":
        return "mark of a mail server"
    return ""


def machine_answer(mail: Part, text: str) -> str:
    """What shows that nobody wrote this just now: headers, then the subject with the words; "" where nothing does."""
    if said := _is_machine_answer(mail):
        return said
    if is_report(mail) == "disposition-notification":
        return "receipt of reading"
    subject = mail.get("subject")
    prefixes, rest = subject_prefixes(subject)
    key = fold(rest)
    match = phrases.AUTO_SUBJECT.match(key)
    precedence = mail.get("precedence").strip().lower()
    if match and (not prefixes or precedence in {"bulk", "junk", "list"}):
        after = key[match.end() :].lstrip()
        if (
            after.startswith((":", "-", "("))
            or not after
            or phrases.AUTO_BODY.search(fold(text[:600]))
            or precedence in {"bulk", "junk"}
        ):
            return "subject of an automatic answer"
    if precedence in {"bulk", "junk"} and phrases.AUTO_BODY.search(fold(text[:600])):
        return "Precedence and words of an automatic answer"
    if len(text) < 900 and phrases.AUTO_BODY.match(_after_greeting(text)):
        return "words of an automatic answer"
    if mail.type == "text/calendar" or any(
        part.type == "text/calendar" and part.parameters.get("method", "").lower() in {"reply", "counter"}
        for part in mail.walk()
    ):
        return "answer to an invitation"
    return ""


def _after_greeting(text: str) -> str:
    lines = [line for line in fold(text[:600]).split("\n") if line.strip()]
    if len(lines) > 1 and (lines[0].rstrip().endswith((",", "!")) or len(lines[0].split()) <= 3):
        lines = lines[1:]
    return " ".join(line.strip() for line in lines)


def kind_of(mail: Part, *, forwards: bool, has_quote: bool, holds_mail: bool, has_words: bool) -> tuple[Kind, str]:
    """reply, forward or new, for a mail that a person wrote, and by what it was known."""
    prefixes, _ = subject_prefixes(mail.get("subject"))
    first = prefixes[0] if prefixes else ""
    answers = bool(message_ids(mail.raw("in-reply-to")) or message_ids(mail.raw("references")))
    if first in phrases.FORWARD_PREFIXES and (forwards or has_quote or holds_mail or not answers):
        return Kind.FORWARD, f"subject begins with {first}"
    if forwards and not (first and first not in phrases.FORWARD_PREFIXES):
        return Kind.FORWARD, "heading of a forwarded mail"
    if holds_mail and not answers and not first:
        return Kind.FORWARD, "a mail attached"
    if first:
        return Kind.REPLY, f"subject begins with {first}"
    if answers:
        return Kind.REPLY, "In-Reply-To"
    if has_quote:
        return Kind.REPLY, "quote"
    return Kind.NEW, "nothing is answered"


def read_complaint(mail: Part) -> Bounce:
    """Which mail was complained about, and by whom, as far as the report (RFC 5965) tells."""
    words = recipient = ""
    for part in mail.walk():
        if part.type == "message/feedback-report":
            fields = _fields(part.text())
            words = fields.get("feedback-type", "")
            named = addresses(fields.get("original-rcpt-to", "") or fields.get("removal-recipient", ""))
            recipient = named[0][1] if named else ""
    return Bounce(_returned_id(mail), "complained", "", words[:250], recipient)
