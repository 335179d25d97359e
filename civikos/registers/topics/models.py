"""Fields of activity, in which organizations work and which drafts concern."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """One field of activity. No personal data."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name
