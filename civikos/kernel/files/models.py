"""Files that people sent, kept once by their content, private until an app lets somebody read them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class StoredFile(models.Model):
    """
    One received or made file. Whoever may read the object it belongs to may read it: every download asks that object.

    Personal data: who sent it, and whatever the file says; kept as long as the object it belongs to.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the content lies in the store: by its hash, so that the same content is kept once."""
        return f"{self.sha256[:2]}/{self.sha256}"
