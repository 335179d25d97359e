"""The rules of a jurisdiction and of the network as rows: value, unit, way of counting, source, validity, confirmed or not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.Model):
    """
    One period or number of one rule of law, or of the network's own rules, valid for a time. No personal data but who confirmed it.

    A row whose mark is not C is shown as "to be confirmed" until somebody confirms it.
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
    source = models.TextField(_("source"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="rulebook_rule_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} {self.get_unit_display()}"

    @property
    def is_confirmed(self) -> bool:
        """Read in a text, or confirmed by a person."""
        return self.mark == self.Mark.CONFIRMED or self.confirmed_at is not None

    @property
    def number(self) -> int:
        """The value as a whole number; ValueError where the value is something else."""
        return int(self.value)
