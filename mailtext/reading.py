"""One raw mail to what its writer says now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailtext import kinds
from mailtext.dissection import Dissected, dissect
from mailtext.guard import check_size, check_text
from mailtext.letters import fold, language_of
from mailtext.lines import Line, plain_lines
from mailtext.markup import markup_lines
from mailtext.mime import Part, addresses, parse
from mailtext.model import Attachment, Kind, Mail, Passage, Role, Unreadable

_RECIPIENT_HEADERS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_KNOWN_HEADERS = frozenset(
    "from to subject date received message-id return-path delivered-to mime-version content-type sender reply-to".split()
)
_STUB = 40


@dataclass(slots=True)
class _Body:
    """One place of text in a mail: the same words in plain text and in HTML, either may be missing."""

    plain: Part | None = None
    html: Part | None = None


@dataclass(slots=True)
class _Content:
    bodies: list[_Body] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    holds_mail: bool = False


def read_mail(raw: bytes) -> Mail:
    """
    What one mail says and what it is.

    Takes a few hundred microseconds for a plain mail; strangers' mails belong into a child process with limits
    (`python -m mailtext`, `from_json`). Raises `Unreadable`, nothing else.
    """
    check_size(raw)
    top = parse(raw)
    if not any(name in _KNOWN_HEADERS for name, _ in top.headers):
        raise Unreadable("not_a_mail")
    content = _Content()
    _collect(top, content)
    senders = addresses(top.raw("from"))
    sender_name, sender = senders[0] if len(senders) == 1 else ("", "")
    if len(senders) > 1 or len(top.all("from")) > 1:
        sender_name = sender = ""
        content.doubts.append("several_senders")
    found = _dissected(content, sender_name, sender)
    kind, why, bounce = Kind.NEW, "", None
    if noticed := kinds.read_bounce(top):
        kind, (bounce, why) = Kind.BOUNCE, noticed
    elif kinds.is_report(top) == "feedback-report":
        kind, why = Kind.COMPLAINT, "feedback report"
        bounce = kinds.read_complaint(top)
    elif why := kinds.machine_answer(top, found.text):
        kind = Kind.AUTO_REPLY
    else:
        kind, why = kinds.kind_of(
            top,
            forwards=found.forwards,
            has_quote=found.has_quote,
            holds_mail=content.holds_mail,
            has_words=bool(found.text),
        )
        _look_in_subject(top, kind, found)
    if any(part.damaged for part in top.walk()):
        content.doubts.append("damaged")
    recipients = dict.fromkeys(
        address
        for name in _RECIPIENT_HEADERS
        for value in top.headers
        if value[0] == name
        for _, address in addresses(_raw_text(value[1]))
    )
    return Mail(
        kind=kind,
        sender=sender,
        sender_name=sender_name,
        recipients=tuple(recipients),
        message_id=kinds.message_id(top.raw("message-id")),
        in_reply_to=kinds.message_id(top.raw("in-reply-to")),
        references=kinds.message_ids(top.raw("references")),
        subject=top.get("subject"),
        date=_date(top.raw("date")),
        text=found.text,
        passages=found.passages,
        signature=found.signature,
        disclaimer=found.disclaimer,
        quote=found.quote,
        language=language_of(found.text) or language_of(kinds.subject_prefixes(top.get("subject"))[1]),
        attachments=tuple(content.attachments),
        authentication=tuple(top.all("authentication-results")),
        why=why,
        bounce=bounce,
        doubts=tuple(dict.fromkeys(content.doubts + found.doubts)),
    )


def _raw_text(value: bytes) -> str:
    return " ".join(value.decode("utf-8", "replace").split())


def _look_in_subject(top: Part, kind: Kind, found: Dissected) -> None:
    """The whole answer may stand in the subject: a new mail without words, or a subject that says "end of message"."""
    if found.text:
        return
    subject = kinds.subject_prefixes(top.get("subject"))[1]
    ended = fold(subject).rstrip(" )]").endswith(("eom", "nt", "kaq", "kraj poruke")) and fold(subject).rstrip(
        " )]"
    ).rpartition(" ")[2].strip("([<") in {"eom", "nt", "kaq", "poruke"}
    if ended:
        subject = subject.rstrip(" )]").rpartition(" ")[0].rstrip(" -–([<")
    if (ended or kind is Kind.NEW) and len(subject.split()) >= 2:
        found.text = subject
        found.passages = (Passage("", subject),)
        found.doubts.append("subject_only")
    else:
        found.doubts.append("nothing_own")


def _date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # loaded late: it takes longer than reading a mail

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# Parts


def _collect(part: Part, content: _Content) -> None:
    if part.type == "multipart/alternative":
        _alternative(part, content)
    elif part.type == "multipart/signed":
        for number, each in enumerate(part.parts):
            if number == 0:
                _collect(each, content)
            else:
                content.attachments.append(Attachment(each.name, each.type, each.content(), Role.SEAL))
    elif part.type == "multipart/encrypted":
        content.doubts.append("sealed")
        for each in part.parts:
            content.attachments.append(Attachment(each.name, each.type, each.content(), Role.SEAL))
    elif part.type == "multipart/related":
        _related(part, content)
    elif part.type.startswith("multipart/"):
        for each in part.parts:
            _collect(each, content)
    elif part.type in {"text/plain", "text/html"} and part.disposition != "attachment" and not part.name:
        content.bodies.append(_Body(plain=part) if part.type == "text/plain" else _Body(html=part))
    else:
        _attach(part, content)


def _alternative(part: Part, content: _Content) -> None:
    body = _Body()
    for each in part.parts:
        if each.type.startswith("multipart/"):
            inner = _Content()
            _collect(each, inner)
            for one in inner.bodies:
                body.plain = body.plain or one.plain
                body.html = body.html or one.html
            content.attachments += inner.attachments
            content.doubts += inner.doubts
            content.holds_mail = content.holds_mail or inner.holds_mail
        elif each.type == "text/plain" and body.plain is None and each.disposition != "attachment":
            body.plain = each
        elif each.type == "text/html" and body.html is None and each.disposition != "attachment":
            body.html = each
        else:
            _attach(each, content)
    content.bodies.append(body)


def _related(part: Part, content: _Content) -> None:
    root = part.parameters.get("start", "").strip("<> ")
    first = (
        next((each for each in part.parts if root and each.raw("content-id").strip("<> ") == root), None)
        or part.parts[0]
    )
    _collect(first, content)
    for each in part.parts:
        if each is not first:
            _attach(each, content, role=Role.INLINE if each.type.startswith("image/") else None)


def _attach(part: Part, content: _Content, role: Role | None = None) -> None:
    if part.type.startswith("multipart/"):
        for each in part.parts:
            _attach(each, content, role)
        return
    data, name = part.content(), part.name
    if role is None:
        role = _role(part, name)
    if role is Role.MAIL:
        content.holds_mail = True
        name = name or (part.parts[0].get("subject")[:150] if part.parts else "")
    if part.type == "application/pkcs7-mime" or part.type == "application/x-pkcs7-mime":
        content.doubts.append("sealed")
    if data or name:
        content.attachments.append(Attachment(name, part.type, data, role))


def _role(part: Part, name: str) -> Role:
    if part.type in {"message/rfc822", "message/global"}:
        return Role.MAIL
    if part.type.startswith("message/") or part.type in {"text/rfc822-headers"}:
        return Role.REPORT
    if part.type == "text/calendar" or part.type == "application/ics":
        return Role.CALENDAR
    if part.type in {"application/ms-tnef", "application/vnd.ms-tnef"} or name.lower() == "winmail.dat":
        return Role.WINMAIL
    if part.type in {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/pgp-encrypted",
    }:
        return Role.SEAL
    if part.type.startswith("image/") and part.raw("content-id") and part.disposition != "attachment":
        return Role.INLINE
    return Role.FILE


# Bodies


def _dissected(content: _Content, sender_name: str, sender: str) -> Dissected:
    plain: list[Line] = []
    marked: list[Line] = []
    has_html = has_plain = False
    for body in content.bodies:
        plain_text = _text(body.plain) if body.plain else ""
        if body.html is not None:
            has_html = True
        if body.plain is not None and not (body.html is not None and _is_stub(plain_text)):
            has_plain = True
            plain += _plain(body.plain, plain_text)
            plain.append(Line(""))
        elif body.html is not None:
            content.doubts.append("from_html")
            plain += _html(body.html)
            plain.append(Line(""))
    found = dissect(plain, sender_name=sender_name, sender=sender)
    if has_html and has_plain and ("unmarked_quote" in found.doubts or not found.text):
        # HTML tells where the quote ends; plain text of some programs does not.
        for body in content.bodies:
            marked += (
                _html(body.html)
                if body.html is not None
                else _plain(body.plain, _text(body.plain))
                if body.plain
                else []
            )
            marked.append(Line(""))
        other = dissect(marked, sender_name=sender_name, sender=sender)
        if other.text and ("unmarked_quote" not in other.doubts or "colored_answers" in other.doubts or not found.text):
            content.doubts.append("from_html")
            return other
    return found


def _text(part: Part) -> str:
    text = part.text()
    check_text(text)
    return text


def _plain(part: Part, text: str) -> list[Line]:
    flowed = part.parameters.get("format", "").lower() == "flowed"
    return plain_lines(text, flowed=flowed, joined=part.parameters.get("delsp", "").lower() == "yes")


def _html(part: Part) -> list[Line]:
    return markup_lines(part.text())


def _is_stub(text: str) -> bool:
    words = text.strip()
    if not words:
        return True
    key = fold(words[:400])
    return (
        "html" in key
        and len(words) < 400
        and any(
            word in key
            for word in ("support", "view", "client", "enable", "viewer", "format", "mundeso", "podrz", "unterstutz")
        )
    )
