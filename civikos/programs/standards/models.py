"""Standards of consultation, consultations not run here, what the Government reported, and the network's own report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civikos.kernel.rulebook.models import Rule
from civikos.programs.standards.querysets import MonitoringReportQuerySet, RecordedCaseQuerySet, SheetQuerySet
from civikos.programs.standards.states import CaseStatus, Level, ReportStatus, SheetStatus

LANGUAGES = [("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")]


class Standard(models.Model):
    """
    One standard of consultation: a rule with source, validity, and a test on the data (`measures.TESTS`).

    `rules` are keys of the rulebook, the first in force counts. Valid from `valid_from`, that day included, until
    `valid_until`, that day not included. Nothing has more weight than another. No personal data.
    """

    code = models.SlugField(_("code"), max_length=40)
    level = models.CharField(_("for"), max_length=10, choices=Level.choices)
    position = models.PositiveSmallIntegerField(default=0)
    test = models.CharField(_("test"), max_length=40)
    rules = models.JSONField(_("rules"), default=list, blank=True)
    label = models.CharField(_("name"), max_length=120)
    explanation = models.TextField(_("explanation"), blank=True)
    source = models.TextField(_("source"))
    mark = models.CharField(_("mark"), max_length=2, choices=Rule.Mark.choices)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("the first day on which it does not hold any more")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("standard of consultation")
        verbose_name_plural = _("standards of consultation")
        constraints = [
            models.UniqueConstraint(fields=["code", "level", "valid_from"], name="standards_standard_once"),
            models.UniqueConstraint(
                fields=["code", "level"], condition=Q(valid_from=None), name="standards_standard_once_undated"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_confirmed(self) -> bool:
        """Read in a text, or confirmed by a person."""
        return self.mark == Rule.Mark.CONFIRMED or self.confirmed_at is not None


class Sheet(models.Model):
    """
    A sheet of recorded consultations or of the Government's yearly figures: the file, what was understood, what became of it.

    `mapping` says which column of ours each heading holds; `errors` are the rows that could not be taken over:
    `[{"line", "column", "value", "message"}]`. Personal data: who sent it in; the file stays as the proof of where the
    figures come from, as long as the rows made of it.
    """

    class Kind(models.TextChoices):
        CASES = "cases", _("consultations")
        FIGURES = "figures", _("yearly figures of the Government")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CASES)
    name = models.CharField(max_length=200)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=SheetStatus.choices, default=SheetStatus.READ)
    mapping = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SheetStatus.values), name="standards_sheet_status_known")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("standards:sheet", args=[self.pk])


class RecordedCase(models.Model):
    """
    A consultation that was not run here, or a document adopted without any, as somebody found it at its source.

    Empty means "not recorded", never "no": yes, no and unknown are told apart. `looked_on` is the day on which the source was
    looked at last; what was due by then and was not there is missing. `closes_on` is the last day announced first,
    `extended_to` the last day after an extension. Personal data: the key of who entered it; kept with the case.
    """

    status = models.CharField(_("state"), max_length=10, choices=CaseStatus.choices, default=CaseStatus.DRAFT)
    institution = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("institution")
    )
    kind = models.ForeignKey(
        "legislation.ActKind", on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of document")
    )
    title = models.CharField(_("title"), max_length=400)
    title_language = models.CharField(_("language of the title"), max_length=2, choices=LANGUAGES, default="sq")
    year = models.PositiveSmallIntegerField(_("year"))
    reference = models.CharField(_("number on the government's platform"), max_length=60, blank=True)
    address = models.URLField(_("address of its page"), max_length=500, blank=True)
    was_consulted = models.BooleanField(_("was put to consultation"), default=True)
    without_reason = models.CharField(_("reason for adopting it without consultation"), max_length=500, blank=True)
    planned = models.BooleanField(_("announced in the plan of the year"), null=True)
    early = models.BooleanField(_("early consultation held"), null=True)
    early_on = models.DateField(_("day of the early consultation"), null=True, blank=True)
    notice_on = models.DateField(_("day of the notice"), null=True, blank=True)
    channels = models.JSONField(_("ways in which it was announced"), null=True, blank=True)
    opened_on = models.DateField(_("first day"), null=True, blank=True)
    closes_on = models.DateField(_("last day"), null=True, blank=True)
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    is_urgent = models.BooleanField(_("declared urgent"), default=False)
    short_reason = models.CharField(_("reason for shortening or urgency"), max_length=500, blank=True)
    no_reason_given = models.BooleanField(_("no reason was given"), default=False)
    documents = models.JSONField(_("documents published with it"), null=True, blank=True)
    languages = models.JSONField(_("languages it was published in"), null=True, blank=True)
    has_meetings = models.BooleanField(_("public meetings held"), null=True)
    commenters = models.PositiveIntegerField(
        _("people and organizations who commented in writing"), null=True, blank=True
    )
    comments = models.PositiveIntegerField(_("comments"), null=True, blank=True)
    accepted = models.PositiveIntegerField(_("accepted"), null=True, blank=True)
    partly = models.PositiveIntegerField(_("partly accepted"), null=True, blank=True)
    rejected = models.PositiveIntegerField(_("rejected"), null=True, blank=True)
    unanswered = models.PositiveIntegerField(_("without an answer"), null=True, blank=True)
    unreasoned = models.PositiveIntegerField(_("rejected without a reason"), null=True, blank=True)
    report_on = models.DateField(_("report published on"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    final_text_on = models.DateField(_("final text published on"), null=True, blank=True)
    looked_on = models.DateField(_("looked at on"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_invented = models.BooleanField(default=False, help_text="a row of the demonstration")
    sheet = models.ForeignKey(Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    sheet_line = models.PositiveIntegerField(null=True, blank=True)
    request_key = models.CharField(max_length=40, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = RecordedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("recorded consultation")
        verbose_name_plural = _("recorded consultations")
        indexes = [
            models.Index(fields=["status", "year", "institution"], name="standards_case_year"),
            models.Index(fields=["institution", "opened_on"], name="standards_case_institution"),
            models.Index(fields=["reference"], name="standards_case_reference"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="standards_case_status_known"),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(closes_on=None) | Q(closes_on__gte=models.F("opened_on")),
                name="standards_case_dates",
            ),
            models.UniqueConstraint(
                fields=["entered_by", "request_key"],
                condition=~Q(request_key=""),
                name="standards_case_one_per_press",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("standards:case", args=[self.pk])

    @property
    def name(self) -> str:
        """How links and the log name it: `recorded_case:7`."""
        return f"recorded_case:{self.pk}"


class RecordedMeeting(models.Model):
    """A public meeting of a recorded consultation. No personal data: how many came, never who."""

    case = models.ForeignKey(RecordedCase, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField(_("day"))
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "held_on"], name="standards_meetings")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.held_on}"


class YearlyFigure(models.Model):
    """
    One figure as the Government reported it for a year, whether or not it adds up with the others. No personal data.

    `metric` is one of `queries.yearly.METRICS`, or empty where the heading is not one of them: then `label` says what
    it is called. `of` is the whole where the figure is a part: 27 of 53 draft laws.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    metric = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=200)
    number = models.DecimalField(max_digits=12, decimal_places=2)
    of = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="figures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "year", "label"], name="standards_yearly_figure_once")]
        indexes = [models.Index(fields=["year", "metric"], name="standards_yearly_figures")]

    def __str__(self) -> str:
        return f"{self.year} {self.label}: {self.number}"


class MonitoringReport(models.Model):
    """
    The network's own report on a year: words before it, and the figures as they were when it was published.

    `forewords`: `{"sq", "sr", "en"}`. `figures` is what `queries.monitoring.gather` says of the year as JSON; empty until
    published, never changed afterwards. Personal data: the keys of who wrote and published it.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.DRAFT)
    forewords = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    number = models.PositiveSmallIntegerField(default=1, help_text="which report on this year it is")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = MonitoringReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring report")
        verbose_name_plural = _("monitoring reports")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="standards_report_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(status=ReportStatus.DRAFT), name="standards_one_report_being_prepared"
            ),
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="standards_report_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("standards:report", args=[self.pk])


class ReportFile(models.Model):
    """A file of a published monitoring report, in one form and language. No personal data."""

    report = models.ForeignKey(MonitoringReport, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=5)
    language = models.CharField(max_length=2, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "format", "language"], name="standards_report_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.language}.{self.format}"
