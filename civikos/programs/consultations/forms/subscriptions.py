"""What a person wants to hear of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic


class Subscribing(forms.Form):
    """One thing to subscribe to, or the key of a subscription to end."""

    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        Topic.objects.order_by("position", "pk"), label=_("Field"), required=False, empty_label=_("choose a field")
    )
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        Place.objects.filter(kind=Place.Kind.MUNICIPALITY).order_by("name", "pk"),
        label=_("Municipality"),
        required=False,
        empty_label=_("choose a municipality"),
    )
    institution: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Institution"),
        required=False,
        empty_label=_("choose an institution"),
    )
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        kinds = [Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY]
        self.fields["institution"].queryset = Organization.objects.filter(kind__in=kinds).order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something must be chosen."""
        given = super().clean() or self.cleaned_data
        if not any(given.values()):
            raise forms.ValidationError(_("Choose a field, a municipality or an institution."))
        return given

    def chosen(self) -> dict[str, Any]:
        """What is subscribed to."""
        return {name: self.cleaned_data[name] for name in ("topic", "place", "institution")}
