"""A relay for the demo and for tests: every message becomes an `.eml` file in a folder, written whole or not at all."""

import os
import smtplib
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NO_SUCH_HOST = ".invalid"


class FolderBackend(BaseEmailBackend):
    """
    Writes messages under `MAIL_DIR`, named by Message-ID; the file bears the date of its message.

    Like every relay it knows no host under `.invalid` (RFC 2606) and says so with 550.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message; how many. Raises smtplib.SMTPRecipientsRefused for an address that cannot exist."""
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            gone = [address for address in message.recipients() if address.endswith(NO_SUCH_HOST)]
            if gone:
                raise smtplib.SMTPRecipientsRefused(dict.fromkeys(gone, (550, b"5.1.2 Host unknown")))
            content = message.message()
            name = str(content["Message-ID"]).strip("<>").replace("/", "_")
            partial = settings.MAIL_DIR / f".{name}.part"
            partial.write_bytes(content.as_bytes())
            if content["Date"]:
                moment = parsedate_to_datetime(str(content["Date"])).timestamp()
                os.utime(partial, (moment, moment))
            os.replace(partial, settings.MAIL_DIR / f"{name}.eml")
        return len(email_messages)
