"""The outbox: every message that will be, is being or has been sent, committed together with the decision behind it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """
    One message to one person about one thing.

    `dedup_key` makes a second copy impossible; `message_id` and `date` are fixed when the row is written, so a retry
    sends the same message. `secrets` are personal links and codes: they are cut out of `body` once it has been sent.
    Personal data: address and body; bodies are deleted after `retention.message_body` days, the delivery record stays.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEFERRED = "deferred", _("will be tried again")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("came back")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class OnDoubt(models.TextChoices):
        RESEND = "resend", _("send again: missing is worse")
        HOLD = "hold", _("hold: twice is worse")

    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    dedup_key = models.CharField(max_length=160, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    secrets = models.JSONField(default=list)
    headers = models.JSONField(default=dict)
    attachments = models.ManyToManyField("files.StoredFile", related_name="+")
    has_attachments = models.BooleanField(default=False)
    date = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    on_doubt = models.CharField(max_length=10, choices=OnDoubt.choices, default=OnDoubt.RESEND)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True)
    handed_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="correspondence_due",
                condition=models.Q(state__in=["queued", "deferred"]),
            ),
            models.Index(fields=["about", "kind", "state"], name="correspondence_about"),
            models.Index(fields=["id"], name="correspondence_sending", condition=models.Q(state="sending")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedup_key} {self.state}"


class Template(models.Model):
    """A text of the network's own in place of the one that the jurisdiction profile brings. No personal data."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=[("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")])
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="correspondence_template_once")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.language}"


class Mute(models.Model):
    """A person does not want messages of one kind any more. Personal data: kept while the person is."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=40)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="correspondence_mute_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"
