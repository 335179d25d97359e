"""People who sign in, and their roles."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    """People are found by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_superuser(self, email: str, password: str, name: str = "Maintainer") -> "Person":
        """A maintainer of the installation, for `civikos createsuperuser`."""
        person = self.model(email=email.lower(), name=name, is_superuser=True, is_staff=True)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """
    One human being. Never an organization: an organization speaks through the mandates of its people.

    Personal data: name, address of mail, language. Kept while the person has an affiliation, and then for the period
    `retention.person` of the rulebook; erased on request (statements made for an organization stay the organization's).
    """

    class Language(models.TextChoices):
        SQ = "sq", "Shqip"
        SR = "sr", "Srpski"
        EN = "en", "English"

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language of letters"), max_length=2, choices=Language.choices, default=Language.SQ)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may maintain the installation"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_person_email_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_email(self) -> str:
        """The address as it may be shown to somebody who only holds a link: `a•••@example.org`."""
        local, _at, domain = self.email.partition("@")
        return f"{local[:1]}•••@{domain}"


class Role(models.TextChoices):
    """What a person does for the network itself."""

    SECRETARIAT = "secretariat", _("secretariat")


class RoleGrant(models.Model):
    """One person holds one role for a time. Personal data: kept with the audit trail."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(until=None), name="accounts_one_open_grant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"
