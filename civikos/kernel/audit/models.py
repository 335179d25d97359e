"""Who did what, when, on what basis: rows that are only ever added, and the tree of hashes over them."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """
    One thing that somebody did to one object. Rows are never changed or deleted (triggers refuse it).

    Personal data: the actor's key only; the name is the person's row, which erasure makes anonymous.
    """

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=60)
    about_type = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=10)
    basis = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id", "at"], name="audit_entry_about")]

    def __str__(self) -> str:
        return f"{self.verb} {self.about_type}:{self.about_id}"


class LogLeaf(models.Model):
    """
    One leaf of the public log: position, kind, object, hour and a salted hash of the public content. No personal data.

    `commit` is SHA-256 over the salt and the canonical JSON (RFC 8785) of the content; whoever has the salt and the
    content can show that this very content was recorded, and erasing both leaves a number that says nothing.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at_hour = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    commit = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.subject}"


class LogSecret(models.Model):
    """
    The salt and content of one leaf, kept apart so that they can be erased.

    Personal data: whatever the fact says; kept until somebody has a right to its erasure, for the log is public record.
    """

    leaf = models.OneToOneField(LogLeaf, primary_key=True, on_delete=models.CASCADE, related_name="secret")
    salt = models.CharField(max_length=32)
    content = models.JSONField()

    def __str__(self) -> str:
        return str(self.leaf_id)


class LogPending(models.Model):
    """A fact written with its change, waiting for its place in the log. Personal data: as there; it waits for seconds."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Checkpoint(models.Model):
    """A signed statement of the log's size and root at one moment; it stands in the footer of distribution mails. No personal data."""

    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"
