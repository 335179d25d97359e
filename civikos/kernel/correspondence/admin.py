"""Texts of messages and the outbox in the maintenance pages."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.correspondence import actions
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Message, Template
from civikos.kernel.correspondence.texts import Text, variables_of_kinds


class TemplateForm(forms.ModelForm[Template]):
    """A text whose placeholders are checked before it is kept."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])

    class Meta:
        model = Template
        fields: ClassVar[list[str]] = ["kind", "language", "subject", "body"]

    def clean(self) -> dict[str, Any]:
        """The same rule as the action's, told at the form."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            known = variables_of_kinds()[cleaned["kind"]]
            used = Text(cleaned["subject"], cleaned["body"]).variables
            wrong = (used - known) | ((known & actions.INDISPENSABLE) - used)
            if wrong:
                raise forms.ValidationError(
                    str(actions.TextMisused(names=", ".join(f"{{{name}}}" for name in sorted(wrong))))
                )
        return cleaned


@admin.register(Template)
class TemplateAdmin(admin.ModelAdmin[Template]):
    """Texts of the network's own."""

    form = TemplateForm
    list_display = ("kind", "language", "subject")
    list_filter = ("kind", "language")
    ordering = ("kind", "language")
    actions = ("drop",)

    @admin.action(description=_("Go back to the text of the profile"))
    def drop(self, request: HttpRequest, queryset: QuerySet[Template]) -> None:
        """Drop the chosen texts."""
        for row in queryset.order_by("pk"):
            actions.drop_text(row.pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Template, form: Any, change: bool) -> None:
        row = actions.write_text(
            obj.kind,
            obj.language,
            subject=obj.subject,
            body=obj.body,
            by=request.actor,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
        obj.pk = row.pk

    def has_delete_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """The outbox, to look at: no words of mails, for they hold personal links."""

    list_display = ("date", "kind", "about", "address", "state", "tries", "reply")
    list_filter = ("state", "kind")
    search_fields = ("address", "about", "message_id")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("send_again",)

    @admin.action(description=_("Send again what failed or is held"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Put the chosen messages back into the queue."""
        actions.try_again_messages(list(queryset.values_list("pk", flat=True)), by=request.actor, at=timezone.now())  # type: ignore[attr-defined]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        offered.pop("delete_selected", None)
        return offered

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return obj is None and super().has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False
