"""A joint position of the network: what it says, from which points, who answered how, and what was decided by which rules."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civikos.programs.positions.querysets import PositionQuerySet, ResponseQuerySet, SuggestionQuerySet
from civikos.programs.positions.states import Answer, Choice, Handling, Result, Status

LANGUAGES = [("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")]


class Position(models.Model):
    """
    One position from the first point to the adopted text, or one edition of it: a correction is a position of its own that
    names the old one. Personal data: the keys of the rapporteur and of the officer, kept with the position.

    The deadlines of all phases are instants on working days of the calendar edition. `rules` are the rules of the network as
    they stood at opening (`queries.rules.Rules`): a rule that changes later does not change a position under way. `round` is
    1 while members answer for the first time, 2 when passages were put to them again. `revision` grows with every step.
    """

    class Subject(models.TextChoices):
        CONSULTATION = "consultation", _("draft under consultation")
        STRATEGY = "strategy", _("strategy")
        BUDGET = "budget", _("budget")
        MUNICIPAL = "municipal", _("municipal decision")
        STATEMENT = "statement", _("public statement")
        OTHER = "other", _("other matter")

    subject = models.CharField(_("subject"), max_length=15, choices=Subject.choices)
    consultation = models.ForeignKey(
        "consultations.Consultation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=300, blank=True, help_text="empty: the title of the draft")
    summary = models.TextField(_("in short"), blank=True)
    addressee = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    addressee_name = models.CharField(_("addressed to"), max_length=250, blank=True)
    document = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document_url = models.URLField(_("address of the document"), blank=True, max_length=500)
    topics = models.ManyToManyField("topics.Topic", blank=True, related_name="+")
    language = models.CharField(_("language of the position"), max_length=2, choices=LANGUAGES)
    letter_language = models.CharField(_("language of the letter"), max_length=2, choices=LANGUAGES)
    is_public = models.BooleanField(_("public once adopted"), default=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.GATHERING)
    rapporteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    working_group = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    gather_until = models.DateTimeField(_("points until"))
    draft_until = models.DateTimeField(_("draft until"))
    consent_until = models.DateTimeField(_("answers until"))
    vote_until = models.DateTimeField(_("ballots until"), null=True, blank=True)
    dissent_until = models.DateTimeField(null=True, blank=True)
    calendar_edition = models.BigIntegerField(default=0)
    short_reason = models.CharField(_("reason for a shorter period"), max_length=300, blank=True)
    rules = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    in_matrix_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    correction_reason = models.CharField(max_length=500, blank=True)
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    request_key = models.CharField(max_length=40, blank=True, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint position")
        verbose_name_plural = _("joint positions")
        indexes = [
            models.Index(fields=["status", "consent_until"], name="positions_under_way"),
            models.Index(fields=["consultation"], name="positions_of_consultation"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="positions_status_known"),
            models.CheckConstraint(
                condition=Q(gather_until__lte=F("draft_until")) & Q(draft_until__lte=F("consent_until")),
                name="positions_phases_in_order",
            ),
            models.CheckConstraint(
                condition=Q(subject="consultation", consultation__isnull=False)
                | (~Q(subject="consultation") & Q(consultation__isnull=True) & ~Q(title="")),
                name="positions_has_subject",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["adopted", "corrected"]) | Q(adopted_at__isnull=False),
                name="positions_adopted_when",
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(status__in=["gathering", "drafting", "consent", "voting"]),
                name="positions_one_under_way",
            ),
            models.UniqueConstraint(
                fields=["request_key"], condition=~Q(request_key=""), name="positions_one_per_press"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"position {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("positions:position", args=[self.pk])

    @property
    def name(self) -> str:
        """How links, mails and the log name it: `position:3`."""
        return f"position:{self.pk}"

    @property
    def is_for_everybody(self) -> bool:
        """`querysets.FOR_EVERYBODY`, asked of a row that is at hand."""
        return self.adopted_at is not None and self.is_public

    def takes_points_at(self, moment: datetime) -> bool:
        """Whether members may still give points."""
        return self.status == Status.GATHERING and moment < self.gather_until

    def takes_answers_at(self, moment: datetime) -> bool:
        """Whether organizations may still answer."""
        return self.status == Status.CONSENT and moment < self.consent_until

    def takes_ballots_at(self, moment: datetime) -> bool:
        """Whether organizations may still vote."""
        return self.status == Status.VOTING and self.vote_until is not None and moment < self.vote_until


class Suggestion(models.Model):
    """
    A point that a member gives for a position beside what is said in the consultation: words, a wording, a document, an address.

    Seen by members and the secretariat; a passage may name it as its source. Personal data: the person; what was said for an
    organization stays when the person is erased.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="suggestions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    text = models.TextField()
    proposed = models.TextField(blank=True)
    url = models.URLField(blank=True, max_length=500)
    document = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    request_key = models.CharField(max_length=40, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "request_key"], condition=~Q(request_key=""), name="positions_suggestion_per_press"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position_id}: {self.text[:40]}"


class Passage(models.Model):
    """
    One passage of the position: its reasoning, sentence by sentence, and the wording it proposes for a provision, if any.

    `number` names it for ever, `order` may change. `words_round` is the round in which its present words were put to members
    first: backing of an earlier round was for other words. `asked_round` is the round in which it may be answered. `settled`
    says what the vote did with it.
    `revision` is that of the words: whoever saves words that are based on an older one is told. No personal data.
    """

    class Settled(models.TextChoices):
        KEPT = "kept", _("kept by vote")
        AMENDED = "amended", _("amended by vote")
        DROPPED = "dropped", _("left out by vote")

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    provision = models.ForeignKey(
        "legislation.Provision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article = models.CharField(max_length=200, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    original = models.TextField(blank=True, help_text="the wording of the provision from which the proposal starts")
    proposed = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    words_round = models.PositiveSmallIntegerField(default=1)
    asked_round = models.PositiveSmallIntegerField(default=1)
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    contribution = models.ForeignKey(
        "consultations.Contribution", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "number"], name="positions_passage_number"),
        ]
        indexes = [models.Index(fields=["position", "order"], name="positions_passage_order")]

    def __str__(self) -> str:
        return f"{self.position_id} §{self.number}"

    @property
    def is_standing(self) -> bool:
        """Whether it is part of the position."""
        return self.removed_at is None and self.settled != self.Settled.DROPPED


class Sentence(models.Model):
    """
    One sentence of a passage. `key` names it within the position for ever: it keeps its sources when the words around it, or a
    few of its own, change. `starts_paragraph` is layout. No personal data.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="sentences")
    key = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    text = models.TextField()
    starts_paragraph = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["passage", "order"], name="positions_sentence_order")]

    def __str__(self) -> str:
        return self.text[:60]


class Source(models.Model):
    """
    What a sentence (or, without one, the proposed wording of a passage) stands on: a contribution, a member's point, an
    address, or a text named in words. No personal data of its own: whom it names is in what it points to.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="sources")
    sentence = models.ForeignKey(Sentence, null=True, blank=True, on_delete=models.CASCADE, related_name="sources")
    contribution = models.ForeignKey(
        "consultations.Contribution", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    suggestion = models.ForeignKey(Suggestion, null=True, blank=True, on_delete=models.PROTECT, related_name="sources")
    text = models.CharField(max_length=500, blank=True)
    url = models.URLField(blank=True, max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "passage",
                Coalesce("sentence", 0),
                Coalesce("contribution", 0),
                Coalesce("suggestion", 0),
                "text",
                "url",
                name="positions_source_once",
            ),
            models.CheckConstraint(
                condition=Q(contribution__isnull=False) | Q(suggestion__isnull=False) | ~Q(text="") | ~Q(url=""),
                name="positions_source_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.url or f"{self.contribution_id or self.suggestion_id}"


class PassageVersion(models.Model):
    """How a passage stood before it was changed, until when, and who changed it why. Personal data: the person's key."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    why = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "revision"], name="positions_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} r{self.revision}"


class Elector(models.Model):
    """
    A member organization that may answer and vote on one position: the roll, frozen when members are asked.

    No personal data: who speaks for it is asked of the mandates in force when they speak.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="electors")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    vote_reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "organization"], name="positions_elector_once")]

    def __str__(self) -> str:
        return f"{self.position_id}: {self.organization_id}"


class Response(models.Model):
    """
    What an organization says of a passage (or of the whole), by the mouth of whoever holds its mandate.

    One standing response for each organization and passage: a later one replaces it, and the earlier stays as a trace. An
    amendment has the exact words (`text` for the reasoning, `proposed` for the wording) and what it started from; the
    rapporteur's `handling` has its reason. `round` is the one in which it was given. `decision` is the decision that gave the
    mandate. Personal data: the person; the statement is the organization's and stays when the person is erased.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="responses")
    passage = models.ForeignKey(Passage, null=True, blank=True, on_delete=models.CASCADE, related_name="responses")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="sq")
    text = models.TextField(blank=True)
    original_text = models.TextField(blank=True)
    proposed = models.TextField(blank=True)
    original_proposed = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    given_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_withdrawn = models.BooleanField(default=False)
    handling = models.CharField(max_length=10, choices=Handling.choices, blank=True)
    handling_reason = models.CharField(max_length=1000, blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["position", "organization"], name="positions_response_of")]
        constraints = [
            # An expression, because SQLite counts two empty columns as different.
            models.UniqueConstraint(
                "position",
                "organization",
                Coalesce("passage", 0),
                condition=Q(replaced_at=None),
                name="positions_one_voice",
            ),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="positions_answer_known"),
            models.CheckConstraint(
                condition=~Q(answer="object") | ~Q(reason=""), name="positions_objection_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(handling="rejected") | ~Q(handling_reason=""), name="positions_rejection_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.answer} {self.passage_id or 'all'}"


class Question(models.Model):
    """
    One contested thing that members vote on: a passage as it stands, an amendment to one, or (without a passage) the whole.

    `tally` and `result` are written when the vote closes. No personal data.
    """

    class Kind(models.TextChoices):
        KEEP = "keep", _("keep the passage as it stands")
        AMENDMENT = "amendment", _("take over the amendment")
        WHOLE = "whole", _("adopt the position")

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    passage = models.ForeignKey(Passage, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    amendment = models.ForeignKey(Response, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    tally = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "number"], name="positions_question_number"),
        ]

    def __str__(self) -> str:
        return f"{self.position_id} ?{self.number}"

    @property
    def key_of_passage(self) -> int:
        """The key of its passage, 0 for the whole."""
        return self.passage_id or 0


class Ballot(models.Model):
    """
    An organization's open vote on one question. One standing ballot for each organization and question; until the vote closes
    a later one replaces it, and the earlier stays as a trace. Personal data: the person, as in `Response`.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="ballots")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=200, blank=True)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    given_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "organization"], condition=Q(replaced_at=None), name="positions_one_ballot"
            ),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="positions_choice_known"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.organization_id} {self.choice}"


class Dissent(models.Model):
    """
    An organization asks that its dissent stands by name in the position, with its statement: on a passage or on the whole.

    Personal data: the person; the statement is the organization's.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="dissents")
    passage = models.ForeignKey(Passage, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    organization_name = models.CharField(max_length=250)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.CharField(max_length=200, blank=True)
    statement = models.TextField()
    language = models.CharField(max_length=2, choices=LANGUAGES, default="sq")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "position",
                "organization",
                Coalesce("passage", 0),
                condition=Q(withdrawn_at=None),
                name="positions_dissent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_name}: {self.statement[:40]}"


class Adoption(models.Model):
    """
    What was decided, how, and by which rules: the record of one decision, adopted or not. It never changes. No personal data.

    `figures` as `queries.tally.Standing.as_figures`; `rules` as they applied; `way` is tacit or vote.
    """

    class Way(models.TextChoices):
        TACIT = "tacit", _("by consent, without a vote")
        VOTE = "vote", _("after a vote on what was contested")

    position = models.OneToOneField(Position, on_delete=models.CASCADE, related_name="adoption")
    way = models.CharField(max_length=10, choices=Way.choices)
    is_adopted = models.BooleanField()
    why_not = models.CharField(max_length=30, blank=True)
    figures = models.JSONField()
    rules = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position_id} {self.way}"


class Supporter(models.Model):
    """
    An organization that backs the adopted position, with whoever held its mandate: frozen at adoption.

    `except_passages` are the numbers of passages it objected to. Personal data: name and function of the mandate holder,
    published with the position as the organization's representative; both go when the person is erased.
    """

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="supporters")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    organization_name = models.CharField(max_length=250)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=150, blank=True)
    function = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    except_passages = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "organization"], name="positions_supporter_once")]

    def __str__(self) -> str:
        return self.organization_name


class Paper(models.Model):
    """A paper of an adopted position as it was made: letter, annex, data. No personal data beyond what they say."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("letter")
        ANNEX = "annex", _("annex")
        DATA = "data", _("data")

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    format = models.CharField(max_length=5)
    language = models.CharField(max_length=2, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}.{self.format}"
