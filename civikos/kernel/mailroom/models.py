"""Mail that has come in, and where we look for it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from civikos.kernel.mailroom.querysets import IncomingQuerySet
from civikos.kernel.mailroom.states import Reason, Status


class Incoming(models.Model):
    """
    One mail as it came. `sha256` is that of its bytes, so that a mail fetched twice is one row.

    `recipients` are those of the envelope, where the source knows it. `person` and `audience` say whose thread it belongs
    to; `is_proved` that our mail server proved the person to be its writer, `is_genuine` only that the address in From is
    no forgery; `stated_by` is the officer who said from whom it is. `about` names what it became, `note` says more, in
    three languages. `reading` is what was understood, without attachments.

    Personal data: everything a stranger wrote. Words, sender and file are deleted after `retention.incoming_handled`,
    `retention.incoming_waiting` or `retention.incoming_other` days; that a mail of this hash came, and what became of it, stays.
    """

    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    source = models.CharField(max_length=40)
    recipients = models.JSONField(default=list)
    received_at = models.DateTimeField(default=timezone.now)
    sender_address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    why = models.CharField(max_length=30, choices=Reason.choices, blank=True)
    note = models.JSONField(default=dict)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    audience = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=80, blank=True)
    is_proved = models.BooleanField(default=False)
    is_genuine = models.BooleanField(default=False)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reading = models.JSONField(default=dict)
    attachments = models.ManyToManyField("files.StoredFile", related_name="+")
    left_out = models.JSONField(default=list)
    handled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    forgotten_at = models.DateTimeField(null=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256"], name="mailroom_mail_once")]
        indexes = [
            models.Index(fields=["status", "received_at", "id"], name="mailroom_by_status"),
            models.Index(fields=["received_at", "id"], name="mailroom_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.sender_address} {self.received_at:%Y-%m-%d} {self.status}"


class Source(models.Model):
    """
    One place where we look for mail: when it was looked at, when that worked, when the last mail came. No personal data.

    `uid_validity` and `last_uid` remember how far a mailbox was read whose server keeps no flags of ours.
    """

    name = models.CharField(max_length=40, unique=True)
    tried_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
