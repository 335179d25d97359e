"""Which job of the clock has run in which slot, so that two schedulers do not run it twice; and whether all of it rests."""

from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """One job in one slot of time. No personal data; rows older than a week are deleted."""

    job = models.CharField(max_length=80)
    slot = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="jobs_once_per_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"


class Pause(models.Model):
    """A reason why the clock starts nothing and no mail leaves, until a person releases it. No personal data."""

    reason = models.CharField(max_length=200)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reason
