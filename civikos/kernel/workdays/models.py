"""The official calendar as rows: which days are off, why, and which edition of the calendar a deadline was computed with."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CalendarEdition(models.Model):
    """
    One edition of the calendar: a new one each time a day is added, removed or confirmed. It never changes.

    `days` are the days off as they were known then (`YYYY-MM-DD`), so that a deadline can be computed again as it was
    computed at the time. No personal data.
    """

    made_at = models.DateTimeField(default=timezone.now)
    days = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class DayOff(models.Model):
    """
    One day on which public institutions do not work, besides Saturdays and Sundays.

    Rows seeded by computation are confirmed each November from the official calendar (Law 03/L-064 art. 5).
    No personal data but who confirmed it.
    """

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_observed = models.BooleanField(_("carried over from a weekend"), default=False)
    is_estimated = models.BooleanField(_("estimated"), default=False)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
