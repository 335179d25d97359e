"""The one table of secrets that are sent by mail."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Token(models.Model):
    """
    One secret that was sent to one person for one purpose. Only its hash is kept.

    `audience` names what it opens (`consultation:42`); `browser` is the hash of the cookie of the browser that asked
    for it, or that opened it first. A secret of purpose `reply` is part of an address; it says in what thread somebody writes,
    never who writes, and it ends (`used_at`) when it is withdrawn. Personal data: whom it was sent to; rows are deleted thirty days after they expire.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("sign in")
        PERSONAL_LINK = "personal_link", _("personal link of a mail")
        SECOND_BROWSER = "second_browser", _("the same link in a second browser")
        UNSUBSCRIBE = "unsubscribe", _("stop a kind of mail")
        REPLY = "reply", _("address for answers to a mail")

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True)
    audience = models.CharField(max_length=80, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "created_at"], name="entrance_token_recent")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.audience}"

    def is_alive(self, at: datetime) -> bool:
        """Not expired and not used up."""
        return self.used_at is None and at < self.expires_at


class Knock(models.Model):
    """
    Somebody asked for a code: for which address and from which network, both only as keyed hashes.

    It limits how many mails strangers can have sent, to known and unknown addresses alike. Personal data: none that can be
    read back; rows are deleted after a day.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="entrance_knock_recent")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"
