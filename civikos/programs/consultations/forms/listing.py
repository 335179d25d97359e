"""The filters of the list of consultations."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.consultations.queries.listing import Choices, Filter


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, and the name of the parameter that removes it."""

    label: str
    name: str


class Listing(forms.Form):
    """What part of the list is asked for. A value that is no choice asks for nothing."""

    words = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            ("open", _("Open for comments")),
            ("closed", _("Closed, waiting for answers")),
            ("answered", _("Answered")),
        ],
    )
    institution = forms.TypedChoiceField(label=_("Institution"), required=False, coerce=int, empty_value=None)
    topic = forms.TypedChoiceField(label=_("Field"), required=False, coerce=int, empty_value=None)
    kind = forms.TypedChoiceField(label=_("Kind of act"), required=False, coerce=int, empty_value=None)

    def __init__(self, *arguments: Any, choices: Choices, with_preparation: bool = False, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if with_preparation:
            self.fields["state"].choices = [*self.fields["state"].choices, ("preparation", _("Being prepared"))]  # type: ignore[attr-defined]
        for name, rows in (("institution", choices.institutions), ("topic", choices.topics), ("kind", choices.kinds)):
            self.fields[name].choices = [("", _("Any")), *((row.pk, str(row)) for row in rows)]  # type: ignore[attr-defined]

    def wanted(self) -> Filter:
        """The filter; fields that do not hold are left out."""
        self.is_valid()
        held = {name: value for name, value in self.cleaned_data.items() if value}
        return Filter(**held)

    def chips(self) -> list[Chip]:
        """What is set, to be taken off one by one."""
        self.is_valid()
        made = []
        for name, value in self.cleaned_data.items():
            if not value:
                continue
            labels = dict(getattr(self.fields[name], "choices", []))
            made.append(Chip(f"{self.fields[name].label}: {labels.get(value, value)}", name))
        return made
