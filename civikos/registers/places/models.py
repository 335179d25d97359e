"""Where things are: country, districts, municipalities, hubs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """One place with its names. `other_names` are what older files call it, separated by `|`. No personal data."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        DISTRICT = "district", _("district")
        MUNICIPALITY = "municipality", _("municipality")
        HUB = "hub", _("hub")

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    name_cyrillic = models.CharField(max_length=100, blank=True)
    other_names = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    languages = models.JSONField(default=list, help_text="official languages of a municipality")

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [models.Index(fields=["kind", "code"], name="places_kind")]

    def __str__(self) -> str:
        return self.name
