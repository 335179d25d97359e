"""A relay for the demo and for tests: every message becomes an `.eml` file in a folder, written whole or not at all."""

import os
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes messages under `MAIL_DIR`, named by time and Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message; how many."""
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            name = str(content["Message-ID"]).strip("<>").replace("/", "_")
            partial = settings.MAIL_DIR / f".{name}.part"
            partial.write_bytes(content.as_bytes())
            os.replace(partial, settings.MAIL_DIR / f"{name}.eml")
        return len(email_messages)
