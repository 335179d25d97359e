"""Places in the maintenance pages, with what the profile is not sure of."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from civikos.kernel.rulebook.models import ProfileRow
from civikos.registers.places.imports import FILE, HUBS, LANGUAGES
from civikos.registers.places.models import Place


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin[Place]):
    """Names and hubs can be corrected; the rows behind them are confirmed at "rows of the profile"."""

    list_display = ("code", "kind", "name", "parent", "hub", "to_be_confirmed")
    list_filter = ("kind", "hub")
    list_select_related = ("parent", "hub")
    search_fields = ("code", "name", "other_names")
    ordering = ("kind", "code")
    readonly_fields = ("code", "kind", "parent", "to_be_confirmed")

    @admin.display(description=_("to be confirmed"))
    def to_be_confirmed(self, place: Place) -> str:
        """The rows of the profile about this place that nobody has confirmed."""
        rows = ProfileRow.objects.filter(file__in=[FILE, HUBS, LANGUAGES], confirmed_at=None).exclude(mark="C")
        mine = rows.filter(key=place.code) | rows.filter(key__startswith=f"{place.code} ")
        return ", ".join(f"{row.file}: {row.key}" for row in mine.order_by("file", "key"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Place | None = None) -> bool:
        return False
