"""Organizations of every kind, the people who belong to them, and who may speak for them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organization(models.Model):
    """
    One organization: of civil society, a ministry, a municipality's administration, a working group of the network.

    `member_since`/`member_until` say from when to when it is a member of the network. `name` holds the official name;
    institutions have it in three languages, an association usually in one. Personal data: none but a general address.
    """

    class Kind(models.TextChoices):
        CSO = "cso", _("civil society organization")
        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("agency or office")
        MUNICIPALITY = "municipality", _("municipal administration")
        WORKING_GROUP = "working_group", _("working group")
        HUB = "hub", _("regional hub")
        NETWORK = "network", _("the network itself")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    registry_number = models.CharField(_("registry number"), max_length=30, blank=True)
    place = models.ForeignKey(
        "places.Place",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("municipality"),
    )
    topics = models.ManyToManyField("topics.Topic", blank=True, related_name="+", verbose_name=_("fields of activity"))
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    member_since = models.DateField(_("member since"), null=True, blank=True)
    member_until = models.DateField(_("member until"), null=True, blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        indexes = [models.Index(fields=["kind", "member_since"], name="organizations_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member_until=None) | models.Q(member_until__gte=models.F("member_since")),
                name="organizations_member_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_institution(self) -> bool:
        """A public institution, which drafts acts and answers."""
        return self.kind in {self.Kind.MINISTRY, self.Kind.AGENCY, self.Kind.MUNICIPALITY}


class Affiliation(models.Model):
    """A person belongs to an organization from a day to a day. Personal data: kept as the organization's history."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="affiliations")
    title = models.CharField(_("function"), max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organization", "since"], name="organizations_affiliation_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization}"

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Mandate(models.Model):
    """
    An organization lets a person speak for it, or lets an official answer for an institution, from a day to a day. A hub,
    which sits at a place of the kind `hub`, lets a person look after the organizations of its municipalities.

    `decision` says which decision gave it. A mandate that has ended gives nothing. Personal data: kept as above.
    """

    class Scope(models.TextChoices):
        SPEAK = "speak", _("speak for the organization")
        ANSWER = "answer", _("answer for the institution")
        COORDINATE = "coordinate", _("look after the organizations of the hub")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="mandates")
    scope = models.CharField(max_length=10, choices=Scope.choices)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "scope"],
                condition=models.Q(until=None),
                name="organizations_one_open_mandate",
            ),
        ]
        indexes = [models.Index(fields=["person", "scope"], name="organizations_mandate_person")]

    def __str__(self) -> str:
        return f"{self.person} → {self.organization}"
