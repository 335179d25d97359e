"""Requests for access to public documents, what happened to each, the letters, the documents received and their redaction."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.catalog.registry import Missing
from civikos.programs.information_requests.querysets import DocumentQuerySet, InformationRequestQuerySet
from civikos.programs.information_requests.states import (
    Decision,
    DocumentStatus,
    Happening,
    LetterStatus,
    Status,
    Urgency,
    Way,
)

PERSON = settings.AUTH_USER_MODEL
LANGUAGES = [("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")]
REASONS = [
    ("", _("something else")),
    (Missing.REPORT.value, _("the report of a consultation")),
    (Missing.DOCUMENT.value, _("an accompanying document")),
    (Missing.ANSWER.value, _("the answer to a comment")),
    (Missing.REASON.value, _("the reasons for a rejection")),
    (Missing.TEXT.value, _("the final text")),
]


class AccessContact(models.Model):
    """
    Where an institution takes requests for documents: the unit or official that the law makes it name, and the address.

    Personal data: the official's name and address of work, as the institution publishes them; kept while they are in use.
    """

    institution = models.OneToOneField("organizations.Organization", on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(_("address for requests"), max_length=254)
    official = models.CharField(_("unit or official"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("address for requests")
        verbose_name_plural = _("addresses for requests")

    def __str__(self) -> str:
        return f"{self.institution}: {self.address}"


class Series(models.Model):
    """The number given last in a year: whoever gives one holds the row, so that there are no gaps. No personal data."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Batch(models.Model):
    """One text put to several institutions, to compare what they answer. Personal data: who made it, kept with it."""

    title = models.CharField(_("title"), max_length=200)
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its table."""
        return reverse("information_requests:batch", args=[self.pk])


class InformationRequest(models.Model):
    """
    One request for documents to one institution. The number is given when it is sent, one series a year without gaps.

    `institution` is whom it was sent to, `holder` who has to answer it now. `organization` is the member in whose name it
    is made; without one it is the network's own. `rules` are the rows of the rulebook as they were on the day of sending.
    From `due_until` on everything below is what the clock made of the events when it was last asked: lists and figures
    read it, `actions` write it after each event, and it can be made again at any time.

    Purpose: exercising the right of access and monitoring it. Personal data: the requester; the request stays when the
    person is erased, it is the organization's, without the name. Text and events may name officials: public work.
    """

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    number = models.CharField(_("number"), max_length=40, unique=True, null=True, blank=True)
    institution = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, blank=True, db_index=True)
    reason = models.CharField(_("what is missing"), max_length=12, choices=REASONS, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="sq")
    requester = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    urgency = models.CharField(_("urgent because of"), max_length=12, choices=Urgency.choices, blank=True)
    urgency_note = models.CharField(_("what is at stake"), max_length=500, blank=True)
    is_private = models.BooleanField(_("private until there is an outcome"), default=False)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.MAIL)
    address = models.EmailField(max_length=254, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    rules = models.JSONField(default=dict, blank=True)
    calendar_edition = models.BigIntegerField(default=0)
    reference = models.CharField(_("number at the institution"), max_length=80, blank=True)

    due_until = models.DateTimeField(null=True, blank=True)
    next_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Happening.choices, blank=True)
    is_late = models.BooleanField(default=False)
    is_extended = models.BooleanField(default=False)
    days_taken = models.PositiveIntegerField(null=True, blank=True)
    grounds = models.JSONField(default=list, blank=True)
    complained_at = models.DateTimeField(null=True, blank=True)
    agency_decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    published_documents = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager] = InformationRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["holder", "sent_at"], name="information_requests_of_holder"),
            models.Index(fields=["status", "sent_at"], name="information_requests_sent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(number__isnull=False, sent_at__isnull=False),
                name="information_requests_numbered_when_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or '–'} {self.subject}"

    @property
    def name(self) -> str:
        """How other apps name it."""
        return f"information_request:{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("information_requests:request", args=[self.pk])


class Event(models.Model):
    """
    One thing that happened to a request; never changed and never deleted, a mistake is taken back by another row.

    `at` is when it happened, `entered_at` when it was written down. `words` is what was written (a mail, a reason) and is
    read by those who work on the request; `public_words` is what everybody may read of it. `about` is the message that an
    event classifies, or the event that it takes back.

    Personal data: who entered it (the key, kept with the trail); words of officials, kept with the request.
    """

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24, choices=Happening.choices)
    at = models.DateTimeField()
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PAGE)
    words = models.TextField(blank=True)
    public_words = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    about = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="information_requests_event_at")]
        constraints = [
            # Two people who answer the same question: the second one is told.
            models.UniqueConstraint(
                fields=["about"],
                condition=models.Q(kind="annulled"),
                name="information_requests_annulled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"

    @property
    def on(self) -> date:
        """The local day."""
        return timezone.localdate(self.at)


class Letter(models.Model):
    """
    A further letter about a request: the complaint, or a clarification. At most one draft of each kind.

    Personal data: as the request; kept with it.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        CLARIFICATION = "clarification", _("clarification")

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=LetterStatus.choices, default=LetterStatus.DRAFT)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    address = models.EmailField(max_length=254, blank=True)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.MAIL)
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"],
                condition=models.Q(status="draft"),
                name="information_requests_one_draft_letter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class Document(models.Model):
    """
    One file that came with an answer. The original is read by those who work on the request and never by others;
    `working` is the PDF it was turned into for redaction, `redacted` the pages with the boxes burned in.

    Personal data: whatever the file says. The original is kept with the request, as its evidence; what is published
    holds what is left after redaction.
    """

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="documents")
    event = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="documents")
    status = models.CharField(max_length=12, choices=DocumentStatus.choices, default=DocumentStatus.RECEIVED)
    title = models.CharField(_("title"), max_length=200)
    original = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    working = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField(default=0)
    redacted = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager] = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Redaction(models.Model):
    """
    One box over one place of one page: fractions of the page from its upper left corner. The words under it are not kept.

    Personal data: none of its own; whose hand it was.
    """

    class Why(models.TextChoices):
        WORDS = "words", _("words")
        EMAIL = "email", _("e-mail address")
        PHONE = "phone", _("telephone number")
        PERSONAL_NUMBER = "personal_number", _("personal number")
        ACCOUNT = "account", _("bank account")
        BOX = "box", _("drawn")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="redactions")
    page = models.PositiveSmallIntegerField()
    left = models.FloatField()
    top = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    why = models.CharField(max_length=16, choices=Why.choices)
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["document", "page"], name="information_requests_on_page")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left__gte=0, top__gte=0, left__lt=1, top__lt=1, width__gt=0, height__gt=0),
                name="information_requests_box_on_page",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.page}"


class Feed(models.Model):
    """
    A person's calendar of deadlines under an address that is a secret; a new `salt` makes the old address dead.

    Personal data: whose it is; deleted with the person.
    """

    person = models.OneToOneField(PERSON, on_delete=models.CASCADE, related_name="+")
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id}"
