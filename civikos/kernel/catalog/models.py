"""One row for everything that can be found by words."""

from django.db import models


class SearchEntry(models.Model):
    """
    One findable text in one language. `folded` is the search key: no diacritics, no look-alikes, Cyrillic as Latin,
    and below the words their stems, marked by language (`lawtext.search_key`).

    `level` says who may find it: everybody, members, the secretariat; `scope` names the object it belongs to, for
    those whom a personal link lets into that one object. No personal data of its own; it goes with its object.
    """

    class Level(models.TextChoices):
        PUBLIC = "public", "public"
        MEMBERS = "members", "members"
        SECRETARIAT = "secretariat", "secretariat"

    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    scope = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    language = models.CharField(max_length=2, blank=True)
    title = models.CharField(max_length=300)
    context = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    folded = models.TextField()
    address = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "language"], name="catalog_search_once")]
        indexes = [models.Index(fields=["scope", "kind"], name="catalog_search_scope")]

    def __str__(self) -> str:
        return f"{self.about} {self.language}"
