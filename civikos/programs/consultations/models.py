"""A consultation on a draft: who was asked, what they said, what became of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.programs.consultations.querysets import (
    ConsultationQuerySet,
    ContributionQuerySet,
    MailedReplyQuerySet,
    PointQuerySet,
    RaisedQuerySet,
    ReturnedFileQuerySet,
)
from civikos.programs.consultations.states import (
    Contradiction,
    ContributionStatus,
    DraftStatus,
    MailedStatus,
    Outcome,
    RaisedStatus,
    ReturnedStatus,
    Satisfied,
    Status,
    Uptake,
)

LANGUAGES = [("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")]


class Consultation(models.Model):
    """
    One draft put before the network and answered by an institution. No personal data but the officer's key.

    `members_until` is the network's own deadline, `government_until` the institution's; both are instants, made from a
    local day and time of day, with the edition of the calendar they were computed with. Until
    `contributions_published_at` is set, members' contributions are seen by members only.
    """

    draft = models.OneToOneField("legislation.Draft", on_delete=models.PROTECT, related_name="consultation")
    version = models.ForeignKey(
        "legislation.Version", on_delete=models.PROTECT, related_name="+", help_text="the version being commented"
    )
    status = models.CharField(_("status"), max_length=15, choices=Status.choices, default=Status.REGISTERED)
    is_public = models.BooleanField(_("the draft is public"), default=True)
    summary = models.TextField(_("summary"), blank=True)
    received_at = models.DateTimeField(_("received"))
    opened_on = models.DateField(_("opened by the institution on"))
    members_until = models.DateTimeField(_("deadline for members"))
    government_until = models.DateTimeField(_("deadline of the institution"))
    calendar_edition = models.BigIntegerField(default=0)
    short_reason = models.CharField(_("reason for a shorter period"), max_length=300, blank=True)
    no_reason_given = models.BooleanField(
        _("no reason was given"), default=False, help_text="for a shorter period or urgency, though somebody asked"
    )
    is_urgent = models.BooleanField(_("declared urgent"), default=False)
    announced_in_plan = models.BooleanField(_("announced in the plan of the year"), null=True)
    early_consultation = models.BooleanField(_("early consultation held"), null=True)
    early_consultation_on = models.DateField(_("day of the early consultation"), null=True, blank=True)
    notice_on = models.DateField(_("day of the notice"), null=True, blank=True)
    notice_channels = models.JSONField(_("ways in which it was announced"), null=True, blank=True)
    has_meetings = models.BooleanField(_("public meetings held"), null=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    final_text_on = models.DateField(_("final text published on"), null=True, blank=True)
    request_key = models.CharField(
        max_length=40, blank=True, editable=False, help_text="one press of the button registers one draft"
    )
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    distributed_at = models.DateTimeField(null=True, blank=True)
    contributions_published_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text="grows with every step taken through the door of `permissions`: what pages keep is kept under it",
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        indexes = [models.Index(fields=["status", "members_until"], name="consultations_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(members_until__lte=F("government_until")), name="consultations_members_first"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="consultations_status_known"),
            models.UniqueConstraint(
                fields=["request_key"], condition=~Q(request_key=""), name="consultations_one_per_press"
            ),
        ]

    def __str__(self) -> str:
        return str(self.draft)

    def get_absolute_url(self) -> str:
        return reverse("consultations:room", args=[self.pk])

    @property
    def name(self) -> str:
        """How links, mails and the log name it: `consultation:42`."""
        return f"consultation:{self.pk}"

    @property
    def is_for_everybody(self) -> bool:
        """Whether everybody may read the draft: `querysets.FOR_EVERYBODY`, asked of a row that is at hand."""
        return self.distributed_at is not None and self.is_public

    def is_open_at(self, moment: datetime) -> bool:
        """Whether members may still contribute: distributed, and before the deadline."""
        return self.status == Status.DISTRIBUTED and moment < self.members_until


class Meeting(models.Model):
    """A public meeting of the institution on the draft. No personal data: how many came, never who."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField(_("day"))
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["consultation", "held_on"], name="consultations_meetings")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.held_on}"


class Recipient(models.Model):
    """
    One person on the list of those whom a consultation concerns, and why; `organization` is the one they are asked for.

    `reasons`: `[{"code": "topic", "of": "…"}]`, several for one person. Personal data: kept with the consultation.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.CASCADE, related_name="+"
    )
    reasons = models.JSONField(default=list)
    is_removed = models.BooleanField(default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    is_away = models.BooleanField(default=False, help_text="their mailbox answered our mail by itself")
    away_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "person"], name="consultations_recipient_once")]
        indexes = [models.Index(fields=["consultation", "organization"], name="consultations_recipient_org")]

    def __str__(self) -> str:
        return f"{self.consultation_id} → {self.person_id}"


class Subscription(models.Model):
    """A person asked to hear of everything on a topic, of a place or from an institution. Personal data: kept until they end it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey("topics.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("places.Place", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Expressions, because SQLite counts two empty columns as different.
            models.UniqueConstraint(
                "person",
                Coalesce("topic", 0),
                Coalesce("place", 0),
                Coalesce("institution", 0),
                name="consultations_subscription_once",
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | Q(place__isnull=False) | Q(institution__isnull=False),
                name="consultations_subscription_to_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Contribution(models.Model):
    """
    What one person said about one provision (or the whole draft), in a declared capacity.

    `organization` is the organization they spoke for; empty means as an individual. `quote` with what stands before and
    after it holds the place in the text beyond this version. Personal data: the author; a statement made for an
    organization stays when the person is erased.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        PROPOSAL = "proposal", _("exact wording")

    class Channel(models.TextChoices):
        WEB = "web", _("on the web")
        MAIL = "mail", _("by e-mail")
        WORD = "word", _("in a Word file")
        OFFICER = "officer", _("entered by the secretariat")
        POSITION = "position", _("joint position of the network")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="contributions")
    version = models.ForeignKey("legislation.Version", on_delete=models.PROTECT, related_name="+")
    provision = models.ForeignKey(
        "legislation.Provision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article = models.CharField(max_length=200, blank=True, help_text="eid of the article, for counting without a join")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=ContributionStatus.choices, default=ContributionStatus.ACTIVE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=2, choices=LANGUAGES)
    text = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    quote_prefix = models.CharField(max_length=200, blank=True)
    quote_suffix = models.CharField(max_length=200, blank=True)
    original = models.TextField(blank=True, help_text="the wording from which the proposal started")
    proposed = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    given_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the officer who entered it in the author's name",
    )
    returned_file = models.ForeignKey(
        "consultations.ReturnedFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    mailed_reply = models.ForeignKey(
        "consultations.MailedReply", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    hidden_reason = models.CharField(max_length=300, blank=True)
    receipted_at = models.DateTimeField(null=True, blank=True, help_text="when the receipt was put into the outbox")
    request_key = models.CharField(
        max_length=40, blank=True, help_text="one press of the button makes one contribution"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        indexes = [
            models.Index(fields=["consultation", "status", "article", "given_at"], name="contributions_of_article"),
            models.Index(fields=["author", "consultation"], name="contributions_of_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(proposed="") | Q(kind="proposal"), name="contributions_say_something"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ContributionStatus.values), name="contributions_status_known"
            ),
            models.UniqueConstraint(
                fields=["author", "request_key"], condition=~Q(request_key=""), name="contributions_one_per_press"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:contribution", args=[self.pk])

    @property
    def name(self) -> str:
        """How the search, the log and mails name it."""
        return f"contribution:{self.pk}"


class Revision(models.Model):
    """How a contribution stood before it was edited. Personal data: as the contribution."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.until}"


class Support(models.Model):
    """A person backs another's contribution, for an organization or as an individual. Personal data: as the contribution."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "person"], name="consultations_support_once"),
            models.UniqueConstraint(
                fields=["contribution", "organization"],
                condition=Q(organization__isnull=False),
                name="consultations_support_org_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} +1"


class Point(models.Model):
    """
    One row of the matrix: one or several contributions that say the same, in one wording.

    `number` is given at submission and never changes; before it `position` orders. No personal data of its own.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField()
    provision = models.ForeignKey(
        "legislation.Provision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    text = models.TextField(blank=True)
    original = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    contributions = models.ManyToManyField(Contribution, related_name="points")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["consultation", "position"], name="consultations_matrix_order")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="consultations_point_number"),
            models.CheckConstraint(
                condition=~Q(outcome="rejected") | ~Q(answer=""), name="consultations_rejection_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.values), name="consultations_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} #{self.number or self.position}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:point", args=[self.pk])

    @property
    def name(self) -> str:
        """How the log and the search name it."""
        return f"point:{self.pk}"


class Answer(models.Model):
    """Each answer an institution gave to a point, also those it changed later. Personal data: the official's key."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    text = models.TextField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_sheet = models.BooleanField(default=False)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.point_id} {self.outcome}"


class Paper(models.Model):
    """
    A paper that the consultation produced, as it was handed over: the matrix in each form, the letter, the report.

    No personal data beyond what the matrix says.
    """

    class Kind(models.TextChoices):
        MATRIX = "matrix", _("matrix")
        LETTER = "letter", _("covering letter")
        REPORT = "report", _("report")
        RETURNED = "returned", _("matrix returned by the institution")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    format = models.CharField(max_length=5)
    language = models.CharField(max_length=2, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}.{self.format}"


class Export(models.Model):
    """
    A long matrix being made as PDF in the background, or made, for whoever may read the matrix: one for each revision.

    `parts_done` of `parts` are set. No personal data beyond what the matrix says; deleted after a day.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="exports")
    revision = models.PositiveBigIntegerField()
    format = models.CharField(max_length=5)
    parts = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "revision", "format"], name="consultations_export_once")
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}.{self.format} {self.revision}"


class Placement(models.Model):
    """
    Where a contribution stands in a later version: on which provision, how surely, or nowhere, with why.

    Stored, never computed again silently; a person may set it. What was said on the whole draft stands on the whole of
    the later version too (`why` is WHOLE_DRAFT, without a provision). No personal data.
    """

    WHOLE_DRAFT = "whole_draft"

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="placements")
    version = models.ForeignKey("legislation.Version", on_delete=models.CASCADE, related_name="+")
    provision = models.ForeignKey("legislation.Provision", null=True, on_delete=models.CASCADE, related_name="+")
    article = models.CharField(max_length=200, blank=True)
    confidence = models.FloatField(default=0)
    why = models.CharField(max_length=40, blank=True)
    decided_by_person = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "version"], name="consultations_placement_once")]
        indexes = [models.Index(fields=["version", "article"], name="consultations_placed")]

    def __str__(self) -> str:
        return f"{self.contribution_id} → {self.article or '—'}"


class ReturnedFile(models.Model):
    """
    A Word file that somebody sent back: a draft with tracked changes and comments, and what was understood of it.

    `version` is the one being commented when it came; `author` is the person it speaks for, `uploader` who handed it in
    (an officer, when it came by mail). `reading` is what `queries.returning.Understood` says, as JSON.
    Personal data: both people, and the names that the file gives to its changes and comments. Purpose: to show the
    sender what was understood, to make contributions of it, and to prove afterwards from what they were made. Content
    and reading of a file that was thrown away are deleted after 14 days, of one that was never taken over 30 days after
    the deadline, of one that was taken over a year after the report (`actions.returning.forget_old_files`), at once when a person of it is
    erased. The trail keeps what the file was called.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="returned_files")
    version = models.ForeignKey("legislation.Version", on_delete=models.PROTECT, related_name="+")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=2, choices=LANGUAGES)
    name = models.CharField(max_length=200)
    mailed_reply = models.ForeignKey(
        "consultations.MailedReply", null=True, blank=True, on_delete=models.SET_NULL, related_name="returned_files"
    )
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    reading = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=ReturnedStatus.choices, default=ReturnedStatus.READ)
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = ReturnedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("returned Word file")
        verbose_name_plural = _("returned Word files")
        indexes = [models.Index(fields=["consultation", "author"], name="consultations_returned_files")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReturnedStatus.values), name="consultations_returned_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("consultations:returned_file", args=[self.consultation_id, self.pk])

    @property
    def is_entered_by_officer(self) -> bool:
        """Whether somebody else handed it in than the person it speaks for."""
        return self.uploader_id is not None and self.uploader_id != self.author_id


class MailedReply(models.Model):
    """
    What one mail said to a consultation, and what was understood of it, item by item.

    `incoming` is the key of the mail in the mailroom: one mail makes one row. `version` is the one whose provisions the
    items name, `answered_version` the number of the one that the sender had before them. `place` is the provision of the
    mail that was answered. `items` is what `queries.mailed.Item` says, as JSON. `files_read_at` is empty while attached
    Word files wait to be read. `capacity_note` says why it counts for the person alone.

    Personal data: the person and their words. Purpose: to show the sender what was understood, to make contributions of it
    by the moment of its arrival, and to prove afterwards from what they were made. Words and attachments of a mail that was
    thrown away or never confirmed are deleted 30 days after the deadline, of one that was taken over a year after the
    report, at once when the person is erased (`actions.mailing.forget_old_replies`).
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="mailed_replies")
    version = models.ForeignKey("legislation.Version", on_delete=models.PROTECT, related_name="+")
    answered_version = models.PositiveIntegerField(default=1)
    incoming = models.BigIntegerField(unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    capacity_note = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    subject = models.CharField(max_length=250, blank=True)
    place = models.CharField(max_length=200, blank=True)
    items = models.JSONField(default=list)
    attachments = models.ManyToManyField("files.StoredFile", related_name="+")
    status = models.CharField(max_length=10, choices=MailedStatus.choices, default=MailedStatus.READ)
    is_proved = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    files_read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="when the sender was told what was understood")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = MailedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer by e-mail")
        verbose_name_plural = _("answers by e-mail")
        indexes = [
            models.Index(fields=["consultation", "author"], name="consultations_mailed_replies"),
            models.Index(fields=["arrived_at"], name="consultations_mail_untold", condition=Q(told_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MailedStatus.values), name="consultations_mailed_status_known"
            ),
            # What nobody proved stands only after its author has confirmed it.
            models.CheckConstraint(
                condition=~Q(status=MailedStatus.TAKEN) | Q(is_proved=True) | Q(confirmed_at__isnull=False),
                name="consultations_mail_taken_by_its_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} ← {self.incoming}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:mailed", args=[self.consultation_id, self.pk])


class ReceivedDraft(models.Model):
    """
    A draft that came by mail to the intake address and waits to be registered: the files, and what the mail says of it.

    `incoming` is the key of the mail in the mailroom. `title` and `deadline_on` are what was found in the mail: proposals for
    the form, nothing more. Personal data: who sent it. Kept until the year after it was registered or thrown away, then
    deleted with its files (`actions.intake_mail.forget_old_drafts`); the draft itself keeps its own.
    """

    incoming = models.BigIntegerField(unique=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sender_address = models.CharField(max_length=254, blank=True)
    institution = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    words = models.TextField(blank=True, help_text="what the mail itself says")
    deadline_on = models.DateField(null=True, blank=True)
    files = models.ManyToManyField("files.StoredFile", related_name="+")
    is_proved = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=DraftStatus.choices, default=DraftStatus.WAITING)
    consultation = models.ForeignKey(Consultation, null=True, on_delete=models.SET_NULL, related_name="+")
    arrived_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft received by e-mail")
        verbose_name_plural = _("drafts received by e-mail")
        indexes = [models.Index(fields=["status", "arrived_at"], name="consultations_drafts_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DraftStatus.values), name="consultations_received_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"mail {self.incoming}"


class FollowedArticle(models.Model):
    """
    A person wants to hear what others say on one article. `told_until` is the moment up to which they have been told.

    Personal data: kept until they end it, or the report is public (then nothing more is said on it).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="followed_articles")
    article = models.CharField(max_length=200)
    since = models.DateTimeField()
    told_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "consultation", "article"], name="consultations_article_followed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.consultation_id}/{self.article}"


class TakenUp(models.Model):
    """
    Whether a later version holds what a point asked for: what the comparison of words found, and what an officer says of it.

    One row for each point with a place or a wording; one more, with `contribution`, for each contribution behind it that
    asked for other words. `verdict` is the machine's and stays; `overruled` is the officer's, with the reason. Without a
    proposed wording (`why` is NO_WORDING) it cannot be told; only `article_changed` says something then. `evidence`: `[{"op": "insert" | "delete", "text", "done", "eid"}]`.

    Made again when the version is judged again; what an officer said stays. Personal data: the officer's key and the words
    of the point; kept with the point.
    """

    NO_WORDING = "no_wording"
    NO_COMMON_LANGUAGE = "no_common_language"

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="taken_up")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="taken_up")
    version = models.ForeignKey("legislation.Version", on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=12, choices=Uptake.choices)
    share = models.FloatField(default=0)
    why = models.CharField(max_length=30, blank=True)
    eid = models.CharField(
        max_length=200, blank=True, help_text="where it stands, or would stand, in the later version"
    )
    article_changed = models.BooleanField(default=False)
    evidence = models.JSONField(default=list)
    overruled = models.CharField(max_length=12, choices=Uptake.choices, blank=True)
    overruled_reason = models.CharField(max_length=500, blank=True)
    overruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    overruled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "point", "version", Coalesce("contribution", 0), name="consultations_taken_up_once"
            ),
            models.CheckConstraint(
                condition=Q(overruled="") | ~Q(overruled_reason=""), name="consultations_overruled_has_reason"
            ),
            models.CheckConstraint(condition=Q(verdict__in=Uptake.values), name="consultations_verdict_known"),
        ]
        indexes = [models.Index(fields=["version", "point"], name="consultations_taken_up")]

    def __str__(self) -> str:
        return f"{self.point_id} → {self.version_id}: {self.overruled or self.verdict}"


class KeptApart(models.Model):
    """
    Contributions that resemble each other and that an officer wants to keep as points of their own.

    `contributions` are their keys in order. A group whose voices are all among them is not proposed again; when another
    voice joins it, it is. Personal data: the officer's key; kept with the consultation.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="kept_apart")
    contributions = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.contributions}"


class Satisfaction(models.Model):
    """
    What a contributor thinks of the answer to their contribution, and why; each view they had, the one in force without `until`.

    One in force for each contribution: its author's, or, where it was made for an organization, whoever speaks for that
    today. `answer` is the one they had before them; when the institution answers otherwise, the view is of an earlier one.
    Personal data: the person and their reason. Purpose: to count whether answers convince, in the report and for each
    institution. Kept with the contribution; when a person is erased, a view of their own loses its reason and its name,
    one given for an organization stays.
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="satisfactions")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="satisfactions")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.SET_NULL, related_name="+")
    view = models.CharField(max_length=10, choices=Satisfied.choices)
    reason = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="when it was changed or taken back")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], condition=Q(until=None), name="consultations_satisfaction_one_in_force"
            ),
            models.CheckConstraint(condition=Q(view__in=Satisfied.values), name="consultations_satisfaction_known"),
        ]
        indexes = [models.Index(fields=["point", "until"], name="consultations_satisfied")]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.view}"


class Inquiry(models.Model):
    """
    The secretariat asked an institution to explain points whose answer and text say different things, until when.

    `points` are the keys of those points, `version` the text that was compared. Personal data: the officer's key; kept with
    the consultation.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="inquiries")
    version = models.ForeignKey("legislation.Version", on_delete=models.CASCADE, related_name="+")
    points = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answer_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.asked_at}"


class Explanation(models.Model):
    """
    What an institution says to a point whose answer and text say different things: its right of reply. Each one it gave;
    the one in force without `until`.

    It holds for the answer and the version of the text that it was given to: another answer or a later text opens the
    question again. Personal data: the official's key; kept with the point.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="explanations")
    version = models.ForeignKey("legislation.Version", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Contradiction.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    text = models.TextField()
    language = models.CharField(max_length=2, choices=LANGUAGES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_officer = models.BooleanField(default=False, help_text="the secretariat entered what came on paper")
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="when it was replaced")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(until=None), name="consultations_explanation_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="consultations_explanation_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.given_at}"


class Raised(models.Model):
    """
    A point that somebody wants raised in the Council for Cooperation of the Government with Civil Society, and whether it was.

    The Council's own sittings are not kept here: this is the secretariat's list of what to bring there, with the day and
    the sitting at which it was brought. Personal data: who proposed it and who marked it; kept with the point.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="raised")
    status = models.CharField(max_length=10, choices=RaisedStatus.choices, default=RaisedStatus.WAITING)
    reason = models.CharField(max_length=1000)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    raised_on = models.DateField(null=True, blank=True)
    meeting = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=1000, blank=True, help_text="what came of it, or why it was not raised")

    objects = RaisedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point"], condition=~Q(status="dropped"), name="consultations_raised_once"),
            models.CheckConstraint(
                condition=~Q(status="raised") | (Q(raised_on__isnull=False) & ~Q(meeting="")),
                name="consultations_raised_where",
            ),
            models.CheckConstraint(condition=Q(status__in=RaisedStatus.values), name="consultations_raised_known"),
        ]
        indexes = [models.Index(fields=["status", "proposed_at"], name="consultations_raised_list")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.status}"

    @property
    def name(self) -> str:
        """How the log names it."""
        return f"raised:{self.pk}"


class Report(models.Model):
    """The published report: its figures as they were then. No personal data."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="report")
    figures = models.JSONField()
    standards = models.JSONField()
    foreword = models.TextField(blank=True)
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"report {self.consultation_id}"
