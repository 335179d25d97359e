"""The support desk: finding and reading. Whatever should change goes through the pages, so that it is in the trail."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from civikos.programs.consultations.models import (
    Consultation,
    Contribution,
    MailedReply,
    Paper,
    Point,
    ReceivedDraft,
    Recipient,
)


class ReadOnly(admin.ModelAdmin[Any]):
    """To be looked at by a maintainer, not to be written."""

    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made by actions only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Changed by actions only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Never deleted here."""
        return False


@admin.register(Consultation)
class ConsultationAdmin(ReadOnly):
    """Consultations by state and title."""

    list_display = ("pk", "draft", "status", "members_until", "government_until", "is_public")
    list_filter = ("status", "is_public")
    list_select_related = ("draft",)
    search_fields = ("draft__title_sq", "draft__title_sr_latn", "draft__title_en", "draft__reference")
    ordering = ("-received_at", "-pk")


@admin.register(Recipient)
class RecipientAdmin(ReadOnly):
    """Who was asked, when, and why."""

    list_display = ("consultation_id", "person", "organization", "invited_at", "reminded_at", "opened_at", "is_removed")
    list_select_related = ("person", "organization")
    search_fields = ("person__name", "person__email", "organization__name")
    ordering = ("-pk",)


@admin.register(Contribution)
class ContributionAdmin(ReadOnly):
    """What was said, to answer somebody who asks about theirs."""

    list_display = ("pk", "consultation_id", "article", "author", "organization", "status", "channel", "given_at")
    list_filter = ("status", "kind", "channel")
    list_select_related = ("author", "organization")
    search_fields = ("=id", "author__name", "author__email", "organization__name")
    ordering = ("-given_at", "-pk")


@admin.register(MailedReply)
class MailedReplyAdmin(ReadOnly):
    """What was said by mail, to answer somebody who asks what became of theirs."""

    list_display = ("pk", "consultation_id", "author", "organization", "status", "is_proved", "arrived_at", "told_at")
    list_filter = ("status", "is_proved")
    list_select_related = ("author", "organization")
    search_fields = ("=id", "=incoming", "author__name", "author__email")
    ordering = ("-arrived_at", "-pk")


@admin.register(ReceivedDraft)
class ReceivedDraftAdmin(ReadOnly):
    """Drafts that institutions sent by mail."""

    list_display = ("pk", "institution", "title", "status", "arrived_at", "consultation")
    list_filter = ("status",)
    list_select_related = ("institution", "consultation__draft")
    search_fields = ("title", "sender_address")
    ordering = ("-arrived_at", "-pk")


@admin.register(Point)
class PointAdmin(ReadOnly):
    """Rows of matrices with their answers."""

    list_display = ("consultation_id", "number", "article", "outcome", "answered_at")
    list_filter = ("outcome",)
    search_fields = ("=consultation__id", "text")
    ordering = ("-consultation_id", "position", "pk")


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    """Papers as they were handed over."""

    list_display = ("consultation_id", "kind", "format", "language", "made_at")
    list_filter = ("kind",)
    ordering = ("-made_at", "-pk")
