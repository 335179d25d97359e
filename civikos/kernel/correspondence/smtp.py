"""
Handing one message to an SMTP relay, with its answer kept and with one thing known that smtplib does not tell: whether
the connection broke before the relay could have taken the message, or when it may have taken it already.
"""

import re
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

_DOT_AT_LINE_START = re.compile(rb"(?m)^\.")


class NobodyKnows(smtplib.SMTPException):
    """The connection broke after the text had begun to leave: the relay may have taken the message, or not."""


class SmtpBackend(EmailBackend):
    """Django's SMTP backend with the steps of one delivery taken one by one; `last_reply` is the relay's word."""

    last_reply = ""

    def _send(self, email_message: EmailMessage) -> bool:
        encoding = email_message.encoding or settings.DEFAULT_CHARSET
        sender = sanitize_address(email_message.from_email, encoding)
        message: Any = email_message.message()
        data: bytes = message.as_bytes(linesep="\r\n")
        data = _DOT_AT_LINE_START.sub(b"..", data)
        if not data.endswith(b"\r\n"):
            data += b"\r\n"
        relay = self.connection
        if relay is None:
            raise smtplib.SMTPServerDisconnected("the connection was closed")
        relay.ehlo_or_helo_if_needed()
        code, words = relay.mail(sender, [f"size={len(data)}"] if relay.has_extn("size") else [])
        if code != 250:
            self._start_over(relay, code)
            raise smtplib.SMTPSenderRefused(code, words, sender)
        for address in email_message.recipients():
            recipient = sanitize_address(address, encoding)
            code, words = relay.rcpt(recipient)
            if code not in (250, 251):
                self._start_over(relay, code)
                raise smtplib.SMTPRecipientsRefused({recipient: (code, words)})
        code, words = relay.docmd("DATA")
        if code != 354:
            self._start_over(relay, code)
            raise smtplib.SMTPDataError(code, words)
        try:
            relay.send(data + b".\r\n")
            code, words = relay.getreply()
        except OSError as broken:
            raise NobodyKnows(type(broken).__name__) from broken
        if code != 250:
            self._start_over(relay, code)
            raise smtplib.SMTPDataError(code, words)
        self.last_reply = f"{code} {words.decode(errors='replace')}"
        return True

    def _start_over(self, relay: smtplib.SMTP, code: int) -> None:
        # 421 says that the relay is closing the connection; anything else leaves it ready for the next message.
        if code != 421:
            relay.rset()
