"""Rules and rows of the profile in the maintenance pages: what is to be confirmed, and confirming it."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.rulebook import actions
from civikos.kernel.rulebook.models import ProfileRow, Rule

UNCERTAIN = ~Q(mark=Rule.Mark.CONFIRMED)


class ToBeConfirmed(admin.SimpleListFilter):
    """Rows that nobody has read in a text or confirmed."""

    title = _("to be confirmed")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("to be confirmed")), ("0", _("confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        doubtful = UNCERTAIN
        if queryset.model is Rule:
            doubtful |= ~Q(counting_mark__in=["", Rule.Mark.CONFIRMED])
        still_open = Q(confirmed_at=None) & doubtful
        return {"1": queryset.filter(still_open), "0": queryset.exclude(still_open)}.get(self.value() or "", queryset)


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin[Rule]):
    """What a person writes here counts as confirmed; every change is in the audit trail."""

    list_display = (
        "key",
        "value",
        "unit",
        "counting",
        "valid_from",
        "valid_until",
        "mark",
        "counting_mark",
        "confirmed",
    )
    list_filter = (ToBeConfirmed, "unit")
    search_fields = ("key", "source", "note")
    ordering = ("key", "valid_from", "pk")
    readonly_fields = ("confirmed_by", "confirmed_at")
    actions = ("confirm",)

    @admin.display(boolean=True, description=_("confirmed"))
    def confirmed(self, row: Rule) -> bool:
        """For the list."""
        return row.is_confirmed

    @admin.action(description=_("Confirm: checked against the source"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        """Confirm the chosen rules."""
        for row in queryset.order_by("pk"):
            actions.confirm_rule(row.pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Rule, form: ModelForm[Rule], change: bool) -> None:
        actions.change_rule(obj, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        # A rule that no longer holds gets a last day; deadlines of the past were computed with it.
        return False


@admin.register(ProfileRow)
class ProfileRowAdmin(admin.ModelAdmin[ProfileRow]):
    """Everything else that the profile brought, with its mark; the values are changed at their own tables."""

    list_display = ("file", "key", "mark", "note", "confirmed", "confirmed_by", "confirmed_at")
    list_filter = (ToBeConfirmed, "file", "mark")
    search_fields = ("key", "note")
    ordering = ("file", "key", "pk")
    actions = ("confirm",)

    @admin.display(boolean=True, description=_("confirmed"))
    def confirmed(self, row: ProfileRow) -> bool:
        """For the list."""
        return row.is_confirmed

    @admin.action(description=_("Confirm: checked against the source"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[ProfileRow]) -> None:
        """Confirm the chosen rows."""
        for row in queryset.order_by("pk"):
            actions.confirm_profile_row(row.pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfileRow]:
        # Rules and days off are confirmed in their own tables.
        return super().get_queryset(request).exclude(file__in=["rules.csv", "holidays.csv"])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ProfileRow | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ProfileRow | None = None) -> bool:
        return False
