"""The official calendar as rows: which days are off, why, and which edition of the calendar a deadline was computed with."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CalendarEdition(models.Model):
    """One edition of the calendar: a new one each time a day is added, removed or confirmed. No personal data."""

    made_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class DayOff(models.Model):
    """
    One day on which public institutions do not work, besides Saturdays and Sundays. No personal data.

    Rows seeded by computation are confirmed each November from the official calendar (Law 03/L-064 art. 5).
    """

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_observed = models.BooleanField(_("carried over from a weekend"), default=False)
    is_estimated = models.BooleanField(_("estimated"), default=False)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
