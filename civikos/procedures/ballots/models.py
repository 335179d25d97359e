"""An election: who stands, who may vote, who has voted, and envelopes that belong to nobody."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ballotbox import Method
from civikos.procedures.ballots.querysets import ElectionQuerySet
from civikos.procedures.ballots.states import Status, Way

LANGUAGES = [("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")]
METHODS = [
    (Method.PLURALITY.value, _("up to so many marks, most votes win")),
    (Method.APPROVAL.value, _("any number of marks, most votes win")),
    (Method.STV.value, _("candidates in order, single transferable vote")),
]


class Election(models.Model):
    """
    One secret ballot of organizations. `about` names what it is for, where a program has such a thing (`call:3`).

    `holders` are those who hold a key of the box: `[{"name", "recipient"}]`, in the order in which envelopes are closed; all
    of them are needed to open one. `rules` and `digest` are what was fixed at opening (`ballotbox.Rules`) and never change.
    `probe` is what the trial envelopes held, by which holders prove their keys before opening. Personal data: the names of
    the holders and the officer's key; kept with the election, which is part of the network's record.
    """

    title = models.CharField(_("title"), max_length=200)
    explanation = models.TextField(_("what it is about"), blank=True)
    about = models.CharField(max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PREPARED)
    seats = models.PositiveSmallIntegerField(_("seats"))
    method = models.CharField(_("method"), max_length=12, choices=METHODS)
    most_marks = models.PositiveSmallIntegerField(_("marks on a ballot at most"))
    quorum = models.PositiveIntegerField(_("voters needed"), default=0)
    least_votes = models.PositiveIntegerField(_("votes needed to be elected"), default=1)
    roll_on = models.DateField(_("electorate as of"))
    opens_at = models.DateTimeField(_("voting from"))
    closes_at = models.DateTimeField(_("voting until"))
    holders = models.JSONField(default=list)
    probe = models.JSONField(default=dict)
    keys_proved_at = models.DateTimeField(null=True, blank=True)
    rules = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    box = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.JSONField(default=dict)
    cancel_reason = models.CharField(max_length=500, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ElectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        indexes = [models.Index(fields=["status", "closes_at"], name="ballots_under_way")]
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="ballots_opens_first"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="ballots_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "cancelled"]) | ~Q(digest=""), name="ballots_rules_fixed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ballots:election", args=[self.pk])

    @property
    def name(self) -> str:
        """How links, mails and the log name it: `election:3`."""
        return f"election:{self.pk}"

    def is_open_at(self, moment: datetime) -> bool:
        """Whether ballots are taken."""
        return self.status == Status.OPEN and self.opens_at <= moment < self.closes_at


class Candidate(models.Model):
    """
    Who stands. `code` is what ballots name: it never changes and says nothing. Personal data: name and what they say of
    themselves, public by candidature; kept with the election.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="candidates")
    code = models.CharField(max_length=8)
    name = models.CharField(_("name"), max_length=200)
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    statement = models.TextField(_("in the candidate's own words"), blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="sq")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="ballots_candidate_once")]

    def __str__(self) -> str:
        return self.name


class Elector(models.Model):
    """
    An organization on the roll of one election, under the name it had then, and whether it has voted. Never when.

    No personal data: who cast the ballot for it is written nowhere.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="electors")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=260)
    way = models.CharField(max_length=5, choices=Way.choices, blank=True, default=Way.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "organization"], name="ballots_elector_once"),
            models.UniqueConstraint(fields=["election", "name"], name="ballots_elector_name"),
        ]
        indexes = [models.Index(fields=["election", "way"], name="ballots_voted")]

    def __str__(self) -> str:
        return self.name


class Envelope(models.Model):
    """
    A sealed ballot. It names an election and nothing else: no voter, no moment, no order; the key is drawn at random.

    Rows are there only while voting goes on: closing moves them, sorted by their bytes, into the box and deletes them. No
    personal data: nobody but all holders of keys together can read what is in it.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="envelopes")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.key)


class Turnout(models.Model):
    """How many had voted by the end of a day: once a day, so that no number tells who has just voted. No personal data."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="turnout")
    day = models.DateField()
    voted = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "day"], name="ballots_turnout_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.voted}"


class PaperEntry(models.Model):
    """
    The ballots on paper as one person read them, after closing: `ballots` is a list of lists of candidates' codes, sorted.

    Two people enter them, each without seeing the other's; they count when both say the same. Personal data: who entered.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="paper_entries")
    ballots = models.JSONField(default=list)
    observer = models.CharField(_("observers present"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "entered_by"], name="ballots_paper_entry_of_person")]

    def __str__(self) -> str:
        return f"{self.election_id}: {len(self.ballots)}"


class Draw(models.Model):
    """
    A lot: between whom, the numbers drawn in public, by whom, before whom. It counts when a second person has confirmed it.

    Personal data: the people who drew, watched and confirmed; part of the record of the election.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="draws")
    among = models.JSONField()
    numbers = models.CharField(_("numbers drawn"), max_length=200)
    drawn_by = models.CharField(_("drawn by"), max_length=200)
    minutes = models.CharField(_("place in the minutes"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.election_id}: {self.numbers}"
