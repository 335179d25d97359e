"""The rules of a jurisdiction and of the network as rows: value, unit, way of counting, source, validity, confirmed or not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.Model):
    """
    One period or number of one rule of law, or of the network's own rules, valid for a time. No personal data but who confirmed it.

    A row one of whose marks is not C is shown as "to be confirmed" until somebody confirms it. Valid from `valid_from`,
    that day included, until `valid_until`, that day not included.
    """

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", _("working days")
        CALENDAR_DAYS = "calendar_days", _("days")
        HOURS = "hours", _("hours")
        DAY_MONTH = "day_month", _("day of the year")
        COUNT = "count", _("number")
        PERCENT = "percent", _("percent")
        TIME = "time", _("time of day")
        TEXT = "text", _("text")

    class Counting(models.TextChoices):
        BOTH_ENDS = "both_ends", _("both end days are counted")
        FIRST_DAY_EXCLUDED = "first_day_excluded", _("the first day is not counted")
        DEADLINE_DAY_ZERO = "deadline_day_zero", _("counted back, the last day is day zero")
        NONE = "", "—"

    class Mark(models.TextChoices):
        CONFIRMED = "C", _("confirmed in a text")
        CORROBORATED = "C-", _("corroborated, the article itself not read")
        STATED = "S", _("stated by the network")
        DERIVED = "D", _("derived from data")
        RECALLED = "R", _("uncertain")

    key = models.CharField(_("rule"), max_length=80)
    value = models.CharField(_("value"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit.choices)
    counting = models.CharField(_("way of counting"), max_length=20, choices=Counting.choices, blank=True)
    roll_forward = models.BooleanField(_("moves to the next working day"), default=False)
    mark = models.CharField(_("mark"), max_length=2, choices=Mark.choices)
    counting_mark = models.CharField(_("mark of the way of counting"), max_length=2, choices=Mark.choices, blank=True)
    source = models.TextField(_("source"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("the first day on which it does not hold any more")
    )
    note = models.TextField(_("note"), blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="rulebook_rule_once"),
            # SQLite cannot say that nulls are equal, so rows without a first day have a constraint of their own.
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(valid_from=None), name="rulebook_rule_once_undated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} {self.get_unit_display()}"

    @property
    def is_confirmed(self) -> bool:
        """Value and way of counting were read in a text, or a person has confirmed the row."""
        return self.confirmed_at is not None or (
            self.mark == self.Mark.CONFIRMED and self.counting_mark in {"", self.Mark.CONFIRMED}
        )

    @property
    def number(self) -> int:
        """The value as a whole number; ValueError where the value is something else."""
        return int(self.value)


class ProfileRow(models.Model):
    """
    One row of a file of the jurisdiction profile as it was last loaded: what it says now is in the table of its noun.

    `digest` tells whether the file has changed since; `mark` is the certainty the profile gives it. Rows of rules and days
    off are confirmed in their own tables, all others here. No personal data but who confirmed it.
    """

    file = models.CharField(_("file"), max_length=40)
    key = models.CharField(_("row"), max_length=120)
    digest = models.CharField(max_length=64)
    mark = models.CharField(_("mark"), max_length=2, choices=Rule.Mark.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("row of the profile")
        verbose_name_plural = _("rows of the profile")
        constraints = [models.UniqueConstraint(fields=["file", "key"], name="rulebook_profile_row_once")]

    def __str__(self) -> str:
        return f"{self.file}: {self.key}"

    @property
    def is_confirmed(self) -> bool:
        """Read in a text, or confirmed by a person."""
        return self.mark == Rule.Mark.CONFIRMED or self.confirmed_at is not None
