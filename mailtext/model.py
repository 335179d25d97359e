"""The nouns: a mail as its writer meant it, its passages, what hangs on it, and why it could not be read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a mail is; compares equal to its plain word."""

    REPLY = "reply"
    NEW = "new"
    FORWARD = "forward"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"


class Role(StrEnum):
    """What a part beside the text is for."""

    FILE = ""  # something the writer attached
    INLINE = "inline"  # a picture shown in the text or the signature
    SEAL = "seal"  # an S/MIME or PGP signature or key
    CALENDAR = "calendar"
    MAIL = "mail"  # a whole mail, forwarded as an attachment
    WINMAIL = "winmail"  # winmail.dat: files packed by Outlook, not opened here
    REPORT = "report"  # a machine's report about another mail


@dataclass(frozen=True, slots=True)
class Attachment:
    """
    A part beside the text: its name as given by the sender ("" where none is), its content type, its bytes.

    The name is for showing only: it has no path and no control characters, but says nothing about the content.
    """

    name: str
    type: str
    data: bytes
    role: Role = Role.FILE


@dataclass(frozen=True, slots=True)
class Passage:
    """
    Words of the writer and the quoted words directly above them, "" where they stand above all quotes.

    Several passages mean answers between quoted lines. `under` has no quotation marks of mail and no line that only
    says who wrote when.
    """

    under: str
    text: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """
    A notice about a mail that could not be delivered, or was delivered late.

    `message_id` (with angle brackets) and `recipient` are those of the mail that came back, "" where the notice does
    not say. `action` is failed, delayed, delivered, relayed or expanded (RFC 3464, 2.3.3); `status` like 5.1.1, or ""
    (RFC 3463); `words` are those of the other server, shortened to 250 characters.
    """

    message_id: str = ""
    action: str = ""
    status: str = ""
    words: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """
    Part of a writer's words about one place of a text, or about several.

    `labels` name places the way lawtext does (`art_5`, `art_5__para_2`, `art_5__para_2__point_a`, `chp_III`,
    `annex_1`); a paragraph whose article is not named begins with `para_`. Empty: about the whole.
    `proposed` is the exact wording that the writer asks for, "" where none is given. `is_mentioned`: the words do not begin
    with the place, they only mention it.
    """

    labels: tuple[str, ...]
    text: str
    proposed: str = ""
    is_mentioned: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """
    One mail, read.

    `text` is what the writer says now; `signature`, `disclaimer` and `quote` hold the rest, so that no word is lost.
    Addresses are lower case. `sender` is "" where From names nobody or several. `recipients` are all addresses of To,
    Cc, Delivered-To, X-Original-To and Envelope-To. Message identifiers keep their angle brackets. `language` is sq,
    sr, en, de or "" where nothing tells. `authentication` holds the Authentication-Results, topmost first: only those
    of one's own server may be believed. `why` names what made it that kind. `doubts` are codes:

    - `unmarked_quote`: the quote has no marks, all below its heading was taken for it;
    - `answers_below`: the writer says that the answers stand below, but they cannot be told from the quote;
    - `colored_answers`: answers between the lines of such a quote were told by their color;
    - `nothing_own`: no words of the writer were found;
    - `subject_only`: the words of the writer were taken from the subject;
    - `sealed`: the text is encrypted, or packed into a signature that is not opened here;
    - `from_html`: there was no plain text, or it was not as good;
    - `damaged`: parts did not end where they should, or could not be decoded cleanly;
    - `several_senders`: From names more than one address.
    """

    kind: Kind
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    passages: tuple[Passage, ...] = ()
    signature: str = ""
    disclaimer: str = ""
    quote: str = ""
    language: str = ""
    attachments: tuple[Attachment, ...] = ()
    authentication: tuple[str, ...] = ()
    why: str = ""
    bounce: Bounce | None = None
    doubts: tuple[str, ...] = ()

    def answers(self, ours: Collection[str]) -> str:
        """The nearest of our message identifiers that this mail answers; "" where it names none."""
        for each in (self.in_reply_to, *reversed(self.references)):
            if each and each in ours:
                return each
        return ""

    def is_one_of(self, ours: Collection[str]) -> bool:
        """Whether this is a mail of ours that came back."""
        return bool(self.message_id) and self.message_id in ours


@dataclass(eq=False)
class Unreadable(Exception):
    """
    The bytes are not those of a mail that can be read; `code` says why, `details` give the figures.

    Codes: `too_large` (bytes), `headers_too_large`, `header_too_long`, `too_many_parts`, `nested_too_deep`,
    `too_much_text` (characters or lines), `too_complex` (HTML), `not_a_mail`.
    """

    code: str
    details: dict[str, int | str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.code + "".join(f" {name}={value}" for name, value in self.details.items())
