"""Days off in the maintenance pages; every change makes a new edition of the calendar."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civikos.kernel.workdays import actions
from civikos.kernel.workdays.models import CalendarEdition, DayOff
from civikos.kernel.workflow.refusals import Refused


@admin.register(DayOff)
class DayOffAdmin(admin.ModelAdmin[DayOff]):
    """A day is confirmed, added or taken away; it is not edited: another date is another day."""

    list_display = ("date", "name", "is_observed", "is_estimated", "is_confirmed", "confirmed_by", "basis")
    list_filter = ("is_confirmed", "is_estimated", "is_observed")
    date_hierarchy = "date"
    ordering = ("-date",)
    fields = ("date", "name", "basis")
    actions = ("confirm", "take_away")

    @admin.action(description=gettext_lazy("Confirm: the official calendar names these days"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[DayOff]) -> None:
        """Confirm the chosen days."""
        days = list(queryset.values_list("date", flat=True))
        actions.confirm_days_off(days, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    @admin.action(description=gettext_lazy("Take away: the official calendar does not name these days"))
    def take_away(self, request: HttpRequest, queryset: QuerySet[DayOff]) -> None:
        """Take away the chosen days."""
        for row in queryset.order_by("date"):
            actions.remove_day_off(row.date, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: DayOff, form: ModelForm[DayOff], change: bool) -> None:
        names = {"sq": obj.name_sq or obj.name, "sr-latn": obj.name_sr_latn or "", "en": obj.name_en or ""}  # type: ignore[attr-defined]
        try:
            made = actions.add_day_off(obj.date, names=names, basis=obj.basis, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            obj.pk = made.pk

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        offered.pop("delete_selected", None)
        return offered

    def has_change_permission(self, request: HttpRequest, obj: DayOff | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: DayOff | None = None) -> bool:
        return False


@admin.register(CalendarEdition)
class CalendarEditionAdmin(admin.ModelAdmin[CalendarEdition]):
    """The editions, to look at."""

    list_display = ("id", "made_at", "note", "how_many")
    ordering = ("-pk",)

    @admin.display(description=gettext_lazy("days off"))
    def how_many(self, row: CalendarEdition) -> str:
        """Number of days."""
        return _("%(n)s days") % {"n": len(row.days)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CalendarEdition | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CalendarEdition | None = None) -> bool:
        return False
