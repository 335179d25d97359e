"""Standards in the maintenance pages: what each asks, by which rules, and whether it has been checked against its text."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.rulebook.models import Rule
from civikos.programs.standards import actions
from civikos.programs.standards.models import Standard


class ToBeConfirmed(admin.SimpleListFilter):
    """Standards that nobody has read in a text or confirmed."""

    title = _("to be confirmed")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("to be confirmed")), ("0", _("confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        still_open = Q(confirmed_at=None) & ~Q(mark=Rule.Mark.CONFIRMED)
        return {"1": queryset.filter(still_open), "0": queryset.exclude(still_open)}.get(self.value() or "", queryset)


@admin.register(Standard)
class StandardAdmin(admin.ModelAdmin[Standard]):
    """What a person writes here counts as confirmed; every change is in the audit trail, and measured at once."""

    list_display = ("label", "level", "test", "rules", "mark", "valid_from", "valid_until", "confirmed")
    list_filter = (ToBeConfirmed, "level")
    search_fields = ("code", "label", "source")
    ordering = ("level", "position", "valid_from", "pk")
    readonly_fields = ("confirmed_by", "confirmed_at")
    actions = ("confirm",)

    @admin.display(boolean=True, description=_("confirmed"))
    def confirmed(self, row: Standard) -> bool:
        """For the list."""
        return row.is_confirmed

    @admin.action(description=_("Confirm: checked against the source"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Standard]) -> None:
        """Confirm the chosen standards."""
        for row in queryset.order_by("pk"):
            actions.confirm_standard(row.pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Standard, form: ModelForm[Standard], change: bool) -> None:
        actions.change_standard(obj, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: Standard | None = None) -> bool:
        # A standard that no longer holds gets a last day; consultations of the past were measured by it.
        return False
