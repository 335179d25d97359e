"""
The outbox: every message that will be, is being or has been sent, committed together with the decision behind it; what
waits for a digest instead; what people want of it, and which addresses do not work.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """
    One message to one person about one thing.

    `dedup_key` makes a second copy impossible; `message_id` and `date` are fixed when the row is written, so a retry
    sends the same message. `secrets` are personal links and codes: they are cut out of `body` once it has been sent.
    After `until` it is not worth sending any more. `fault` says what a message that came back tells of its address.
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
        NO_ADDRESS = "no_address", _("not sent: the address does not work")

    class Fault(models.TextChoices):
        NONE = "", _("none")
        GONE = "gone", _("there is no such mailbox")
        HARD = "hard", _("refused for good")
        SOFT = "soft", _("could not be delivered for the time being")
        POLICY = "policy", _("refused for what it is or whence it comes, not for the address")

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
    until = models.DateTimeField(null=True)
    fault = models.CharField(max_length=10, choices=Fault.choices, default=Fault.NONE, blank=True)
    faulted_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="correspondence_due",
                condition=models.Q(state__in=["queued", "deferred"]),
            ),
            models.Index(fields=["about", "kind", "state"], name="correspondence_about"),
            models.Index(fields=["id"], name="correspondence_sending", condition=models.Q(state="sending")),
            models.Index(fields=["person", "date"], name="correspondence_of_person"),
            models.Index(
                fields=["address", "faulted_at"],
                name="correspondence_faults",
                condition=models.Q(faulted_at__isnull=False),
            ),
            models.Index(fields=["address"], name="correspondence_no_address", condition=models.Q(state="no_address")),
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


class Group(models.TextChoices):
    """What a person chooses a rhythm for: kinds of messages that can wait for a digest, under a name people understand."""

    INVITATIONS = "invitations", _("drafts that concern your organizations")
    FOLLOWED = "followed", _("drafts on what you follow yourself")
    CHANGES = "changes", _("new versions and moved deadlines")
    REPORTS = "reports", _("published reports")


class Rhythm(models.TextChoices):
    """How often messages that can wait come."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, together")
    WEEKLY = "weekly", _("once a week, together")


class Preference(models.Model):
    """
    How often messages of one group come to a person; without a row, at once.

    Personal data: kept while the person is, given in their copy, deleted with an erasure.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=15, choices=Group.choices)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="correspondence_preference_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.group} {self.rhythm}"


class Absence(models.Model):
    """
    A person wants no mail that can wait before a day; on it, one digest says what there was.

    Personal data: kept until that day, given in the person's copy, deleted with an erasure.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person} until {self.until}"


class Notice(models.Model):
    """
    What a person will read in their next digest in place of a mail of its own.

    `words` holds by language what a digest says: `title` of the thing, `text` of what happened, `why` it came. `until` is
    when it stops being of use, `due_at` when its digest is made. `opens` is the object to which the digest makes a personal
    link; where it is empty, `page` is the address of the public page. It ends either in a `digest` or left out (`left_out_at`).
    Personal data: to whom; words are emptied after `retention.message_body` days, the row stays as delivery record.
    """

    kind = models.CharField(max_length=40)
    group = models.CharField(max_length=15, choices=Group.choices, blank=True)
    about = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    dedup_key = models.CharField(max_length=160, unique=True)
    words = models.JSONField(default=dict)
    page = models.JSONField(default=dict)
    opens = models.CharField(max_length=60, blank=True)
    link_until = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    digest = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="notices")
    left_out_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "person"],
                name="correspondence_waiting",
                condition=models.Q(digest=None, left_out_at=None),
            ),
            models.Index(fields=["about", "kind"], name="correspondence_notice_about"),
            models.Index(fields=["person", "at"], name="correspondence_notice_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedup_key}"


class Hold(models.Model):
    """
    An address to which nothing more is sent, because mail to it comes back; while `ended_at` is empty.

    `words` is what the last server said, `told_at` when the person's colleagues were told. Personal data: the address and whose it is; kept with the delivery record, the
    address is emptied with an erasure.
    """

    class Reason(models.TextChoices):
        GONE = "gone", _("the mail server says that there is no such mailbox")
        HARD = "hard", _("mail was refused for good more than once")
        SOFT = "soft", _("mail could not be delivered again and again")

    class Ending(models.TextChoices):
        RELEASED = "released", _("released by a person")
        CORRECTED = "corrected", _("another address was confirmed")
        REACHED = "reached", _("mail gets there again")
        ERASED = "erased", _("the person was erased")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.EmailField(max_length=254)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    words = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("address"), name="correspondence_one_hold", condition=models.Q(ended_at=None)
            ),
        ]
        indexes = [models.Index(fields=["person", "since"], name="correspondence_hold_person")]

    def __str__(self) -> str:
        return f"{self.address} {self.reason}"


class AddressChange(models.Model):
    """
    Another address proposed for a person; it is used only after somebody has confirmed it by the mail sent to it.

    Only a hash of the confirming link is kept. Personal data: both addresses; deleted with an erasure, else kept as the
    trail of who changed where mail goes.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    old = models.EmailField(max_length=254)
    new = models.EmailField(max_length=254)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    secret_hash = models.CharField(max_length=64, unique=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="correspondence_one_open_change",
                condition=models.Q(confirmed_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
